"""A school reports a child who leaves it to learn at home, and takes a wrong report back.

The row on the school's roll ends with the last day, at once or once the council has agreed. Which
children are the school's own is asked at the door; here it is only asked whether it can be done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.core import home_education as rules
from firstbell.core import lifecycle
from firstbell.core.calendars import local_day
from firstbell.core.escalation import after_quiet
from firstbell.core.mentions import Others, Person, names_others
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.models import Desk, Establishment
from firstbell.registry.agencies.queries import places
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.actions import leaving
from firstbell.registry.people.models import Registration

KIND = "home-education"

State = Entry.State


class CannotReport(ValueError):
    """It cannot be done: `day` is no day to leave, `settled` it was answered or ended meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the school answers to the questions of the form."""

    last_on: date
    reason: str
    domestic_abuse: rules.Answer
    abuse_words: str
    contact_plan: str
    ehc_plan: rules.Answer
    social_worker: rules.Answer
    protection_plan: rules.Answer
    special_school: rules.Answer


@acting.as_system
def report(row: Registration, said: Said, *, by: User, at: datetime) -> Entry:
    """Send a child of a school's roll to the home education desk of the child's council.

    While one report of the child at this school is open, another changes nothing.

    :raises CannotReport: for a last day that lies too far away.
    """
    if not rules.is_day_to_leave(said.last_on, today=local_day(at)):
        raise CannotReport("day")
    school = row.roll.establishment
    if there := _open(row):
        return there
    entry = _entry(row, said, by=by, at=at)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        there = _open(row)
        if there is None:
            raise
        return there
    leave_roll(entry)
    _trail(
        "home_education.reported",
        entry,
        by=by,
        at=at,
        detail={
            "school": str(school.urn),
            "desk": entry.desk.code,
            "must_be_agreed": entry.must_be_agreed,
            "words_withheld": entry.words_withheld,
        },
    )
    events.record(
        "home_education.due", subject=entry.id, at=at, due_at=after_quiet(at, policy_in_force())
    )
    return entry


def _open(row: Registration) -> Entry | None:
    return Entry.objects.filter(
        pupil=row.pupil_id,
        establishment=row.roll.establishment_id,
        state__in=[State.SENT, State.OPEN],
    ).first()


def _entry(row: Registration, said: Said, *, by: User, at: datetime) -> Entry:
    policy = policy_in_force()
    school = row.roll.establishment
    return Entry(
        pupil=row.pupil,
        establishment=school,
        desk=_desk_of(row, school),
        child=_child_of(row),
        last_on=said.last_on,
        reason=said.reason,
        domestic_abuse=said.domestic_abuse,
        abuse_words=said.abuse_words if said.domestic_abuse == "yes" else "",
        words_withheld=_names_others(row, said, school, at=at),
        contact_plan=said.contact_plan,
        ehc_plan=said.ehc_plan,
        social_worker=said.social_worker,
        protection_plan=said.protection_plan,
        special_school=said.special_school,
        must_be_agreed=rules.needs_agreement(
            rules.Standing(
                special_school=said.special_school,
                protection_plan=said.protection_plan,
                ehc_plan=said.ehc_plan,
            ),
            rule=policy.home_education_agreement,
        ),
        sent_by=by,
        sent_at=at,
        answer_due_at=at + policy.home_education_answer,
    )


def _desk_of(row: Registration, school: Establishment) -> Desk:
    """Return the desk of the council where the child lives; of the school's where none is known."""
    residence = places.residence_of(row.postcode)
    council = residence.council_code if residence else None
    return desk_for(f"{council or school.council_code}:{KIND}")


def _child_of(row: Registration) -> dict[str, Any]:
    lines = (row.address_line_1, row.address_line_2, row.address_line_3, row.town)
    return {
        "given_names": " ".join(filter(None, (row.forename, row.middle_names))),
        "surname": row.surname,
        "born_on": row.born_on.isoformat() if row.born_on else "",
        "upn": row.upn,
        "nc_year": row.nc_year,
        "address": [line for line in lines if line],
        "postcode": row.postcode,
    }


def _names_others(row: Registration, said: Said, school: Establishment, *, at: datetime) -> bool:
    """Say whether a free text seems to name somebody else, so that a person looks at it first."""
    if said.domestic_abuse != "yes" or not said.abuse_words:
        return False
    also = tuple(filter(None, (row.preferred_forename, row.middle_names)))
    child = Person(given_names=row.forename, surname=row.surname, also=also, born_on=row.born_on)
    others = Others(child=child, recipient=school.name, written_on=local_day(at))
    return bool(names_others(said.abuse_words, others=others))


@acting.as_system
def take_back(entry: Entry, *, reason: str, by: User, at: datetime) -> Entry:
    """Take a report back that was of a wrong child, or wrong otherwise; the roll is as it was.

    Taking it back again changes nothing.

    :raises CannotReport: if it has ended meanwhile.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(id=entry.id)
    if entry.state == State.TAKEN_BACK:
        return entry
    if not lifecycle.can_move(lifecycle.HOME_EDUCATION, entry.state, State.TAKEN_BACK):
        raise CannotReport("settled")
    leaving.bring_back(entry.rows_ended)
    entry.state, entry.rows_ended = State.TAKEN_BACK, []
    entry.ended_at, entry.ended_by, entry.end_note = at, by, reason
    entry.save(update_fields=["state", "rows_ended", "ended_at", "ended_by", "end_note"])
    _trail("home_education.taken_back", entry, by=by, at=at, detail={})
    return entry


def leave_roll(entry: Entry) -> None:
    """End the row of the roll where nothing is waited for, and remember what it was."""
    if rules.leaves_the_roll(entry.state, must_be_agreed=entry.must_be_agreed):
        entry.rows_ended += leaving.end_on_roll(
            pupil_id=entry.pupil_id, establishment=entry.establishment, last_on=entry.last_on
        )
        entry.save(update_fields=["rows_ended"])


def _trail(
    action: str, entry: Entry, *, by: User | None, at: datetime, detail: Mapping[str, object]
) -> None:
    audit.record(
        action,
        subject_kind="home_education",
        subject_id=entry.id,
        by=by,
        at=at,
        detail=dict(detail),
    )
