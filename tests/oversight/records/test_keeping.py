"""What has come to its end is listed, waits for a person, and goes only if nothing stops it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError

from firstbell.core.retention import Kind
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.intake.actions.waiting import wait
from firstbell.journey.intake.models import Feed, Incident, RecordedChild, RefusedIncident
from firstbell.journey.reconciliation import queries as account
from firstbell.oversight.records.actions import deciding, destroying, disposing, erasing
from firstbell.oversight.records.actions.looking_over import look_over
from firstbell.oversight.records.models import (
    Disposal,
    Lapsed,
    LegalHold,
    RequestedRecord,
    SubjectRequest,
)
from firstbell.registry.agencies.models import RefusedRow, Rule
from firstbell.registry.circles.models import Restriction
from firstbell.registry.home_education.actions import reporting
from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Registration, Roll
from tests import world

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def manager() -> User:
    return world.a_person("hub@council.example", "Hub Manager")


@pytest.fixture
def other() -> User:
    return world.a_person("other@council.example", "Somebody Else")


@pytest.fixture
def incident(monday: datetime) -> Incident:
    """An incident that was told and acknowledged on Monday."""
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=monday)
    reader = world.a_person()
    told = Notification.objects.get()
    answering.open_notification(notification=told, by=reader, at=monday)
    answering.confirm_on_roll(notification=told, by=reader, at=monday)
    answering.acknowledge(notification=told, by=reader, at=monday)
    return world.the_incident()


def listed(kind: str) -> list[UUID]:
    rows = Lapsed.objects.filter(kind=kind, state=Lapsed.State.WAITING)
    return list(rows.values_list("subject_id", flat=True))


def approve_all(kind: str, *, by: User, at: datetime) -> Disposal:
    """Approve what waits, and let the ledger do what follows."""
    ids = list(Lapsed.objects.filter(kind=kind).values_list("id", flat=True))
    deciding.approve(kind, ids, by=by, at=at)
    world.carry_on(at=at)
    return Disposal.objects.get()


def test_nothing_is_listed_before_its_period_has_run_out(
    incident: Incident, monday: datetime
) -> None:
    look_over(at=monday + 90 * DAY - timedelta(minutes=1))
    assert listed(Kind.CONTENT) == []

    look_over(at=monday + 90 * DAY)
    assert listed(Kind.CONTENT) == [incident.id]


def test_looking_again_lists_nothing_twice(incident: Incident, monday: datetime) -> None:
    look_over(at=monday + 91 * DAY)
    look_over(at=monday + 92 * DAY)

    assert len(listed(Kind.CONTENT)) == 1


def test_the_partnership_sets_the_period(incident: Incident, monday: datetime) -> None:
    Rule.objects.create(key="keep_content", value="10", set_at=monday)

    look_over(at=monday + 10 * DAY)

    assert listed(Kind.CONTENT) == [incident.id]


def test_nothing_goes_without_a_person(incident: Incident, monday: datetime) -> None:
    look_over(at=monday + 3000 * DAY)
    world.carry_on(at=monday + 3000 * DAY)

    assert Incident.objects.get().erased_at is None
    assert not Disposal.objects.exists()


def test_what_a_person_approves_goes_and_the_log_says_who_and_how_many(
    incident: Incident, monday: datetime, manager: User
) -> None:
    at = monday + 91 * DAY
    look_over(at=at)

    disposal = approve_all(Kind.CONTENT, by=manager, at=at)

    assert Incident.objects.get().erased_at == at
    assert (disposal.approved, disposal.gone, disposal.stayed) == (1, 1, 0)
    assert (disposal.approved_by, disposal.ended_at) == (manager, at)
    assert list(disposal.records.values_list("subject_id", "state")) == [(incident.id, "gone")]
    trail = AuditEntry.objects.filter(action="disposal.ended").get()
    assert trail.detail == {"kind": "content", "gone": 1, "stayed": 0}
    assert account.balance().adds_up


def test_approving_twice_lets_nothing_go_twice(
    incident: Incident, monday: datetime, manager: User
) -> None:
    at = monday + 91 * DAY
    look_over(at=at)
    ids = list(Lapsed.objects.filter(kind=Kind.CONTENT).values_list("id", flat=True))

    assert deciding.approve(Kind.CONTENT, ids, by=manager, at=at) == 1
    assert deciding.approve(Kind.CONTENT, ids, by=manager, at=at) == 0
    assert Disposal.objects.count() == 1


def open_it(incident: Incident, manager: User, at: datetime) -> None:
    child = incident.children.get()
    wait(child=child, why="review", owner="hub", due_at=at, at=at)


def hold_it(incident: Incident, manager: User, at: datetime) -> None:
    deciding.hold(incident.id, reason="An inquiry has asked for it", by=manager, at=at)


def ask_for_it(incident: Incident, manager: User, at: datetime) -> None:
    asked = SubjectRequest.objects.create(
        asker="child", asker_name="The child", received_on=at.date(), made_by=manager, made_at=at
    )
    RequestedRecord.objects.create(
        request=asked,
        record_id=incident.id,
        child_id=incident.children.get().id,
        added_by=manager,
        added_at=at,
    )


def seal_it(incident: Incident, manager: User, at: datetime) -> None:
    Restriction.objects.create(
        record_id=incident.id,
        kind="sealed",
        ground="employee",
        contact=manager,
        made_by=manager,
        made_at=at,
    )


def revise_it(incident: Incident, manager: User, at: datetime) -> None:
    world.receive(world.an_incident(revision=2), at=at)


STOPS: dict[str, tuple[Callable[[Incident, User, datetime], None], str]] = {
    "open": (open_it, "open"),
    "held": (hold_it, "held"),
    "asked for": (ask_for_it, "asked_for"),
    "sealed": (seal_it, "circle"),
    "revised": (revise_it, "young"),
}


@pytest.mark.parametrize("what", STOPS)
def test_what_is_stopped_is_not_listed(
    what: str, incident: Incident, monday: datetime, manager: User
) -> None:
    STOPS[what][0](incident, manager, monday + 80 * DAY)

    look_over(at=monday + 91 * DAY)

    assert listed(Kind.CONTENT) == []


@pytest.mark.parametrize("what", STOPS)
def test_what_is_stopped_after_it_was_approved_stays_and_says_why(
    what: str, incident: Incident, monday: datetime, manager: User
) -> None:
    at = monday + 91 * DAY
    look_over(at=at)
    ids = list(Lapsed.objects.filter(kind=Kind.CONTENT).values_list("id", flat=True))
    deciding.approve(Kind.CONTENT, ids, by=manager, at=at)
    stop, code = STOPS[what]
    stop(incident, manager, at)

    world.carry_on(at=at + 30 * DAY if what != "revised" else at)

    row = Lapsed.objects.get(kind=Kind.CONTENT)
    assert row.state == Lapsed.State.STAYED
    assert code in row.stopped_by
    assert Incident.objects.get().erased_at is None
    assert Disposal.objects.get().stayed == 1


def test_one_that_fails_stays_and_does_not_stop_the_next(
    incident: Incident, monday: datetime, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = monday + 91 * DAY
    withdrawn = world.an_incident(
        "INC-2", children=[], adults=[], status="withdrawn", status_reason="A mistake"
    )
    world.receive(withdrawn, at=monday)
    look_over(at=at)

    def erase(incident_id: UUID, **how: Any) -> None:
        if incident_id == incident.id:
            raise DatabaseError
        erasing.erase_incident(incident_id, **how)

    monkeypatch.setitem(disposing.ENDS, Kind.CONTENT, erase)
    disposal = approve_all(Kind.CONTENT, by=manager, at=at)

    assert (disposal.gone, disposal.stayed) == (1, 1)
    assert Lapsed.objects.get(subject_id=incident.id).stopped_by == [disposing.FAILED]
    assert world.the_incident("INC-2").erased_at == at


def test_what_is_extended_comes_back_when_that_time_has_run_out(
    incident: Incident, monday: datetime, manager: User
) -> None:
    at = monday + 91 * DAY
    look_over(at=at)
    ids = list(Lapsed.objects.filter(kind=Kind.CONTENT).values_list("id", flat=True))

    deciding.extend(Kind.CONTENT, ids, longer=60 * DAY, reason="An inspection", by=manager, at=at)

    look_over(at=at + 59 * DAY)
    assert listed(Kind.CONTENT) == []
    look_over(at=at + 60 * DAY)
    assert listed(Kind.CONTENT) == [incident.id]


def test_a_hold_is_lifted_by_two_people(
    incident: Incident, monday: datetime, manager: User, other: User
) -> None:
    held = deciding.hold(incident.id, reason="A court", by=manager, at=monday)

    with pytest.raises(deciding.SecondPersonNeeded):
        deciding.lift(held, by=other, at=monday)
    deciding.ask_to_lift(held, by=manager, at=monday)
    with pytest.raises(deciding.SecondPersonNeeded):
        deciding.lift(held, by=manager, at=monday)
    deciding.lift(held, by=other, at=monday)

    assert LegalHold.objects.get().lifted_by == other
    look_over(at=monday + 91 * DAY)
    assert listed(Kind.CONTENT) == [incident.id]


def test_a_child_is_erased_by_right_when_two_people_say_so(
    incident: Incident, monday: datetime, manager: User, other: User
) -> None:
    child = incident.children.get()
    asked = deciding.ask_to_erase(child.id, reason="Request 4", by=manager, at=monday)

    with pytest.raises(deciding.SecondPersonNeeded):
        deciding.agree_to_erase(asked.id, by=manager, at=monday)
    deciding.agree_to_erase(asked.id, by=other, at=monday)
    world.carry_on(at=monday)

    assert RecordedChild.objects.get().erased_at == monday
    assert Disposal.objects.get().ground == Disposal.Ground.ERASURE


def test_replaced_rolls_wait_for_a_person_unless_the_partnership_says_otherwise(
    incident: Incident, monday: datetime
) -> None:
    Roll.objects.update(state=Roll.State.REPLACED, replaced_at=monday)
    roll = Roll.objects.get()
    at = monday + 30 * DAY
    look_over(at=at)
    assert listed(Kind.REPLACED_ROLLS) == [roll.id]
    world.carry_on(at=at)
    assert Registration.objects.exists()

    Lapsed.objects.all().delete()
    Rule.objects.create(key="replaced_rolls_go_by_themselves", value="yes", set_at=at)
    look_over(at=at)
    world.carry_on(at=at)

    assert not Registration.objects.exists()
    assert Roll.objects.filter(id=roll.id).exists(), "that it was loaded stays known"
    assert Disposal.objects.get().approved_by is None


def test_an_entry_of_home_education_goes_once_it_has_ended_and_grown_old(
    incident: Incident, monday: datetime, manager: User
) -> None:
    row = Registration.objects.get()
    told = {"last_on": monday.date(), "reason": "other", "contact_plan": "Rings."}
    answers = dict.fromkeys(
        ("domestic_abuse", "ehc_plan", "social_worker", "protection_plan", "special_school"), "no"
    )
    said = reporting.Said(**told, **answers, abuse_words="")  # type: ignore[arg-type]
    entry = reporting.report(row, said, by=manager, at=monday)
    late = monday + 6 * 365 * DAY
    look_over(at=late)
    assert listed(Kind.HOME_EDUCATION) == [], "what is open is not old"
    reporting.take_back(entry, reason="Wrong", by=manager, at=monday)
    look_over(at=late)
    assert listed(Kind.HOME_EDUCATION) == [entry.id]

    destroying.destroy_home_education(entry.id, by=manager, at=late)

    assert not Entry.objects.exists()
    assert Registration.objects.exists(), "the roll in force is the school's own"


def test_a_roll_in_force_is_never_listed(incident: Incident, monday: datetime) -> None:
    look_over(at=monday + 3000 * DAY)

    assert listed(Kind.REPLACED_ROLLS) == []


def test_deliveries_and_what_was_refused_lose_their_text_and_keep_their_receipt(
    incident: Incident, monday: datetime, manager: User
) -> None:
    world.receive(world.an_incident("INC-9", status="unheard of"), at=monday)
    RefusedRow.objects.create(
        file_kind="roll", file_name="r.csv", line=1, problem="x", cure="y", refused_at=monday
    )
    at = monday + 31 * DAY
    look_over(at=at)
    assert len(listed(Kind.DELIVERIES)) == 1, "the one with something to mend is still open"
    for kind in (Kind.DELIVERIES, Kind.REFUSED, Kind.REFUSED_ROWS):
        ids = list(Lapsed.objects.filter(kind=kind).values_list("id", flat=True))
        assert deciding.approve(kind, ids, by=manager, at=at) == 1
    world.carry_on(at=at)

    assert Feed.objects.filter(content={}).exclude(receipt={}).count() == 1
    assert RefusedIncident.objects.get().content == {}
    assert not RefusedRow.objects.exists()


def test_notes_of_support_lose_their_words(
    incident: Incident, monday: datetime, manager: User
) -> None:
    Support.objects.create(
        notification=Notification.objects.get(),
        kinds=["check_in"],
        given_by="Ade",
        given_on=monday.date(),
        note="She talked.",
        follow_up_on=date(2027, 1, 4),
        recorded_by=manager,
        recorded_at=monday,
    )
    at = monday + 91 * DAY
    look_over(at=at)
    assert len(listed(Kind.SUPPORT)) == 1

    ids = list(Lapsed.objects.filter(kind=Kind.SUPPORT).values_list("id", flat=True))
    deciding.approve(Kind.SUPPORT, ids, by=manager, at=at)
    world.carry_on(at=at)

    assert Support.objects.get().note == ""
    assert Support.objects.get().kinds == ["check_in"]


def test_leavers_lose_what_lets_them_in_and_keep_their_name(
    monday: datetime, manager: User, other: User
) -> None:
    world.a_membership(other, "hub-worker", ends_at=monday)
    world.a_membership(manager, "hub-manager")
    User.objects.filter(id=other.id).update(
        is_active=False, phone="01632 960111", born_on=date(1980, 1, 1), disabled_at=monday
    )
    at = monday + 366 * DAY
    look_over(at=at)
    assert listed(Kind.LEAVERS) == [other.id]

    approve_all(Kind.LEAVERS, by=manager, at=at)

    other.refresh_from_db()
    assert (other.name, other.phone, other.born_on) == ("Somebody Else", "", None)
    assert not other.has_usable_password()
    look_over(at=at + DAY)
    assert listed(Kind.LEAVERS) == []


def test_the_bare_facts_of_an_erased_incident_go_after_their_time_with_all_their_rows(
    incident: Incident, monday: datetime, manager: User
) -> None:
    at = monday + 91 * DAY
    look_over(at=at)
    approve_all(Kind.CONTENT, by=manager, at=at)
    later = monday + 2600 * DAY
    look_over(at=later)
    assert listed(Kind.FACTS) == [incident.id]

    ids = list(Lapsed.objects.filter(kind=Kind.FACTS).values_list("id", flat=True))
    deciding.approve(Kind.FACTS, ids, by=manager, at=later)
    world.carry_on(at=later)

    for model in (Incident, RecordedChild, Notification, Support):
        assert not model._default_manager.exists()
    assert not Event.objects.filter(subject=incident.id).exists()
    assert account.balance().adds_up
    assert AuditEntry.objects.filter(subject_id=str(incident.id)).exists(), "the trail stays"
