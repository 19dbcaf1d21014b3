"""Names of many pairs: by a first look, with the most that they could be worth, and in full.

A middle name may be used as forename, and names may be swapped. Both are rare, and need all names
of a child beside all of a pupil: so they are looked for only where a form, a beginning or the
letters of a name say that they may be, and compared one by one only where the pair is asked in
full.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from firstbell.core.linkage.compare import (
    CLASHES,
    FIRST_NAME_FITS,
    KINDS_OF_MIDDLE_NAMES,
    NOT_THE_CHILDS_SURNAME,
    Agreement,
    RolledNames,
    ToldNames,
    Words,
    forename_agreement,
    forenames_of,
    is_surname_of,
    may_be_swapped,
    middle_agreement,
    name_agreements,
    surname_agreement,
    surnames_of,
)
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.names import words
from firstbell.journey.linkage.columns import distinct
from firstbell.journey.linkage.pairing import Pairing
from firstbell.journey.linkage.spellings import NamesApart, Spellings, may_be_alike
from firstbell.journey.linkage.told import (
    FamilyNames,
    GivenNames,
    forenames_in,
    surnames_in,
)
from firstbell.journey.linkage.weighing import Compared, Flags, Ints, Side

CERTAIN = (Level.SAME, Level.FAMILY)
"""Levels of a forename that no middle name can change."""

FORENAMES = ("forename", "preferred_forename")
SURNAMES = ("surname", "preferred_surname", "former_surname")


class Rolled(NamedTuple):
    """The names on the roll, by kind."""

    forenames: Side[tuple[Words, ...]]
    surnames: Side[tuple[str, ...]]
    middle: Side[Words]

    def part(self, some: Ints) -> "Rolled":
        """The same of some of the pairs."""
        return Rolled(self.forenames.of(some), self.surnames.of(some), self.middle.of(some))

    def of(self, pairs: Ints) -> list[RolledNames]:
        """All names of the pupils of some pairs."""
        sides = (
            [side.things[place] for place in side.places[pairs].tolist()]
            for side in (self.forenames, self.surnames, self.middle)
        )
        return [RolledNames(*names) for names in zip(*sides, strict=True)]


class Names(NamedTuple):
    """The names as far as they are known by a first look; at most worth ``most``.

    ``used`` has the pairs of which a middle name may be used as forename, ``swapped`` those whose
    names may be swapped, ``further`` those of which middle names may be compared.
    """

    forename: Compared
    middle: Compared
    surname: Compared
    rolled: Rolled
    most: Ints
    used: Flags
    swapped: Flags
    further: Flags

    def part(self, some: Ints) -> "Names":
        """The same of some of the pairs."""
        return Names(
            self.forename.part(some), self.middle.part(some), self.surname.part(some),
            self.rolled.part(some), self.most[some], self.used[some],
            self.swapped[some], self.further[some],
        )  # fmt: skip


class Forenames(NamedTuple):
    """Forenames compared without the middle names, while the surnames are still to be looked at.

    ``may_be`` has the pairs of which a middle name may be the forename, ``swapped`` those of which
    the surname told is a forename on the roll; all names are at most worth ``most``.
    """

    compared: Compared
    rolled: Side[tuple[Words, ...]]
    middle: Side[Words]
    may_be: Flags
    swapped: Flags
    most: Ints

    def part(self, some: Ints) -> "Forenames":
        """The same of some of the pairs."""
        return Forenames(
            self.compared.part(some), self.rolled.of(some), self.middle.of(some),
            self.may_be[some], self.swapped[some], self.most[some],
        )  # fmt: skip

    def tenths(self, pairs: Pairing) -> Ints:
        """The most that the forenames could be worth, not being swapped."""
        used = pairs.weighing.most(Field.FORENAME, (Level.MIDDLE, Level.RUN_TOGETHER))
        own = self.compared.tenths
        return np.where(self.may_be, np.maximum(own, used), own)


def look_at_forenames(pairs: Pairing) -> Forenames:
    """Compare the forenames, which tell most strangers apart by themselves."""
    told = pairs.told
    given, family = told.given.side.of(pairs.who), told.family.side.of(pairs.who)
    rolled = pairs.rolled(FORENAMES, forenames_of)
    middle = pairs.rolled(("middle_names",), words)
    compared = pairs.compare(
        given, rolled, lambda ours, theirs: forename_agreement(ours, theirs, ()),
        forenames_apart(told.given, rolled.things),
    )  # fmt: skip
    may_be = _may_use_middle(~compared.has(*CERTAIN), pairs, (rolled, middle))
    swapped = _asked(
        compared.has(*CLASHES),
        family,
        rolled,
        lambda own, other: may_be_swapped(family.things[own].surnames, rolled.things[other]),
        (
            told.family.first,
            Spellings.of([name[0] for name in names] for names in rolled.things),
        ),
    )
    found = Forenames(compared, rolled, middle, may_be, swapped, np.zeros(0, np.int64))
    both = found.tenths(pairs) + _most_by_child(pairs, Field.SURNAME)[pairs.who]
    both = np.where(swapped, np.maximum(both, _both_swapped(pairs)), both)
    return found._replace(most=both + _most_by_child(pairs, Field.MIDDLE_NAMES)[pairs.who])


def first_look(pairs: Pairing, forenames: Forenames) -> Names:
    """Forename, middle names and surname, by a first look: without the middle names."""
    told = pairs.told
    given, family = told.given.side.of(pairs.who), told.family.side.of(pairs.who)
    rolled = Rolled(forenames.rolled, pairs.rolled(SURNAMES, surnames_of), forenames.middle)
    forename = forenames.compared
    surname = pairs.compare(
        family, rolled.surnames, surname_agreement,
        surnames_apart(told.family, rolled.surnames.things),
    )  # fmt: skip
    swapped = _asked(
        forenames.swapped & surname.has(*NOT_THE_CHILDS_SURNAME), given, rolled.surnames,
        lambda own, other: is_surname_of(given.things[own], rolled.surnames.things[other]),
    )  # fmt: skip
    middle = [Agreement(Field.MIDDLE_NAMES, kind, Level.MISSING) for kind in KINDS_OF_MIDDLE_NAMES]
    several = told.is_told(Field.MIDDLE_NAMES)[pairs.who]
    further = several & (forenames.may_be | forename.has(*FIRST_NAME_FITS))
    both = forenames.tenths(pairs) + surname.tenths
    both = np.where(swapped, np.maximum(both, _both_swapped(pairs)), both)
    most = pairs.weighing.most
    middles = np.array([most(Field.MIDDLE_NAMES, of) for of in ((Level.MISSING,), Level)], np.int64)
    return Names(
        forename, Compared.of(middle, several.astype(np.int64), pairs.weighing), surname, rolled,
        both + middles[further.astype(np.int64)], forenames.may_be, swapped, further,
    )  # fmt: skip


def forenames_apart(told: GivenNames, rolled: Sequence[tuple[Words, ...]]) -> NamesApart:
    """Which forenames told and on the roll nothing can bring together, but a middle name."""
    return NamesApart(told.spelled, Spellings.of(map(forenames_in, rolled)), told.different)


def surnames_apart(told: FamilyNames, rolled: Sequence[tuple[str, ...]]) -> NamesApart:
    """Which surnames told, those of adults included, are like none of those on the roll."""
    return NamesApart(told.spelled, Spellings.of(map(surnames_in, rolled)), told.different)


def _both_swapped(pairs: Pairing) -> int:
    fields = (Field.FORENAME, Field.SURNAME)
    return sum(pairs.weighing.most(field, (Level.SWAPPED,)) for field in fields)


def _most_by_child(pairs: Pairing, field: Field) -> Ints:
    """The most that a field could be worth to each child: nobody agrees with what is not told."""
    most = [pairs.weighing.most(field, levels) for levels in ((Level.MISSING,), Level)]
    return np.where(pairs.told.is_told(field), most[1], most[0])


def _may_use_middle(
    of: Flags, pairs: Pairing, rolled: tuple[Side[tuple[Words, ...]], Side[Words]]
) -> Flags:
    """Whether a middle name may be the forename told, or a part of it run together.

    It is the forename where it is a form of it, no less, and a name run together begins with its
    first part.
    """
    forms, given = pairs.told.given.forms, pairs.told.given.side.of(pairs.who)
    forenames, middle = rolled
    has = np.array([bool(name) for name in middle.things], np.bool_)
    of = of & has[middle.places]
    may_be_it = _asked(
        of, given, middle, lambda own, other: not forms[own].isdisjoint(middle.things[other])
    )
    told = given.things
    return may_be_it | _asked(
        of, given, forenames, lambda own, other: _begins(told[own], forenames.things[other])
    )


def _asked(
    of: Flags,
    one: Side[Any],
    other: Side[Any],
    ask: Callable[[int, int], bool],
    alike: tuple[Spellings, Spellings] | None = None,
) -> Flags:
    """The answers for some pairs, asked once for each two places; no for all other pairs.

    Where names need to be ``alike``, it is no where none may be.
    """
    pairs = np.flatnonzero(of)
    ours, theirs = one.places[pairs], other.places[pairs]
    first, places = distinct(ours * max(len(other.things), 1) + theirs)
    ours, theirs = ours[first], theirs[first]
    asked = (
        np.arange(len(first))
        if alike is None
        else np.flatnonzero(may_be_alike(*alike, ours, theirs))
    )
    said = np.zeros(len(first), np.bool_)
    said[asked] = list(map(ask, ours[asked].tolist(), theirs[asked].tolist()))
    found = np.zeros(len(of), np.bool_)
    found[pairs] = said[places]
    return found


def in_full(pairs: Pairing, names: Names) -> tuple[Compared, Compared, Compared]:
    """Forename, middle names and surname, with the middle names; swapped ones as a whole."""
    used = np.flatnonzero(names.used & ~names.swapped)
    forename = names.forename.instead(
        used,
        [
            forename_agreement(told.given, rolled.forenames, rolled.middle)
            for told, rolled in _both(pairs, names, used)
        ],
        pairs.weighing,
    )
    further = np.flatnonzero(names.further & ~names.swapped)
    levels = [forename.agreements[place].level for place in forename.places[further].tolist()]
    middle = names.middle.instead(
        further,
        [
            middle_agreement(told.given, rolled.forenames, rolled.middle, level)
            for (told, rolled), level in zip(_both(pairs, names, further), levels, strict=True)
        ],
        pairs.weighing,
    )
    swapped = np.flatnonzero(names.swapped)
    whole = [name_agreements(*both) for both in _both(pairs, names, swapped)]
    forename, middle, surname = (
        field.instead(swapped, [each[place] for each in whole], pairs.weighing)
        for place, field in enumerate((forename, middle, names.surname))
    )
    return forename, middle, surname


def _both(pairs: Pairing, names: Names, some: Ints) -> Iterator[tuple[ToldNames, RolledNames]]:
    """All names told and on the roll of some pairs."""
    told = pairs.told.names
    children = [told[child] for child in pairs.who[some].tolist()]
    return zip(children, names.rolled.of(some), strict=True)


def _begins(given: tuple[Words, ...], forenames: tuple[Words, ...]) -> bool:
    """Whether a forename told begins with one of the roll."""
    return any(ours[0].startswith(theirs[0]) for ours in given for theirs in forenames)
