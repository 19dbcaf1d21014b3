"""Name who covers which days of a holiday, take it back, and say that nobody of a school can.

An officer of the council who covers several schools becomes a key adult of each for those days
alone: a contact, and where they have an account a role, which both end by themselves. So every
rule about readers holds for them as for anybody.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max

from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.actions.leaving import begins_on
from firstbell.registry.agencies.models import Contact, Ending, Establishment, Membership, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.cover.models import CoverRequest, Turn


class CannotCover(ValueError):
    """This person cannot cover such days: `past`, `backwards`, or not `there` then."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """From which day to which somebody covers, both included."""

    first_on: date
    last_on: date


@acting.as_system
def name_cover(contact: Contact, *, days: Days, by: User, at: datetime) -> Turn:
    """Name a key adult of a school for days of a holiday; the same days again change nothing.

    :raises CannotCover: for days that have passed or on which they are no key adult there.
    """
    if contact.establishment is None:
        raise CannotCover("there")
    _check(days, today=local_day(at))
    if (contact.valid_to and contact.valid_to < days.last_on) or (
        contact.valid_from and contact.valid_from > days.first_on
    ):
        raise CannotCover("there")
    return _named(contact.establishment, contact, days, by=by, at=at)


@acting.as_system
def share_officer(
    school: Establishment, officer: Contact, *, days: Days, by: User, at: datetime
) -> Turn:
    """Let an officer of the council cover a school for days of a holiday, and for no other.

    :raises CannotCover: for days that have passed.
    """
    _check(days, today=local_day(at))
    same = Turn.objects.filter(
        establishment=school,
        contact__email__iexact=officer.email,
        first_on=days.first_on,
        last_on=days.last_on,
        removed_at=None,
    ).first()
    if same is not None:
        return same
    last = Contact.objects.filter(establishment=school).aggregate(most=Max("order"))["most"] or 0
    contact = Contact.objects.create(
        establishment=school,
        name=officer.name,
        email=officer.email,
        phone=officer.phone,
        mobile=officer.mobile,
        order=last + 1,
        role=Contact.Role.DUTY,
        valid_from=days.first_on,
        valid_to=days.last_on,
        in_term=False,
        in_holidays=True,
        trained_on=officer.trained_on,
        made_for_cover=True,
    )
    membership = _let_in(school, officer.email, days, at=at)
    events.record("readers.changed", subject=school.id, at=at)
    return _named(school, contact, days, by=by, at=at, is_shared=True, membership=membership)


def _let_in(school: Establishment, email: str, days: Days, *, at: datetime) -> Membership | None:
    """Give the person of this address the role of a key adult there for these days alone."""
    user = people.person_by_email(email)
    if user is None or not user.is_active:
        return None
    if any(each.user_id == user.id for each in people.who_belongs_to(establishment=school, at=at)):
        return None
    return Membership.objects.create(
        user=user,
        role=Role.KEY_ADULT,
        establishment=school,
        starts_at=max(at, begins_on(days.first_on)),
        ends_at=begins_on(days.last_on + timedelta(days=1)),
        ended_why=Ending.MOVED,
    )


def _check(days: Days, *, today: date) -> None:
    if days.last_on < days.first_on:
        raise CannotCover("backwards")
    if days.last_on < today:
        raise CannotCover("past")


def _named(
    school: Establishment,
    contact: Contact,
    days: Days,
    *,
    by: User,
    at: datetime,
    is_shared: bool = False,
    membership: Membership | None = None,
) -> Turn:
    turn, is_new = Turn.objects.get_or_create(
        establishment=school,
        contact=contact,
        first_on=days.first_on,
        last_on=days.last_on,
        removed_at=None,
        defaults={
            "named_by": by,
            "named_at": at,
            "is_shared": is_shared,
            "membership": membership,
        },
    )
    if is_new:
        _trail("cover.named", turn, by=by, at=at, detail={"is_shared": is_shared})
    return turn


@acting.as_system
def remove_turn(turn_id: UUID, *, by: User, at: datetime) -> None:
    """Take a turn back; a second time changes nothing. The school is asked again."""
    turn = (
        Turn.objects.select_for_update(of=("self",))
        .select_related("contact", "membership", "establishment")
        .get(id=turn_id)
    )
    if turn.removed_at is not None:
        return
    turn.removed_at, turn.removed_by = at, by
    turn.save(update_fields=["removed_at", "removed_by"])
    if turn.is_shared:
        Contact.objects.filter(id=turn.contact_id).update(
            valid_to=local_day(at) - timedelta(days=1)
        )
    if turn.membership is not None and (turn.membership.ends_at or at) > at:
        leaving.end_membership(turn.membership, why=Ending.MOVED, by=by, at=at)
    _trail("cover.removed", turn, by=by, at=at, detail={"is_shared": turn.is_shared})


@acting.as_system
def say_nobody(request_id: UUID, *, by: User, at: datetime) -> None:
    """Say that nobody of the school can cover: the council is to find an officer."""
    request = CoverRequest.objects.select_for_update().get(id=request_id)
    if request.has_nobody_at is None:
        request.has_nobody_at, request.has_nobody_by = at, by
        request.save(update_fields=["has_nobody_at", "has_nobody_by"])
        audit.record(
            "cover.nobody_there",
            subject_kind="cover_request",
            subject_id=request.id,
            by=by,
            at=at,
        )


def _trail(action: str, turn: Turn, *, by: User, at: datetime, detail: dict[str, object]) -> None:
    audit.record(
        action,
        subject_kind="turn",
        subject_id=turn.id,
        by=by,
        at=at,
        detail={
            "school": str(turn.establishment.urn),
            "from": turn.first_on.isoformat(),
            "to": turn.last_on.isoformat(),
            **detail,
        },
    )
