"""Which readings of records are unusual, so that somebody else should ask why.

A prompt to a person, never a verdict: it says what was out of the ordinary in codes, and the
people who look at it decide. Nothing here knows where readings are kept or who decides; names
are compared as linkage compares them, so that "Smyth" and "Smith" are one surname.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID

from firstbell.core.calendars import LONDON
from firstbell.core.linkage import addresses
from firstbell.core.linkage.names import Likeness, likeness, words

Kind = Literal[
    "own_surname",
    "own_address",
    "many_looks",
    "many_records",
    "at_night",
    "not_theirs",
    "refused",
]

KINDS: tuple[Kind, ...] = (
    "own_surname",
    "own_address",
    "not_theirs",
    "many_looks",
    "many_records",
    "refused",
    "at_night",
)
"""The gravest first: this is the order in which a reviewer is shown them."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What is still usual; each is a rule of the partnership."""

    most_records: int
    """Different records that one person reads within an hour."""
    most_looks: int
    """Live incidents that one officer looks up within an hour."""
    most_refused: int
    """Addresses that one person is refused within an hour: trying them one after the other."""
    night_from: time
    night_to: time


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who read, as far as it can be compared. Blank: it is not known."""

    user_id: UUID
    name: str
    postcode: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading, or one refused try, of one record by one person."""

    reader: UUID
    record: UUID | None
    at: datetime
    surnames: tuple[str, ...] = ()
    """Of the children and adults of the record."""
    postcodes: tuple[str, ...] = ()
    is_theirs: bool = True
    """Whether anything waited for the reader there, or had not long been finished."""
    was_refused: bool = False
    is_look: bool = False
    """Whether it was a look before the door: a night is when most of them are."""
    is_new: bool = True
    """What was looked at before is only the background of what is new."""


@dataclass(frozen=True, kw_only=True)
class Oddity:
    """What was unusual in one person's readings, from the first to the last of them."""

    reader: UUID
    kind: Kind
    records: tuple[UUID, ...]
    first_at: datetime
    last_at: datetime
    times: int


def oddities(
    readings: Iterable[Reading], *, readers: Iterable[Reader], limits: Limits
) -> tuple[Oddity, ...]:
    """Return everything unusual that is new, one for each person and kind, the gravest first.

    `readings` may come in any order. A reader whom `readers` does not name is compared by
    nothing but times and numbers.
    """
    known = {reader.user_id: reader for reader in readers}
    by_reader: dict[UUID, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda each: each.at):
        by_reader[reading.reader].append(reading)
    found = [
        oddity
        for user_id, theirs in by_reader.items()
        for oddity in _of_one(theirs, known.get(user_id), limits)
    ]
    return tuple(sorted(found, key=lambda each: (KINDS.index(each.kind), each.first_at)))


def _of_one(theirs: Sequence[Reading], reader: Reader | None, limits: Limits) -> Iterator[Oddity]:
    read = [each for each in theirs if not each.was_refused]
    refused = [each for each in theirs if each.was_refused]
    looks = [each for each in read if each.is_look]
    groups: tuple[tuple[Kind, list[Reading]], ...] = (
        ("own_surname", [each for each in read if reader and _bears(reader.name, each.surnames)]),
        ("own_address", [each for each in read if reader and _lives_at(reader, each.postcodes)]),
        ("many_looks", _within_an_hour(looks, more_than=limits.most_looks)),
        ("many_records", _within_an_hour(read, more_than=limits.most_records)),
        ("at_night", [each for each in read if not each.is_look and _is_night(each.at, limits)]),
        ("not_theirs", [each for each in read if not each.is_theirs]),
        ("refused", _within_an_hour(refused, more_than=limits.most_refused)),
    )
    for kind, both in groups:
        if odd := [each for each in both if each.is_new]:
            yield Oddity(
                reader=odd[0].reader,
                kind=kind,
                records=tuple(dict.fromkeys(each.record for each in odd if each.record)),
                first_at=odd[0].at,
                last_at=odd[-1].at,
                times=len(odd),
            )


def _bears(name: str, surnames: Iterable[str]) -> bool:
    """Say whether the last name of a person is a surname of the record, spelled alike or nearly."""
    last = words(name)[-1:]
    return any(
        likeness(last[0], word) >= Likeness.CLOSE
        for surname in surnames
        for word in words(surname)
        if last
    )


def _lives_at(reader: Reader, postcodes: Iterable[str]) -> bool:
    own = addresses.postcode(reader.postcode)
    return bool(own) and own in {addresses.postcode(each) for each in postcodes}


def _within_an_hour(readings: Sequence[Reading], *, more_than: int) -> list[Reading]:
    """Return the readings of every hour in which more different records than these were read.

    A refused try may name no record; each counts as one of its own.
    """
    found: dict[int, Reading] = {}
    begin = 0
    for end, last in enumerate(readings):
        while last.at - readings[begin].at >= timedelta(hours=1):
            begin += 1
        hour = range(begin, end + 1)
        different = {readings[each].record or each for each in hour}
        if len(different) > more_than:
            found.update((each, readings[each]) for each in hour)
    return [found[each] for each in sorted(found)]


def _is_night(at: datetime, limits: Limits) -> bool:
    clock = at.astimezone(LONDON).time()
    if limits.night_from <= limits.night_to:
        return limits.night_from <= clock < limits.night_to
    return clock >= limits.night_from or clock < limits.night_to
