"""Is an adult of the incident somebody who would read about it?

The same name and birth date, nearly the same, the same telephone number or the same e-mail
address. Nearly the same: a short form or another spelling of the first name; with the very birth
date any surname, for people marry; with its day and month the other way round only the same one.
A hit keeps the notification from that person; it says nothing else about them, and a wrong one
costs a colleague two minutes. A miss proves nothing, so the pages still ask people to stand back
from their own family.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from firstbell.core.linkage.names import Likeness, likeness

Ground = Literal["email", "phone", "name_and_birth_date", "near_name"]

TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "rev", "sir"})
"""Words before a name that are none."""

SHORTEST_NUMBER = 9
"""Digits of a telephone number that tell one subscriber from another: shorter is an extension."""


@dataclass(frozen=True, kw_only=True)
class Adult:
    """An adult of the incident, as police recorded them."""

    given_names: str = ""
    surname: str = ""
    born_on: date | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A key adult or user of a recipient. Whose birth date is unknown cannot agree on it."""

    name: str
    email: str = ""
    phones: tuple[str, ...] = ()
    born_on: date | None = None


def conflict(adult: Adult, reader: Reader) -> Ground | None:
    """Return on what the two agree so that they must be taken for one person, else None."""
    if adult.email and _folded(adult.email) == _folded(reader.email):
        return "email"
    if numbers_of(adult.phone) & {each for phone in reader.phones for each in numbers_of(phone)}:
        return "phone"
    return _by_name(adult, reader)


def _by_name(adult: Adult, reader: Reader) -> Ground | None:
    """Return how name and birth date agree; without both dates they cannot."""
    if adult.born_on is None or reader.born_on is None:
        return None
    is_same_day = adult.born_on == reader.born_on
    if is_same_day and _same_name(adult, reader):
        return "name_and_birth_date"
    if not _same_first_name(adult, reader):
        return None
    is_turned = reader.born_on in born_as_read(adult.born_on) and _same_surname(adult, reader)
    return "near_name" if is_same_day or is_turned else None


def born_as_read(born_on: date | None) -> tuple[date, ...]:
    """Return the birth dates that may be meant: itself, and with day and month changed over."""
    if born_on is None:
        return ()
    if born_on.day > MONTHS or born_on.day == born_on.month:
        return (born_on,)
    return (born_on, born_on.replace(day=born_on.month, month=born_on.day))


MONTHS = 12


def text_names(text: str, reader: Reader) -> bool:
    """Say whether a text that nobody could read as an incident seems to name a reader.

    For what was refused whole: the e-mail address, a telephone number, or the name with the
    birth date as a feed writes it stand somewhere in it.
    """
    numbers = {each for phone in reader.phones for each in numbers_of(phone)}
    born = reader.born_on.isoformat() if reader.born_on else ""
    words = set(_words(text))
    return (
        bool(reader.email and _folded(reader.email) in _folded(text))
        or not numbers.isdisjoint(numbers_of(text))
        or bool(born and born in text and set(_words(reader.name)) <= words)
    )


def numbers_of(text: str) -> frozenset[str]:
    """Return the telephone numbers in a free text, without spaces and the national prefix."""
    found = re.findall(r"\+?[\d(][\d\s().-]{6,}\d", text)
    digits = (re.sub(r"\D", "", each.replace("+44", "0")) for each in found)
    national = (re.sub(r"^0044", "0", each) for each in digits)
    return frozenset(each.lstrip("0") for each in national if len(each) >= SHORTEST_NUMBER)


def _same_name(adult: Adult, reader: Reader) -> bool:
    """Say whether first given name and surname agree, as whole words in either order."""
    given, surname = _words(adult.given_names)[:1], _words(adult.surname)
    return bool(given and surname) and set(given + surname) <= set(_words(reader.name))


def _same_first_name(adult: Adult, reader: Reader) -> bool:
    """Say whether the first given names are one by custom; without a surname that is too little."""
    given = _words(adult.given_names)[:1]
    own = [word for word in _words(reader.name) if word not in TITLES][:1]
    if not (given and own and _words(adult.surname)):
        return False
    return likeness(given[0], own[0]) >= Likeness.FAMILY


def _same_surname(adult: Adult, reader: Reader) -> bool:
    return not set(_words(adult.surname)).isdisjoint(_words(reader.name)[1:])


def bears_surname(adult: Adult, reader: Reader) -> bool:
    """Say whether a reader bears one of the words of an adult's surname; a letter alone is none."""
    words = {word for word in _words(adult.surname) if len(word) > 1}
    return not words.isdisjoint(_words(reader.name))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", _folded(text))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
