"""The facts that the guard goes by: who the child is, who the others are, what was found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from firstbell.core.linkage.names import PARTICLES, fold, joined, words

MentionKind = Literal["name", "birth_date", "postcode", "address", "school", "contact"]

WORD = re.compile(r"[^\W\d_]+(?:['’‘`´ʼ][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’‘`´ʼ]s$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One place in a text, from `start` to `end`, and what it seems to say."""

    kind: MentionKind
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody's names as recorded; other names that they go by are in `also`."""

    given_names: str = ""
    surname: str = ""
    also: tuple[str, ...] = ()
    born_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Others:
    """What a text about `child` must not name: the incident's other people, and schools.

    `recipient` is the name of the school that will read the text: its own name tells it
    nothing. `written_on` is the day of the belief; without it every date counts as a birth
    date.
    """

    child: Person
    people: tuple[Person, ...] = ()
    schools: tuple[str, ...] = ()
    recipient: str = ""
    written_on: date | None = None

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded single names of the other people."""
        return frozenset(
            name
            for person in self.people
            for text in (person.given_names, person.surname, *person.also)
            for name in single_names(text)
        )

    @cached_property
    def own_given(self) -> frozenset[str]:
        """The child's own first and other names, less those that somebody else of it has."""
        texts = (self.child.given_names, *self.child.also)
        return frozenset(word for text in texts for word in words(text)) - self.names

    @cached_property
    def own_surname(self) -> frozenset[str]:
        """The child's own surname, word by word."""
        return frozenset(words(self.child.surname))


def single_names(text: str) -> Iterator[str]:
    """Yield the names in a text that could point at somebody: no initials, no lone particles."""
    parts = words(text)
    telling = [part for part in parts if len(part) > 1 and part not in PARTICLES]
    yield from telling or (part for part in parts if len(part) > 1)
    # "Ann-Sofi" is written "Annsofi" too.
    yield from (joined(part) for part in text.split() if "-" in part)


def plain(word: str) -> str:
    """Return a word as names are compared: folded, and without a possessive s."""
    return fold(_POSSESSIVE.sub("", word))
