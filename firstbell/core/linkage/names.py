"""When two written names may be one name: spelling, sound, slips of the pen.

Knows letters only. Which names belong together by custom (nicknames, transliterations) is data in
``families``; what an agreement is worth is for ``weigh``.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from itertools import chain

from rapidfuzz.distance import OSA, JaroWinkler

from firstbell.core.linkage.families import (
    FAMILIES,
    LOOKALIKES,
    NONE,
    SHORT_FORM_OF,
    SPELLING_OF,
)

_SPECIAL = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

UNKNOWN = frozenset(
    {"unknown", "not known", "unk", "n k", "nk", "n a", "none", "tbc", "unborn", "not given"}
)
"""What people type into a name box when they do not know the name."""

PARTICLES = frozenset(
    {
        "al",
        "el",
        "de",
        "da",
        "di",
        "do",
        "dos",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "bin",
        "ibn",
        "bint",
        "st",
        "abu",
        "ap",
        "mac",
        "mc",
    }
)
"""Little words of a surname that many share; alone they are no half of a name."""


class Likeness(IntEnum):
    """How far two single names agree; a higher value is never less agreement."""

    DIFFERENT = 0
    LOOKALIKE = 1
    INITIAL = 2
    CLOSE = 3
    FAMILY = 4
    SAME = 5


@lru_cache(maxsize=1 << 17)
def fold(text: str) -> str:
    """Lower case, no accents, hyphens as spaces, no apostrophes: "O’Brien-Łee" is "obrien lee"."""
    if text.isascii() and text.replace(" ", "").isalnum():
        return " ".join(text.lower().split())
    plain = _APOSTROPHES.sub("", text).casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain.translate(_SPECIAL))
        plain = "".join(c for c in parts if not unicodedata.combining(c))
    is_one_word = plain.isascii() and plain.isalnum()
    return plain if is_one_word else _NOT_WORD.sub(" ", plain).strip()


@lru_cache(maxsize=1 << 17)
def words(text: str) -> tuple[str, ...]:
    """The single names in a text; none where it only says that the name is not known."""
    folded = fold(text)
    if folded in UNKNOWN:
        return ()
    return tuple(folded.split())


@lru_cache(maxsize=1 << 17)
def joined(text: str) -> str:
    """All names of a text as one: "Ella-May" and "Ellamay" are the same."""
    return "".join(words(text))


@lru_cache(maxsize=1 << 17)
def halves(text: str) -> frozenset[str]:
    """The parts by which a double surname may be known alone; empty for a single surname."""
    found = words(text)
    if len(found) < 2:
        return frozenset()
    return frozenset(word for word in found if len(word) > 2 and word not in PARTICLES)


_SOUNDS = (
    ("\nkn", "\nn"), ("\nwr", "\nr"), ("\nps", "\ns"), ("\nx", "\ns"), ("ph", "f"), ("sch", "sh"),
    ("ck", "\0"), ("kh", "\0"), ("q", "\0"), ("\0", "k"), ("dh", "d"), ("th", "t"),
    *((f"gh{vowel}", f"g{vowel}") for vowel in "aeiou"), ("gh", ""), ("sh", "S"), ("tch", "C"),
    ("ch", "C"), *((f"c{vowel}", f"s{vowel}") for vowel in "eiy"), ("c", "k"),
    *((f"g{vowel}", f"j{vowel}") for vowel in "eiy"), ("x", "ks"), ("z", "s"), ("v", "f"),
)  # fmt: skip
"""Letters and what they sound like, one after the other; a name begins after the end of a line.

What is no letter stands for what no further line may change."""

_TWICE = re.compile(r"(.)\1+")
_SILENT = "aeiouyhw"
_FIRST = tuple((f"\n{letter}", f"\n{chr(at)}") for at, letter in enumerate(_SILENT))
_WITHOUT_SILENT = str.maketrans(dict.fromkeys(_SILENT) | dict(enumerate("aaaaayhw")))
"""A first letter is never silent, and one vowel is as good as another there."""


def _once(found: re.Match[str]) -> str:
    return found[1]


def _sounds(lines: str) -> str:
    """The sounds of names, one in a line, in the same lines."""
    heard = f"\n{lines}"
    for letters, by in _SOUNDS:
        heard = heard.replace(letters, by)
    heard = _TWICE.sub(_once, heard)
    for letter, by in _FIRST:
        heard = heard.replace(letter, by)
    return heard.translate(_WITHOUT_SILENT)[1:]


_HEARD: dict[str, str] = {}
MOST_HEARD = 1 << 17
"""So many names are remembered with their sound."""


def sound(word: str) -> str:
    """A code shared by spellings that sound alike in English mouths; coarse on purpose.

    ``word`` is one folded single name.
    """
    heard = _HEARD.get(word)
    if heard is None:
        heard = _sounds(word)
        if len(_HEARD) < MOST_HEARD:
            _HEARD[word] = heard
    return heard


def hear(names: Iterable[str]) -> None:
    """Find the sounds of many folded single names at once: one by one takes four times as long."""
    new = list({name for name in names if name not in _HEARD})[: max(MOST_HEARD - len(_HEARD), 0)]
    if new:
        _HEARD.update(zip(new, _sounds("\n".join(new)).split("\n"), strict=True))


LIKE_SOUND = 0.8
"""Least Jaro-Winkler similarity at which an equal sound counts: keeps "Maya" from "Mo"."""

LIKE_SPELLING = 0.94
"""Jaro-Winkler similarity at which two long spellings count as one name without equal sound."""

MOST_SLIPS = 2
"""Letters by which two spellings of one name may differ at most, where they do not sound alike."""

SHORTEST_WITH_A_SLIP = 4
"""Letters of the shorter of two names that may be one letter apart: "Mia" and "Tia" are two."""


@lru_cache(maxsize=1 << 18)
def likeness(one: str, other: str) -> Likeness:
    """How far two folded single names agree; the same whichever comes first."""
    if one == other:
        return Likeness.SAME
    said = by_custom(one, other)
    if said is not None:
        return said
    if min(len(one), len(other)) == 1:
        return Likeness.INITIAL if one[0] == other[0] else Likeness.DIFFERENT
    return Likeness.CLOSE if _close(one, other) else Likeness.DIFFERENT


def is_first_name_like(given_names: str, others: Iterable[str]) -> bool:
    """Say whether the first of somebody's given names may be one of these folded single names."""
    first = words(given_names)[:1]
    return any(likeness(one, other) >= Likeness.CLOSE for one in first for other in others)


def families(word: str) -> frozenset[str]:
    """The heads of every family that a folded single name spells or is short for."""
    return SPELLING_OF.get(word, NONE) | SHORT_FORM_OF.get(word, NONE)


@lru_cache(maxsize=1 << 17)
def forms_of(word: str) -> frozenset[str]:
    """Every folded single name that is one name with this: itself and those of its families.

    Two short forms of one name are not.
    """
    if word not in SPELLING_OF and word not in SHORT_FORM_OF:
        return frozenset((word,))
    spelt = [FAMILIES[head] for head in SPELLING_OF.get(word, NONE)]
    short = [FAMILIES[head].spellings for head in SHORT_FORM_OF.get(word, NONE)]
    return frozenset((word,)).union(*chain(*spelt), *short)


def by_custom(one: str, other: str) -> Likeness | None:
    """What custom says of two different folded single names, whichever comes first: forms of one
    name, or two that look alike and are not. Two short forms of one name say nothing of each other.
    """
    if other in forms_of(one):
        return Likeness.FAMILY
    return Likeness.LOOKALIKE if (one, other) in LOOKALIKES else None


def _close(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter >= SHORTEST_WITH_A_SLIP and longer - shorter <= MOST_SLIPS:
        slips = OSA.distance(one, other, score_cutoff=MOST_SLIPS)
        if slips == 1 or (shorter >= 7 and slips == MOST_SLIPS):
            return True
    code = sound(one)
    one_sound = len(code) > 1 and code == sound(other)
    if not one_sound and shorter < 6:
        return False
    spelling = JaroWinkler.similarity(*sorted((one, other)))
    return spelling >= (LIKE_SOUND if one_sound else LIKE_SPELLING)
