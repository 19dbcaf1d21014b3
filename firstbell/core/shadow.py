"""What was worked out beside what was done by hand: each telling of either in exactly one class.

Nobody is told from here: this says where two ways of telling differ, and not which is right.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """How a telling by hand, one that was worked out here, or neither of a child, compares."""

    ALIKE = "alike"
    LATE_BY_HAND = "late-by-hand"
    LATE_HERE = "late-here"
    OTHER_PLACE = "other-place"
    ONLY_BY_HAND = "only-by-hand"
    WAITS_HERE = "waits-here"
    ONLY_HERE = "only-here"
    NEITHER = "neither"
    UNREADABLE = "unreadable"
    UNKNOWN_INCIDENT = "unknown-incident"
    UNKNOWN_CHILD = "unknown-child"
    UNKNOWN_PLACE = "unknown-place"
    TWICE = "twice"


WRONG = (
    Kind.UNREADABLE,
    Kind.UNKNOWN_INCIDENT,
    Kind.UNKNOWN_CHILD,
    Kind.UNKNOWN_PLACE,
    Kind.TWICE,
)
"""What is to be put right in the list before anything can be said of it."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One telling that was worked out: to which place, when it would have gone, and its bell."""

    place: str
    at: datetime
    bell: datetime


@dataclass(frozen=True, kw_only=True)
class Here:
    """One child of one incident as it was worked out; `waits` says why where it stands still."""

    incident: str
    child: str
    name: str = ""
    born_on: date | None = None
    told: tuple[Notice, ...] = ()
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """One line of the list of what was done by hand; `wrong` is what could not be read of it."""

    line: int
    incident: str = ""
    child: str = ""
    born_on: date | None = None
    place: str = ""
    at: datetime | None = None
    how: str = ""
    wrong: str = ""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One telling of either, or a child of whom neither told, and its class."""

    kind: Kind
    incident: str
    child: str = ""
    by_hand: ByHand | None = None
    here: Notice | None = None
    waits: tuple[str, ...] = ()


def compared(
    here: Iterable[Here], by_hand: Iterable[ByHand], *, places: Collection[str]
) -> list[Difference]:
    """Return every telling of both sides, each exactly once, and every child that neither told.

    `places` are those that there are. Ordered by incident and child.
    """
    incidents: dict[str, list[Here]] = defaultdict(list)
    for each in here:
        incidents[each.incident].append(each)
    told: dict[tuple[str, str], dict[str, ByHand]] = defaultdict(dict)
    found = list(_unusable(by_hand, incidents, places, told))
    for children in incidents.values():
        for child in children:
            found += _of_child(child, told[child.incident, child.child])
    return sorted(found, key=lambda each: (each.incident, each.child, each.kind))


def _unusable(
    by_hand: Iterable[ByHand],
    incidents: dict[str, list[Here]],
    places: Collection[str],
    told: dict[tuple[str, str], dict[str, ByHand]],
) -> Iterator[Difference]:
    """Yield the lines of which nothing can be said, and put the others into `told`."""
    for row in by_hand:
        children = incidents.get(row.incident, [])
        child = None if row.wrong else whose(row, children)
        kind = _wrong(row, children, child, places)
        if child is None or kind:
            kind = kind or Kind.UNKNOWN_CHILD
            yield Difference(kind=kind, incident=row.incident, child=row.child, by_hand=row)
        elif row.place in told[child.incident, child.child]:
            yield Difference(kind=Kind.TWICE, incident=row.incident, child=child.child, by_hand=row)
        else:
            told[child.incident, child.child][row.place] = row


def _wrong(
    row: ByHand, children: Sequence[Here], child: Here | None, places: Collection[str]
) -> Kind | None:
    if row.wrong:
        return Kind.UNREADABLE
    if not children:
        return Kind.UNKNOWN_INCIDENT
    return None if child is None or row.place in places else Kind.UNKNOWN_PLACE


def whose(row: ByHand, children: Sequence[Here]) -> Here | None:
    """Return the child that a line means: by its number, else by name, and birth date if given.

    None where no child fits, or more than one.
    """
    by_number = [each for each in children if each.child == row.child]
    if by_number:
        return by_number[0]
    name = plain(row.child)
    fitting = [
        each
        for each in children
        if name
        and plain(each.name) == name
        and (row.born_on is None or each.born_on in (None, row.born_on))
    ]
    return fitting[0] if len(fitting) == 1 else None


def plain(name: str) -> str:
    """Return a name without capitals and with single blanks."""
    return " ".join(name.casefold().split())


def _of_child(child: Here, by_hand: dict[str, ByHand]) -> Iterator[Difference]:
    here = {each.place: each for each in child.told}
    for place in sorted(here.keys() & by_hand.keys()):
        yield _difference(
            _by_the_bell(here[place], by_hand[place]), child, by_hand[place], here[place]
        )
    only_hand = [by_hand[place] for place in sorted(by_hand.keys() - here.keys())]
    only_here = [here[place] for place in sorted(here.keys() - by_hand.keys())]
    while only_hand and only_here:
        yield _difference(Kind.OTHER_PLACE, child, only_hand.pop(0), only_here.pop(0))
    for row in only_hand:
        yield _difference(Kind.WAITS_HERE if child.waits else Kind.ONLY_BY_HAND, child, row, None)
    for notice in only_here:
        yield _difference(Kind.ONLY_HERE, child, None, notice)
    if not (here or by_hand):
        yield _difference(Kind.NEITHER, child, None, None)


def _difference(kind: Kind, child: Here, by_hand: ByHand | None, here: Notice | None) -> Difference:
    return Difference(
        kind=kind,
        incident=child.incident,
        child=child.child,
        by_hand=by_hand,
        here=here,
        waits=child.waits,
    )


def _by_the_bell(here: Notice, by_hand: ByHand) -> Kind:
    """Return whether both told on one side of the bell; who did not say when is not asked."""
    if by_hand.at is None or (here.at < here.bell) == (by_hand.at < here.bell):
        return Kind.ALIKE
    return Kind.LATE_BY_HAND if here.at < here.bell else Kind.LATE_HERE


def counts(found: Iterable[Difference]) -> Counter[Kind]:
    """Return how many there are of each class."""
    return Counter(each.kind for each in found)
