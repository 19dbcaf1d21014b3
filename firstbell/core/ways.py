"""Ways to reach somebody, and taking them out of what is shown: numbers, e-mail, addresses.

A way that is not safe to use stands in its own field and again in what officers wrote: with
other spaces, with +44, with the house number left out. Rather too much is taken out of a text
than too little.

Which ways are not safe, and for whom, is not decided here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstbell.core.conflicts import numbers_of

_RUN = re.compile(r"\+?[\d(][\d\s().-]{6,}\d")
_HOUSE = re.compile(r"^\s*(?:flat\s+)?\d+[a-z]?\b[\s,]*", re.IGNORECASE)
_POSTCODE_GAP = r"[\s-]{0,3}"

SHORTEST_STREET = 5
"""Letters of a street without its house number: a shorter one could be any word of a text."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Some ways to reach people: `numbers` as `conflicts.numbers_of` gives them, and `phrases`
    as they were written."""

    numbers: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()

    def __or__(self, other: "Ways") -> "Ways":
        """Return both together."""
        return Ways(
            numbers=self.numbers | other.numbers,
            phrases=self.phrases | other.phrases,
            postcodes=self.postcodes | other.postcodes,
        )

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.numbers or self.phrases or self.postcodes)


def by_phone(text: str) -> Ways:
    """Return the numbers of a telephone field, which is free text."""
    numbers = numbers_of(text)
    # Too short to be known again in another spelling: an extension, or a slip.
    phrases = frozenset() if numbers else _phrases([text])
    return Ways(numbers=numbers, phrases=phrases)


def by_email(text: str) -> Ways:
    """Return an e-mail address."""
    return Ways(phrases=_phrases([text]))


def by_address(address: Mapping[str, object]) -> Ways:
    """Return an address of a feed: its first line, any other with a figure in it, its postcode."""
    lines = [str(line) for line in _list(address.get("lines")) if line]
    telling = [*lines[:1], *(line for line in lines[1:] if any(map(str.isdigit, line)))]
    streets = [_HOUSE.sub("", line) for line in telling]
    long_enough = [street for street in streets if len(street.strip()) >= SHORTEST_STREET]
    postcode = re.sub(r"[\s-]", "", str(address.get("postcode") or "")).upper()
    return Ways(
        phrases=_phrases([*telling, *long_enough]),
        postcodes=frozenset({postcode} - {""}),
    )


def without(text: str, ways: Ways, *, instead: str) -> str:
    """Return a text with `instead` wherever one of the ways stood."""
    for phrase in sorted(ways.phrases, key=len, reverse=True):
        text = _spelt(phrase).sub(lambda _found: instead, text)
    for postcode in sorted(ways.postcodes):
        text = _split(postcode).sub(lambda _found: instead, text)
    if ways.numbers:
        text = _RUN.sub(lambda run: instead if _is_in(run[0], ways.numbers) else run[0], text)
    return text


def _is_in(run: str, numbers: Iterable[str]) -> bool:
    digits = re.sub(r"\D", "", run)
    return any(number in digits for number in numbers)


def _spelt(phrase: str) -> re.Pattern[str]:
    words = r"[\s,]+".join(re.escape(word) for word in re.split(r"[\s,]+", phrase) if word)
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _split(postcode: str) -> re.Pattern[str]:
    spelt = _POSTCODE_GAP.join(map(re.escape, postcode))
    return re.compile(rf"(?<![^\W_]){spelt}(?![^\W_])", re.IGNORECASE)


def _phrases(texts: Iterable[str]) -> frozenset[str]:
    folded = (" ".join(text.split()).strip(",").casefold() for text in texts)
    return frozenset(text for text in folded if re.search(r"\w", text))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
