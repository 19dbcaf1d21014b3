"""What many recorded children say, ready to be set beside pupils: made once, whatever the pairs.

Of each kind of thing the distinct ones stand once, with all that is asked of them alone; a child
has the place of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from firstbell.core.linkage import RecordedChild, RollPupil
from firstbell.core.linkage.compare import (
    Agreement,
    ToldNames,
    Words,
    kind_of_birth,
    kind_of_forename,
    kind_of_surname,
)
from firstbell.core.linkage.keys import PUPIL_PARTS
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.names import forms_of, halves, joined, words
from firstbell.journey.linkage.birth_dates import NO_AGE, Dates, as_numbers
from firstbell.journey.linkage.columns import numbered
from firstbell.journey.linkage.register import HASHED, hashes_said
from firstbell.journey.linkage.spellings import Spellings
from firstbell.journey.linkage.text_hashes import Hashes
from firstbell.journey.linkage.upn_numbers import upn_numbers
from firstbell.journey.linkage.weighing import Flags, Ints, Side

NOBODY = RollPupil(pupil_id=None)


class Home(NamedTuple):
    """A home as it is told."""

    address_line_1: str
    postcode: str
    uprn: str

    @property
    def child(self) -> RecordedChild:
        """A child of whom nothing else is told."""
        return RecordedChild(child_id=None, **self._asdict())


class Homes(NamedTuple):
    """Homes that are told, each once; of each a hash of its parts, and a number for its kind.

    The kind is all that counts of it beside what it has in common with another.
    """

    side: Side[Home]
    hashed: Mapping[str, Hashes]
    kinds: Ints

    @classmethod
    def of(cls, children: Sequence[RecordedChild]) -> "Homes":
        side = Side.of_all(Home(c.address_line_1, c.postcode, c.uprn) for c in children)
        texts = {name: numbered(map(attrgetter(name), side.things)) for name in Home._fields}
        hashed = {}
        for part in HASHED:
            [name], _ = PUPIL_PARTS[part]
            codes, values = texts[name]
            hashed[part] = hashes_said(part, values)[codes]
        is_told = np.zeros(len(side.things), np.bool_)
        for codes, values in texts.values():
            is_told |= np.array([bool(text.strip()) for text in values], np.bool_)[codes]
        kinds = is_told + 2 * (hashed["outcode"] > 0) + 4 * (hashed["postcode"] > 0)
        return cls(side, hashed, kinds)


class Births(NamedTuple):
    """Births that are told, each once: dates and ages as numbers, and what kind of each is told.

    ``kinds`` has places in ``agreements``.
    """

    side: Side[tuple[Any, ...]]
    recorded: Dates
    ages: Dates
    on: Dates
    kinds: Ints
    agreements: Sequence[Agreement]

    @classmethod
    def of(cls, children: Sequence[RecordedChild]) -> "Births":
        side = Side.of_all((c.born_on, c.age_estimate, c.on) for c in children)
        recorded, ages, on = zip(*side.things, strict=True) if side.things else ((), (), ())
        kinds = Side.of_all(map(kind_of_birth, recorded, ages))
        agreements = [Agreement(Field.BIRTH, kind, Level.MISSING) for kind in kinds.things]
        known = np.array([NO_AGE if age is None else age for age in ages], np.int32)
        return cls(side, as_numbers(recorded), known, as_numbers(on), kinds.places, agreements)


class GivenNames(NamedTuple):
    """Forenames that are told, each once: all by which they may be like another.

    ``forms`` has the first of each with all its other forms, and ``different`` what each agrees
    with a name that is another; ``further`` says where there are middle names.
    """

    side: Side[tuple[Words, ...]]
    spelled: Spellings
    forms: Sequence[frozenset[str]]
    different: Sequence[Agreement]
    is_told: Flags
    further: Flags

    @classmethod
    def of(cls, told: Iterable[ToldNames]) -> "GivenNames":
        side = Side.of_all(names.given for names in told)
        forms = [frozenset().union(*(forms_of(name[0]) for name in names)) for names in side.things]
        different = [
            Agreement(Field.FORENAME, kind_of_forename(names), Level.DIFFERENT)
            for names in side.things
        ]
        is_told = np.array([bool(names) for names in side.things], np.bool_)
        further = [any(len(name) > 1 for name in names) for names in side.things]
        spelled = Spellings.of(map(forenames_in, side.things))
        return cls(side, spelled, forms, different, is_told, np.array(further, np.bool_))


class FamilyNames(NamedTuple):
    """Surnames that are told, those of adults included; ``first`` has the first word of each."""

    side: Side[ToldNames]
    spelled: Spellings
    first: Spellings
    different: Sequence[Agreement]
    is_told: Flags

    @classmethod
    def of(cls, told: Iterable[ToldNames]) -> "FamilyNames":
        both = Side.of_all((names.surnames, names.adults) for names in told)
        side = Side(both.places, [ToldNames((), *names) for names in both.things])
        different = [
            Agreement(Field.SURNAME, kind_of_surname(names), Level.DIFFERENT)
            for names in side.things
        ]
        spelled = Spellings.of(
            surnames_in((*names.surnames, *names.adults)) if names.surnames else ()
            for names in side.things
        )
        first = Spellings.of([words(text)[0] for text in f.surnames] for f in side.things)
        is_told = [bool(names.surnames or names.adults) for names in side.things]
        return cls(side, spelled, first, different, np.array(is_told, np.bool_))


class Told(NamedTuple):
    """Recorded children, and field by field what they say; ``upns`` as `upn_numbers`."""

    children: Sequence[RecordedChild]
    names: Sequence[ToldNames]
    given: GivenNames
    family: FamilyNames
    births: Births
    sexes: Side[RecordedChild]
    homes: Homes
    schools: Side[RecordedChild]
    upns: Ints
    has_upn: Flags

    @classmethod
    def of(cls, children: Sequence[RecordedChild]) -> "Told":
        """Ask all that can be asked of children alone."""
        names = [ToldNames.of(child) for child in children]
        sexes = Side.of_all(child.sex for child in children)
        of_sex = [RecordedChild(child_id=None, sex=sex) for sex in sexes.things]
        schools = Side.of_all((c.school_as_told, c.school_urns) for c in children)
        of_school = [
            RecordedChild(child_id=None, school_as_told=words_, school_urns=urns)
            for words_, urns in schools.things
        ]
        upns = Side.of_all(child.upn for child in children)
        return cls(
            children, names, GivenNames.of(names), FamilyNames.of(names), Births.of(children),
            Side(sexes.places, of_sex), Homes.of(children), Side(schools.places, of_school),
            upn_numbers(upns.things)[upns.places],
            np.array([bool(upn.strip()) for upn in upns.things], np.bool_)[upns.places],
        )  # fmt: skip

    def part(self, of: slice) -> "Told":
        """The same of some of the children."""
        given, family, births, homes = self.given, self.family, self.births, self.homes
        return Told(
            self.children[of],
            self.names[of],
            given._replace(side=given.side.of(of)),
            family._replace(side=family.side.of(of)),
            births._replace(side=births.side.of(of)),
            self.sexes.of(of),
            homes._replace(side=homes.side.of(of)),
            self.schools.of(of),
            self.upns[of],
            self.has_upn[of],
        )

    def is_told(self, field: Field) -> Flags:
        """Whether each child has names of a kind, those of adults included."""
        if field is Field.SURNAME:
            return self.family.is_told[self.family.side.places]
        has_any = self.given.is_told if field is Field.FORENAME else self.given.further
        return has_any[self.given.side.places]


def forenames_in(names: tuple[Words, ...]) -> Collection[str]:
    """Every single name, and those that may be run together."""
    if len(names) == 1 and len(names[0]) == 1:
        return names[0]
    together = {"".join(name[:count]) for name in names for count in range(2, len(name) + 1)}
    return together.union(*names)


def surnames_in(texts: tuple[str, ...]) -> Collection[str]:
    """Every surname, whole and in halves."""
    if len(texts) == 1 and len(words(texts[0])) == 1:
        return words(texts[0])
    return {joined(text) for text in texts}.union(*map(halves, texts))
