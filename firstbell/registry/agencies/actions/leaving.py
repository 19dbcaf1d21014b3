"""How somebody leaves: one role at one place, or the product as a whole; at once or on a day.

Ending is one person's affair and takes effect with the commit: every request asks anew what its
person may do. Sessions, tokens and the contact at that place end in the same transaction; what
the person had begun is re-routed by the step of the event. Nothing is deleted.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import Q

from firstbell.core.calendars import instant, local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.actions import end_sessions
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.models import Contact, Ending, Membership
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.standing import place_code

KEEPS_ROLES = frozenset({Ending.SECURITY})
"""Reasons for which an account is disabled while its memberships stand: it may be enabled again."""


class HasEnded(RuntimeError):
    """The membership has ended, or the account is disabled: there is nothing left to change."""


def begins_on(day: date) -> datetime:
    """Return the instant at which a day begins in England and Wales."""
    return instant(day, time(0))


@acting.as_system
def end_membership(
    membership: Membership, *, why: Ending, by: User | None, at: datetime, on: date | None = None
) -> Membership:
    """End a role at a place now, or on a day to come: the first on which it opens nothing.

    :raises HasEnded: if it has ended before.
    """
    row = _locked(membership)
    if row.ends_at is not None and row.ends_at <= at:
        raise HasEnded("this membership has ended already")
    row.ends_at, row.ended_why, row.ended_by = _when(on, at), why, by
    row.save(update_fields=["ends_at", "ended_why", "ended_by"])
    if row.ends_at <= at:
        _settle(row, by=by, at=at)
    else:
        _trail("membership.leaving", row, by=by, at=at)
    return row


@acting.as_system
def stay(membership: Membership, *, by: User, at: datetime) -> Membership:
    """Take back that somebody will leave on a day to come: they stay.

    :raises HasEnded: if that day has come.
    """
    row = _locked(membership)
    if row.ends_at is None:
        return row
    if row.ends_at <= at:
        raise HasEnded("this membership has ended already")
    row.ends_at, row.ended_why, row.ended_by = None, "", None
    row.save(update_fields=["ends_at", "ended_why", "ended_by"])
    User.objects.filter(id=row.user_id, is_active=True).update(disabled_at=None)
    _trail("membership.staying", row, by=by, at=at)
    return row


@acting.as_system
def disable_account(
    person: User, *, why: Ending, by: User | None, at: datetime, on: date | None = None
) -> User:
    """Disable an account now, or on a day to come. With it end all roles, unless it may be back.

    :raises HasEnded: if it is disabled already.
    """
    user = User.objects.select_for_update().get(id=person.id)
    if not user.is_active:
        raise HasEnded("this account is disabled already")
    user.disabled_at = _when(on, at)
    user.save(update_fields=["disabled_at"])
    if why not in KEEPS_ROLES:
        sooner = Q(ends_at__lte=user.disabled_at)
        for membership in people.holding(at).filter(user=user).exclude(sooner):
            end_membership(membership, why=why, by=by, at=at, on=on)
    if user.disabled_at <= at:
        _disable(user, why=why, by=by, at=at)
    else:
        _trail_account("account.leaving", user, by=by, at=at, why=why)
    return user


@acting.as_system
def settle_what_has_ended(*, at: datetime) -> None:
    """Do what follows from each end that has come by itself. A timed check, safe to repeat."""
    due = Membership.objects.filter(ends_at__lte=at, settled_at=None)
    for row in due.select_for_update(skip_locked=True, of=("self",)).select_related(*_PLACES):
        _settle(row, by=None, at=at)
    leaving = User.objects.filter(disabled_at__lte=at, is_active=True)
    for user in leaving.select_for_update(skip_locked=True):
        _disable(user, why=Ending.LEFT, by=None, at=at)


def lapse(membership: Membership, *, at: datetime) -> None:
    """End a membership that nobody confirmed, for `confirming`, which has locked it.

    The contact stays: it is not told while the membership sleeps, and again when it wakes.
    """
    membership.ends_at, membership.ended_why = at, Ending.UNCONFIRMED
    membership.save(update_fields=["ends_at", "ended_why"])
    _settle(membership, by=None, at=at)


_PLACES = ("user", "establishment", "desk", "agency")


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related(*_PLACES)
    return rows.get(id=membership.id)


def _when(on: date | None, at: datetime) -> datetime:
    """Return when it ends: with the beginning of `on`, or now where that has passed."""
    return at if on is None else max(at, begins_on(on))


def _settle(row: Membership, *, by: User | None, at: datetime) -> None:
    row.settled_at = at
    row.save(update_fields=["settled_at"])
    if row.ended_why != Ending.UNCONFIRMED:
        _end_contacts(row, on=local_day(at))
    end_sessions(row.user)
    _trail("membership.ended", row, by=by, at=at)
    events.record("membership.ended", subject=row.id, at=at)


def _end_contacts(row: Membership, *, on: date) -> None:
    """End their contact at that place on the day before: nobody is told of a child by it."""
    if row.establishment_id is None and row.desk_id is None:
        return
    held = people.holding(row.ends_at or row.starts_at).filter(
        user=row.user_id, establishment=row.establishment_id, desk=row.desk_id
    )
    if held.exists():
        return
    Contact.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        establishment=row.establishment_id,
        desk=row.desk_id,
        email__iexact=row.user.email,
    ).update(valid_to=on - timedelta(days=1))


def _disable(user: User, *, why: str, by: User | None, at: datetime) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    _trail_account("account.disabled", user, by=by, at=at, why=why)
    events.record("person.left", subject=user.id, at=at)


def _trail(action: str, row: Membership, *, by: User | None, at: datetime) -> None:
    about: dict[str, object] = {
        "person": str(row.user_id),
        "role": row.role,
        "place": place_code(row),
        "from": row.ends_at.isoformat() if row.ends_at else None,
    }
    audit.record(
        action,
        subject_kind="membership",
        subject_id=row.id,
        by=by,
        at=at,
        why=row.ended_why,
        detail=about,
    )


def _trail_account(action: str, user: User, *, by: User | None, at: datetime, why: str) -> None:
    since: dict[str, object] = {"from": user.disabled_at.isoformat() if user.disabled_at else None}
    audit.record(
        action, subject_kind="user", subject_id=user.id, by=by, at=at, why=why, detail=since
    )
