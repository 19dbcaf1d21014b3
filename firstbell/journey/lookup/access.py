"""The door to live incidents: for officers of the force that opened one, while it is live.

Nobody types an address here. An officer names their own force's reference and is told what
`core.looking_up` lets out about that home and those people; every look is written down with what
it showed. No such reference, another force's, one that has ended, one that they opened by hand
and one that they are too near to all answer alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from firstbell.core.calendars import local_day
from firstbell.core.looking_up import Live, Told, tell, why_not
from firstbell.core.periods import DAY
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.adults import near_to
from firstbell.journey.intake.asking import asking
from firstbell.journey.lookup import facts
from firstbell.journey.lookup.actions.noting import note_look
from firstbell.journey.lookup.models import LiveIncident
from firstbell.registry.agencies.models import Agency, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

WHO = (Role.POLICE_SENDER,)


class NotTheirs(LookupError):
    """There is no such live incident for this officer: why, is not told."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What an officer reads before the door."""

    live_id: UUID
    reference: str
    lines: tuple[str, ...]
    ends_at: datetime
    told: Told
    since: date
    kept_days: int


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One live incident that somebody opened by hand, in their own list. It names no door."""

    live_id: UUID
    reference: str
    opened_at: datetime
    ends_at: datetime


def forces_of(user: User, *, at: datetime) -> list[Agency]:
    """Return the police forces for which a person works; none where nobody is told."""
    if acting.stands_beside():
        return []
    held = people.places_of(user, Role.POLICE_SENDER, at=at).agencies
    return list(Agency.objects.filter(id__in=held, kind=Agency.Kind.POLICE).order_by("name"))


def named(user: User, reference: str, *, at: datetime) -> UUID:
    """Return the id of the live incident that an officer may look up by its reference.

    :raises NotTheirs: if there is none.
    """
    may_look = _who_may(user, at=at)
    rows = LiveIncident.objects.filter(reference__iexact=reference.strip())
    for row in rows.order_by("-heard_at", "id"):
        if may_look(row):
            return row.id
    raise NotTheirs


@transaction.atomic
def before_the_door(user: User, live_id: UUID, *, at: datetime) -> Shown:
    """Return what is told of the home of a live incident, and write down that it was asked.

    :raises NotTheirs: if there is no such one that this officer may look up.
    """
    row = _live(user, live_id, at=at)
    rules = policy_in_force()
    on = local_day(at)
    told = tell(
        facts.earlier_than(row, stands_back=asking(user, at=at).own, at=at),
        surnames=[each.surname for each in facts.people_of(row) if each.surname],
        on=on,
        memory=rules.look_up_memory,
    )
    note_look(row, told, rules=rules, by=user, at=at)
    address = row.said["address"]
    return Shown(
        live_id=row.id,
        reference=row.reference,
        lines=tuple(filter(None, [*(address.get("lines") or ()), address.get("postcode")])),
        ends_at=row.ends_at,
        told=told,
        since=on - rules.look_up_memory,
        kept_days=rules.keep_content // DAY,
    )


def _live(user: User, live_id: UUID, *, at: datetime) -> LiveIncident:
    may_look = _who_may(user, at=at)
    row = LiveIncident.objects.filter(id=live_id).select_related("source").first()
    if row is None or not may_look(row):
        raise NotTheirs
    return row


def _who_may(user: User, *, at: datetime) -> Callable[[LiveIncident], bool]:
    """Return what says of a live incident whether this officer may look it up now.

    All that it asks of the officer is asked first: what is not there takes the same queries.
    """
    forces = {each.id for each in forces_of(user, at=at)}
    is_near = near_to(user)

    def may_look(row: LiveIncident) -> bool:
        said = {"address": row.said.get("address") or {}, "adults": row.said.get("people") or []}
        live = Live(
            is_own_force=row.source_id in forces,
            ends_at=row.ends_at,
            closed_at=row.closed_at,
            says_where=bool(row.said.get("address")),
            opened_by_themselves=row.opened_by_id == user.id,
            is_near=is_near(said),
        )
        return why_not(live, at=at) is None

    return may_look


def opened_by_hand(user: User, *, at: datetime) -> tuple[Opened, ...]:
    """Return the live incidents that a person opened and that have not ended, the latest first."""
    rows = LiveIncident.objects.filter(
        source__in=forces_of(user, at=at), opened_by=user, closed_at=None, ends_at__gt=at
    ).order_by("-opened_at", "id")
    return tuple(
        Opened(
            live_id=row.id, reference=row.reference, opened_at=row.opened_at, ends_at=row.ends_at
        )
        for row in rows
    )


def to_close(user: User, live_id: UUID, *, at: datetime) -> Opened:
    """Return a live incident that a person may close: one that they opened, or may look up.

    :raises NotTheirs: if there is none.
    """
    mine = next((each for each in opened_by_hand(user, at=at) if each.live_id == live_id), None)
    if mine is not None:
        return mine
    row = _live(user, live_id, at=at)
    return Opened(
        live_id=row.id, reference=row.reference, opened_at=row.opened_at, ends_at=row.ends_at
    )
