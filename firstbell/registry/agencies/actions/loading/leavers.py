"""Take in an agency's list of leavers, at once or for a day to come.

A line about somebody who is not known here, or who has left already, is told and is no fault:
lists name everybody who leaves an agency. Where a person hands the list in, a line about
somebody whose membership is not theirs to end is refused.
"""

from datetime import datetime

from firstbell.core import memberships as rules_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.actions.leaving import disable_account, end_membership
from firstbell.registry.agencies.actions.loading.outcome import Loaded, conclude
from firstbell.registry.agencies.files.leavers import Leaver, read_leavers
from firstbell.registry.agencies.files.table import Refused
from firstbell.registry.agencies.models import Ending, Membership
from firstbell.registry.agencies.queries import people, standing


@acting.as_system
def load_leavers(*, content: bytes, file_name: str, by: User | None, at: datetime) -> Loaded:
    """End what each line of a leavers CSV names. By nobody: from the command line.

    :raises UnusableFile: if the column `email` is missing.
    """
    parsed = read_leavers(content)
    counts = {"ended": 0, "later": 0, "disabled": 0, "not found": 0}
    taken = 0
    for row, leaver in parsed.values:
        try:
            found = _leave(leaver, by=by, at=at, counts=counts)
        except Refused as refused:
            parsed.refuse(row, refused)
            continue
        taken += found
        if not found:
            counts["not found"] += 1
            parsed.warn(row, Refused("email", "nobody like this works there now", "nothing to do"))
    outcome = Loaded(
        kind="leavers",
        loaded=taken,
        refused=tuple(sorted(parsed.refused, key=lambda problem: problem.line)),
        warnings=tuple(parsed.warnings),
        counts=counts,
    )
    return conclude(outcome, file_name=file_name, by=by, at=at)


def _leave(leaver: Leaver, *, by: User | None, at: datetime, counts: dict[str, int]) -> bool:
    """Do what one line says; say whether it found anybody.

    :raises Refused: if the place is not known, or this person may not end it.
    """
    place = _place(leaver)
    person = people.person_by_email(leaver.email)
    if person is None or not person.is_active:
        return False
    held = people.memberships_of(person, at)
    why = Ending(leaver.reason)
    if not (leaver.urn or leaver.desk or leaver.agency):
        if by is not None and not rules_of.may_disable(
            standing.held_by(by, at), standing.as_held(held, at=at)
        ):
            raise _not_yours(by, person, at)
        user = disable_account(person, why=why, by=by, at=at, on=leaver.left_on)
        counts["later" if user.is_active else "disabled"] += 1
        counts["ended"] += sum(_is_over(each, at) for each in held)
        return True
    there = [each for each in held if standing.place_of(each) == place]
    if by is not None:
        own = standing.held_by(by, at)
        members = standing.as_held(there, at=at)
        if not all(rules_of.may_end(own, each) for each in members):
            raise _not_yours(by, person, at)
    for each in there:
        ended = end_membership(each, why=why, by=by, at=at, on=leaver.left_on)
        counts["ended" if _is_over(ended, at) else "later"] += 1
    return bool(there)


def _place(leaver: Leaver) -> rules_of.Place:
    try:
        found = people.place_by_code(
            urn=leaver.urn, desk=leaver.desk or None, agency=leaver.agency or None
        )
    except people.NoSuchPlace as unknown:
        column = "urn" if leaver.urn else "desk" if leaver.desk else "agency"
        raise Refused(column, "no such place is known here", str(unknown)) from unknown
    return standing.place_for(**found)


def _is_over(membership: Membership, at: datetime) -> bool:
    row = Membership.objects.get(id=membership.id)
    return row.ends_at is not None and row.ends_at <= at


def _not_yours(by: User, person: User, at: datetime) -> Refused:
    audit.record(
        "leaver.refused", subject_kind="user", subject_id=person.id, by=by, at=at, why="not theirs"
    )
    return Refused(
        "email",
        "this person's role is not yours to end",
        "ask an administrator, or leave the line out",
    )
