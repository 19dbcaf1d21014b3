"""What difference did it make? Asked of a family only where it knows and it is safe."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import answering, hearing
from firstbell.journey.delivery.models import Notification
from firstbell.journey.delivery.models_beside import Feedback
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.actions import restricting
from tests import world
from tests.people import ready_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monday: datetime, settings: Settings) -> Notification:
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=monday)
    return Notification.objects.get()


@pytest.fixture
def adult(told: Notification) -> User:
    return ready_person("key-adult", establishment=told.establishment)


def acknowledge(told: Notification, by: User, *, at: datetime) -> None:
    for act in (
        answering.open_notification,
        answering.confirm_on_roll,
        answering.acknowledge,
    ):
        act(notification=told, by=by, at=at)


def support(told: Notification, by: User, *, is_overt: bool, at: datetime) -> None:
    answering.record_support(
        notification=told,
        kinds=["watched"],
        is_overt=is_overt,
        given_by="The tutor",
        given_on=at.date(),
        note="",
        follow_up_on=None,
        by=by,
        at=at,
    )


def note(told: Notification, whose: str, by: User, *, at: datetime, safe: bool = False) -> Feedback:
    return hearing.note_difference(
        notification=told,
        whose=whose,
        difference="much",
        words="Calmer now.",
        is_safe_to_ask=safe,
        by=by,
        at=at,
    )


def test_nobody_is_heard_before_the_school_has_answered_and_supported(
    told: Notification, adult: User, monday: datetime
) -> None:
    with pytest.raises(hearing.CannotHear, match="answer"):
        note(told, "school", adult, at=monday)
    acknowledge(told, adult, at=monday)
    with pytest.raises(hearing.CannotHear, match="support"):
        note(told, "school", adult, at=monday)


def test_a_child_is_asked_only_after_overt_support_and_a_named_safe_to_ask(
    told: Notification, adult: User, monday: datetime
) -> None:
    acknowledge(told, adult, at=monday)
    support(told, adult, is_overt=False, at=monday)
    with pytest.raises(hearing.CannotHear, match="overt"):
        note(told, "child", adult, at=monday, safe=True)
    support(told, adult, is_overt=True, at=monday)
    with pytest.raises(hearing.CannotHear, match="safe"):
        note(told, "child", adult, at=monday)

    first = note(told, "child", adult, at=monday, safe=True)
    again = note(told, "child", adult, at=monday, safe=True)
    own = note(told, "school", adult, at=monday, safe=True)

    assert again == first
    assert (first.safe_by, own.safe_by) == (adult, None)


def test_the_page_offers_the_family_only_where_support_was_overt(
    client: Client, told: Notification, adult: User, monday: datetime
) -> None:
    acknowledge(told, adult, at=monday)
    address = f"/notifications/{told.id}/difference/"
    client.force_login(adult)
    assert client.get(address).status_code == 302, "no support was noted"
    support(told, adult, is_overt=False, at=monday)
    page = client.get(address).content.decode()
    assert "The school itself" in page
    assert "The child</label>" not in " ".join(page.split())
    assert address in client.get(f"/notifications/{told.id}/").content.decode()
    asked = {"whose": "child", "difference": "some", "words": "I sleep."}
    client.post(address, asked)
    assert not Feedback.objects.exists()

    support(told, adult, is_overt=True, at=monday)
    assert "only if it was safe" in client.post(address, asked).content.decode()
    client.post(address, {**asked, "is_safe_to_ask": "on"})
    assert "I sleep." in client.get(address).content.decode()


def test_words_are_for_who_may_see_the_case_and_figures_name_nobody(
    client: Client, told: Notification, adult: User, monday: datetime
) -> None:
    acknowledge(told, adult, at=monday)
    support(told, adult, is_overt=False, at=monday)
    note(told, "school", adult, at=monday)
    business = ready_person("business-unit")
    worker, inside = ready_person("hub-worker"), ready_person("hub-manager")
    client.force_login(business)
    figures = client.get("/differences/").content.decode()
    assert "Too few were heard to say more." in figures
    assert client.get("/differences/words/").status_code == 404
    client.force_login(worker)
    assert "Calmer now." in client.get("/differences/words/").content.decode()

    inside.phone = "01632 960111"
    inside.save()
    restricting.guard(
        told.incident_id,
        kind="sealed",
        ground="employee",
        contact=inside,
        circle=[inside],
        stand_in=ready_person("hub-manager"),
        by=inside,
        at=monday,
    )
    assert "Calmer now." not in client.get("/differences/words/").content.decode()
    for person, sees in ((business, 0), (worker, 0), (inside, 1), (adult, 1)):
        with acting.for_person(person.id, at=monday):
            assert Feedback.objects.count() == sees


def test_many_words_stand_in_a_table(
    client: Client, told: Notification, adult: User, monday: datetime
) -> None:
    for number in range(6):
        Feedback.objects.create(
            notification=told,
            whose="school",
            difference="much",
            words=f"{number}",
            noted_by=adult,
            noted_at=monday,
        )
    client.force_login(ready_person("scrutiny-member"))

    page = " ".join(client.get("/differences/").content.decode().split())

    assert "It helped much" in page
    assert '<td class="govuk-table__cell">6</td>' in page


def test_words_that_name_somebody_else_stand_in_the_hubs_list_once_it_has_looked(
    client: Client, told: Notification, adult: User, monday: datetime
) -> None:
    acknowledge(told, adult, at=monday)
    support(told, adult, is_overt=True, at=monday)
    said: Any = {"whose": "school", "difference": "some", "is_safe_to_ask": False}
    words = ("Wren is calmer.", "Maro keeps away now.", "Uncle Quillon helps.")
    for each in words:
        hearing.note_difference(notification=told, words=each, **said, by=adult, at=monday)
    manager = ready_person("hub-manager", agency=Agency.objects.get(code=world.COUNCIL))
    client.force_login(manager)

    def page() -> str:
        return client.get("/differences/words/").content.decode()

    assert page().count("This may name somebody else") == 2
    for each, let_go in ((words[1], "no"), (words[2], "yes")):
        row = Feedback.objects.get(words=each)
        for answer in (let_go, "yes"):
            client.post(f"/differences/words/{row.id}/", {"let_go": answer})
    assert [each in page() for each in words] == [True, False, True]
    assert "kept back: they name somebody else" in page()
    assert "This may name" not in page()
    assert client.post(f"/differences/words/{told.id}/").status_code == 404
