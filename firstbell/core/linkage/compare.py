"""Field by field: how far a recorded child agrees with a pupil on a roll.

Says only at which level each field agrees; what a level is worth is for ``weigh``, and what
follows for ``decide``. The best of all the names a record offers counts.
"""

from datetime import date
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA

from firstbell.core.linkage import addresses
from firstbell.core.linkage.dates import compare_birth
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.names import Likeness, fold, halves, joined, likeness, words
from firstbell.core.linkage.records import RecordedChild, RollPupil
from firstbell.core.linkage.upns import is_temporary, tidy_upn

Words = tuple[str, ...]

_LEVEL_OF = {
    Likeness.SAME: Level.SAME,
    Likeness.FAMILY: Level.FAMILY,
    Likeness.CLOSE: Level.CLOSE,
    Likeness.INITIAL: Level.INITIAL,
    Likeness.LOOKALIKE: Level.LOOKALIKE,
    Likeness.DIFFERENT: Level.DIFFERENT,
}

_ORDER = (
    Level.SAME, Level.FAMILY, Level.RUN_TOGETHER, Level.CLOSE, Level.PART, Level.PART_CLOSE,
    Level.MIDDLE, Level.ADULT, Level.INITIAL, Level.LOOKALIKE, Level.DIFFERENT, Level.MISSING,
)  # fmt: skip
_RANK = {level: rank for rank, level in enumerate(_ORDER)}

_SURNAMES_THAT_FIT = frozenset({Level.SAME, Level.FAMILY, Level.CLOSE, Level.PART})

FIRST_NAME_FITS = frozenset({Level.SAME, Level.FAMILY, Level.CLOSE})
"""Levels of a forename beside which further names are compared."""

CLASHES = frozenset({Level.DIFFERENT, Level.LOOKALIKE})
"""Levels at which a name speaks against the pupil."""

NOT_THE_CHILDS_SURNAME = CLASHES | {Level.MISSING, Level.ADULT}
"""Levels at which what was told as the child's own surname is none of the pupil's."""


class Agreement(NamedTuple):
    """One field compared. ``kind`` says what the record gave, ``name`` what on the roll agreed."""

    field: Field
    kind: str
    level: Level
    name: str = ""


class ToldNames(NamedTuple):
    """Every name that a record offers: the child's own, and the surnames of the adults there."""

    given: tuple[Words, ...]
    surnames: tuple[str, ...]
    adults: tuple[str, ...]

    @classmethod
    def of(cls, child: RecordedChild) -> "ToldNames":
        """Gather them from a record."""
        adults = surnames_of(*child.adult_surnames) if child.adult_surnames else ()
        return cls(*names_of(child), adults)


class RolledNames(NamedTuple):
    """Every name by which the rolls know a pupil."""

    forenames: tuple[Words, ...]
    surnames: tuple[str, ...]
    middle: Words

    @classmethod
    def of(cls, pupil: RollPupil) -> "RolledNames":
        """Gather them from a pupil."""
        return cls(
            forenames_of(pupil.forename, pupil.preferred_forename),
            surnames_of(pupil.surname, pupil.preferred_surname, pupil.former_surname),
            words(pupil.middle_names),
        )


def forenames_of(*texts: str) -> tuple[Words, ...]:
    """The forename lists in some texts of a roll, without the blank ones."""
    return tuple(found for text in texts if (found := words(text)))


def surnames_of(*texts: str) -> tuple[str, ...]:
    """Those of some texts of a roll that are a surname."""
    return tuple(text for text in texts if joined(text))


def names_of(child: RecordedChild) -> tuple[tuple[Words, ...], tuple[str, ...]]:
    """Every forename list and every surname by which the child is known, none of them empty."""
    name = words(child.given_names)
    given = (name,) if name else ()
    surnames = (child.surname,) if joined(child.surname) else ()
    if not child.also_known_as:
        return given, surnames
    also_given, also_surnames = zip(*child.also_known_as, strict=True)
    return (
        tuple(dict.fromkeys((*given, *forenames_of(*also_given)))),
        tuple(dict.fromkeys((*surnames, *surnames_of(*also_surnames)))),
    )


def compare(child: RecordedChild, pupil: RollPupil) -> tuple[Agreement, ...]:
    """Every field of the two records, in the order in which a person reads them."""
    return (
        upn_agreement(child, pupil),
        *name_agreements(ToldNames.of(child), RolledNames.of(pupil)),
        birth_agreement(child, pupil),
        sex_agreement(child, pupil),
        address_agreement(child, pupil),
        school_agreement(child, pupil),
    )


def name_agreements(told: ToldNames, rolled: RolledNames) -> tuple[Agreement, ...]:
    """Forename, middle names and surname, which may be the other way round."""
    forename = forename_agreement(told.given, rolled.forenames, rolled.middle)
    surname = surname_agreement(told, rolled.surnames)
    if forename.level in CLASHES and surname.level in NOT_THE_CHILDS_SURNAME:
        swapped = _swapped(told, rolled)
        if swapped:
            forename = forename._replace(level=Level.SWAPPED, name=swapped[0])
            surname = surname._replace(level=Level.SWAPPED, name=swapped[1])
    middle = middle_agreement(told.given, rolled.forenames, rolled.middle, forename.level)
    return (forename, middle, surname)


def forename_agreement(
    given: tuple[Words, ...], forenames: tuple[Words, ...], middle: Words
) -> Agreement:
    """The forenames told against those on the roll; a middle name may be used as one."""
    best, name = Level.MISSING, ""
    for recorded, rolled in product(given, forenames):
        level = _forename_pair(recorded, rolled, middle)
        if _RANK[level] < _RANK[best]:
            best, name = level, rolled[0]
    return Agreement(Field.FORENAME, kind_of_forename(given), best, name if _says(best) else "")


def _says(level: Level) -> bool:
    """Whether a name on the roll agreed, more or less."""
    return level not in {Level.DIFFERENT, Level.MISSING}


def kind_of_forename(given: tuple[Words, ...]) -> str:
    """What the record tells of the forename."""
    for name in given:
        if len(name[0]) > 1:
            return "a name"
    return "an initial" if given else "not known"


def _forename_pair(recorded: Words, rolled: Words, middle: Words) -> Level:
    first = likeness(recorded[0], rolled[0])
    if first >= Likeness.FAMILY:
        return _LEVEL_OF[first]
    if _run_together(recorded, rolled, middle) or _run_together(rolled, recorded, ()):
        return Level.RUN_TOGETHER
    if first is Likeness.CLOSE:
        return Level.CLOSE
    if _is_among(recorded[0], (*rolled[1:], *middle)) or _is_among(rolled[0], recorded[1:]):
        return Level.MIDDLE
    return _LEVEL_OF[first]


def _is_among(name: str, others: Words) -> bool:
    return bool(others) and any(likeness(name, other) >= Likeness.FAMILY for other in others)


def _run_together(whole: Words, parts: Words, more: Words) -> bool:
    """Whether the first word of one is two or more first words of the other without a space."""
    if not whole[0].startswith(parts[0]):
        return False
    together = (*parts, *more)
    return len(together) > 1 and any(
        whole[0] == "".join(together[:count]) for count in range(2, len(together) + 1)
    )


KINDS_OF_MIDDLE_NAMES = ("not known", "given")
"""What the record tells of further names: none, or some."""


def middle_agreement(
    given: tuple[Words, ...], forenames: tuple[Words, ...], middle: Words, forename: Level
) -> Agreement:
    """The further names told against those on the roll, where the first ones are the same."""
    recorded = tuple(word for name in given for word in name[1:])
    rolled = (*(word for name in forenames for word in name[1:]), *middle)
    kind = KINDS_OF_MIDDLE_NAMES[bool(recorded)]
    if forename not in FIRST_NAME_FITS or not recorded or not rolled:
        return Agreement(Field.MIDDLE_NAMES, kind, Level.MISSING)
    best = max(likeness(one, other) for one, other in product(recorded, rolled))
    if best >= Likeness.CLOSE:
        return Agreement(Field.MIDDLE_NAMES, kind, Level.SAME)
    level = Level.INITIAL if best is Likeness.INITIAL else Level.DIFFERENT
    return Agreement(Field.MIDDLE_NAMES, kind, level)


def surname_agreement(told: ToldNames, surnames: tuple[str, ...]) -> Agreement:
    """The surnames told against those on the roll, then those of the adults."""
    best, name = Level.MISSING, ""
    for recorded, rolled in product(told.surnames, surnames):
        level = _surname_pair(recorded, rolled)
        if _RANK[level] < _RANK[best]:
            best, name = level, rolled
    if best in CLASHES | {Level.MISSING, Level.INITIAL}:
        for adult, rolled in product(told.adults, surnames):
            if likeness(joined(adult), joined(rolled)) >= Likeness.FAMILY:
                best, name = Level.ADULT, rolled
    return Agreement(
        Field.SURNAME, kind_of_surname(told), best, joined(name) if _says(best) else ""
    )


def kind_of_surname(told: ToldNames) -> str:
    """What the record tells of the surname."""
    return "a name" if told.surnames else "not known"


def _surname_pair(recorded: str, rolled: str) -> Level:
    whole = likeness(joined(recorded), joined(rolled))
    if whole >= Likeness.CLOSE:
        return _LEVEL_OF[whole]
    if halves(recorded) or halves(rolled):
        best = max(
            likeness(one, other)
            for one in halves(recorded) or {joined(recorded)}
            for other in halves(rolled) or {joined(rolled)}
        )
        if best >= Likeness.FAMILY:
            return Level.PART
        if best is Likeness.CLOSE:
            return Level.PART_CLOSE
    return _LEVEL_OF[whole]


def may_be_swapped(surnames: tuple[str, ...], forenames: tuple[Words, ...]) -> bool:
    """Whether a surname told is a forename on the roll: no names are swapped without."""
    return any(
        likeness(words(surname)[0], forename[0]) >= Likeness.CLOSE
        for surname, forename in product(surnames, forenames)
    )


def is_surname_of(given: tuple[Words, ...], surnames: tuple[str, ...]) -> bool:
    """Whether a forename told fits a surname on the roll: no names are swapped without."""
    return any(
        _surname_pair(" ".join(name), surname) in _SURNAMES_THAT_FIT
        for name, surname in product(given, surnames)
    )


def _swapped(told: ToldNames, rolled: RolledNames) -> tuple[str, str] | None:
    """The roll's forename and surname, where the record has them the other way round."""
    for (given, surname), (forename, family) in product(
        product(told.given, told.surnames), product(rolled.forenames, rolled.surnames)
    ):
        if may_be_swapped((surname,), (forename,)) and is_surname_of((given,), (family,)):
            return forename[0], joined(family)
    return None


def birth_agreement(child: RecordedChild, pupil: RollPupil) -> Agreement:
    """The birth date told, else the age, against the date on the roll."""
    level = compare_birth(child.born_on, child.age_estimate, child.on, pupil.born_on)
    return Agreement(Field.BIRTH, kind_of_birth(child.born_on, child.age_estimate), level)


def kind_of_birth(born_on: date | None, age_estimate: int | None) -> str:
    """What the record tells of the birth."""
    if born_on is not None:
        return "a birth date"
    return "not known" if age_estimate is None else "an age only"


def sex_agreement(child: RecordedChild, pupil: RollPupil) -> Agreement:
    """The sex told against the one on the roll; X and blanks say nothing."""
    recorded, rolled = child.sex.strip().upper(), pupil.sex.strip().upper()
    if recorded not in {"F", "M"} or rolled not in {"F", "M"}:
        return Agreement(Field.SEX, "given" if recorded else "not known", Level.MISSING)
    return Agreement(Field.SEX, "given", Level.SAME if recorded == rolled else Level.DIFFERENT)


def upn_agreement(child: RecordedChild, pupil: RollPupil) -> Agreement:
    """The number told against the one on the roll."""
    if not child.upn.strip():
        return Agreement(Field.UPN, "not known", Level.MISSING)
    recorded, rolled = tidy_upn(child.upn), tidy_upn(pupil.upn)
    if not recorded:
        return Agreement(Field.UPN, "given", Level.NOT_VALID)
    if not rolled:
        return Agreement(Field.UPN, "given", Level.MISSING)
    if recorded == rolled:
        return Agreement(Field.UPN, "given", Level.SAME)
    temporary = is_temporary(recorded) or is_temporary(rolled)
    return Agreement(Field.UPN, "given", Level.TEMPORARY if temporary else Level.DIFFERENT)


def address_agreement(child: RecordedChild, pupil: RollPupil) -> Agreement:
    """The home told against the one on the roll."""
    code, rolled = addresses.postcode(child.postcode), addresses.postcode(pupil.postcode)
    level = _address_level(child, pupil, code, rolled)
    kind = kind_of_address(child.address_line_1, child.postcode, child.uprn)
    return Agreement(Field.ADDRESS, kind, level)


def kind_of_address(address_line_1: str, postcode: str, uprn: str) -> str:
    """What the record tells of the home."""
    if addresses.postcode(postcode):
        return "a postcode"
    is_told = postcode.strip() or uprn.strip() or address_line_1.strip()
    return "a part of an address" if is_told else "not known"


def _address_level(child: RecordedChild, pupil: RollPupil, code: str, rolled: str) -> Level:
    number = addresses.house(child.address_line_1)
    one_house = bool(number) and number == addresses.house(pupil.address_line_1)
    uprn = child.uprn.strip().lstrip("0")
    if uprn and uprn == pupil.uprn.strip().lstrip("0"):
        return Level.HOUSE
    if code and code == rolled:
        return Level.HOUSE if one_house else Level.POSTCODE
    if one_house and code and rolled and OSA.distance(code, rolled) == 1:
        return Level.POSTCODE_CLOSE
    district = addresses.outcode(child.postcode)
    if not code and one_house and fold(child.address_line_1) == fold(pupil.address_line_1):
        return Level.LINE
    if not district or not rolled:
        return Level.MISSING
    return Level.DISTRICT if district == addresses.outcode(rolled) else Level.DIFFERENT


def school_agreement(child: RecordedChild, pupil: RollPupil) -> Agreement:
    """The establishments that the words may mean against those of the rolls."""
    told = bool(child.school_as_told.strip() or child.school_urns)
    if not child.school_urns or not pupil.urns:
        return Agreement(Field.SCHOOL, "given" if told else "not known", Level.MISSING)
    same = not set(child.school_urns).isdisjoint(pupil.urns)
    kind = "one establishment" if len(child.school_urns) == 1 else "several it may be"
    return Agreement(Field.SCHOOL, kind, Level.SAME if same else Level.DIFFERENT)
