"""Which pairs of child and pupil need to be looked at: bounds on their weights, in arrays.

Each field is compared by the functions of ``core.linkage``, once for each distinct pair of values,
and what its agreement is worth is summed for all pairs at once. The sum is a bound from above,
never the weight of a decision: that is made of the pairs that stay, by the same functions as
everywhere. A pair is left out only where ``core.linkage.household.contenders`` would leave it out.
All arrays have shape (pairs,), and weights are in bits.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from firstbell.core.linkage import Frequencies, RecordedChild, RollPupil, Weights, addresses
from firstbell.core.linkage.compare import (
    CLASHES,
    Agreement,
    RolledNames,
    ToldNames,
    Words,
    address_agreement,
    birth_agreement,
    forename_agreement,
    name_agreements,
    school_agreement,
    sex_agreement,
    surname_agreement,
    upn_agreement,
)
from firstbell.core.linkage.household import LEAST_CONTENDERS, floor_of
from firstbell.core.linkage.keys import forename_codes
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.weigh import MOST_FOR_NAMESAKES, prior, weigh
from firstbell.journey.linkage.register import Register

Ints = NDArray[np.int64]
Bits = NDArray[np.float64]
Flags = NDArray[np.bool_]
Thing = TypeVar("Thing")
Other = TypeVar("Other")

ROUNDING = 1.2
"""More than the roundings of all pieces of evidence of two pairs come to, in bits."""

LEVELS = {level: place for place, level in enumerate(Level)}
CLASHING = [LEVELS[level] for level in CLASHES]
CERTAIN = [LEVELS[level] for level in (Level.SAME, Level.FAMILY)]
"""Levels of a forename that no middle name can change."""

NAMES = (
    "forename", "preferred_forename", "middle_names", "surname", "preferred_surname",
    "former_surname",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Side(Generic[Thing]):
    """What one side of the pairs says: for each pair the place of its thing among distinct ones."""

    places: Ints
    things: list[Thing]

    def of(self, pairs: Flags | Ints) -> "_Side[Thing]":
        return _Side(self.places[pairs], self.things)


def likely(
    children: Sequence[RecordedChild],
    register: Register,
    who: Ints,
    rows: Ints,
    weights: Weights,
) -> Flags:
    """Say which pairs (place in ``children``, row of ``register``) need to be looked at.

    The pairs are sorted by child.
    """
    pairs = _Pairs(children, register, who, rows, weights)
    before = prior(register.frequencies, weights).weight
    names, doubt = pairs.names()
    upn, fits = pairs.upn()
    most = before + names + upn + pairs.birth() + pairs.sex() + pairs.address() + pairs.school()
    least = _second_best(who, most + MOST_FOR_NAMESAKES - doubt)
    return np.asarray(fits | (most >= np.minimum(least, floor_of(weights)) - ROUNDING))


def _second_best(who: Ints, surely: Bits) -> Bits:
    """For each pair the weight that the second best of its child is sure to reach."""
    order = np.lexsort((-surely, who))
    starts = np.flatnonzero(np.diff(who, prepend=-1))
    ends = np.append(starts[1:], len(who))
    last = np.minimum(starts + LEAST_CONTENDERS, ends) - 1
    return np.repeat(surely[order][last], ends - starts)


class _Pairs:
    """The pairs, and at most what each field of them is worth."""

    def __init__(
        self,
        children: Sequence[RecordedChild],
        register: Register,
        who: Ints,
        rows: Ints,
        weights: Weights,
    ) -> None:
        self.children, self.register, self.who, self.rows = children, register, who, rows
        self.told_names = [ToldNames.of(child) for child in children]
        self.worth = _worth_by(register.frequencies, weights)

    def birth(self) -> Bits:
        told = self.told([(c.born_on, c.age_estimate, c.on) for c in self.children])
        children = [
            RecordedChild(child_id=None, born_on=born_on, age_estimate=age, on=on)
            for born_on, age, on in told.things
        ]
        rolled = self.rolled(("born_on",), lambda pupil: pupil)
        return self.compare(_Side(told.places, children), rolled, birth_agreement)[0]

    def sex(self) -> Bits:
        told = self.told([child.sex for child in self.children])
        children = [RecordedChild(child_id=None, sex=sex) for sex in told.things]
        rolled = self.rolled(("sex",), lambda pupil: pupil)
        return self.compare(_Side(told.places, children), rolled, sex_agreement)[0]

    def address(self) -> Bits:
        """Homes that have nothing in common are all alike to a child: one is compared."""
        homes = self.told([(c.address_line_1, c.postcode, c.uprn) for c in self.children])
        told = _Side(
            homes.places,
            [
                RecordedChild(child_id=None, address_line_1=line, postcode=code, uprn=uprn)
                for line, code, uprn in homes.things
            ],
        )
        near = np.zeros(len(self.rows), np.bool_)
        for field, tell in (
            ("postcode", addresses.outcode),
            ("address_line_1", addresses.house),
            ("uprn", lambda text: text.strip().lstrip("0")),
        ):
            near |= self.equal(told, field, tell)
        rolled = self.rolled(("address_line_1", "postcode", "uprn"), lambda pupil: pupil, near)
        bits = np.zeros(len(self.rows))
        bits[near] = self.compare(told.of(near), rolled, address_agreement)[0]
        far = np.flatnonzero(~near)
        has_code = self.rolled(("postcode",), lambda p: bool(addresses.outcode(p.postcode)))
        known = np.array(has_code.things, np.bool_)[has_code.places][far]
        _, first, alike = np.unique(
            told.places[far] * 2 + known, return_index=True, return_inverse=True
        )
        one_each = far[first]
        rolled = self.rolled(("address_line_1", "postcode", "uprn"), lambda pupil: pupil, one_each)
        bits[far] = self.compare(told.of(one_each), rolled, address_agreement)[0][alike]
        return bits

    def equal(self, told: _Side[RecordedChild], field: str, tell: Callable[[str], str]) -> Flags:
        """Whether what a field tells is known to both sides, and one."""
        places: dict[str, int] = {"": -1}
        ours = [places.setdefault(tell(getattr(c, field)), len(places)) for c in told.things]
        rolled = self.rolled((field,), lambda pupil: tell(getattr(pupil, field)))
        theirs = [places.get(text, -2) if text else -2 for text in rolled.things]
        return np.asarray(
            np.array(ours, np.int64)[told.places] == np.array(theirs, np.int64)[rolled.places]
        )

    def school(self) -> Bits:
        return self.of_few([bool(child.school_urns) for child in self.children], school_agreement)[
            0
        ]

    def upn(self) -> tuple[Bits, Flags]:
        """What the UPN is worth, and whether it is the same."""
        bits, levels = self.of_few([bool(c.upn.strip()) for c in self.children], upn_agreement)
        return bits, np.asarray(levels == LEVELS[Level.SAME])

    def of_few(
        self,
        gave: Sequence[bool],
        compare: Callable[[RecordedChild, RollPupil], Agreement],
    ) -> tuple[Bits, Ints]:
        """A field that few children tell, compared pair by pair."""
        bits, levels = np.zeros(len(self.rows)), np.full(len(self.rows), -1)
        for pair in np.flatnonzero(np.array(gave, np.bool_)[self.who]).tolist():
            pupil = self.register.part_of(int(self.rows[pair]), ("upn", "urns"))
            found = compare(self.children[int(self.who[pair])], pupil)
            bits[pair], levels[pair] = self.worth(found), LEVELS[found.level]
        return bits, levels

    def names(self) -> tuple[Bits, Bits]:
        """At most what the names are worth together, and by how much that may be too much.

        A middle name that may be used as forename, and names that may be swapped, are compared
        pair by pair.
        """
        given = self.told([names.given for names in self.told_names])
        family = self.told([(names.surnames, names.adults) for names in self.told_names])
        told = [ToldNames((), surnames, adults) for surnames, adults in family.things]
        forenames = self.rolled(NAMES[:2], lambda pupil: RolledNames.of(pupil).forenames)
        surnames = self.rolled(NAMES[3:], lambda pupil: RolledNames.of(pupil).surnames)
        first, first_levels = self.compare(
            given, forenames, lambda ours, theirs: forename_agreement(ours, theirs, ())
        )
        last, last_levels = self.compare(_Side(family.places, told), surnames, surname_agreement)
        both = first + last
        swapped = np.isin(first_levels, CLASHING) & np.isin(
            last_levels, [*CLASHING, LEVELS[Level.MISSING]]
        )
        unsure = swapped | (~np.isin(first_levels, CERTAIN) & self.may_use_middle(given, forenames))
        for pair in np.flatnonzero(unsure).tolist():
            both[pair] = self.names_of(pair)
        second = np.array(
            [any(len(n) > 1 for n in names.given) for names in self.told_names], np.bool_
        )
        seconds = (second[self.who] & ~unsure).astype(np.float64)
        worth = [self.worth(Agreement(Field.MIDDLE_NAMES, "given", level)) for level in Level]
        highest, lowest = max(worth), min(worth)
        return both + seconds * highest, seconds * (highest - lowest)

    def may_use_middle(
        self, given: _Side[tuple[Words, ...]], forenames: _Side[tuple[Words, ...]]
    ) -> Flags:
        """Whether a middle name may be the forename told, or a part of it run together.

        Forms of one name share a code, and a name run together begins with its first part.
        """
        middles = self.rolled(("middle_names",), lambda pupil: forename_codes(pupil.middle_names))
        codes = [
            {code for name in names for word in name for code in forename_codes(word)}
            for names in given.things
        ]
        found = np.zeros(len(self.rows), np.bool_)
        has = np.array([bool(own) for own in middles.things], np.bool_)[middles.places]
        for pair in np.flatnonzero(has).tolist():
            place = int(given.places[pair])
            found[pair] = not codes[place].isdisjoint(
                middles.things[int(middles.places[pair])]
            ) or any(
                ours[0].startswith(theirs[0])
                for ours in given.things[place]
                for theirs in forenames.things[int(forenames.places[pair])]
            )
        return found

    def names_of(self, pair: int) -> float:
        pupil = self.register.part_of(int(self.rows[pair]), NAMES)
        told = self.told_names[int(self.who[pair])]
        return sum(map(self.worth, name_agreements(told, RolledNames.of(pupil))))

    def told(self, values: Sequence[Hashable]) -> _Side[Any]:
        """What each child says, one value for each child."""
        places: dict[Hashable, int] = {}
        own = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
        return _Side(own[self.who], list(places))

    def rolled(
        self,
        fields: Sequence[str],
        make: Callable[[RollPupil], Thing],
        pairs: Flags | Ints | None = None,
    ) -> _Side[Thing]:
        """What the pupils of the pairs, or of some of them, say in some fields."""
        rows = self.rows if pairs is None else self.rows[pairs]
        places = np.zeros(len(rows), np.int64)
        first = places
        for name in fields:
            column = self.register.columns[name]
            own = places * len(column.values) + column.codes[rows]
            _, first, places = np.unique(own, return_index=True, return_inverse=True)
        return _Side(
            places, [make(self.register.part_of(row, fields)) for row in rows[first].tolist()]
        )

    def compare(
        self,
        told: _Side[Thing],
        rolled: _Side[Other],
        agreement: Callable[[Thing, Other], Agreement],
    ) -> tuple[Bits, Ints]:
        """Worth and level of a field for each pair, compared once for each two things."""
        width = max(len(rolled.things), 1)
        both, places = np.unique(told.places * width + rolled.places, return_inverse=True)
        found = [
            agreement(told.things[pair // width], rolled.things[pair % width])
            for pair in both.tolist()
        ]
        bits = np.array([self.worth(each) for each in found], np.float64)
        levels = np.array([LEVELS[each.level] for each in found], np.int64)
        return bits[places], levels[places]


def _worth_by(frequencies: Frequencies, weights: Weights) -> Callable[[Agreement], float]:
    """What one agreement is worth by itself, asked once for each."""
    known: dict[Agreement, float] = {}

    def worth(agreement: Agreement) -> float:
        found = known.get(agreement)
        if found is None:
            found = sum(each.weight for each in weigh((agreement,), frequencies, weights))
            known[agreement] = found
        return found

    return worth
