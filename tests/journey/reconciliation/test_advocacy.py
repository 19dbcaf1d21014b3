"""What an advocate reads and marks, and that what is marked is nowhere shown any more."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import answering
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.actions import referring
from firstbell.registry.circles.models import Referral, UnsafeMark
from tests import world
from tests.journey.delivery.test_copies import text_of_pdf
from tests.journey.hub import signed_in, trail, words_of
from tests.smtp import Mailbox
from tests.written import words_of as words_of_letter

NUMBER = "07700 900123"
MAIL = "maro.hides@post.example"
STREET = "77 Canary Row"
HIDDEN = "9 Hidden Yard"
SPELT = (NUMBER, "07700900123", "+44 7700 900 123", MAIL)
"""As the record spells them: in the field, and in what officers wrote."""


def the_record(**more: Any) -> dict[str, Any]:
    texts = {
        "circumstances": "He read her telephone. Ring +44 7700 900 123 after nine.",
        "conditions": f"He is not to ring 07700900123 and not to write to {MAIL}.",
        "safe_contact": f"By telephone on {NUMBER}, mornings.",
    }
    victim = world.an_adult(
        phone=NUMBER, email=MAIL, address={"lines": [STREET], "postcode": "QX1 2AB"}
    )
    hidden = world.an_adult("A2", role="involved", address={"lines": [HIDDEN], "safe": True})
    return world.an_incident(adults=[victim, hidden], **{**texts, **more})


@pytest.fixture
def service(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Agency:
    settings.CLOCK_AT = monday
    return Agency.objects.create(code="harbour", name="Harbour Advocates", kind="other")


@pytest.fixture
def hub(service: Agency, monday: datetime) -> tuple[User, Client]:
    council, school = world.a_partnership(), world.a_school()
    world.a_force()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(the_record(), at=monday)
    return signed_in("hub-worker", name="Hale Brook", agency=council)


@pytest.fixture
def advocate(service: Agency, hub: tuple[User, Client], monday: datetime) -> Client:
    refer(service, hub[0], monday)
    return signed_in("advocate", name="Ada Quill", agency=service)[1]


def refer(service: Agency, by: User, at: datetime) -> Referral:
    return referring.refer(
        incident().id, agency=service, purpose="Contact her today.", by=by, at=at
    )


def incident() -> Incident:
    return world.the_incident()


def open_(browser: Client, name: str, *args: Any) -> str:
    page = browser.get(reverse(name, args=args or [incident().id]))
    assert page.status_code == 200
    return words_of(page)


def test_the_hub_refers_after_a_look_at_who_will_read_it(
    hub: tuple[User, Client], service: Agency
) -> None:
    said = {"service": str(service.id), "purpose": "Contact her today."}
    path = reverse("refer_record", args=[incident().id])

    look = words_of(hub[1].post(path, said))

    assert "<strong>Harbour Advocates</strong> (nobody has signed up there yet)" in look
    assert not Referral.objects.exists()
    done = hub[1].post(path, {**said, "save": "yes"}, follow=True)
    assert "The service can read the case now" in words_of(done)
    row = Referral.objects.get()
    hub[1].post(reverse("end_referral", args=[incident().id, row.id]))
    row.refresh_from_db()
    assert row.ended_at is not None


def test_their_morning_begins_with_the_cases_referred(advocate: Client) -> None:
    assert advocate.get("/").headers["Location"] == reverse("referred_cases")
    text = words_of(advocate.get("/referred/"))
    assert "Contact her today." in text
    assert "Tollemarsh" not in text


def test_a_case_holds_what_an_advocate_needs_and_no_more(advocate: Client) -> None:
    text = open_(advocate, "referred_case")

    for known in ("Maro Tollemarsh", NUMBER, MAIL, STREET, "Wren Tollemarsh"):
        assert known in text
    for unknown in ("I hid under the table", HIDDEN, "Mill Lane"):
        assert unknown not in text
    assert trail("case.referred_read") == 1


def test_an_address_that_is_kept_safe_stands_in_no_text_either(
    advocate: Client, monday: datetime
) -> None:
    said = the_record(revision=2, victim_told=f"She was told to go to {HIDDEN}.")
    world.receive(said, at=monday)

    assert HIDDEN not in open_(advocate, "referred_case")
    assert HIDDEN not in open_(advocate, "ways_to_reach")


def test_a_case_that_is_not_referred_any_more_is_not_there(
    advocate: Client, hub: tuple[User, Client], monday: datetime
) -> None:
    referring.end_referral(Referral.objects.get(), by=hub[0], at=monday)

    assert "No case is referred to you" in words_of(advocate.get("/referred/"))
    for name in ("referred_case", "ways_to_reach"):
        assert advocate.get(reverse(name, args=[incident().id])).status_code == 404


def mark(browser: Client, person: str = "A1", kind: str = "phone") -> Any:
    path = reverse("ways_to_reach", args=[incident().id])
    return browser.post(path, {"person": person, "kind": kind}, follow=True)


def everything_shown(hub: Client, police: Client, advocate: Client, adult: Client) -> str:
    """Return every page, print and copy on which the case stands, as one text."""
    row, child = world.the_notification(), world.the_child()
    place = row.establishment
    assert place is not None
    pages = [
        advocate.get(reverse("referred_case", args=[row.incident_id])),
        advocate.get(reverse("ways_to_reach", args=[row.incident_id])),
        hub.get(reverse("ways_to_reach", args=[row.incident_id])),
        hub.get(reverse("child", args=[child.id])),
        hub.get(reverse("choose_school", args=[child.id])),
        hub.get(reverse("texts", args=[child.id])),
        police.get(reverse("sent_incident", args=[row.incident_id])),
        police.get(reverse("correct_incident", args=[row.incident_id])),
        adult.get(reverse("family", args=[row.incident_id, place.id])),
        adult.get(reverse("notification", args=[row.id])),
    ]
    for page in pages:
        assert page.status_code == 200
    copies = [copied(adult, row.id, kind) for kind in ("page", "pdf", "json")]
    return " ".join([*map(words_of, pages), *copies, json.dumps(row.content)])


def copied(adult: Client, notification_id: UUID, kind: str) -> str:
    """Take a copy with everything in it, and return what it says."""
    asked = {"kind": kind, "words": "with", "once": str(uuid4())}
    taken = adult.post(reverse("copies", args=[notification_id]), asked)
    content = adult.get(taken.headers["Location"]).content
    return text_of_pdf(content) if kind == "pdf" else " ".join(content.decode().split())


def test_what_is_marked_is_shown_nowhere_any_more(
    advocate: Client, hub: tuple[User, Client], monday: datetime, mailbox: Mailbox
) -> None:
    police = signed_in("police-sender", agency=Agency.objects.get(kind="police"))[1]
    row = world.the_notification()
    person, adult = signed_in("key-adult", establishment=row.establishment)
    child = world.the_child()
    # The hub lets the words go as they are, so that the school reads the number.
    page = hub[1].get(reverse("texts", args=[child.id])).context["page"]
    answers = {text.key: "let_go" for text in page.texts}
    marks = {f"mark-{text.key}": text.mark for text in page.texts}
    hub[1].post(reverse("texts", args=[child.id]), {**answers, **marks})
    row = answering.open_notification(notification=world.the_notification(), by=person, at=monday)
    answering.confirm_on_roll(notification=row, by=person, at=monday)
    browsers = (hub[1], police, advocate, adult)
    before = everything_shown(*browsers)
    assert all(spelt in before for spelt in SPELT)
    assert "07700900123" in json.dumps(world.the_notification().content)

    assert "Marked. From now on nobody is shown it" in words_of(mark(advocate))
    mark(advocate, kind="email")
    mark(advocate, kind="address")

    after = everything_shown(*browsers)
    letters = " ".join(words_of_letter(each) for _to, each in mailbox.taken)
    assert letters
    for spelt in (*SPELT, STREET):
        assert spelt not in after + letters, spelt
    assert HIDDEN not in letters + copied(adult, row.id, "json")
    assert "not safe to use" in after
    assert world.the_notification().amended_at == monday
    assert incident().said["adults"][0]["phone"] == NUMBER


def test_a_correction_neither_shows_nor_loses_what_is_marked(
    advocate: Client, hub: tuple[User, Client]
) -> None:
    police = signed_in("police-sender", agency=Agency.objects.get(kind="police"))[1]
    mark(advocate)
    path = reverse("correct_incident", args=[incident().id])
    sheet = police.get(path).context["sheet"]
    said: dict[str, Any] = {"revision": "1", "send": "yes"}
    for form in sheet._forms():
        for field in form:
            value = field.value()
            said |= dict(_posted(field, value))
    said["adult"], said["child"] = ["0", "1"], ["0"]
    said["circumstances"] = said["circumstances"] + " He came back."

    answer = police.post(path, said)

    assert answer.status_code == 302, answer.context["errors"]
    now = incident().said
    assert now["adults"][0]["phone"] == NUMBER
    assert now["conditions"] == the_record()["conditions"]
    assert "He came back." in now["circumstances"]


def _posted(field: Any, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        return [(field.html_name, value)]
    if hasattr(value, "year"):
        parts = (value.day, value.month, value.year)
        return [(f"{field.html_name}_{n}", str(part)) for n, part in enumerate(parts)]
    return [(field.html_name, "" if value is None else str(value))]


def test_the_hub_lifts_a_mark_after_asking_and_it_is_told_again(
    advocate: Client, hub: tuple[User, Client]
) -> None:
    mark(advocate)
    row = UnsafeMark.objects.get()
    path = reverse("lift_mark", args=[incident().id, row.id])

    assert "say that you have" in words_of(hub[1].post(path, {}))
    assert advocate.post(path, {"has_asked": "on"}).status_code == 404
    hub[1].post(path, {"has_asked": "on"})

    row.refresh_from_db()
    assert row.lifted_by == hub[0]
    assert NUMBER in open_(advocate, "referred_case")


def test_a_second_click_and_a_way_that_is_not_there_change_nothing(advocate: Client) -> None:
    mark(advocate)
    mark(advocate)

    assert UnsafeMark.objects.count() == 1
    assert mark(advocate, person="A2", kind="address").status_code == 404
    assert mark(advocate, person="C1", kind="address").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_cases_take_as_many_queries_for_one_as_for_three(
    many: int, advocate: Client, hub: tuple[User, Client], service: Agency, monday: datetime
) -> None:
    for number in range(1, many):
        world.receive(world.an_incident(f"MORE-{number}"), at=monday)
        more = world.the_incident(f"MORE-{number}").id
        referring.refer(more, agency=service, purpose="More.", by=hub[0], at=monday)
    advocate.get("/referred/")

    with CaptureQueriesContext(connection) as queries:
        page = advocate.get("/referred/")

    assert words_of(page).count("Referred at") == many
    assert len(queries) == CASES


CASES = 21
