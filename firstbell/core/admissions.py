"""A school place for a child whose family has moved: what may be said, by when it is answered.

Whoever asks names the child and what bears on the place, and nothing that leads from the old life
to the new one: no old school, no old address, no former council, and no address that is kept safe.
A text that says one of them is not sent, and whoever wrote it is told which words it is.

The council answers by the School Admissions Code; who is silent is reminded, and until a roll of
the new school holds the child the request says whose move it is. Pure: days, instants and
everything that must not be named are passed in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Literal

from firstbell.core.calendars import days_from
from firstbell.core.conflicts import numbers_of
from firstbell.core.mentions import Others, names_others
from firstbell.core.mentions.facts import WORD, plain
from firstbell.core.open_rules import about
from firstbell.core.periods import DAY

CODE = "School Admissions Code 2021, in-year admissions"

FoundKind = Literal["name", "birth_date", "postcode", "address", "school", "contact", "council"]

Owner = Literal["desk", "asker", "nobody"]

OPEN = ("sent", "acknowledged", "placed", "refused")
"""States in which a request is somebody's work."""

SHORTEST = 4
"""Letters of a line of an address that say where it is: fewer stand in any text."""

_STREET_WORDS = """
    street st road rd avenue ave lane crescent terrace grove gardens mews drive close way view
    place court walk rise row square house parade park hill green
"""
_STREETS = frozenset(_STREET_WORDS.split())

_ANY = """
    a another any both each either every faith good large local mainstream mixed nearest new
    other quiet small some that the catholic church england high infant infants junior juniors
    nursery of primary secondary special school schools academy college
"""
_ANY_SCHOOL = frozenset(_ANY.split())
"""Words before "school" that name none: "any primary school" says nothing of where a child was."""


@dataclass(frozen=True, kw_only=True)
class Admitting:
    """By when an admissions desk acknowledges and answers, and when a start is asked about."""

    admissions_acknowledged: int = field(
        default=2,
        metadata=about(
            "count",
            "How many working days an admissions desk has to say that it has a request for a "
            "school place, before it is reminded and the hub's managers hear of it.",
            "Ours: the Code sets no time for it.",
        ),
    )
    admissions_aim: int = field(
        default=10,
        metadata=about(
            "count",
            "After how many school days an admissions desk that has not answered is reminded.",
            f"{CODE}: the outcome should be notified within 10 school days.",
        ),
    )
    admissions_longest: int = field(
        default=15,
        metadata=about(
            "count",
            "How many school days an admissions desk has to answer at the most, before the hub's "
            "managers and whoever asked hear that it is late.",
            f"{CODE}: the outcome must be notified in writing within 15 school days.",
        ),
    )
    admissions_fair_access: int = field(
        default=20,
        metadata=about(
            "count",
            "The same where the request goes to the fair access protocol, counted from the day on "
            "which the desk says so.",
            "School Admissions Code 2021, fair access protocols: a school place within 20 school "
            "days. Children who live in a refuge are among those whom a protocol takes.",
        ),
    )
    admissions_started: timedelta = field(
        default=7 * DAY,
        metadata=about(
            "days",
            "How many days after the first day at the new school whoever asked is told that no "
            "roll holds the child yet.",
            "Ours: rolls are loaded weekly or more often.",
        ),
    )
    admissions_chased: timedelta = field(
        default=2 * DAY,
        metadata=about(
            "days", "After how many days whoever has the next move is reminded again.", "Ours."
        ),
    )


def nth_day(first: date, count: int, *, counts: Callable[[date], bool]) -> date:
    """Return the `count`th day after `first` of those that count, such as school days."""
    after = (day for day in days_from(first + DAY) if counts(day))
    return next(islice(after, count - 1, None))


def year_group(born_on: date | None, *, on: date) -> str:
    """Return the year group of a child's age on a day: `N`, `R`, 1 to 13, or nothing.

    A school year begins on 1 September and takes the age on the day before.
    """
    if born_on is None:
        return ""
    begins = date(on.year if on.month >= 9 else on.year - 1, 9, 1)
    had = (born_on.month, born_on.day) <= (8, 31)
    age = begins.year - born_on.year - (0 if had else 1)
    if age in (3, 4):
        return "N" if age == 3 else "R"
    return str(age - 4) if 5 <= age <= 17 else ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Everything that a request must not say. `lines` are lines of addresses, word by word."""

    others: Others
    lines: frozenset[tuple[str, ...]] = frozenset()
    councils: frozenset[tuple[str, ...]] = frozenset()
    numbers: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    people: frozenset[tuple[str, ...]] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Found:
    """One place of a text that must not be sent: what it seems to be, and its words."""

    kind: FoundKind
    words: str


def in_words(text: str) -> tuple[str, ...]:
    """Return a text word by word, as texts are compared: folded, without numbers."""
    return tuple(plain(each[0]) for each in WORD.finditer(text))


def lines_to_keep(
    *, old: Iterable[Mapping[str, Any]], safe: Iterable[Mapping[str, Any]]
) -> frozenset[tuple[str, ...]]:
    """Return which lines of addresses a text must not say.

    Of an old one each, its town too. Of one that is kept safe the house and the street: the area
    in which a place is looked for has to be said, so its town may be, though it were the old one.
    """
    streets: set[tuple[str, ...]] = set()
    towns: set[tuple[str, ...]] = set()
    for address in safe:
        for number, line in enumerate(address.get("lines") or ()):
            said = in_words(line)
            is_street = number == 0 or not _STREETS.isdisjoint(said) or any(map(str.isdigit, line))
            (streets if is_street else towns).add(said)
    before = {in_words(line) for address in old for line in address.get("lines") or ()}
    return frozenset(each for each in streets | (before - towns) if len("".join(each)) >= SHORTEST)


def found_in(text: str, kept: Kept) -> tuple[Found, ...]:
    """Return every place of a text that must not be sent, in order, each once."""
    found: dict[tuple[int, int], Found] = {}
    for each in names_others(text, others=kept.others):
        words = text[each.start : each.end]
        if each.kind != "school" or not _ANY_SCHOOL.issuperset(in_words(words)):
            found[each.start, each.end] = Found(kind=each.kind, words=words)
    sought: tuple[tuple[FoundKind, frozenset[tuple[str, ...]]], ...] = (
        ("address", kept.lines),
        ("council", kept.councils),
    )
    for kind, sequences in sought:
        for start, end in _places_of(text, sequences):
            found.setdefault((start, end), Found(kind=kind, words=text[start:end]))
    return tuple(found[place] for place in sorted(found))


def _places_of(text: str, sequences: Iterable[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    spans = [(plain(each[0]), each.span()) for each in WORD.finditer(text)]
    said = [word for word, _span in spans]
    for sequence in sequences:
        for at in range(len(said) - len(sequence) + 1):
            if tuple(said[at : at + len(sequence)]) == sequence:
                yield spans[at][1][0], spans[at + len(sequence) - 1][1][1]


def is_the_familys(*, name: str, phone: str, email: str, kept: Kept) -> tuple[str, ...]:
    """Return which parts of the contact to be used are the family's own: `name`, `phone`, `email`.

    The council rings whoever asked and nobody of the family.
    """
    found = {
        "name": in_words(name) in kept.people,
        "phone": bool(numbers_of(phone) & kept.numbers),
        "email": email.strip().casefold() in kept.emails,
    }
    return tuple(part for part, is_theirs in found.items() if is_theirs)


@dataclass(frozen=True, kw_only=True)
class Times:
    """By when what has to happen; `look_at` is when a start is asked about."""

    acknowledge_by: datetime
    aim_at: datetime
    decide_by: datetime
    look_at: datetime | None = None


def owner(state: str) -> Owner:
    """Return whose move it is: who answers for the child's place until a roll holds the child."""
    if state in ("sent", "acknowledged"):
        return "desk"
    return "asker" if state in ("placed", "refused") else "nobody"


def due_at(state: str, times: Times, *, at: datetime) -> datetime | None:
    """Return by when the owner moves; None where no instant is set, or nobody has to."""
    if state == "sent":
        return times.acknowledge_by
    if state == "acknowledged":
        return times.aim_at if at < times.aim_at else times.decide_by
    return times.look_at if state == "placed" else None


def is_late(state: str, times: Times, *, at: datetime) -> bool:
    """Say whether the owner's time is over. The aim is no limit: nobody is late by it."""
    if state == "acknowledged":
        return at >= times.decide_by
    due = due_at(state, times, at=at)
    return due is not None and at >= due


def who_hears(state: str, times: Times, *, at: datetime, told_times: int) -> frozenset[str]:
    """Return who is told now that something waits: `desk`, `managers` of the hub, `asker`."""
    if state == "sent":
        hears = {"desk"} if told_times == 0 or at >= times.acknowledge_by else set()
        if at >= times.acknowledge_by:
            hears.add("managers")
        return frozenset(hears | ({"asker"} if at >= times.decide_by else set()))
    if state == "acknowledged":
        if at >= times.decide_by:
            return frozenset({"desk", "managers", "asker"})
        return frozenset({"desk"} if at >= times.aim_at else ())
    is_asked = state == "refused" or is_late(state, times, at=at)
    return frozenset({"asker"} if owner(state) == "asker" and is_asked else ())


def next_look(state: str, times: Times, *, at: datetime, chased: timedelta) -> datetime:
    """Return when it is looked at again: at the next instant that is set, else after a while."""
    set_ones = {
        "sent": (times.acknowledge_by,),
        "acknowledged": (times.aim_at, times.decide_by),
    }.get(state, ())
    return min((each for each in set_ones if each > at), default=at + chased)
