"""What is held of somebody, passage by passage, for a person to decide what the asker is given.

Each fact is one passage, and each sentence of a text is one. What seems to be about somebody
else is marked by the guard of `core.mentions`, which finds too much rather than too little and
is no proof: a person decides every passage. A passage that says a safe address, or a way that is
not safe to use, is locked: it is left out and nobody can change that.

A text that is given in part has lost what was marked: nothing is covered, so nothing can be
uncovered, and what stands in its place tells nothing of its length.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from firstbell.core.mentions import Others, names_others
from firstbell.core.ways import Ways, without

LEFT_OUT = "[left out]"
"""What stands where something was left out, whatever its length."""

NO_WAYS = Ways()

_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])|\n+")
_OFFICER = re.compile(
    r"\b(?:PCSO|PC|PS|DC|DS|DI|DCI|Sgt|Sergeant|Insp|Inspector|Constable|Officer)\.?\s+"
    r"(?:\d{2,6}\b|[A-Z][\w'’-]+)"
)
_DIGITS = re.compile(r"\D+")
_PLAIN = re.compile(r"[\W_]+")

Mark = tuple[str, int, int]
"""Kind, start and end of one place in a text."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that is held: where, and the text. `of_others`: all of it is about others."""

    place: str
    text: str
    of_others: bool = False
    is_text: bool = False


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One passage before a person has decided about it."""

    place: str
    text: str
    marks: tuple[Mark, ...]
    is_locked: bool


@dataclass(frozen=True, kw_only=True)
class SafeWords:
    """What a safe address or number says: to be found in any text, however it is written.

    `unsafe` are ways to reach somebody that are not safe to use, which are given to nobody either.
    """

    words: frozenset[str]
    numbers: frozenset[str]
    unsafe: Ways = NO_WAYS

    def are_in(self, text: str) -> bool:
        """Say whether a text says any of them."""
        plain, digits = _plain(text), _DIGITS.sub("", text)
        return (
            any(word in plain for word in self.words)
            or any(number in digits for number in self.numbers)
            or without(text, self.unsafe, instead="") != text
        )


def safe_words(
    addresses: Iterable[str], numbers: Iterable[str] = (), *, unsafe: Ways = NO_WAYS
) -> SafeWords:
    """Return what to look for, of lines and postcodes of addresses and numbers to ring."""
    return SafeWords(
        unsafe=unsafe,
        words=frozenset(plain for each in addresses if len(plain := _plain(each)) > 3),
        numbers=frozenset(digits for each in numbers if len(digits := _DIGITS.sub("", each)) > 5),
    )


def _plain(text: str) -> str:
    return _PLAIN.sub("", text).casefold()


def proposed(parts: Iterable[Part], *, others: Others, safe: SafeWords) -> Iterator[Proposed]:
    """Yield every passage of what is held, marked, in order."""
    for part in parts:
        # An address may run over the end of a sentence: then the whole text is locked.
        pieces = sentences(part.text) if part.is_text else [part.text]
        locked = [safe.are_in(piece) for piece in pieces]
        is_across = not any(locked) and safe.are_in(part.text)
        for piece, is_locked in zip(pieces, locked, strict=True):
            yield Proposed(
                place=part.place,
                text=piece,
                marks=_marks(piece, part, others),
                is_locked=is_locked or is_across,
            )


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, none of them empty."""
    return [piece for each in _END.split(text) if (piece := each.strip())]


def _marks(text: str, part: Part, others: Others) -> tuple[Mark, ...]:
    if part.of_others:
        return (("name", 0, len(text)),)
    if not part.is_text:
        return ()
    found: list[Mark] = [
        (each.kind, each.start, each.end) for each in names_others(text, others=others)
    ]
    found += [("officer", each.start(), each.end()) for each in _OFFICER.finditer(text)]
    return tuple(sorted(found, key=lambda mark: (mark[1], mark[2])))


def pieces_of(text: str, marks: Collection[Mark]) -> Iterator[tuple[str, str]]:
    """Yield a text piece by piece, each with the kind of mark on it or nothing.

    Marks that overlap are one.
    """
    reached = 0
    for kind, start, end in _merged(marks):
        if text[reached:start]:
            yield text[reached:start], ""
        yield text[start:end], kind
        reached = end
    if text[reached:]:
        yield text[reached:], ""


def without_marked(text: str, marks: Collection[Mark]) -> str:
    """Return a text that has lost what is marked."""
    return "".join(LEFT_OUT if kind else piece for piece, kind in pieces_of(text, marks))


def _merged(marks: Collection[Mark]) -> Iterator[Mark]:
    joined: list[Mark] = []
    for kind, start, end in sorted(marks, key=lambda mark: (mark[1], mark[2])):
        if joined and start <= joined[-1][2]:
            before = joined.pop()
            joined.append((before[0], before[1], max(before[2], end)))
        else:
            joined.append((kind, start, end))
    yield from joined
