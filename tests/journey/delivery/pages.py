"""One school on Monday morning, for the tests of the key adult's pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.models import Desk, Establishment
from tests import world
from tests.people import ready_person

VOICE = "I hid under the table until it was quiet."
SIBLINGS = (("Wren", date(2016, 5, 4)), ("Robin", date(2018, 2, 1)), ("Lark", date(2014, 9, 9)))


@dataclass(frozen=True, kw_only=True)
class School:
    """The school, its key adult, and the browser in which that person is signed in."""

    place: Establishment
    person: User
    browser: Client

    def url(self, name: str, reference: str = "INC-1") -> str:
        """Return an address of the family of one incident at this school."""
        return family_url(name, self.place, reference)

    def open(self, reference: str = "INC-1") -> None:
        """Open the family's notifications."""
        self.browser.post(self.url("open_family", reference))

    def answer(self, reference: str = "INC-1", **answers: str) -> Any:
        """Answer "on your roll?" for children by their reference."""
        return self.browser.post(self.url("answer_family", reference), fields(answers, reference))

    def acknowledge(self, reference: str = "INC-1") -> Any:
        """Press the button on the page as it stands."""
        page = self.browser.get(self.url("family", reference))
        seen = [
            f"{sheet.notification_id} {sheet.seen_mark}" for sheet in page.context["unread"] or []
        ]
        return self.browser.post(self.url("acknowledge_family", reference), {"seen": seen})


def make_school() -> School:
    """Make the borough, its school with three siblings on the roll, and its key adult."""
    world.a_partnership()
    world.a_force()
    place = world.a_school()
    person = ready_person(
        "key-adult", email="ade.lark@school.example", name="Ade Lark", establishment=place
    )
    world.a_key_adult(place, "Ade Lark", email="ade.lark@school.example")
    put_on_roll(place)
    browser = Client()
    browser.force_login(person)
    return School(place=place, person=person, browser=browser)


def family_url(name: str, place: Establishment | Desk, reference: str = "INC-1") -> str:
    """Return an address of the family of one incident at a place."""
    return reverse(name, args=[world.the_incident(reference).id, place.id])


def fields(answers: dict[str, str], reference: str = "INC-1") -> dict[str, str]:
    """Return answers by a child's reference as the form posts them."""
    return {f"child-{of(child, reference).id}": said for child, said in answers.items()}


def of(child: str = "C1", reference: str = "INC-1") -> Notification:
    """Return the notification about a child."""
    return Notification.objects.get(child__reference=child, incident__reference=reference)


def colleague_of(school: School, name: str = "Bo Wicken") -> tuple[User, Client]:
    """Return another key adult of the school, signed in."""
    person = ready_person("key-adult", name=name, establishment=school.place)
    browser = Client()
    browser.force_login(person)
    return person, browser


def siblings(many: int) -> list[dict[str, Any]]:
    """Return that many recorded children of one family."""
    return [
        world.a_child(f"C{number}", given_names=name, date_of_birth=born_on.isoformat())
        for number, (name, born_on) in enumerate(SIBLINGS[:many], start=1)
    ]


def put_on_roll(place: Establishment) -> None:
    """Put the siblings on a school's roll."""
    for name, born_on in SIBLINGS:
        world.a_pupil(place, name, "Tollemarsh", born_on)


def tell(*incidents: Any, at: datetime) -> None:
    """Receive incidents and raise what comes of them."""
    world.receive(*incidents, at=at)
