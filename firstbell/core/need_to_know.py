"""Who may have what of a record: the one policy that every door and every list asks.

It goes from who asks (is the account active, how do they stand to the record, are they in its
circle, do they stand back from it) and from the record's state to what they may have (nothing,
a stub, the first step, everything of their content profile) and to the acts that are open to
them. What no line of the tables allows is refused.

A person may stand to a record in several ways at once; each way adds and none takes away, so
that nobody gains by losing a membership. What takes away comes last and takes from everybody:
a disabled account, standing back from one's own family, a record that was erased.

Decides nothing about which facts a content profile holds (`core.disclosure`), and finds out
nothing: how somebody stands to a record is read from rows by the doors.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Stands(StrEnum):
    """How a person stands to a record now. Who stands in no such way has nothing of it."""

    ASKED = "asked"
    """Key adult or officer of a place that was told and has not yet said "on our roll"."""

    CONFIRMED = "confirmed"
    """The same, of a place that has said so."""

    HUB = "hub"
    """Hub worker or manager of the area."""

    HUB_MANAGER = "hub manager"
    """A hub manager stands as `HUB` as well."""

    OWN_FORCE = "own force"
    """Police sender of the force that sent the incident."""

    SENDING_MACHINE = "sending machine"
    """The client of the force that sent it: it hands over and is given a receipt."""

    ADVOCATE = "advocate"
    """Advocate of an agency that it is referred to and whose referral has not ended."""

    BROKEN_GLASS = "broken glass"
    """Opened this one record by break glass, for a time that is not over."""


class Phase(StrEnum):
    """Where the record is in its life; for a recipient, where their own copy is."""

    OPEN = "open"
    HELD = "held"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Guard(StrEnum):
    """Whether the record is open to fewer people than their roles would let in."""

    NONE = "none"
    RESTRICTED = "restricted"
    SEALED = "sealed"


class Sight(IntEnum):
    """How much of a record somebody has, from nothing upwards."""

    NOTHING = 0
    """For them it does not exist: the answer is the one for what is not there."""

    STUB = 1
    """That something is there, by when, and whom to ask. No name and no reference."""

    FIRST_STEP = 2
    """Name and birth date, to say whether the child is on the roll."""

    EVERYTHING = 3
    """Everything of their content profile."""


class Act(StrEnum):
    """What somebody may do with a record."""

    READ = "read"
    ANSWER = "answer"
    DECIDE = "decide"
    CORRECT = "correct"
    SEAL = "seal"
    REFER = "refer"
    ASK_PLACE = "ask for a school place"
    MARK_UNSAFE = "mark unsafe"
    EXPORT = "export"
    SEARCH = "search"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What somebody may have of a record, and what they may do with it."""

    sight: Sight = Sight.NOTHING
    acts: frozenset[Act] = frozenset()

    def __or__(self, other: "Grant") -> "Grant":
        """Return what two ways to stand to a record give together."""
        return Grant(sight=max(self.sight, other.sight), acts=self.acts | other.acts)


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, as far as it matters for one record."""

    stands: frozenset[Stands] = frozenset()
    is_active: bool = True
    in_circle: bool = False
    # An adult of the incident, or kept from it because of one.
    stands_back: bool = False


@dataclass(frozen=True, kw_only=True)
class Record:
    """The state of a record."""

    phase: Phase = Phase.OPEN
    guard: Guard = Guard.NONE


NOTHING = Grant()
STUB = Grant(sight=Sight.STUB)


def _first_step(*acts: Act) -> Grant:
    return Grant(sight=Sight.FIRST_STEP, acts=frozenset({Act.READ, *acts}))


def _everything(*acts: Act) -> Grant:
    return Grant(sight=Sight.EVERYTHING, acts=frozenset({Act.READ, *acts}))


_HUB_WORK = _everything(
    Act.DECIDE, Act.REFER, Act.ASK_PLACE, Act.MARK_UNSAFE, Act.EXPORT, Act.SEARCH
)
_HUB_LOOKS_BACK = _everything(Act.MARK_UNSAFE, Act.EXPORT, Act.SEARCH)
_MANAGER = _everything(Act.SEAL)
_FORCE = _everything(Act.CORRECT, Act.SEAL, Act.MARK_UNSAFE, Act.SEARCH)
_RECEIPT = Grant(sight=Sight.STUB, acts=frozenset({Act.CORRECT}))
_ADVOCATE = _everything(Act.ASK_PLACE, Act.MARK_UNSAFE)
_GLASS = _everything(Act.EXPORT)

TABLE: Mapping[Stands, Mapping[Phase, Grant]] = {
    Stands.ASKED: {
        Phase.OPEN: _first_step(Act.ANSWER),
        Phase.HELD: NOTHING,
        Phase.RECALLED: STUB,
        Phase.WITHDRAWN: _first_step(),
    },
    Stands.CONFIRMED: {
        Phase.OPEN: _everything(Act.ANSWER, Act.EXPORT, Act.SEARCH),
        Phase.HELD: NOTHING,
        Phase.RECALLED: STUB,
        Phase.WITHDRAWN: _everything(Act.EXPORT, Act.SEARCH),
    },
    Stands.HUB: {
        Phase.OPEN: _HUB_WORK,
        Phase.HELD: _HUB_WORK,
        Phase.RECALLED: _HUB_WORK,
        Phase.WITHDRAWN: _HUB_LOOKS_BACK,
    },
    Stands.HUB_MANAGER: {
        Phase.OPEN: _MANAGER,
        Phase.HELD: _MANAGER,
        Phase.RECALLED: _MANAGER,
        Phase.WITHDRAWN: _MANAGER,
    },
    Stands.OWN_FORCE: {
        Phase.OPEN: _FORCE,
        Phase.HELD: _FORCE,
        Phase.RECALLED: _FORCE,
        Phase.WITHDRAWN: _FORCE,
    },
    Stands.SENDING_MACHINE: {
        Phase.OPEN: _RECEIPT,
        Phase.HELD: _RECEIPT,
        Phase.RECALLED: _RECEIPT,
        Phase.WITHDRAWN: _RECEIPT,
    },
    Stands.ADVOCATE: {
        Phase.OPEN: _ADVOCATE,
        Phase.HELD: _ADVOCATE,
        Phase.RECALLED: _ADVOCATE,
        Phase.WITHDRAWN: _ADVOCATE,
    },
    Stands.BROKEN_GLASS: {
        Phase.OPEN: _GLASS,
        Phase.HELD: _GLASS,
        Phase.RECALLED: _GLASS,
        Phase.WITHDRAWN: _GLASS,
    },
}
"""What each way to stand to a record gives in each phase. A phase that is not named gives
nothing: an erased record is in nobody's."""

OUTSIDE_THE_CIRCLE: Mapping[Guard, Mapping[Stands, Grant]] = {
    Guard.NONE: {},
    Guard.RESTRICTED: {
        Stands.HUB: STUB,
        Stands.HUB_MANAGER: STUB,
        Stands.OWN_FORCE: STUB,
    },
    Guard.SEALED: {
        Stands.HUB: NOTHING,
        Stands.HUB_MANAGER: NOTHING,
        Stands.OWN_FORCE: NOTHING,
        Stands.ADVOCATE: NOTHING,
        Stands.BROKEN_GLASS: NOTHING,
    },
}
"""To whom a guard leaves less, and what. Who is not named keeps what the table gives: the
recipient must support the child whatever is sealed, and is shown nothing of the seal; a sender's
machine has its receipt; a referral and a broken glass were let in by name to what is
restricted."""


def grant(asker: Asker, record: Record) -> Grant:
    """Return what somebody may have of a record and do with it."""
    if not asker.is_active or asker.stands_back:
        return NOTHING
    found = NOTHING
    for stands in asker.stands:
        found |= _of_one(stands, record, in_circle=asker.in_circle)
    return found


def _of_one(stands: Stands, record: Record, *, in_circle: bool) -> Grant:
    given = TABLE[stands].get(record.phase, NOTHING)
    if in_circle or given == NOTHING:
        return given
    return OUTSIDE_THE_CIRCLE[record.guard].get(stands, given)


HUB_ROLES = frozenset({"hub-worker", "hub-manager"})


def by_roles(roles: Collection[str], *, is_own_force: bool = False) -> frozenset[Stands]:
    """Return how somebody stands to any record of the area by the roles that they hold now.

    A role at one force counts for its own records only. The other ways to stand to a record
    are of that record alone: its recipients, its referrals, its broken glass.
    """
    stands = set()
    if HUB_ROLES & set(roles):
        stands.add(Stands.HUB)
    if "hub-manager" in roles:
        stands.add(Stands.HUB_MANAGER)
    if "police-sender" in roles and is_own_force:
        stands.add(Stands.OWN_FORCE)
    return frozenset(stands)


def may_refill(
    guard: Guard, roles: Collection[str], *, is_stand_in: bool, has_stand_in: bool
) -> bool:
    """Say whether somebody lets a person into a circle of which nobody is left to carry it on.

    Of what is restricted everybody of the hub sees the stub, so that any manager may. Of what is
    sealed only the stand-in may know; where there is none any more (`has_stand_in`), an
    administrator, who can read no record at all.
    """
    if guard == Guard.NONE:
        return False
    if guard == Guard.RESTRICTED:
        return "hub-manager" in roles
    return is_stand_in if has_stand_in else "administrator" in roles


def can_carry_on(circle: Iterable[Collection[str]]) -> bool:
    """Say whether somebody of a circle can carry on the journey: the roles of each are asked.

    A circle of nobody at the hub would leave the child to chance.
    """
    return any(HUB_ROLES & set(roles) for roles in circle)
