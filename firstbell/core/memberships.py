"""Who may let whom in, who says that somebody still works there, and what needs two people.

A role is held at a place: a school, a desk, an agency, or the whole partnership. The tables here
say who may ask a person in, end a membership, confirm it each term, and agree to a strong role.
Nobody ever does any of this for themselves. What a person may read is not said here.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeVar

T = TypeVar("T")

PlaceKind = Literal["school", "desk", "agency", "partnership"]

KEY_ADULT = "key-adult"
DESK_OFFICER = "desk-officer"
HUB_WORKER = "hub-worker"
HUB_MANAGER = "hub-manager"
POLICE_SENDER = "police-sender"
INFORMATION_GOVERNANCE = "information-governance"
ADVOCATE = "advocate"
ADMINISTRATOR = "administrator"

ROLES = frozenset(
    {
        KEY_ADULT,
        DESK_OFFICER,
        HUB_WORKER,
        HUB_MANAGER,
        POLICE_SENDER,
        "business-unit",
        "scrutiny-member",
        INFORMATION_GOVERNANCE,
        ADVOCATE,
        ADMINISTRATOR,
    }
)
"""Every role, by its code."""

AGREE = frozenset({HUB_MANAGER, INFORMATION_GOVERNANCE, ADMINISTRATOR})
"""Who may be the second of two people."""

NEED_TWO: dict[str, frozenset[str]] = {
    "strongest": AGREE,
    "hub": AGREE | {HUB_WORKER},
    "every": ROLES,
}
"""Which roles one person alone cannot give, by the rule `two_people_for` of the policy."""

NEED_PASSKEY: dict[str, frozenset[str]] = {
    "nobody": frozenset(),
    "strongest": AGREE,
    "hub_and_police": AGREE | {HUB_WORKER, POLICE_SENDER},
    "everyone": ROLES,
}
"""Whose sign-in needs a passkey, by the rule `passkey_required_for` of the policy."""

MANAGE = frozenset({HUB_MANAGER, ADMINISTRATOR})
"""Who may disable an account, ask for it to be enabled, and take in a list of leavers."""

INVITES: dict[str, frozenset[str]] = {
    ADMINISTRATOR: ROLES,
    HUB_MANAGER: frozenset({HUB_WORKER, KEY_ADULT, DESK_OFFICER, ADVOCATE}),
    KEY_ADULT: frozenset({KEY_ADULT}),
    POLICE_SENDER: frozenset({POLICE_SENDER}),
}
"""Whom each role may ask in, and whose membership it may end; the others nobody."""

_OF_AN_AGENCY = ROLES - {KEY_ADULT, DESK_OFFICER}

HELD_AT: dict[PlaceKind, frozenset[str]] = {
    "school": frozenset({KEY_ADULT}),
    "desk": frozenset({DESK_OFFICER}),
    "agency": _OF_AN_AGENCY,
    "partnership": _OF_AN_AGENCY - {POLICE_SENDER, ADVOCATE},
}
"""Which roles are held at which kind of place."""

LEADS = frozenset({"dsl", "head"})
"""Which key adults answer for their school: as the contacts file names them."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a role is held. `council` is the code of the council whose place it is, or empty."""

    kind: PlaceKind
    key: str = ""
    council: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """One role that a person holds now at a place; `leads` for a lead or head of a school."""

    person: object
    role: str
    place: Place
    leads: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who asked for something strong, in which role, of which place; no person: by command."""

    person: object | None
    role: str = ""
    place: Place | None = None


def roles_to_invite(by: Held, place: Place) -> frozenset[str]:
    """Return the roles to which the holder of a role may ask a person in at a place."""
    invites = INVITES.get(by.role, frozenset()) & HELD_AT[place.kind]
    if by.role == ADMINISTRATOR:
        return invites
    if by.role == HUB_MANAGER:
        if place.kind == "agency" and not place.council:
            return invites & {ADVOCATE}
        return invites - {ADVOCATE} if _is_of(place, by.place) else frozenset()
    return invites if by.place == place else frozenset()


def may_invite(by: Iterable[Held], *, role: str, place: Place) -> bool:
    """Say whether somebody who holds all these roles may ask a person in to `role` at `place`."""
    return any(role in roles_to_invite(each, place) for each in by)


def may_end(by: Iterable[Held], member: Held) -> bool:
    """Say whether somebody may end another person's role: whoever may ask in to it, may."""
    own = list(by)
    return not _is_own(own, member) and may_invite(own, role=member.role, place=member.place)


def may_disable(by: Iterable[Held], members: Sequence[Held]) -> bool:
    """Say whether somebody may disable an account: a manager who may end each of its roles.

    An account without a role is an administrator's affair.
    """
    managing = [each for each in by if each.role in MANAGE]
    if not members:
        return any(each.role == ADMINISTRATOR for each in managing)
    return all(may_end(managing, member) for member in members)


def who_confirms(member: Held, everyone: Iterable[Held]) -> frozenset[object]:
    """Return the people who may say that somebody still works there; never the person.

    At a school a lead or the head; of a force a colleague; everywhere else, and where there is
    no such other person, a hub manager of the area, and for want of one an administrator.
    """
    others = [each for each in everyone if each.person != member.person]
    for group in (
        [each for each in others if _is_colleague(each, member)],
        [
            each
            for each in others
            if each.role == HUB_MANAGER and _in_area(each.place, member.place)
        ],
        [each for each in others if each.role == ADMINISTRATOR],
    ):
        if group:
            return frozenset(each.person for each in group)
    return frozenset()


def may_agree(asked: Asked, by: Iterable[Held], *, for_person: object | None = None) -> bool:
    """Say whether somebody may be the second person: of another role or agency than the first.

    Never who asked, and never whom it is for (`for_person`).
    """
    own = [each for each in by if each.role in AGREE]
    if any(each.person in (asked.person, for_person) for each in own):
        return False
    return any((each.role, each.place) != (asked.role, asked.place) for each in own)


def lapses_at(
    *, counted_from: datetime, reminded_at: datetime | None, lasts: timedelta, notice: timedelta
) -> datetime | None:
    """Return when a membership ends by silence, or None before anybody was reminded of it.

    Counted from the last confirmation, or the start. Whoever may confirm has the whole notice,
    also where the reminder went out late.
    """
    if reminded_at is None or reminded_at < counted_from:
        return None
    return max(counted_from + lasts, reminded_at + notice)


def reminder_at(*, counted_from: datetime, lasts: timedelta, notice: timedelta) -> datetime:
    """Return when those who may confirm are reminded."""
    return counted_from + max(lasts - notice, timedelta(0))


def who_lapses(
    due: Sequence[T], *, told: Collection[T], others: int, others_are_told: bool
) -> list[T]:
    """Return which of those whom nobody confirmed lose their role at one place.

    Never all who are there, and never the last who is told about a child: `told` are those of
    the `due` who are, in the order in which they are told; `others` is how many stay anyway.
    """
    kept = None
    if not others_are_told:
        kept = next(iter(told), None)
    if kept is None and not others:
        kept = next(iter(due), None)
    return [each for each in due if each != kept]


def _is_own(by: Iterable[Held], member: Held) -> bool:
    return any(each.person == member.person for each in by)


def _is_colleague(other: Held, member: Held) -> bool:
    """Say whether another is one of those at the same place who answer for it."""
    if (other.role, other.place) != (member.role, member.place):
        return False
    return other.leads if member.role == KEY_ADULT else member.role == POLICE_SENDER


def _is_of(place: Place, manager: Place) -> bool:
    """Say whether a place is of a hub manager's own council, or they manage for all of them."""
    return manager.kind == "partnership" or bool(place.council and place.council == manager.council)


def _in_area(manager: Place, place: Place) -> bool:
    """Say whether a hub manager answers for a place: of their council, or of no council."""
    no_council = place.kind == "agency" and not place.council
    return no_council or _is_of(place, manager)
