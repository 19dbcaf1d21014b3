"""What an officer on the way to a door is told of the home, when, and who checks that they asked.

A look is for one live incident of the officer's own force: its address and its people, and none
that the officer chose. It answers how often there was an incident before and which children to
expect, from what that force itself recorded. Rolls, answers of schools and services, and what is
sealed, restricted or kept safe are no part of it; a record that is left out is left out whole, so
that nothing on the page hangs on it.

Pure: whoever reads the rows gives the facts, and the door does what is said here.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Literal
from uuid import UUID

from firstbell.core.linkage import addresses
from firstbell.core.linkage.names import Likeness, is_first_name_like, joined, likeness, words
from firstbell.core.need_to_know import Asker, Guard, Phase, Record, Sight, Stands, grant
from firstbell.core.open_rules import about

ADULT_AT = 18

AHEAD = timedelta(minutes=5)
"""By how much a force's clock may be ahead; a live incident of tomorrow is none."""


@dataclass(frozen=True, kw_only=True)
class LookingUp:
    """How long an incident counts as live, how far a look reaches back, how many are checked."""

    live_incident_lasts: timedelta = field(
        default=timedelta(hours=12),
        metadata=about(
            "hours",
            "How long after it was opened a live incident can be looked up, if nobody closes it.",
            "Ours: a long tour of duty, so that none stays open because somebody went home.",
        ),
    )
    look_up_memory: timedelta = field(
        default=timedelta(days=365),
        metadata=about(
            "days",
            "How far back an incident counts as an earlier one when an officer looks up a home; "
            "never further than what it said is kept.",
            "A repeat is one within 12 months, as at MARAC (SafeLives); beyond it families move.",
        ),
    )
    look_up_checked: float = field(
        default=0.10,
        metadata=about(
            "share",
            "Which share of looks before the door, drawn by chance, another agency checks.",
            "Ours: whoever looks must expect it, and whoever checks must keep up.",
        ),
    )


WhyNot = Literal["not_own_force", "not_live", "opened_by_themselves", "too_near"]


@dataclass(frozen=True, kw_only=True)
class Live:
    """One incident that a control room opened, beside one officer of a force."""

    is_own_force: bool
    ends_at: datetime
    closed_at: datetime | None
    says_where: bool
    """Whether its words are still held; without them nobody knows whose door it is."""
    opened_by_themselves: bool = False
    is_near: bool = False


def why_not(live: Live, *, at: datetime) -> WhyNot | None:
    """Return why the officer may not look, or None. To the officer every reason looks the same.

    Who opened it by hand does not look: an address of one's choice always takes a second person.
    """
    if not live.is_own_force:
        return "not_own_force"
    is_over = at >= live.ends_at or (live.closed_at is not None and at >= live.closed_at)
    if is_over or not live.says_where:
        return "not_live"
    if live.opened_by_themselves:
        return "opened_by_themselves"
    return "too_near" if live.is_near else None


def ends_at(opened_at: datetime, *, heard_at: datetime, lasts: timedelta) -> datetime:
    """Return until when an incident is live at the longest, whatever its sender's clock says."""
    return min(opened_at, heard_at) + lasts


def is_drawn(look: UUID, share: float) -> bool:
    """Say whether a look is one of those that are checked.

    By its random id, which the officer never sees: nobody can know, and afterwards everybody can
    work out that the draw was not chosen.
    """
    drawn = blake2b(b"look before the door" + look.bytes, digest_size=8).digest()
    return int.from_bytes(drawn, "big") < share * 2**64


def may_check(*, checker: UUID, looker: UUID, force: UUID, polices: Collection[UUID]) -> bool:
    """Say whether somebody may check a look: of another agency than the force, and not their own.

    `polices` are the police forces at which the checker holds any role.
    """
    return checker != looker and force not in polices


def home_marks(line: str, postcode: str, uprn: str) -> frozenset[str]:
    """Return what a home is told by: house with postcode, and the UPRN. A postcode is a street."""
    found = (addresses.household(line, postcode, ""), addresses.household("", "", uprn))
    return frozenset(each for each in found if each)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody by name and birth date, as far as they were said."""

    given_names: str = ""
    surname: str = ""
    born_on: date | None = None


def is_one(one: Person, other: Person) -> bool:
    """Say whether two are one person: birth date, surname and first name, all said, agree."""
    if one.born_on is None or one.born_on != other.born_on or not one.surname:
        return False
    if joined(one.surname) != joined(other.surname):
        return False
    return is_first_name_like(one.given_names, words(other.given_names)[:1])


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child of an earlier incident as police recorded it; `key` is the id of that record."""

    key: UUID
    given_names: str = ""
    born_on: date | None = None
    age_estimate: int | None = None
    role: str = "affected"
    presence: str = "unknown"
    lives: Literal["here", "elsewhere", ""] = ""
    """Where police said that the child lives; blank: they did not say."""
    is_as_recorded: bool = True
    """Whether police named the child, and still do: no child whom the hub added from a roll."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """One earlier incident of the officer's own force, and what it has to do with this home."""

    record: UUID
    on: date
    guard: Guard = Guard.NONE
    phase: Phase = Phase.OPEN
    keeps_safe: bool = False
    """Whether any address in it is kept safe, whoever's."""
    stands_back: bool = False
    is_at_home: bool = False
    """It was in this home, or the victim or another adult who is no suspect lives here."""
    somebody_lives_here: bool = False
    of_a_person: Literal["suspect", "other", ""] = ""
    """As what somebody of the live incident was in it."""
    surnames: tuple[str, ...] = ()
    children: tuple[Child, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A child to expect: a first name, an age, and the incident in which police named the child."""

    key: UUID
    first_name: str
    years: int | None
    is_about: bool
    named_on: date


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one look answers."""

    records: tuple[UUID, ...] = ()
    last_on: date | None = None
    children: tuple[Expected, ...] = ()
    is_of_several_families: bool = False
    """No child is shown, for earlier incidents there were about people of different names."""

    @property
    def is_repeat(self) -> bool:
        """Whether there was an incident before."""
        return bool(self.records)


def tell(
    earlier: Iterable[Earlier], *, surnames: Collection[str], on: date, memory: timedelta
) -> Told:
    """Return what an officer is told on a day; `surnames` are those that the control room named."""
    since = on - memory
    counted = sorted((each for each in earlier if _counts(each, since)), key=_age_of, reverse=True)
    if not counted:
        return Told()
    theirs, several = _of_one_family(counted, surnames)
    return Told(
        records=tuple(each.record for each in counted),
        last_on=counted[0].on,
        children=tuple(sorted(_expected(theirs, on=on), key=_youngest_first)),
        is_of_several_families=several,
    )


def _counts(each: Earlier, since: date) -> bool:
    """Say whether an incident counts: it may be read whole by anybody of the force, and is told.

    A circle lets nobody see more here: at a door nobody can tell who else reads over a shoulder.
    """
    asker = Asker(stands=frozenset({Stands.OWN_FORCE}), stands_back=each.stands_back)
    given = grant(asker, Record(phase=each.phase, guard=each.guard))
    may_be_told = given.sight is Sight.EVERYTHING and not each.keeps_safe
    is_about_it = each.is_at_home or each.somebody_lives_here or bool(each.of_a_person)
    return may_be_told and is_about_it and each.phase is Phase.OPEN and each.on >= since


def _age_of(each: Earlier) -> tuple[date, UUID]:
    return each.on, each.record


def _of_one_family(
    counted: Sequence[Earlier], surnames: Collection[str]
) -> tuple[Sequence[Earlier], bool]:
    """Return the incidents whose children may be those behind the door, and whether it is unclear.

    With names from the control room those that bear them. Without, all of them if they are about
    one family; a hostel's or a former tenant's children are nobody's to expect.
    """
    if surnames:
        return [each for each in counted if each.of_a_person or _share(each, surnames)], False
    newest = counted[0].surnames
    several = any(not _share(each, newest) for each in counted[1:])
    return ([] if several else counted), several


def _share(each: Earlier, surnames: Collection[str]) -> bool:
    own = {word for surname in each.surnames for word in words(surname)}
    others = {word for surname in surnames for word in words(surname)}
    return any(likeness(one, other) >= Likeness.CLOSE for one in own for other in others)


def _expected(theirs: Iterable[Earlier], *, on: date) -> list[Expected]:
    """Return the children to expect: of each what was recorded last counts, and is met first."""
    met: list[Child] = []
    found = []
    for incident in theirs:
        new = [each for each in incident.children if not any(_same(each, it) for it in met)]
        met += new
        for child in new:
            expected = _as_expected(child, incident, on=on)
            if _is_expected(child, incident) and (expected.years or 0) < ADULT_AT:
                found.append(expected)
    return found


def _same(one: Child, other: Child) -> bool:
    """Say whether two records of different incidents are of one child."""
    if one.born_on and other.born_on and one.born_on != other.born_on:
        return False
    if not (words(one.given_names) and words(other.given_names)):
        return one.born_on == other.born_on
    return is_first_name_like(one.given_names, words(other.given_names)[:1])


def _is_expected(child: Child, incident: Earlier) -> bool:
    """Say whether a child is to be expected at this door.

    One that police did not name is not told from here; one that caused harm is for a person first;
    of a suspect's other incidents the children are with somebody else.
    """
    if not child.is_as_recorded or child.role == "causing_harm" or child.presence == "elsewhere":
        return False
    if child.lives:
        return child.lives == "here"
    return incident.is_at_home or incident.of_a_person == "other"


def _as_expected(child: Child, incident: Earlier, *, on: date) -> Expected:
    born, years = child.born_on, child.age_estimate
    if born is not None:
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    elif years is not None:
        years += (on - incident.on) // timedelta(days=365)
    return Expected(
        key=child.key,
        first_name=next(iter(child.given_names.split()), ""),
        years=years,
        is_about=born is None and years is not None,
        named_on=incident.on,
    )


def _youngest_first(each: Expected) -> tuple[int, str, UUID]:
    return (ADULT_AT if each.years is None else each.years), each.first_name, each.key
