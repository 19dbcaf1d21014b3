"""Does a free text say something that its reader must not learn: who else, where, which school?

Police write freely: a brother's name, "dob 3.3.89", the new address. Such a text is withheld
until a hub worker has looked at it, so this guard would rather find too much than too little.
It finds the names of the people in the incident, whoever a title or a kinship word points
at, birth dates, postcodes, street addresses, telephone numbers, e-mail addresses and schools.

The child's own first name, and its surname right after it, may stand; so may "mum" and "dad".
A guard is no proof: it knows nothing of "the lad from number nine's cousin". Nothing here
changes a text or decides who reads it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from firstbell.core.linkage.names import PARTICLES, Likeness, fold, joined, likeness, words

MentionKind = Literal["name", "birth_date", "postcode", "address", "school", "contact"]

CHILDHOOD_BEGINS = 2
"""Years before the text was written: an earlier date is taken for somebody's birth date, a
later one for that of an incident or of bail."""

_EVERYDAY = """
    art bed best bill black brown can chase child christian cook day do don drew early face faith
    good grace grant green hall hand head home hope house hunter joy kind king little long love
    major man mark may no old pat rob rose said see sharp short sky small so sue summer tan van
    ward way white will winter young
"""
ORDINARY = frozenset(_EVERYDAY.split())
"""Names that are everyday words as well. In a text with capitals they count only with one:
else no text about a family called Said could ever reach a school."""

_WORD = re.compile(r"[^\W\d_]+(?:['’‘`´ʼ][^\W\d_]+)*")
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
            for name in _single_names(text)
        )

    @cached_property
    def own_given(self) -> frozenset[str]:
        """The child's own first names, less those that somebody else of the incident has."""
        return frozenset(words(self.child.given_names)) - self.names

    @cached_property
    def own_surname(self) -> frozenset[str]:
        """The child's own surname, word by word."""
        return frozenset(words(self.child.surname))


def names_others(text: str, *, others: Others) -> tuple[Mention, ...]:
    """Return every place of `text` that seems to name another person, a place or a school.

    An empty answer means that nothing was found, and the text may go.
    """
    found = {
        *_named_people(text, others),
        *_pointed_at(text, others),
        *_birth_dates(text, others),
        *_schools(text, others),
        *(
            Mention(kind=kind, start=each.start(), end=each.end())
            for kind, pattern in _ALWAYS
            for each in pattern.finditer(text)
        ),
    }
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end, mention.kind)))


def _single_names(text: str) -> Iterator[str]:
    """Yield the names in a text that could point at somebody: no initials, no lone particles."""
    parts = words(text)
    telling = [part for part in parts if len(part) > 1 and part not in PARTICLES]
    yield from telling or (part for part in parts if len(part) > 1)
    # "Ann-Sofi" is written "Annsofi" too.
    yield from (joined(part) for part in text.split() if "-" in part)


def _named_people(text: str, others: Others) -> Iterator[Mention]:
    after_own = False
    careless = text == text.lower()
    for each in _WORD.finditer(text):
        word = fold(_POSSESSIVE.sub("", each[0]))
        capital = each[0][0].isupper()
        own = word in others.own_given or (after_own and word in others.own_surname)
        everyday = word in ORDINARY and not (capital or careless)
        if not (own or everyday) and _is_one_of(word, others.names, capital=capital):
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


_TITLE = r"mr|mrs|ms|miss|mx|dr|prof|sir|uncle|aunt|auntie|aunty|nan|gran|granny|grandad"
_KIN = (
    r"brother|sister|sibling|twin|mother|mum|mam|father|dad|stepdad|stepmum|stepfather|stepmother|"
    r"partner|husband|wife|ex|boyfriend|girlfriend|friend|cousin|son|daughter|neighbour|named|"
    r"called|suspect|victim|offender|perpetrator"
)
_POINTER = re.compile(
    rf"\b(?i:(?:{_TITLE})\.?|{_KIN}),?[ \t]*\n?[ \t]*(?<=\s)(?P<name>[A-Z][\w'’-]*[a-z][\w'’-]*)"
)


def _pointed_at(text: str, others: Others) -> Iterator[Mention]:
    """Find people whom the incident does not list: "Mr Okonjo", "her friend Suki"."""
    for each in _POINTER.finditer(text):
        if fold(_POSSESSIVE.sub("", each["name"])) not in others.own_given | _NO_NAMES:
            yield Mention(kind="name", start=each.start("name"), end=each.end("name"))


_REPORTED = "police|officer|child|female|male|the|and|is|was|has|had|said|told|left"
_NO_NAMES = frozenset(f"{_KIN}|{_TITLE}|{_REPORTED}".split("|"))
"""Words with a capital that a title or a kinship word may stand before without naming anybody."""

_NEVER_SLIPS = frozenset(
    ("marac", "mother", "father", "child", "police", "officer", "there", "their", "where", "after")
)
"""Words of every report, which are no slips of a name, however like one they are."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<day>\d{1,2})\s?[/.\-]\s?(?P<month>\d{1,2})\s?[/.\-]\s?(?P<year>\d{4}|\d{2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        (
            rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-]*{_MONTH},?[\s\-]*"
            r"(?P<year>\d{4}|['’]?\d{2})(?!\d)"
        ),
        rf"\b{_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
    )
)
_BORN = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\b|born|birth\s?da(?:te|y)|date\s+of\s+birth)\W*(?:(?:is|was|on)\b\W*)*$",
    re.IGNORECASE,
)


def _birth_dates(text: str, others: Others) -> Iterator[Mention]:
    """Find known birth dates, dates called one, and dates too old to be about an incident."""
    known = {person.born_on for person in others.people}
    for pattern in _DATES:
        for each in pattern.finditer(text):
            dates = set(_readings(each))
            called_one = _BORN.search(text, max(0, each.start() - 40), each.start()) is not None
            if dates and (called_one or dates & known or _are_old(dates, others.written_on)):
                yield Mention(kind="birth_date", start=each.start(), end=each.end())


def _readings(found: re.Match[str]) -> Iterator[date]:
    """Yield what a written date may mean: two digits of a year may be of either century."""
    month = found["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
    year = int(found["year"].lstrip("'’"))
    for full in (year,) if year > 99 else (1900 + year, 2000 + year):
        try:
            yield date(full, number, int(found["day"]))
        except ValueError:
            continue


def _are_old(dates: Iterable[date], written_on: date | None) -> bool:
    """Say whether no reading of a date lies near the day on which the text was written."""
    return written_on is None or all(
        each.year <= written_on.year - CHILDHOOD_BEGINS or each.year > written_on.year + 10
        for each in dates
    )


_STREET = r"street|st|road|rd|avenue|ave|lane|crescent|cres|terrace|grove|gardens|mews|boulevard"
_PLAIN = r"(?!(?:in|on|at|of|the|to|from|with|and|for|a|his|her|their|up|down)\b)[\w'’\-]+"
_FIRST = r"(?!The\b|This\b|That\b|Main\b|In\b|On\b|At\b|Down\b|Up\b|His\b|Her\b|Their\b)"
_ALWAYS: tuple[tuple[MentionKind, re.Pattern[str]], ...] = (
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
_GENERIC_WORD = re.compile(rf"(?:{_GENERIC})")


def _schools(text: str, others: Others) -> Iterator[Mention]:
    """Find anything called a school, and the given schools by the telling part of their names."""
    own = _telling(others.recipient)
    for pattern in (_SCHOOL, _SAINT):
        for each in pattern.finditer(text):
            if not own or _telling(each[0]) != own:
                yield Mention(kind="school", start=each.start(), end=each.end())
    spans = [(fold(_POSSESSIVE.sub("", each[0])), each.span()) for each in _WORD.finditer(text)]
    said = [word for word, _ in spans]
    for telling in {_telling(name) for name in others.schools} - {(), own}:
        for at in range(len(said) - len(telling) + 1):
            if tuple(said[at : at + len(telling)]) == telling:
                end = spans[at + len(telling) - 1][1][1]
                yield Mention(kind="school", start=spans[at][1][0], end=end)


def _telling(name: str) -> tuple[str, ...]:
    """Return the words of a school's name up to the first that any school could have."""
    said = [fold(_POSSESSIVE.sub("", each[0])) for each in _WORD.finditer(name)]
    telling: list[str] = []
    for word in said:
        if _GENERIC_WORD.fullmatch(word):
            if telling:
                break
            continue
        telling.append(word)
    return tuple(telling) if len("".join(telling)) > 3 else ()
