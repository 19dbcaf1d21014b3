"""Names in a text: those of the incident's people, usual ones, and any that are pointed at.

Finds too much rather than too little; whose name it is, and whether it matters, is a hub
worker's to say.
"""

import re
from collections.abc import Iterator

from firstbell.core.linkage.families import SHORT_FORM_OF, SPELLING_OF
from firstbell.core.linkage.names import Likeness, likeness
from firstbell.core.mentions.facts import WORD, Mention, Others, plain

_EVERYDAY = """
    art bed best bill black bose brown can cat chase child christian cook day do don drew early
    eve face faith frank geo good grace grant green hall hand head home hope house hunter islam
    joy kind king little long love major man mark may nav no octavia old pat primrose read reed
    rob rose sad said see sharp short sky small so sue summer tan van ward way white will wills
    winter young
"""
ORDINARY = frozenset(_EVERYDAY.split())
"""Names that are everyday words as well. In a text with capitals they count only with one:
else no text about a family called Said could ever reach a school."""


def named_people(text: str, others: Others) -> Iterator[Mention]:
    after_own = False
    careless = text == text.lower()
    for each in WORD.finditer(text):
        word = plain(each[0])
        capital = each[0][0].isupper()
        own = word in others.own_given or (after_own and word in others.own_surname)
        everyday = word in ORDINARY and not (capital or careless)
        named = not everyday and _is_one_of(word, others.names, capital=capital)
        if not own and (named or _is_usual_name(each[0], word, others.own_given)):
            yield Mention(kind="name", start=each.start(), end=each.end())
        after_own = own


def _is_one_of(word: str, names: frozenset[str], *, capital: bool) -> bool:
    """Say whether a word is one of the names, one of its short forms, or a slip of one.

    Slips are looked for only in longer words with a capital: "wish" is not a slip for Wisha.
    """
    if word in names:
        return True
    slips = capital and len(word) >= 5 and word not in _NEVER_SLIPS
    alike = Likeness.CLOSE if slips else Likeness.FAMILY
    return any(likeness(word, name) >= alike for name in names)


def _is_usual_name(written: str, word: str, own_given: frozenset[str]) -> bool:
    """Say whether a word is written as a name, is one that many bear, and not the child's."""
    return (
        written[0].isupper()
        and written[1:].islower()
        and (word in SPELLING_OF or word in SHORT_FORM_OF)
        and word not in ORDINARY
        and all(likeness(word, own) < Likeness.FAMILY for own in own_given)
    )


_TITLE = r"mr|mrs|ms|miss|mx|dr|prof|sir|uncle|aunt|auntie|aunty|nan|gran|granny|grandad"
_KIN = (
    r"brother|sister|sibling|twin|mother|mum|mam|father|dad|stepdad|stepmum|stepfather|stepmother|"
    r"partner|husband|wife|ex|boyfriend|girlfriend|friend|cousin|son|daughter|neighbour|named|"
    r"called|suspect|victim|offender|perpetrator"
)
_POINTER = re.compile(
    rf"\b(?i:(?:{_TITLE})\.?|{_KIN}),?[ \t]*\n?[ \t]*(?<=\s)(?P<name>[A-Z][\w'’-]*[a-z][\w'’-]*)"
)


def pointed_at(text: str, others: Others) -> Iterator[Mention]:
    """Find people whom the incident does not list: "Mr Okonjo", "her friend Suki"."""
    for each in _POINTER.finditer(text):
        if plain(each["name"]) not in others.own_given | _NO_NAMES:
            yield Mention(kind="name", start=each.start("name"), end=each.end("name"))


_REPORTED = "police|officer|child|female|male|the|and|is|was|has|had|said|told|left"
_NO_NAMES = frozenset(f"{_KIN}|{_TITLE}|{_REPORTED}".split("|"))
"""Words with a capital that a title or a kinship word may stand before without naming anybody."""

_NEVER_SLIPS = frozenset(
    ("marac", "mother", "father", "child", "police", "officer", "there", "their", "where", "after")
)
"""Words of every report, which are no slips of a name, however like one they are."""
