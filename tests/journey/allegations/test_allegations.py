"""A council's officer for allegations is told of a suspect who works with children, by nobody
else's leave, and of nothing but the adult."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.allegations import access
from firstbell.journey.allegations.actions import answering
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.actions import restricting
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""One working day from the opening after a belief of Saturday night."""


@pytest.fixture
def council(monday: datetime, settings: Settings) -> Agency:
    settings.CLOCK_AT = monday
    world.a_force()
    return world.a_partnership()


@pytest.fixture
def officer(council: Agency) -> User:
    desk = world.a_desk("allegations")
    world.a_key_adult(desk, "Offi Sir")
    return ready_person("desk-officer", email="lado@c.example", desk=desk)


@pytest.fixture
def manager(council: Agency) -> User:
    return ready_person("hub-manager", email="mana.gerr@council.example", agency=council)


def a_suspect(reference: str = "A2", **more: Any) -> dict[str, Any]:
    ivo = {"given_names": "Ivo", "surname": "Marlbrook", "date_of_birth": "1985-05-06"}
    work = {"works_with_children": True, "employer": "Tern Swim Club", "work_role": "coach"}
    return world.an_adult(reference, **{"role": "suspect", **ivo, **work, **more})


def an_incident(*suspects: dict[str, Any], **more: Any) -> dict[str, Any]:
    victim = world.an_adult(address={"lines": ["9 Hidden Way"], "postcode": world.POSTCODE})
    return world.an_incident(adults=[victim, *suspects], **more)


def seen(person: User, at: datetime) -> access.Lists:
    with acting.for_person(person.id, at=at):
        return access.lists(person, at=at)


def actions() -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="allegation.").order_by("at", "id")
    return [each.removeprefix("allegation.") for each in rows.values_list("action", flat=True)]


def test_each_suspect_who_works_with_children_is_told_of_once_and_nobody_else(
    officer: User, mailbox: Mailbox, monday: datetime
) -> None:
    adults = (a_suspect(), a_suspect("A3", surname="Quern"), a_suspect("A4", role="involved"))
    for revision in (1, 2):
        world.receive(an_incident(*adults, revision=revision), at=monday)

    assert set(Allegation.objects.values_list("reference", "due_at", "desk__kind")) == {
        ("A2", DUE, "allegations"),
        ("A3", DUE, "allegations"),
    }
    assert [each for each in mailbox.addresses if each == officer.email] == [officer.email] * 2
    assert not any("Marlbrook" in str(message) for _address, message in mailbox.taken)


def test_the_officer_reads_of_the_adult_and_nothing_of_child_home_or_school(
    officer: User, client: Client, monday: datetime
) -> None:
    child = world.a_child(school_as_told="Sedge Academy", address={"lines": ["9 Hidden Way"]})
    world.receive(an_incident(a_suspect(), children=[child]), at=monday)
    row = Allegation.objects.get()
    client.force_login(officer)

    page = client.get(f"/allegations/{row.id}/").content.decode()

    assert all(word in page for word in ("Ivo Marlbrook", "Tern Swim Club", "coach", "INC-1"))
    for word in ("Wren", "Tollemarsh", "Maro", "Sedge", "Hidden", "Shouting", world.POSTCODE):
        assert word not in page + json.dumps(row.told), word
    assert "allegation.read" in AuditEntry.objects.values_list("action", flat=True)
    assert client.get(f"/incidents/{row.incident_id}/").status_code == 404


@pytest.mark.parametrize("words", ["coach of Wren", "lives at 9 Hidden Way", "ring 07700 900123"])
def test_words_that_name_somebody_else_or_a_home_are_kept_back(
    officer: User, monday: datetime, words: str
) -> None:
    world.receive(an_incident(a_suspect(work_role=words)), at=monday)

    told = Allegation.objects.get().told
    assert told["withheld"] == ["work_role"]
    assert words not in json.dumps(told)


def test_a_council_that_is_not_ours_is_rung_by_the_hub_by_name(
    officer: User, manager: User, mailbox: Mailbox, client: Client, monday: datetime
) -> None:
    world.receive(an_incident(a_suspect(work_postcode=world.ELSEWHERE)), at=monday)

    row = Allegation.objects.get()
    assert (row.desk, row.because, row.council_code) == (None, "work", "E08990009")
    assert mailbox.addresses == [manager.email]
    assert not seen(officer, monday).waiting
    client.force_login(manager)
    address = f"/allegations/{row.id}/"
    assert b"Enter the officer" in client.post(address).content
    client.post(address, {"officer": "Oda Finch, Westmarsh"})
    client.post(
        f"{address}outcome/", {"outcome": "referred_on", "referred_to": "Oda Finch, Westmarsh"}
    )

    row.refresh_from_db()
    assert (row.state, row.officer, row.outcome) == (
        "closed",
        "Oda Finch, Westmarsh",
        "referred_on",
    )
    assert actions() == ["raised", "told", "read", "read", "taken", "read", "closed"]


def test_silence_is_chased_with_the_managers_until_there_is_an_outcome(
    officer: User, manager: User, mailbox: Mailbox, monday: datetime
) -> None:
    world.receive(an_incident(a_suspect()), at=monday)
    assert mailbox.addresses == [officer.email]
    for number in range(2):
        world.carry_on(at=DUE + timedelta(days=number))
    assert sorted(mailbox.addresses[1:]) == sorted([officer.email, manager.email] * 2)
    assert seen(manager, DUE).waiting[0].is_late

    row = answering.take(Allegation.objects.get(), officer="", by=officer, at=DUE)
    before = len(mailbox.addresses)
    world.carry_on(at=DUE + timedelta(days=3))
    assert len(mailbox.addresses) == before
    world.carry_on(at=DUE + timedelta(days=15))
    assert len(mailbox.addresses) == before + 2

    kept: Any = {"referred_to": "", "officer": "", "by": officer, "at": DUE + timedelta(days=15)}
    with pytest.raises(answering.CannotAnswer, match="nobody"):
        answering.close(row, outcome="referred_on", **kept)
    for _press in range(2):
        row = answering.close(row, outcome="strategy_meeting", **kept)
    with pytest.raises(answering.CannotAnswer, match="closed"):
        answering.close(row, outcome="no_further_action", **kept)
    with pytest.raises(answering.CannotAnswer, match="closed"):
        answering.take(row, officer="", by=officer, at=monday)
    world.carry_on(at=DUE + timedelta(days=90))
    assert len(mailbox.addresses) == before + 2


def test_what_police_say_no_more_is_marked_and_said_and_what_they_say_again_counts(
    officer: User, mailbox: Mailbox, monday: datetime
) -> None:
    world.receive(an_incident(a_suspect()), at=monday)
    world.receive(an_incident(a_suspect(employer="Rook Nursery"), revision=2), at=monday)
    row = Allegation.objects.get()
    assert (row.told["employer"], row.amended_at) == ("Rook Nursery", monday)
    answering.take(row, officer="", by=officer, at=monday)

    world.receive(an_incident(a_suspect(works_with_children=False), revision=3), at=monday)
    assert seen(officer, monday).taken[0].is_taken_back
    world.receive(an_incident(a_suspect(), revision=4), at=monday)
    assert not seen(officer, monday).taken[0].is_taken_back
    gone = an_incident(a_suspect(), revision=5, status="withdrawn", status_reason="A mistake.")
    world.withdraw(gone, at=monday)

    assert seen(officer, monday).taken[0].is_taken_back
    assert [each for each in mailbox.addresses if each == officer.email] == [officer.email] * 5
    assert actions().count("taken_back") == 2


def test_nobody_is_told_while_police_hold_and_the_officer_once_they_let_go(
    officer: User, monday: datetime
) -> None:
    until = monday + timedelta(hours=5)
    hold = {"hold_until": until.isoformat(), "hold_ground": "x", "hold_approver": "Insp. Moth"}
    world.receive(an_incident(a_suspect(), children=[], disclosure=hold), at=monday)
    assert not Allegation.objects.exists()

    world.carry_on(at=until)

    assert Allegation.objects.get().told["nature"] == "no_child"


def test_a_suspect_who_is_the_officer_finds_nothing_and_the_hub_is_told_instead(
    officer: User, manager: User, mailbox: Mailbox, client: Client, monday: datetime
) -> None:
    world.receive(an_incident(a_suspect(email=officer.email)), at=monday)
    row = Allegation.objects.get()

    assert mailbox.addresses == [manager.email]
    assert not seen(officer, monday).waiting
    client.force_login(officer)
    assert client.get(f"/allegations/{row.id}/").status_code == 404
    assert client.get(f"/allegations/{row.id}/outcome/").status_code == 404


def test_of_a_sealed_record_the_circle_alone_is_told(
    officer: User, council: Agency, manager: User, mailbox: Mailbox, monday: datetime
) -> None:
    inside = ready_person("hub-manager", agency=council)
    inside.phone = "01632 960009"
    inside.save()
    until = monday + timedelta(hours=1)
    hold = {"hold_until": until.isoformat(), "hold_ground": "x", "hold_approver": "Insp. Moth"}
    world.receive(an_incident(a_suspect(), disclosure=hold), at=monday)
    restricting.guard(
        world.the_incident().id,
        kind="sealed",
        ground="employee",
        contact=inside,
        circle=[inside],
        stand_in=manager,
        by=inside,
        at=monday,
    )
    mailbox.taken.clear()
    world.carry_on(at=until)

    assert inside.email in mailbox.addresses
    assert not {officer.email, manager.email} & set(mailbox.addresses)
    for person, sees in ((officer, 0), (manager, 0), (inside, 1)):
        with acting.for_person(person.id, at=monday):
            assert Allegation.objects.count() == sees
        assert len(seen(person, monday).waiting) == sees


def test_the_place_where_the_suspect_works_hears_of_the_child_never_by_the_suspect_or_of_this(
    officer: User, mailbox: Mailbox, monday: datetime
) -> None:
    school = world.a_school()
    first = world.a_key_adult(school, "Ivo Marlbrook")
    other = world.a_key_adult(school, "Ade Lark")
    world.a_pupil(school)
    works_there = a_suspect(employer=school.name, work_role="teacher", email=first.email)
    world.receive(an_incident(works_there), at=monday)

    told = Notification.objects.get()
    assert (told.establishment, first.email in mailbox.addresses) == (school, False)
    assert sorted(mailbox.addresses) == sorted([officer.email, other.email])
    assert "works_with_children" not in json.dumps(told.content)
    assert "teacher" not in json.dumps(told.content)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    officer: User, client: Client, monday: datetime, number: int
) -> None:
    suspects = [a_suspect(f"A{each}") for each in range(2, 2 + number)]
    world.receive(an_incident(*suspects), at=monday)
    client.force_login(officer)
    client.get("/allegations/")

    with CaptureQueriesContext(connection) as asked:
        page = client.get("/allegations/")

    assert page.content.count(b"Open<span") == number
    assert b"Marlbrook" not in page.content
    assert len(asked) == 23
