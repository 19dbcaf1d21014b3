"""Who is an adult of the incident or close to it is passed over, whatever happens afterwards."""

from datetime import datetime
from typing import Any

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.actions.nudging import people_to_tell
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.models import Waiting
from firstbell.registry.agencies.actions.loading import contacts as loading
from firstbell.registry.agencies.models import Contact, Establishment
from firstbell.registry.circles.actions import declaring
from firstbell.registry.circles.models import Interest
from tests import world
from tests.smtp import Mailbox

HOME = {"line": "4 Sedge Row", "postcode": "qx12ab"}
WREN = {"given_names": "Wren", "surname": "Fallow", "born_on": "2016-05-04"}
MARO = {"given_names": "Maro", "surname": "Fallow", "born_on": "1990-02-03"}


@pytest.fixture
def school(db: None, mailbox: Mailbox) -> Establishment:
    """A school with a lead and a deputy; the lead has an account."""
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    lead = world.a_key_adult(school, "Ade Lark", email="ade@school.example")
    world.a_key_adult(school, "Bo Finch", email="bo@school.example")
    world.a_membership(world.a_person(lead.email, lead.name), "key-adult", establishment=school)
    world.a_pupil(school)
    return school


def declare(
    kind: str, said: dict[str, str], at: datetime, email: str = "ade@school.example"
) -> Any:
    return declaring.declare(email=email, kind=kind, said=said, by=the_lead(), at=at)


def the_lead() -> User:
    return User.objects.get(email="ade@school.example")


def incident() -> dict[str, Any]:
    return world.an_incident(adults=[world.an_adult()])


def told() -> list[str]:
    return [each.email for each in people_to_tell(world.the_notification(), at=MONDAY)]


MONDAY = datetime.fromisoformat("2026-11-23T07:10+00:00")


@pytest.mark.parametrize(
    ("kind", "said", "ground"),
    [
        ("home", HOME, "same_home"),
        ("person", MARO, "declared_person"),
        ("child", WREN, "declared_child"),
        ("address", HOME, "declared_address"),
    ],
)
def test_whoever_declared_that_they_are_close_is_passed_over(
    school: Establishment, mailbox: Mailbox, kind: str, said: dict[str, str], ground: str
) -> None:
    declare(kind, said, MONDAY)

    world.receive(incident(), at=MONDAY)

    row = world.the_notification()
    # Once as a line of the contacts file and once as who signs in.
    assert {each.matched_on for each in row.conflicts.all()} == {ground}
    assert {each.person.email for each in row.conflicts.all()} == {"ade@school.example"}
    assert mailbox.addresses == ["bo@school.example"]
    assert told() == ["bo@school.example"]
    assert stands_back_from(the_lead()) == {row.incident_id}
    assert not Waiting.objects.filter(closed_at=None).exists()
    entry = AuditEntry.objects.get(action="notification.shielded")
    assert entry.detail == {"people": 2}


def test_a_declaration_that_comes_later_shuts_at_once_and_the_next_is_hurried(
    school: Establishment, mailbox: Mailbox
) -> None:
    world.receive(incident(), at=MONDAY)
    assert mailbox.addresses == ["ade@school.example"]
    assert not stands_back_from(the_lead())

    interest = declare("child", WREN, MONDAY)

    assert stands_back_from(the_lead()) == {world.the_incident().id}
    world.carry_on(at=MONDAY)
    assert mailbox.addresses == ["ade@school.example", "bo@school.example"]
    # Ended, it keeps nobody from what comes, and lets nobody into what was.
    declaring.end(interest, by=the_lead(), at=MONDAY)
    assert Interest.objects.get().said == {}
    assert stands_back_from(the_lead()) == {world.the_incident().id}


def test_somebody_who_comes_to_the_school_later_is_kept_out_too(
    school: Establishment, mailbox: Mailbox
) -> None:
    world.receive(world.an_incident(adults=[world.an_adult(phone="07700 900123")]), at=MONDAY)
    Contact.objects.update(order=2)
    load_contacts("990001,,Maro Tollemarsh,maro@school.example,07700900123,,1,head,,,yes,yes,")
    assert "maro@school.example" in told()

    world.carry_on(at=MONDAY)

    # The file ended the other two, so that nobody is left: the hub is asked.
    assert told() == []
    assert Waiting.objects.get(closed_at=None).why == "no_recipient"


def load_contacts(*lines: str) -> None:
    header = "urn,desk,name,email,phone,mobile,order,role,from,to,term,holidays,trained_on"
    content = "\n".join([header, *lines]).encode()
    outcome = loading.load_contacts(content=content, file_name="contacts.csv", by=None, at=MONDAY)
    assert not outcome.refused


def test_a_revision_that_names_a_key_adult_takes_it_from_them(
    school: Establishment, mailbox: Mailbox
) -> None:
    world.receive(incident(), at=MONDAY)
    suspect = world.an_adult("A2", email="ADE@school.example", role="suspect")

    world.receive({**incident(), "revision": 2, "adults": [suspect]}, at=MONDAY)

    assert told() == ["bo@school.example"]
    assert mailbox.addresses == ["ade@school.example", "bo@school.example"]


def test_what_waited_because_nobody_was_left_goes_on_when_somebody_is_there(
    school: Establishment, mailbox: Mailbox
) -> None:
    Contact.objects.filter(name="Bo Finch").delete()
    declare("home", HOME, MONDAY)
    world.receive(incident(), at=MONDAY)
    assert Waiting.objects.get(closed_at=None).why == "conflict"
    assert not mailbox.taken

    load_contacts(
        "990001,,Ade Lark,ade@school.example,,,1,dsl,,,yes,yes,",
        "990001,,Cy Vane,cy@school.example,,,2,head,,,yes,yes,",
    )
    world.carry_on(at=MONDAY)

    assert mailbox.addresses == ["cy@school.example"]
    assert not Waiting.objects.filter(closed_at=None).exists()
