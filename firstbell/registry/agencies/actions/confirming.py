"""Each term somebody else says that a person still works there; in silence a membership ends.

Those who may say so are reminded a while before, once for each place. Silence never takes the
last who holds a role at a place, nor the last who is told about a child there: such a one stays,
and stands late on the hub's list until somebody has asked.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from firstbell.core import memberships as rules_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.models import Contact, Ending, Membership
from firstbell.registry.agencies.queries import contacts, people, rules, standing


class MayNotConfirm(PermissionError):
    """This person cannot say so; the message says who can."""


class CannotWake(RuntimeError):
    """The membership has ended for good: the person must be asked in again."""


@acting.as_system
def confirm(membership: Membership, *, by: User, at: datetime) -> Membership:
    """Say that somebody still works there. What only silence had ended wakes again.

    :raises MayNotConfirm: if `by` is the person, or does not answer for the place.
    :raises CannotWake: if it was ended by somebody, or the role is one that two people give.
    """
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user", "establishment", "desk", "agency")
        .get(id=membership.id)
    )
    if by.id not in standing.who_may_confirm([row], at)[row.id]:
        raise MayNotConfirm("somebody else who answers for this place confirms it")
    if row.ends_at is not None and row.ends_at <= at:
        _wake(row)
    row.confirmed_at, row.confirmed_by, row.reminded_at = at, by, None
    row.save()
    _trail("membership.confirmed", row, by=by, at=at)
    return row


def may_wake(row: Membership, takes_two: Collection[str]) -> bool:
    """Say whether a membership that has ended wakes when somebody confirms it.

    `takes_two` are the roles that one person alone cannot give: those do not.
    """
    is_asleep = row.ended_why == Ending.UNCONFIRMED and row.user.is_active
    return is_asleep and row.role not in takes_two


def _wake(row: Membership) -> None:
    if not may_wake(row, rules_of.NEED_TWO[rules.policy().two_people_for]):
        raise CannotWake("this membership has ended: ask the person in again")
    row.ends_at, row.ended_why, row.ended_by, row.settled_at = None, "", None, None


@acting.as_system
def remind_and_end(*, at: datetime) -> None:
    """Record what is to be confirmed soon, and end what nobody confirmed. A timed check."""
    _remind(at)
    _end(at)


def counted() -> Coalesce:
    """Return from when a membership counts: its last confirmation, or its start."""
    return Coalesce(F("confirmed_at"), F("starts_at"))


def overdue(at: datetime) -> QuerySet[Membership]:
    """Return what nobody has confirmed though its time and the whole notice have passed."""
    policy = rules.policy()
    return people.holding(at).filter(
        Q(reminded_at__lte=at - policy.membership_notice),
        Q(ends_at=None),
        user__is_active=True,
        reminded_at__gte=counted(),
        id__in=Membership.objects.alias(counted=counted())
        .filter(counted__lte=at - policy.membership_lasts)
        .values("id"),
    )


def _remind(at: datetime) -> None:
    policy = rules.policy()
    soon = at - (policy.membership_lasts - policy.membership_notice)
    due = (
        people.holding(at)
        .alias(counted=counted())
        .filter(counted__lte=soon, reminded_at=None, ends_at=None, user__is_active=True)
        .select_for_update(skip_locked=True, of=("self",))
    )
    for rows in _by_place(due):
        Membership.objects.filter(id__in=[each.id for each in rows]).update(reminded_at=at)
        events.record("confirmation.due", subject=rows[0].id, at=at)


def whom_to_remind(membership_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return those who may confirm somebody of this one's place who waits for it."""
    row = Membership.objects.select_related(*_PLACES).get(id=membership_id)
    if row.reminded_at is None:
        return ()
    waiting = list(
        people.holding(at).filter(
            standing.at_the_same_place(row), ends_at=None, reminded_at__isnull=False
        )
    )
    who = standing.who_may_confirm(waiting, at)
    ids = {str(each) for some in who.values() for each in some}
    return list(User.objects.filter(id__in=ids, is_active=True).order_by("id"))


@acting.as_system
def record_reminded(membership_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write how many were reminded of what waits at the place of a membership."""
    row = Membership.objects.select_related(*_PLACES).get(id=membership_id)
    audit.record(
        "confirmation.reminded",
        subject_kind="membership",
        subject_id=row.id,
        by=None,
        at=at,
        detail={"place": standing.place_code(row), "people": len(people)},
    )


def _end(at: datetime) -> None:
    due = overdue(at).select_for_update(skip_locked=True, of=("self",))
    for rows in _by_place(due):
        for role in sorted({each.role for each in rows}):
            _end_of_role([each for each in rows if each.role == role], at)


def _end_of_role(due: list[Membership], at: datetime) -> None:
    """End those of one role at one place whom nothing keeps. All of the place are locked."""
    place = standing.at_the_same_place(due[0])
    everyone = list(
        Membership.objects.filter(place, role=due[0].role).select_for_update(of=("self",))
    )
    holding = set(
        people.holding(at).filter(place, user__is_active=True).values_list("id", flat=True)
    )
    ids = {each.id for each in due}
    others = [each for each in everyone if each.id in holding and each.id not in ids]
    told = _told(due[0], at)
    by_address = {each.user.email.casefold(): each for each in due}
    addresses = [each.email.casefold() for each in told]
    for each in rules_of.who_lapses(
        due,
        told=[by_address[email] for email in addresses if email in by_address],
        others=len(others),
        others_are_told=not told or any(email not in by_address for email in addresses),
    ):
        leaving.lapse(each, at=at)


def _told(row: Membership, at: datetime) -> list[Contact]:
    if row.establishment is None and row.desk is None:
        return []
    return contacts.who_is_told(establishment=row.establishment, desk=row.desk, at=at)


_PLACES = ("user", "establishment", "desk", "agency")


def _by_place(rows: Iterable[Membership]) -> list[list[Membership]]:
    def place(row: Membership) -> tuple[str, str, str]:
        return str(row.establishment_id), str(row.desk_id), str(row.agency_id)

    return [list(group) for _, group in groupby(sorted(rows, key=place), key=place)]


def _trail(action: str, row: Membership, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="membership",
        subject_id=row.id,
        by=by,
        at=at,
        detail={
            "person": str(row.user_id),
            "role": row.role,
            "place": standing.place_code(row),
        },
    )
