"""Which establishments may be meant by a school as a child or parent told it?

"St Mary's", "the academy on Mill Lane": people say the telling words and leave out the rest. An
establishment is meant when it holds every telling word that was said, in its name, street or
town. A person still chooses before any school is told; here it only adds evidence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from firstbell.core.linkage.names import Likeness, fold, likeness

_URN = re.compile(r"(?<!\d)\d{6}(?!\d)")

_PLAIN = {"saint": "st", "saints": "st", "sts": "st", "rd": "road", "ln": "lane", "ave": "avenue"}

_KINDS = {
    "nursery": "nursery", "infant": "infant", "infants": "infant", "junior": "junior",
    "juniors": "junior", "primary": "primary", "primaries": "primary", "secondary": "high",
    "high": "high", "comprehensive": "high", "comp": "high", "grammar": "grammar",
    "college": "college", "sixth": "college", "special": "special", "academy": "academy",
    "pru": "pru",
}  # fmt: skip

_SAID_OF_ANY = (
    "the a an of on in at by near and for to my our school schools unit form goes he she they is "
    "was old new big local ce cofe c e rc catholic church england wales voluntary aided "
    "controlled community foundation trust child children year class"
)
_EMPTY = frozenset(_SAID_OF_ANY.split())

MOST_MEANT = 12
"""Words that fit more establishments than this say nothing."""


@dataclass(frozen=True, slots=True)
class School:
    """What people may call an establishment by."""

    urn: str
    name: str
    street: str = ""
    locality: str = ""
    town: str = ""


def urns_in(text: str) -> tuple[str, ...]:
    """Six-digit establishment numbers that stand in a text, each once, in order."""
    return tuple(dict.fromkeys(_URN.findall(text)))


def schools_meant(told: str, schools: Iterable[School]) -> tuple[str, ...]:
    """The URNs of the establishments that the words may mean; none where they say too little.

    A number that is one of the establishments' own wins over words. Where some of those that fit
    are of the kind that was said ("the academy on …"), only they are meant.
    """
    known = list(schools)
    numbers = urns_in(told)
    chosen = tuple(school.urn for school in known if school.urn in numbers)
    if chosen:
        return chosen
    telling, kinds = _words(told)
    if not telling:
        return ()
    fitting = [school for school in known if _holds_all(school, telling)]
    of_kind = [school for school in fitting if kinds & _words(school.name)[1]]
    meant = tuple(school.urn for school in of_kind or fitting)
    return meant if len(meant) <= MOST_MEANT else ()


def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The telling words of a text, and the kinds of establishment it speaks of."""
    found = [_PLAIN.get(word, word) for word in fold(text).split()]
    kinds = frozenset(_KINDS[word] for word in found if word in _KINDS)
    telling = frozenset(word for word in found if word not in _KINDS and word not in _EMPTY)
    return telling - {"st"} or telling, kinds


def _holds_all(school: School, telling: frozenset[str]) -> bool:
    own = fold(" ".join((school.name, school.street, school.locality, school.town))).split()
    own = [_PLAIN.get(word, word) for word in own]
    return all(any(likeness(word, other) >= Likeness.CLOSE for other in own) for word in telling)
