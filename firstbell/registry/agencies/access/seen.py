"""What those who answer for a place see of its people: who is here, who sleeps, who was asked in.

Makes lines out of rows that the door (`working`) has let through. Decides nothing about whose
places these are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from firstbell.core import memberships as rules_of
from firstbell.core.calendars import local_day
from firstbell.core.memberships import Held
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import confirming
from firstbell.registry.agencies.actions.joining import INVITATION_LASTS
from firstbell.registry.agencies.models import Grant, Invitation, Membership
from firstbell.registry.agencies.queries import people, rules, standing

REMEMBERED_FOR = timedelta(days=28)
"""So long a page shows that an invitation was refused or that nobody came. Ours."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """One person in one role, as those who answer for the place see them."""

    membership_id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    role_code: str
    place_id: UUID | None
    place: str
    since: datetime
    confirmed_at: datetime | None
    confirmed_by: str
    last_signed_in_on: date | None
    confirm_by: datetime | None
    """When it would end by silence, once those who may confirm were reminded."""
    is_late: bool
    """Nobody has confirmed it in time, and it was not ended because nobody else is there."""
    is_asleep: bool
    """It has ended because nobody confirmed it, and wakes when somebody does."""
    leaves_on: date | None
    is_reader: bool
    may_confirm: bool
    may_end: bool
    may_disable: bool


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One person who was asked in and has not come."""

    invitation_id: UUID
    name: str
    email: str
    role: str
    invited_at: datetime
    expires_at: datetime
    is_open: bool
    waits_for_second: bool
    refused_by: str
    may_withdraw: bool


@dataclass(frozen=True, kw_only=True)
class PlaceLine:
    """One place in the list: how many work there, and what is amiss."""

    place_id: UUID | None
    name: str
    code: str
    people: int
    late: int
    is_empty: bool
    """Somebody worked there, and nobody does now."""


def is_here(row: Membership, at: datetime) -> bool:
    """Say whether a membership holds and its account is enabled."""
    return row.user.is_active and row.starts_at <= at and (row.ends_at is None or row.ends_at > at)


def place_id_of(row: Membership) -> UUID | None:
    """Return the id of a membership's place; None is the whole partnership."""
    return row.establishment_id or row.desk_id or row.agency_id


def line_of(rows: Sequence[Membership], late: set[UUID], at: datetime) -> PlaceLine:
    """Return the line of one place from all its memberships."""
    here = [each for each in rows if is_here(each, at)]
    return PlaceLine(
        place_id=place_id_of(rows[0]),
        name=people.place_name(rows[0]),
        code=standing.place_code(rows[0]),
        people=len({each.user_id for each in here}),
        late=sum(each.id in late for each in here),
        is_empty=not here,
    )


def members(
    rows: Iterable[Membership], *, user: User, own: list[Held], at: datetime
) -> list[Member]:
    """Return those of one place who are there or asleep, in the order given."""
    policy = rules.policy()
    two = rules_of.NEED_TWO[policy.two_people_for]
    found = [each for each in rows if each.user.is_active]
    awake = {_what(each) for each in found if is_here(each, at)}
    seen = [
        each
        for each in found
        if is_here(each, at) or (confirming.may_wake(each, two) and _what(each) not in awake)
    ]
    confirm = standing.who_may_confirm(seen, at)
    whole = _whole_accounts(seen, own, at)
    made = []
    for row, held in zip(seen, standing.as_held(seen, at=at), strict=True):
        lapses = rules_of.lapses_at(
            counted_from=row.confirmed_at or row.starts_at,
            reminded_at=row.reminded_at,
            lasts=policy.membership_lasts,
            notice=policy.membership_notice,
        )
        is_asleep = not is_here(row, at)
        made.append(
            Member(
                membership_id=row.id,
                user_id=row.user_id,
                name=row.user.name,
                email=row.user.email,
                role=row.get_role_display(),
                role_code=row.role,
                place_id=place_id_of(row),
                place=people.place_name(row),
                since=row.starts_at,
                confirmed_at=row.confirmed_at,
                confirmed_by=row.confirmed_by.name if row.confirmed_by else "",
                last_signed_in_on=local_day(row.user.last_login) if row.user.last_login else None,
                confirm_by=None if is_asleep or row.ends_at else lapses,
                is_late=not is_asleep and lapses is not None and lapses <= at,
                is_asleep=is_asleep,
                leaves_on=local_day(row.ends_at) if row.ends_at and not is_asleep else None,
                is_reader=row.user_id == user.id,
                may_confirm=user.id in confirm[row.id] and (is_asleep or row.ends_at is None),
                may_end=not is_asleep and rules_of.may_end(own, held),
                may_disable=not is_asleep and row.user_id in whole,
            )
        )
    return made


def _what(row: Membership) -> tuple[UUID, str, UUID | None]:
    return row.user_id, row.role, place_id_of(row)


def _whole_accounts(
    rows: Sequence[Membership], own: list[Held], at: datetime
) -> frozenset[UUID | None]:
    """Return the people all of whose roles, here and elsewhere, this manager may end."""
    if not any(each.role in rules_of.MANAGE for each in own):
        return frozenset()
    held: dict[object, list[Held]] = defaultdict(list)
    everywhere = people.holding(at).filter(user__in={each.user_id for each in rows})
    for each in standing.as_held(everywhere, at=at):
        held[each.person].append(each)
    return frozenset(
        row.user_id for row in rows if rules_of.may_disable(own, held.get(row.user_id, []))
    )


def guests(rows: QuerySet[Invitation], *, own: list[Held], at: datetime) -> tuple[Guest, ...]:
    """Return those of one place who have not come; what was withdrawn or replaced is gone."""
    newest: dict[tuple[str, str], Guest] = {}
    found = rows.filter(accepted_at=None, invited_at__gt=at - INVITATION_LASTS - REMEMBERED_FOR)
    for each in found.prefetch_related("grants__answered_by").order_by("invited_at", "id"):
        guest = _guest(each, own, at)
        if guest is not None:
            newest[each.email, each.role] = guest
    return tuple(sorted(newest.values(), key=lambda guest: (guest.name, guest.invited_at)))


def _guest(row: Invitation, own: list[Held], at: datetime) -> Guest | None:
    grant = next(iter(row.grants.all()), None)
    refused = grant if grant is not None and grant.answer == Grant.Answer.REFUSED else None
    is_open = row.expires_at > at
    was_taken_back = row.expires_at < row.invited_at + INVITATION_LASTS
    if not is_open and was_taken_back and refused is None:
        return None
    return Guest(
        invitation_id=row.id,
        name=row.name,
        email=row.email,
        role=row.get_role_display(),
        invited_at=row.invited_at,
        expires_at=row.expires_at,
        is_open=is_open,
        waits_for_second=is_open and grant is not None and not grant.answer,
        refused_by=refused.answered_by.name if refused and refused.answered_by else "",
        may_withdraw=is_open
        and rules_of.may_invite(own, role=row.role, place=standing.place_of(row)),
    )
