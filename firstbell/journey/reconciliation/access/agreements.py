"""The door to the register of agreements, and to what rests on each of them now.

The register names no child. What rests on an agreement is a count for those whose work the
register is, and rows only for the hub's manager, who may open each child's journey by another
door. A sealed record is in no count.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.models import Waiting
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.desk_names import desk_name
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Desk
from firstbell.registry.agencies.queries import people, places
from firstbell.registry.agreements.models import Agreement
from firstbell.registry.agreements.queries import covering, register
from firstbell.registry.circles.models import Restriction

KEEPS = register.OWNERS
"""Who keeps the register: may make, sign, renew and end."""

READS = (*KEEPS, Role.HUB_MANAGER)

MOST_SHOWN = 50

Row = Agreement
"""What the door lets through and actions take."""


class NoSuchAgreement(LookupError):
    """There is no such agreement."""


@dataclass(frozen=True, kw_only=True)
class Resting:
    """One share that rests on an agreement, or one child that waits for it."""

    child_id: UUID
    recipient: str
    since: datetime
    is_flagged: bool


@dataclass(frozen=True, kw_only=True)
class Rests:
    """What rests on an agreement now: how much, and the rows for whoever may see them."""

    shares: int
    flagged: int
    waiting: int
    rows: tuple[Resting, ...]
    waiting_rows: tuple[Resting, ...]
    shows_rows: bool


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One agreement of the list, and how many children wait for it."""

    line: register.Line
    waiting: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """The agreements about which the same must be done."""

    to_do: str
    words: str
    lines: tuple[Listed, ...]


def keeps(user: User, *, at: datetime) -> bool:
    """Say whether this person may change the register, not only read it."""
    return people.has_role(user, *KEEPS, at=at)


def one(agreement_id: UUID) -> Row:
    """Return one agreement, to act on it.

    :raises NoSuchAgreement: if there is none.
    """
    found = register.agreement(agreement_id)
    if found is None:
        raise NoSuchAgreement
    return found


def page(agreement_id: UUID, *, at: datetime) -> register.Page:
    """Return one agreement as its page shows it.

    :raises NoSuchAgreement: if there is none.
    """
    found = register.page(agreement_id, at=at)
    if found is None:
        raise NoSuchAgreement
    return found


def listed(user: User, *, at: datetime) -> tuple[Group, ...]:
    """Return every agreement by what must be done, with how many children wait for each."""
    waiting = _waiting_by_agreement(user)
    return tuple(
        Group(
            to_do=group.to_do,
            words=str(group.words),
            lines=tuple(
                Listed(line=line, waiting=waiting[line.agreement_id]) for line in group.lines
            ),
        )
        for group in register.groups(at=at)
    )


def _waiting_by_agreement(user: User) -> Counter[UUID]:
    with acting.as_the_system(savepoint=False):
        waits = _waits(user)
        between = _agreements_of(waits)
        return Counter(agreement for wait in waits for agreement in between[_between_whom(wait)])


def rests(user: User, agreement_id: UUID, *, at: datetime) -> Rests:
    """Return what rests on one agreement now, and who waits for it."""
    shows_rows = people.has_role(user, Role.HUB_MANAGER, at=at)
    with acting.as_the_system(savepoint=False):
        shares = (
            Route.objects.filter(agreement=agreement_id, closed_at=None)
            .exclude(child__incident__in=_not_to_be_counted(user))
            .select_related("establishment", "desk")
        )
        waits = _waits(user)
        between = _agreements_of(waits)
        waiting = [wait for wait in waits if agreement_id in between[_between_whom(wait)]]
        hidden = _restricted() if shows_rows else frozenset()
        rows = shares.exclude(child__incident__in=hidden).order_by("-routed_at", "id")
        return Rests(
            shares=shares.count(),
            flagged=shares.filter(agreement_had_lapsed=True).count(),
            waiting=len(waiting),
            rows=tuple(map(_share, rows[:MOST_SHOWN])) if shows_rows else (),
            waiting_rows=tuple(
                _waiting(wait) for wait in waiting if wait.child.incident_id not in hidden
            )[:MOST_SHOWN]
            if shows_rows
            else (),
            shows_rows=shows_rows,
        )


def _not_to_be_counted(user: User) -> frozenset[UUID]:
    """Return the records that are in no count: sealed ones, and those that are the person's own."""
    sealed = Restriction.objects.filter(kind=Restriction.Kind.SEALED, lifted_at=None)
    return frozenset(sealed.values_list("record_id", flat=True)) | stands_back_from(user)


def _restricted() -> frozenset[UUID]:
    return frozenset(Restriction.objects.filter(lifted_at=None).values_list("record_id", flat=True))


def _waits(user: User) -> list[Waiting]:
    return list(
        Waiting.objects.filter(why=Waiting.Why.NO_AGREEMENT, closed_at=None)
        .exclude(child__incident__in=_not_to_be_counted(user))
        .select_related("child__incident__source")
        .order_by("due_at", "id")
    )


Between = tuple[UUID, str]
"""Who shares with whom: the sender's id and the recipient's code."""


def _between_whom(wait: Waiting) -> Between:
    return wait.child.incident.source_id, str(wait.detail.get("recipient") or "")


def _agreements_of(waits: list[Waiting]) -> dict[Between, frozenset[UUID]]:
    """Return for each pair of sender and recipient the agreements between them."""
    senders = {wait.child.incident.source_id: wait.child.incident.source for wait in waits}
    found: dict[Between, frozenset[UUID]] = {}
    for sender_id, code in {_between_whom(wait) for wait in waits}:
        school = places.establishment_by_urn(code) if code.isdecimal() else None
        desk = None if school else Desk.objects.filter(code=code).first()
        known = school is not None or desk is not None
        found[sender_id, code] = (
            covering.between(sender=senders[sender_id], establishment=school, desk=desk)
            if known
            else frozenset()
        )
    return found


def _share(route: Route) -> Resting:
    place = str(route.establishment or route.desk)
    return Resting(
        child_id=route.child_id,
        recipient=place,
        since=route.routed_at,
        is_flagged=route.agreement_had_lapsed,
    )


def _waiting(wait: Waiting) -> Resting:
    code = str(wait.detail.get("recipient") or "")
    school = places.establishment_by_urn(code) if code.isdecimal() else None
    return Resting(
        child_id=wait.child_id,
        recipient=school.name if school else desk_name(code),
        since=wait.opened_at,
        is_flagged=False,
    )
