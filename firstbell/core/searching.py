"""What somebody looks for, and what of a record answers to it: names as heard, days, places.

Keys are integers that a record keeps and a search asks for, as in `core.linkage.keys`, so that
the store only compares integers. A name is found by its sound and by its families (spellings,
short forms, transliterations), a birth date also with day and month the wrong way round. Who
may find what is not said here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from firstbell.core.conflicts import numbers_of
from firstbell.core.linkage import addresses
from firstbell.core.linkage.names import Likeness, families, halves, joined, likeness, sound, words

Keys = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Findable:
    """What a record of a person can be found by. Blank or None: it does not say."""

    names: tuple[str, ...]
    born_on: date | None = None
    postcodes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Other identifiers as written, such as a UPN or a UPRN."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What somebody looks for; every field that is filled must be met."""

    name: str = ""
    born_on: date | None = None
    postcode: str = ""
    number: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be looked for: all blank, or nothing that could be compared."""
        return not self.groups()

    def groups(self) -> tuple[Keys, ...]:
        """Return for each thing that must be met the keys of which one is enough."""
        # "Ella May" is written "Ellamay" too.
        as_one = _name_keys(joined(self.name))
        found = [_sorted(own | as_one) for word in words(self.name) if (own := _name_keys(word))]
        if self.born_on:
            found.append(_sorted(_born_keys(self.born_on)))
        if code := addresses.postcode(self.postcode):
            found.append((_key("postcode", code),))
        elif self.postcode.strip():
            found.append((_key("outcode", addresses.outcode(self.postcode)),))
        found.append(_sorted(_key("number", each) for each in _numbers(self.number)))
        return tuple(group for group in found if group)


def keys_of(record: Findable) -> Keys:
    """Return every key that the record answers to, sorted: signed 64-bit, about twenty."""
    found: set[int] = set()
    for name in record.names:
        for word in {*words(name), joined(name), *halves(name)}:
            found |= _name_keys(word)
    if record.born_on:
        found |= {_key("born", record.born_on.isoformat())}
    for text in record.postcodes:
        if code := addresses.postcode(text):
            found |= {_key("postcode", code), _key("outcode", addresses.outcode(text))}
    found |= {_key("number", each) for number in record.numbers for each in _numbers(number)}
    return _sorted(found)


def rank(sought: Sought, record: Findable) -> tuple[int, ...]:
    """Return how well a found record answers: bigger is better, for sorting.

    Names as written count before names as heard, the birth date as given before a swapped one.
    """
    of_record = {word for name in record.names for word in (*words(name), joined(name))}
    nearest = [
        max((likeness(word, other) for other in of_record), default=Likeness.DIFFERENT)
        for word in words(sought.name)
    ]
    same_day = int(sought.born_on is not None and sought.born_on == record.born_on)
    return (sum(nearest), same_day)


def _name_keys(word: str) -> set[int]:
    if len(word) < 2:
        return set()
    heard = {_key("heard", code)} if (code := sound(word)) else set()
    return heard | {_key("family", head) for head in families(word)}


def _born_keys(day: date) -> Iterator[int]:
    yield _key("born", day.isoformat())
    if day.day <= 12:
        yield _key("born", date(day.year, day.day, day.month).isoformat())


def _numbers(text: str) -> frozenset[str]:
    """Return a number without spaces and dashes; a telephone number also without its prefix."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    return numbers_of(text) | ({plain} if plain else set())


def _sorted(keys: Iterable[int]) -> Keys:
    return tuple(sorted(set(keys)))


def _key(kind: str, text: str) -> int:
    digest = blake2b(f"search|{kind}|{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
