"""Where somebody is to be found: postcodes, addresses, numbers to ring, schools by their names."""

import re
from collections.abc import Iterator

from firstbell.core.mentions.facts import WORD, Mention, MentionKind, Others, plain

_STREET = r"street|st|road|rd|avenue|ave|lane|crescent|cres|terrace|grove|gardens|mews|boulevard"
_PLAIN = r"(?!(?:in|on|at|of|the|to|from|with|and|for|a|his|her|their|up|down)\b)[\w'’\-]+"
_FIRST = r"(?!The\b|This\b|That\b|Main\b|In\b|On\b|At\b|Down\b|Up\b|His\b|Her\b|Their\b)"
ALWAYS: tuple[tuple[MentionKind, re.Pattern[str]], ...] = (
    (
        "postcode",
        re.compile(
            r"(?<![^\W_])(?:GIR|[A-Z]{1,2}\d[A-Z\d]?)[ \t\-]{0,3}\d[ABD-HJLNP-UW-Z]{2}(?![^\W_])",
            re.IGNORECASE,
        ),
    ),
    (
        "address",
        re.compile(rf"(?i:\b\d{{1,4}}[a-z]?,?\s+(?:{_PLAIN}\s+){{1,3}}(?:{_STREET})\b)"),
    ),
    (
        "address",
        re.compile(
            r"\b\d{1,4}[A-Za-z]?,?\s+(?:[A-Z][\w'’\-]+\s+){1,3}"
            r"(?:Way|View|Drive|Close|Park|Hill|Green|Place|Court|Walk|Rise|Row|Square|House|Parade|Broadway)\b"
        ),
    ),
    (
        "address",
        re.compile(
            rf"\b{_FIRST}[A-Z][\w'’\-]+\s+(?:[A-Z][\w'’\-]+\s+)?(?:Street|St|Road|Rd|Avenue|Ave|Lane|"
            r"Crescent|Terrace|Grove|Gardens|Mews|Drive|Close|Estate)\b"
        ),
    ),
    (
        "address",
        re.compile(r"\b(?:flat|apartment|apt|house\s+no|house\s+number|number)\.?\s*\d{1,4}[a-z]?\b",
                   re.IGNORECASE),
    ),
    ("contact", re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+\.[\w.\-]+")),
    ("contact", re.compile(r"(?<!\d)(?:\+44\s?|0)\d(?:[\s\-]?\d){8,9}(?!\d)")),
)  # fmt: skip

_GENERIC = (
    r"primary|secondary|high|upper|lower|middle|infants?|juniors?|nursery|preschool|special|sixth|"
    r"grammar|catholic|church|of|england|ce|c\sof\se|rc|voluntary|aided|community|academy|school|"
    r"college|free|the|and|for|girls|boys|first|form|trust"
)
_SCHOOL = re.compile(
    rf"\b(?!(?i:(?:at|in|to|from|the|his|her|their|our|after|before|a|no|{_GENERIC})\b))"
    r"(?:St\.|[A-Z][\w'’\-]*),?\s+(?:(?:St\.|[A-Z&][\w'’\-]*|of|the|and|for)\s+){0,5}?"
    r"(?i:school|academy|college|nursery|primary|infants?|juniors?|preschool|pre-school|"
    r"kindergarten|sixth\s+form)\b"
)
_SAINT = re.compile(
    r"\bst\.?\s+[\w'’]+(?:\s+[\w'’]+)?\s+(?:school|academy|college|nursery|primary)\b",
    re.IGNORECASE,
)
_GENERICWORD = re.compile(rf"(?:{_GENERIC})")


def schools_in(text: str, others: Others) -> Iterator[Mention]:
    """Find anything called a school, and the given schools by the telling part of their names."""
    own = _telling(others.recipient)
    for pattern in (_SCHOOL, _SAINT):
        for each in pattern.finditer(text):
            if not own or _telling(each[0]) != own:
                yield Mention(kind="school", start=each.start(), end=each.end())
    spans = [(plain(each[0]), each.span()) for each in WORD.finditer(text)]
    said = [word for word, _ in spans]
    for telling in {_telling(name) for name in others.schools} - {(), own}:
        for at in range(len(said) - len(telling) + 1):
            if tuple(said[at : at + len(telling)]) == telling:
                end = spans[at + len(telling) - 1][1][1]
                yield Mention(kind="school", start=spans[at][1][0], end=end)


def _telling(name: str) -> tuple[str, ...]:
    """Return the words of a school's name up to the first that any school could have."""
    said = [plain(each[0]) for each in WORD.finditer(name)]
    telling: list[str] = []
    for word in said:
        if _GENERICWORD.fullmatch(word):
            if telling:
                break
            continue
        telling.append(word)
    return tuple(telling) if len("".join(telling)) > 3 else ()


def found_anywhere(text: str) -> Iterator[Mention]:
    """Find what no text may say, whoever it is about."""
    for kind, pattern in ALWAYS:
        for each in pattern.finditer(text):
            yield Mention(kind=kind, start=each.start(), end=each.end())
