"""Tell a council's officer for allegations of each suspect who works with children, and keep it so.

Looked at again with every revision: what police correct is corrected here and said again; what
they say no more is marked and never taken away in silence. While police hold an incident, nobody
is told. The adult's employer is told nothing, here or anywhere.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from firstbell.core import allegations as rules
from firstbell.core import deadlines
from firstbell.core.basis import basis_of
from firstbell.core.calendars import local_day
from firstbell.core.escalation import after_quiet
from firstbell.core.mentions import Mention, Others, Person, names_others
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.unsafe import cleaned, safe_addresses, unsafe_of
from firstbell.journey.known.actions.knowing import people_for
from firstbell.journey.routing.facts import is_held
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.queries import calendars, places
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

State = Allegation.State

MAY_STAND = "school"
"""Where the adult works is what the officer is told: the name of a school in it is no slip."""


@acting.as_system_within
def note(incident_id: UUID, *, at: datetime) -> None:
    """Let an incident be looked at in a step of its own, where there is or was such a suspect."""
    told = Allegation.objects.filter(incident=OuterRef("id"))
    incident = Incident.objects.annotate(was_told=Exists(told)).get(id=incident_id)
    if incident.was_told or _suspects(incident):
        events.record("allegation.look", subject=incident_id, at=at)


@acting.as_system_within
def look(incident_id: UUID, *, at: datetime) -> None:
    """Bring what officers are told of an incident's suspects up to what police say now."""
    incident = Incident.objects.select_for_update(of=("self",)).get(id=incident_id)
    if incident.erased_at:
        return
    if is_held(incident, at=at):
        until = datetime.fromisoformat(incident.said["disclosure"]["hold_until"])
        events.record("allegation.look", subject=incident_id, at=at, due_at=until)
        return
    suspects = _suspects(incident)
    rows = {row.reference: row for row in incident.allegations.select_for_update(of=("self",))}
    for reference, adult in suspects.items():
        if reference in rows:
            _amend(rows[reference], incident, adult, at=at)
        else:
            _tell(incident, adult, at=at)
    for reference, row in rows.items():
        if reference not in suspects:
            _take_back(row, at=at)


def _suspects(incident: Incident) -> dict[str, Mapping[str, Any]]:
    if incident.status == Incident.Status.WITHDRAWN:
        return {}
    adults = incident.said.get("adults") or ()
    return {each["id"]: each for each in adults if rules.is_told_of(each)}


def _tell(incident: Incident, adult: Mapping[str, Any], *, at: datetime) -> None:
    row = Allegation(incident=incident, reference=adult["id"], raised_at=at)
    row.basis = basis_of(rules.DESK, policy=policy_in_force()).ground
    row.told = _told(incident, adult)
    _address(row, adult)
    row.save(force_insert=True)
    detail = {
        "desk": row.desk.code if row.desk else None,
        "because": row.because,
        "basis": row.basis,
        "withheld": row.told["withheld"],
    }
    _trail("allegation.raised", row, at=at, detail=detail)
    _remind(row, at=at, due_at=at)


def _address(row: Allegation, adult: Mapping[str, Any]) -> None:
    """Say whose officer it is, and by when that officer must have been reached."""
    incident, policy = row.incident, policy_in_force()
    ours = {each.code for each in places.our_councils()}
    scene = (incident.said.get("address") or {}).get("postcode") or ""
    where = rules.whose_officer(
        work=_place(adult.get("work_postcode") or ""), incident=_place(scene), ours=ours
    )
    row.because = where.because
    row.council_code = where.council or where.laua
    row.desk = desk_for(f"{where.council}:{rules.DESK}") if where.council in ours else None
    calendar = deadlines.desk_calendar(policy, nation=calendars.nation_of(where.council))
    row.due_at = rules.due_at(
        incident.belief_formed_at, calendar, working_days=policy.allegation_working_days
    )


def _place(postcode: str) -> rules.Place | None:
    found = places.residence_of(postcode)
    return rules.Place(council=found.council_code or "", laua=found.laua) if found else None


def _told(incident: Incident, adult: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the officer reads, without ways that are not safe and safe addresses."""
    safe = safe_addresses(incident.said)
    said = unsafe_of(incident).hidden(incident.said)
    shown = next(each for each in said["adults"] if each["id"] == adult["id"])
    shown = {
        key: cleaned(value, safe) if key in rules.IN_WORDS else value
        for key, value in shown.items()
    }
    others = _others(incident, adult)
    return rules.told_of(
        shown,
        children=incident.said.get("children") or (),
        happened_on=local_day(incident.belief_formed_at).isoformat(),
        is_referred=bool(incident.said.get("social_care_referral")),
        withheld=[
            key
            for key in rules.IN_WORDS
            if any(map(_says_too_much, names_others(shown.get(key) or "", others=others)))
        ],
    )


def _says_too_much(mention: Mention) -> bool:
    return mention.kind != MAY_STAND


def _others(incident: Incident, adult: Mapping[str, Any]) -> Others:
    said = (*(incident.said.get("adults") or ()), *(incident.said.get("children") or ()))
    return Others(
        child=_person(adult),
        people=tuple(_person(each) for each in said if each["id"] != adult["id"]),
        written_on=local_day(incident.belief_formed_at),
    )


def _person(said: Mapping[str, Any]) -> Person:
    also = (f"{each.get('given_names', '')} {each.get('surname', '')}" for each in _also(said))
    return Person(
        given_names=said.get("given_names") or "",
        surname=said.get("surname") or "",
        also=tuple(name.strip() for name in also),
    )


def _also(said: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return said.get("also_known_as") or ()


def _amend(row: Allegation, incident: Incident, adult: Mapping[str, Any], *, at: datetime) -> None:
    """Say what police say now; another place moves it until somebody has taken it."""
    row.incident = incident
    told, was, is_back = _told(incident, adult), row.desk, row.taken_back_at is not None
    is_other = told != row.told
    row.told, row.taken_back_at = told, None
    if row.state == State.WAITING:
        _address(row, adult)
    is_moved = row.desk != was
    if not (is_other or is_back or is_moved):
        return
    row.amended_at = at
    row.save()
    detail = {"desk": row.desk.code if row.desk else None, "moved": is_moved, "again": is_back}
    _trail("allegation.amended", row, at=at, detail=detail)
    events.record("allegation.changed", subject=row.id, at=at)


def _take_back(row: Allegation, *, at: datetime) -> None:
    if row.taken_back_at is not None:
        return
    row.taken_back_at = at
    row.save(update_fields=["taken_back_at"])
    _trail("allegation.taken_back", row, at=at, detail={})
    events.record("allegation.changed", subject=row.id, at=at)


def whom_to_tell(allegation_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is told that one waits: the desk, and once it is late the hub's managers too.

    Nobody, once there is an outcome, or while the officer who took it has time for one.
    """
    row = Allegation.objects.select_related("desk").get(id=allegation_id)
    due_at = _due(row)
    if row.state == State.CLOSED or (row.state == State.ACKNOWLEDGED and at < due_at):
        return ()
    return people_for(row.incident_id, desk=row.desk, with_managers=at >= due_at, at=at)


def who_hears_of_a_change(allegation_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is told that police say something else now, after an outcome too."""
    row = Allegation.objects.select_related("desk").get(id=allegation_id)
    return people_for(row.incident_id, desk=row.desk, with_managers=False, at=at)


def _due(row: Allegation) -> datetime:
    return row.outcome_due_at or row.due_at


@acting.as_system
def record_told(allegation_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that somebody was told, and let the next reminder be due until there is an outcome."""
    row = Allegation.objects.select_for_update(of=("self",)).get(id=allegation_id)
    if row.state == State.CLOSED:
        return
    if people:
        row.asked_times += 1
        row.save(update_fields=["asked_times"])
        detail: dict[str, object] = {"people": len(people), "times": row.asked_times}
        _trail("allegation.told", row, at=at, detail=detail)
    chased = policy_in_force().allegation_chased
    _remind(row, at=at, due_at=rules.next_reminder(due_at=_due(row), at=at, chased=chased))


@acting.as_system
def record_change_told(allegation_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that somebody heard of a change; reminders go on as they were."""
    row = Allegation.objects.get(id=allegation_id)
    _trail("allegation.told", row, at=at, detail={"people": len(people), "change": True})


def _remind(row: Allegation, *, at: datetime, due_at: datetime) -> None:
    due_at = after_quiet(due_at, policy_in_force())
    events.record("allegation.due", subject=row.id, at=at, due_at=due_at)


def _trail(action: str, row: Allegation, *, at: datetime, detail: Mapping[str, object]) -> None:
    audit.record(
        action, subject_kind="allegation", subject_id=row.id, by=None, at=at, detail=dict(detail)
    )
