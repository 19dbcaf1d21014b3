"""Which establishments a few words may mean: "St Marys", "the academy on Mill Lane", "QEGS".

Police write down what a child or parent said. This orders the establishments by how much of
those words each explains, rare words counting more than common ones; a person chooses, and the
school is asked before it is told anything. Nothing here ever decides that a school is the one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from firstbell.core.identifiers import normal_postcode
from firstbell.core.linkage.names import Likeness, fold, likeness

_SAME_WORD = {
    "saint": "st", "saints": "st", "sts": "st", "mount": "mt", "rd": "road", "ln": "lane",
    "ave": "avenue", "av": "avenue", "prim": "primary", "primaries": "primary",
    "sec": "secondary", "jnr": "junior", "jun": "junior", "juniors": "junior",
    "inf": "infant", "infants": "infant", "coll": "college", "acad": "academy",
    "uni": "university", "sch": "school", "schools": "school", "rc": "catholic",
    "cofe": "church", "ce": "church", "cw": "church", "ciw": "church", "comp": "comprehensive",
    "nurseries": "nursery", "gram": "grammar", "sixth": "6th", "and": "", "ysgol": "school",
}  # fmt: skip
"""Words that are one word: abbreviations, plurals, Welsh and English."""

_SAME_PHRASE = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"\bc\.? ?of ?e\b\.?", "cofe"),
        (r"\bchurch (of|in) (england|wales)\b", "cofe"),
        (r"\br\.? ?c\b\.?", "rc"),
        (r"\bpupil referral unit\b", "pru"),
    )
)
"""Phrases that are one word."""

_LITTLE = frozenset(
    """
    a again an at attends believed but by called child children class close day every for from
    goes going he her his i in into is it its just kids know may name named near next not of off
    old on opposite or our over possibly pupil reception road's said same says she somewhere the
    their they thinks to told unknown up was we went where with year yr
    """.split()  # noqa: SIM905 - a list of words is read and mended more easily so
)
"""Words of the sentence around a school's name: they tell nothing about which."""

_KINDS = frozenset(
    """
    6th academy alternative avenue catholic church college comprehensive community county drive
    england establishment first form foundation free grammar high independent infant junior lane
    learning lower middle national nursery playgroup preparatory prep preschool primary provision
    pru referral road roman school secondary senior special st street studio trust unit university
    upper voluntary wales way
    """.split()  # noqa: SIM905
)
"""Words that very many establishments share: they decide between two."""

KIND_WEIGHT = 0.15
"""What a shared word of kind is worth beside a telling word as rare."""

LIKE_WEIGHT = 0.75
"""What a word is worth that is nearly the same, or the beginning of the other."""

ENOUGH = 0.4
"""What one word must be worth at least: a word of kind alone is that only where few share it."""

NAME, FORMER, STREET, TOWN = 1.0, 0.9, 0.7, 0.4
"""What a word is worth where it stands. A town is shared by all the schools in it."""

WORTH_SHOWING = 0.5
"""An establishment is shown when it explains at least this share of what the best explains."""


@dataclass(frozen=True, kw_only=True)
class School:
    """What words may point to: the names of one establishment, now and before, and its place."""

    urn: int
    name: str
    former_names: tuple[str, ...] = ()
    street: str = ""
    town: str = ""
    postcode: str = ""


@dataclass(frozen=True, kw_only=True)
class Meant:
    """One establishment that the words may mean; `score` only orders, it is no probability."""

    urn: int
    score: float


def meant_by(words: str, schools: Iterable[School]) -> tuple[Meant, ...]:
    """Return the establishments that the words may mean, the likeliest first.

    A URN or a postcode among the words goes before anything else.
    """
    known = [(school, _places_of_words(school)) for school in schools]
    rarity = _rarity([places for _, places in known])
    asked = _telling(words)
    found = [
        Meant(urn=school.urn, score=score)
        for school, places in known
        if (score := _certain(words, school) + _explained(asked, school, places, rarity)) > 0
    ]
    best = max((each.score for each in found), default=0.0)
    shown = [each for each in found if each.score >= best * WORTH_SHOWING]
    return tuple(sorted(shown, key=lambda each: (-each.score, each.urn)))


@lru_cache(maxsize=1 << 16)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared, in order."""
    for phrase, word in _SAME_PHRASE:
        text = phrase.sub(word, text)
    return tuple(
        word for each in fold(text).split() if (word := _SAME_WORD.get(each, each)) not in {"", "s"}
    )


def _telling(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in tokens(words) if word not in _LITTLE))


def _places_of_words(school: School) -> dict[str, float]:
    """Return each word of the establishment with what it is worth where it stands best."""
    places: dict[str, float] = {}
    texts = [(school.name, NAME), *((name, FORMER) for name in school.former_names)]
    for text, worth in [*texts, (school.street, STREET), (school.town, TOWN)]:
        for word in tokens(text):
            if word not in _LITTLE:
                places[word] = max(worth, places.get(word, 0.0))
    return places


def _rarity(known: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return how telling each word is among these establishments; a shared one tells less."""
    counts = Counter(word for places in known for word in places)
    return {word: 1 + log((1 + len(known)) / (1 + count)) for word, count in counts.items()}


def _explained(
    asked: tuple[str, ...], school: School, places: dict[str, float], rarity: dict[str, float]
) -> float:
    """Return how much of the words the establishment explains."""
    worths = [_best(word, places, rarity) for word in asked]
    score = sum(worths) if max(worths, default=0.0) >= ENOUGH else 0.0
    if any(len(word) >= 3 and word in _initials(school) for word in asked):
        score += 1 + log(1 + len(rarity))
    telling = {word for word, worth in places.items() if worth >= NAME and word not in _KINDS}
    # Between two that explain the same words, the one with fewer left over is meant.
    left_over = len(telling.difference(asked)) / (len(telling) or 1)
    return score * (1 - 0.1 * left_over)


def _best(word: str, places: dict[str, float], rarity: dict[str, float]) -> float:
    if word in places:
        weight = KIND_WEIGHT if word in _KINDS else 1.0
        return places[word] * rarity[word] * weight
    if word in _KINDS or len(word) < 4 or word.isdigit():
        return 0.0
    return max(
        (
            worth * rarity[other] * LIKE_WEIGHT
            for other, worth in places.items()
            if other not in _KINDS and _alike(word, other)
        ),
        default=0.0,
    )


@lru_cache(maxsize=1 << 16)
def _alike(word: str, other: str) -> bool:
    """Say whether two different words may be one: a slip, or one the beginning of the other."""
    if min(len(word), len(other)) < 4:
        return False
    if word.startswith(other) or other.startswith(word):
        return True
    return word[0] == other[0] and likeness(word, other) == Likeness.CLOSE


def _initials(school: School) -> frozenset[str]:
    """Return the letters by which a school is known, such as "qegs" and "qeg"."""
    found = set()
    for name in (school.name, *school.former_names):
        letters = "".join(word[0] for word in fold(name).split() if word not in {"of", "the"})
        found |= {letters, letters.removesuffix("s")}
    return frozenset(found)


CERTAIN = 1000.0
"""Puts an establishment first that the words name by its number."""


def _certain(words: str, school: School) -> float:
    if re.search(rf"(?<!\d){school.urn}(?!\d)", words):
        return CERTAIN
    pieces = words.replace(",", " ").split()
    pairs = [*pieces, *("".join(pair) for pair in pairwise(pieces))]
    written = {normal_postcode(piece) for piece in pairs} - {None}
    return CERTAIN / 2 if school.postcode and normal_postcode(school.postcode) in written else 0.0
