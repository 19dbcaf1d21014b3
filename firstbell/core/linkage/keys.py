"""Integer keys by which candidates are found: rows whose keys are equal may be the same child.

Each key says one thing that both records would say alike, such as "sounds like this surname,
born that day". Names enter by sound and by family, so the keys by exact name are inside the
ones by sound. The store (a table, a dictionary, an index) only looks for equal integers; the
integers are stable for ever, and the same for everybody, so that they can be kept. A kind that is
added finds pupils of rolls that are loaded from then on.

What a key is made of is a table (``KEYS``, ``PUPIL_PARTS``): who keeps a register in columns makes
its own integers of the same parts, once for each distinct value, and finds the same pupils.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, product
from typing import Any, NamedTuple

from firstbell.core.linkage import addresses
from firstbell.core.linkage.dates import years_possible
from firstbell.core.linkage.names import families, halves, hear, joined, sound, words
from firstbell.core.linkage.records import RecordedChild, RollPupil
from firstbell.core.linkage.upns import tidy_upn

Texts = Collection[str]
Parts = Mapping[str, Texts]

KEY_BYTES = 8
"""A key fits a bigint of PostgreSQL."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "names, year": ("forenames", "surnames", "year"),
    "names, outcode": ("firsts", "surnames", "outcode"),
    "names, day and month": ("firsts", "surnames", "day and month"),
    "whole names": ("whole forename", "whole surname"),
    "forename, day": ("forenames", "day"),
    "surname, day": ("surnames", "day"),
    "postcode, forename": ("postcode", "forenames"),
    "postcode, surname": ("postcode", "surnames"),
    "outcode, day": ("outcode", "day"),
    "postcode, house": ("postcode", "house"),
    "house, forename": ("house", "firsts", "outcode"),
    "house, surname": ("house", "surnames", "outcode"),
    "uprn": ("uprn",),
    "school, forename": ("school", "forenames"),
    "school, surname": ("school", "surnames"),
    "upn": ("upn",),
}
"""Each kind of key and the parts that it joins; their order and their words are in the integers."""


@lru_cache(maxsize=1 << 16)
def forename_codes(text: str) -> frozenset[str]:
    """What each name of a text sounds like, and the families it belongs to."""
    name = words(text)
    return _codes_of(name[0]) if len(name) == 1 else _codes({*name, "".join(name)})


@lru_cache(maxsize=1 << 16)
def _surname_codes(text: str) -> frozenset[str]:
    name = words(text)
    return _codes_of(name[0]) if len(name) == 1 else _codes({*halves(text), joined(text)})


def _codes(names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(_codes_of, names))


@lru_cache(maxsize=1 << 17)
def _codes_of(word: str) -> frozenset[str]:
    """What one single name says: an initial has no sound."""
    heads = [f"~{head}" for head in families(word)]
    return frozenset((sound(word), *heads) if len(word) > 1 else heads)


SOUNDED = frozenset({"firsts", "forenames", "surnames"})
"""The parts that say what names sound like."""


def hear_names(texts: Collection[str]) -> None:
    """Hear all names of some texts at once, before each text is asked for a part of `SOUNDED`."""
    hear({*chain.from_iterable(map(words, texts)), *map(joined, texts)})


def _of_all(codes: Callable[[str], frozenset[str]]) -> Callable[[tuple[str, ...]], Texts]:
    def of(texts: tuple[str, ...]) -> Texts:
        return codes(texts[0]) if len(texts) == 1 else frozenset().union(*map(codes, texts))

    return of


_codes_of_forenames, _codes_of_surnames = map(_of_all, (forename_codes, _surname_codes))


@lru_cache(maxsize=1 << 14)
def _year(born_on: date | None) -> Texts:
    return () if born_on is None else (str(born_on.year),)


@lru_cache(maxsize=1 << 14)
def _day(born_on: date | None) -> Texts:
    return () if born_on is None else (born_on.isoformat(),)


@lru_cache(maxsize=1 << 14)
def _day_and_month(born_on: date | None) -> Texts:
    return tuple(day[5:] for day in _day(born_on))


def _alone(make: Callable[[str], str]) -> Callable[[str], Texts]:
    return lambda text: (make(text),)


_postcode, _outcode, _house = map(_alone, (addresses.postcode, addresses.outcode, addresses.house))
_uprn = _alone(lambda text: text.strip().lstrip("0"))
_upn = _alone(tidy_upn)

_FORENAMES = ("forename", "preferred_forename")

PUPIL_PARTS: Mapping[str, tuple[tuple[str, ...], Callable[[Any], Texts]]] = {
    "firsts": (_FORENAMES, forename_codes),
    "forenames": ((*_FORENAMES, "middle_names"), forename_codes),
    "surnames": (("surname", "preferred_surname", "former_surname"), _surname_codes),
    "year": (("born_on",), _year),
    "day": (("born_on",), _day),
    "day and month": (("born_on",), _day_and_month),
    "whole forename": (("forename",), _alone(joined)),
    "whole surname": (("surname",), _alone(joined)),
    "postcode": (("postcode",), _postcode),
    "outcode": (("postcode",), _outcode),
    "house": (("address_line_1",), _house),
    "uprn": (("uprn",), _uprn),
    "school": (("urns",), lambda urns: urns),
    "upn": (("upn",), _upn),
}
"""Each part of a pupil: the fields of `RollPupil` that say it, and what one value says.

A middle name counts as a forename where a birth date, year or postcode stands beside it."""


def keys_of_pupil(pupil: RollPupil) -> tuple[int, ...]:
    """Every key of a pupil, sorted: signed 64-bit, about thirty of them."""
    parts = {
        part: {code for field in fields for code in said_by(getattr(pupil, field))}
        for part, (fields, said_by) in PUPIL_PARTS.items()
    }
    return _keys((parts,))


def key_of(kind: str, parts: Mapping[str, str]) -> int:
    """Return the one key of a kind from one text of each of its parts, none of them blank."""
    return next(_join(kind, *((parts[part],) for part in KEYS[kind])))


def keys_of_child(child: RecordedChild) -> tuple[int, ...]:
    """Every key of a recorded child, sorted: as many as its little allows."""
    told = clues_of(child)
    return _keys(map(parts_of, (told, swapped(told))))


class Clues(NamedTuple):
    """What a recorded child says of which the parts of its keys are made.

    ``given`` and ``family`` are texts with names, ``own`` those of ``family`` that are no adult's,
    and ``wholly`` has those of each that count whole. ``birth`` is the birth date, the age, and
    the day on which that was so.
    """

    given: tuple[str, ...]
    own: tuple[str, ...]
    family: tuple[str, ...]
    wholly: tuple[tuple[str, ...], tuple[str, ...]]
    birth: tuple[date | None, int | None, date | None]
    postcode: str
    address_line_1: str
    uprn: str
    urns: tuple[str, ...]
    upn: str


def clues_of(child: RecordedChild) -> Clues:
    """The clues as told.

    A child also goes by the surnames of the incident's adults; an age stands for the birth years
    that it allows, and one to either side. Whole names count where no birth date is told.
    """
    given, own = (child.given_names,), (child.surname,)
    if child.also_known_as:
        also_given, also_own = zip(*child.also_known_as, strict=True)
        given, own = (*given, *also_given), (*own, *also_own)
    family = (*own, *child.adult_surnames) if child.adult_surnames else own
    return Clues(
        given, own, family, (given, family) if child.born_on is None else _NOT_WHOLLY,
        (child.born_on, child.age_estimate, child.on), child.postcode, child.address_line_1,
        child.uprn, child.school_urns, child.upn,
    )  # fmt: skip


_NOT_WHOLLY: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

SWAPPED: Mapping[str, Callable[[Clues], Any]] = {
    "given": lambda told: told.own,
    "family": lambda told: told.given,
    "wholly": lambda _: _NOT_WHOLLY,
}
"""The clues that differ where forename and surname are the other way round, and what they are."""


def swapped(told: Clues) -> Clues:
    """The same with forename and surname the other way round."""
    return told._replace(**{name: instead(told) for name, instead in SWAPPED.items()})


CHILD_PARTS: Mapping[str, tuple[str, Callable[[Any], Texts]]] = {
    "firsts": ("given", _codes_of_forenames),
    "forenames": ("given", _codes_of_forenames),
    "surnames": ("family", _codes_of_surnames),
    "year": ("birth", lambda birth: tuple(map(str, years_possible(*birth)))),
    "day": ("birth", lambda birth: _day(birth[0])),
    "day and month": ("birth", lambda birth: _day_and_month(birth[0])),
    "whole forename": ("wholly", lambda names: {joined(w) for t in names[0] for w in words(t)[:1]}),
    "whole surname": ("wholly", lambda names: set(map(joined, names[1]))),
    "postcode": ("postcode", _postcode),
    "outcode": ("postcode", _outcode),
    "house": ("address_line_1", _house),
    "uprn": ("uprn", _uprn),
    "school": ("urns", lambda urns: urns),
    "upn": ("upn", _upn),
}
"""Each part of a recorded child: the clue that says it, and what that says."""


def parts_of(clues: Clues) -> Parts:
    """The parts that some clues say."""
    return {part: says(getattr(clues, name)) for part, (name, says) in CHILD_PARTS.items()}


def _keys(variants: Iterable[Parts]) -> tuple[int, ...]:
    found = {
        key
        for parts in variants
        for kind, joins in KEYS.items()
        for key in _join(kind, *(parts[part] for part in joins))
    }
    return tuple(sorted(found))


def _join(kind: str, *parts: Texts) -> Iterator[int]:
    """One key for each way to take one text of each part; none where a text is blank."""
    for values in product((kind,), *parts):
        if all(values):
            digest = blake2b("|".join(values).encode(), digest_size=KEY_BYTES).digest()
            yield int.from_bytes(digest, "big", signed=True)
