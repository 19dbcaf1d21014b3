"""The evidence of many pairs of child and pupil at once, for those that could matter.

Each field is compared by the functions of ``core.linkage``, once for each distinct pair of values,
and weighed by them once for each distinct agreement; for all pairs at once the weights are summed
in arrays. That sum is a bound from above: names that a middle name or a swap may change are
compared pair by pair, and only where it matters. A pair is left out only where
``core.linkage.household.contenders`` would leave it out, so that the decisions are the same.
All arrays have shape (pairs,), and weights are in bits.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from firstbell.core.linkage import RecordedChild, RollPupil, Weights, addresses
from firstbell.core.linkage.compare import (
    CLASHES,
    Agreement,
    RolledNames,
    ToldNames,
    Words,
    address_agreement,
    birth_agreement,
    forename_agreement,
    may_be_swapped,
    name_agreements,
    school_agreement,
    sex_agreement,
    surname_agreement,
    upn_agreement,
)
from firstbell.core.linkage.household import (
    LEAST_CONTENDERS,
    Pair,
    Pairs,
    floor_of,
    in_tenths,
)
from firstbell.core.linkage.keys import forename_codes
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.weigh import MOST_FOR_NAMESAKES, FieldEvidence, prior
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.weighing import (
    Bits,
    Compared,
    Flags,
    Ints,
    Side,
    Weighing,
    as_laid,
)

Thing = TypeVar("Thing")
Other = TypeVar("Other")

ROUNDING = 0.05
"""More than sums of tenths in another order may differ by, in bits, and less than a tenth."""

CERTAIN = (Level.SAME, Level.FAMILY)
"""Levels of a forename that no middle name can change."""

HOME = ("address_line_1", "postcode", "uprn")

NAMES = (
    "forename", "preferred_forename", "middle_names", "surname", "preferred_surname",
    "former_surname",
)  # fmt: skip
HOME_AND_NAMES = (*HOME, *NAMES)


def laid_out(
    children: Sequence[RecordedChild],
    register: Register,
    who: Ints,
    rows: Ints,
    weights: Weights,
) -> Pairs:
    """Lay out the evidence of every pair (place in ``children``, row of ``register``) that matters.

    The pairs come sorted by child. Of a pupil only the id and the home are told.
    """
    pairs = _Pairs(children, register, who, rows, weights)
    fields = (
        pairs.upn(), pairs.birth(), pairs.sex(), pairs.address(), pairs.school(),
    )  # fmt: skip
    names = pairs.names()
    [before] = as_laid((prior(register.frequencies, weights),))
    most = before.weight + names.most + sum(field.bits for field in fields)
    least = _second_best(who, most + MOST_FOR_NAMESAKES - names.doubt)
    matter = most >= np.minimum(least, floor_of(weights)) - ROUNDING
    matter |= fields[0].has(Level.SAME)
    return pairs.laid_out(np.flatnonzero(matter), before, fields, names)


def _second_best(who: Ints, surely: Bits) -> Bits:
    """For each pair the weight that the second best of its child is sure to reach."""
    order = np.lexsort((-surely, who))
    starts = np.flatnonzero(np.diff(who, prepend=-1))
    ends = np.append(starts[1:], len(who))
    last = starts + LEAST_CONTENDERS - 1
    second = np.where(last < ends, surely[order][np.minimum(last, len(who) - 1)], -np.inf)
    return np.asarray(np.repeat(second, ends - starts), np.float64)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names: at most worth ``most``, which may be too much by ``doubt``.

    ``exact`` has the three agreements of pairs whose names were compared as a whole, ``unsure`` the
    pairs that would need it.
    """

    forename: Compared
    middle: Compared
    surname: Compared
    most: Bits
    doubt: Bits
    unsure: Flags
    exact: dict[int, tuple[Agreement, ...]]


class _Pairs:
    """The pairs, and what each field of them is worth."""

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
        self.weighing = Weighing(register.frequencies, weights)

    def birth(self) -> Compared:
        told = self.told([(c.born_on, c.age_estimate, c.on) for c in self.children])
        children = [
            RecordedChild(child_id=None, born_on=born_on, age_estimate=age, on=on)
            for born_on, age, on in told.things
        ]
        rolled = self.rolled(("born_on",), lambda pupil: pupil)
        return self.compare(Side(told.places, children), rolled, birth_agreement)

    def sex(self) -> Compared:
        told = self.told([child.sex for child in self.children])
        children = [RecordedChild(child_id=None, sex=sex) for sex in told.things]
        rolled = self.rolled(("sex",), lambda pupil: pupil)
        return self.compare(Side(told.places, children), rolled, sex_agreement)

    def address(self) -> Compared:
        """Homes that have nothing in common are all alike to a child: one is compared."""
        homes = self.told([(c.address_line_1, c.postcode, c.uprn) for c in self.children])
        told = Side(
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
        has_code = self.rolled(("postcode",), lambda p: bool(addresses.outcode(p.postcode)))
        known = np.array(has_code.things, np.bool_)[has_code.places]
        alike = np.where(near, np.arange(len(near)), -1 - (told.places * 2 + known))
        _, first, places = np.unique(alike, return_index=True, return_inverse=True)
        rolled = self.rolled(HOME, lambda pupil: pupil, first)
        found = self.compare(told.of(first), rolled, address_agreement)
        return Compared.of(found.agreements, found.places[places], self.weighing)

    def equal(self, told: Side[RecordedChild], field: str, tell: Callable[[str], str]) -> Flags:
        """Whether what a field tells is known to both sides, and one."""
        places: dict[str, int] = {"": -1}
        ours = [places.setdefault(tell(getattr(c, field)), len(places)) for c in told.things]
        rolled = self.rolled((field,), lambda pupil: tell(getattr(pupil, field)))
        theirs = [places.get(text, -2) if text else -2 for text in rolled.things]
        return np.asarray(
            np.array(ours, np.int64)[told.places] == np.array(theirs, np.int64)[rolled.places]
        )

    def school(self) -> Compared:
        return self.of_few([bool(child.school_urns) for child in self.children], school_agreement)

    def upn(self) -> Compared:
        return self.of_few([bool(child.upn.strip()) for child in self.children], upn_agreement)

    def of_few(
        self,
        gave: Sequence[bool],
        compare: Callable[[RecordedChild, RollPupil], Agreement],
    ) -> Compared:
        """A field that few children tell, compared pair by pair; of the others nothing is said."""
        agreements = [compare(child, RollPupil(pupil_id=None)) for child in self.children]
        places = self.who.copy()
        for pair in np.flatnonzero(np.array(gave, np.bool_)[self.who]).tolist():
            pupil = self.register.part_of(int(self.rows[pair]), ("upn", "urns"))
            places[pair] = len(agreements)
            agreements.append(compare(self.children[int(self.who[pair])], pupil))
        return Compared.of(agreements, places, self.weighing)

    def names(self) -> _Names:
        """Forename, middle names and surname.

        A middle name that may be used as forename, and names that may be swapped, are compared
        pair by pair; a middle name that was told, once the pair is known to matter.
        """
        given = self.told([names.given for names in self.told_names])
        family = self.told([(names.surnames, names.adults) for names in self.told_names])
        told = [ToldNames((), surnames, adults) for surnames, adults in family.things]
        forenames = self.rolled(NAMES[:2], lambda pupil: RolledNames.of(pupil).forenames)
        surnames = self.rolled(NAMES[3:], lambda pupil: RolledNames.of(pupil).surnames)
        first = self.compare(
            given, forenames, lambda ours, theirs: forename_agreement(ours, theirs, ())
        )
        last = self.compare(Side(family.places, told), surnames, surname_agreement)
        most = first.bits + last.bits
        clash = first.has(*CLASHES) & last.has(*CLASHES, Level.MISSING)
        swapped = np.zeros(len(self.rows), np.bool_)
        for pair in np.flatnonzero(clash).tolist():
            swapped[pair] = may_be_swapped(
                told[int(family.places[pair])].surnames,
                forenames.things[int(forenames.places[pair])],
            )
        may_be = ~first.has(*CERTAIN) & self.may_use_middle(given, forenames)
        exact = {
            pair: self.names_of(pair, self.register.part_of(int(self.rows[pair]), NAMES))
            for pair in np.flatnonzero(swapped | may_be).tolist()
        }
        for pair, found in exact.items():
            most[pair] = sum(self.weighing.evidence(each).weight for each in found)
        nobody = RolledNames((), (), ())
        middle = [name_agreements(names, nobody)[1] for names in self.told_names]
        second = np.array(
            [any(len(n) > 1 for n in names.given) for names in self.told_names], np.bool_
        )
        unsure = second[self.who] & ~(swapped | may_be)
        worth = [
            self.weighing.evidence(Agreement(Field.MIDDLE_NAMES, "given", level)).weight
            for level in Level
        ]
        highest, lowest = max(worth), min(worth)
        return _Names(
            first, Compared.of(middle, self.who, self.weighing), last,
            most + unsure.astype(np.float64) * highest,
            unsure.astype(np.float64) * (highest - lowest), unsure, exact,
        )  # fmt: skip

    def may_use_middle(
        self, given: Side[tuple[Words, ...]], forenames: Side[tuple[Words, ...]]
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

    def names_of(self, pair: int, pupil: RollPupil) -> tuple[Agreement, ...]:
        return name_agreements(self.told_names[int(self.who[pair])], RolledNames.of(pupil))

    def laid_out(
        self, pairs: Ints, before: FieldEvidence, fields: Sequence[Compared], names: _Names
    ) -> Pairs:
        """Some of the pairs with all their evidence, in the order in which a person reads it."""
        weighing, found = self.weighing, Pairs()
        unsure = names.unsure[pairs].tolist()
        told, rows = self.who[pairs].tolist(), self.rows[pairs].tolist()
        by_name = [
            [field.agreements[place] for place in field.places[pairs].tolist()]
            for field in (names.forename, names.middle, names.surname)
        ]
        upns, *others = (
            [field.evidence[place] for place in field.places[pairs].tolist()] for field in fields
        )
        for at, pair in enumerate(pairs.tolist()):
            pupil = self.register.part_of(rows[at], HOME_AND_NAMES if unsure[at] else HOME)
            own = names.exact.get(pair) or tuple(name[at] for name in by_name)
            if unsure[at]:
                own = self.names_of(pair, pupil)
            evidence = [
                before,
                upns[at],
                *map(weighing.evidence, own),
                *(field[at] for field in others),
                *weighing.namesakes(own[0], own[2]),
            ]
            weight = in_tenths(sum(each.weight for each in evidence))
            found.setdefault(self.children[told[at]].child_id, []).append(
                Pair(pupil, evidence, weight)
            )
        return found

    def told(self, values: Sequence[Hashable]) -> Side[Any]:
        """What each child says, one value for each child."""
        places: dict[Hashable, int] = {}
        own = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
        return Side(own[self.who], list(places))

    def rolled(
        self,
        fields: Sequence[str],
        make: Callable[[RollPupil], Thing],
        pairs: Ints | None = None,
    ) -> Side[Thing]:
        """What the pupils of the pairs, or of some of them, say in some fields."""
        rows = self.rows if pairs is None else self.rows[pairs]
        places = np.zeros(len(rows), np.int64)
        first = places
        for name in fields:
            column = self.register.columns[name]
            own = places * len(column.values) + column.codes[rows]
            _, first, places = np.unique(own, return_index=True, return_inverse=True)
        return Side(
            places, [make(self.register.part_of(row, fields)) for row in rows[first].tolist()]
        )

    def compare(
        self,
        told: Side[Thing],
        rolled: Side[Other],
        agreement: Callable[[Thing, Other], Agreement],
    ) -> Compared:
        """A field compared once for each two things."""
        width = max(len(rolled.things), 1)
        both, places = np.unique(told.places * width + rolled.places, return_inverse=True)
        found = [
            agreement(told.things[pair // width], rolled.things[pair % width])
            for pair in both.tolist()
        ]
        return Compared.of(found, places, self.weighing)
