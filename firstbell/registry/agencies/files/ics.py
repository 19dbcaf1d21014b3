"""School days as councils and schools publish them for people: an iCalendar file.

An event says in words what the calendar CSV says in codes. A term is one event over its days,
or a pair of events for its first and last day. What cannot be understood is listed and left
out, never guessed; a day that closes a school is always taken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, repeat

from icalendar import Calendar, Event

from firstbell.core.calendars import LONDON
from firstbell.registry.agencies.files.calendar import KINDS, Period, Scope
from firstbell.registry.agencies.files.parsed import Parsed
from firstbell.registry.agencies.files.table import Refused, Row, UnusableFile

_TERMS = "autumn|spring|summer|winter|michaelmas|lent|trinity"
_WORDS = (
    ("inset", r"\binset\b|\b(staff|teachers?) (training|development)\b|\btraining day\b"),
    ("inset", r"\bpd day\b|\bnon.?pupil\b|\bbaker day\b"),
    # An end of a half term may be that of the weeks before it or of the holiday itself.
    ("", r"\bhalf.?term\b.*\b(starts?|begins?|ends?)\b|\b(starts?|ends?|closes?)\b.*half.?term\b"),
    ("first", r"\b(term|schools?|pupils?)\b.*\b(starts?|begins?|re-?opens?|returns?)\b"),
    ("first", r"\b(start|beginning|first day) of\b.*\bterm\b"),
    ("last", r"\b(term|schools?)\b.*\b(ends?|finish(es)?|closes?|breaks? up)\b"),
    ("last", r"\b(end|last day) of\b.*\bterm\b"),
    ("closure", r"\bclosed\b|\bclosure\b|\bholidays?\b|\bbreak\b|\bno school\b|^\W*half.?term\W*$"),
    ("term", rf"\b({_TERMS})\b.*\bterm\b|^\W*term\W*\d*\W*$"),
    ("open", r"\bsaturday school\b"),
)
"""What each kind is called, the first that fits. "Half term" alone is the holiday.

What would take a school day away is narrow on purpose: too early is safe, too late is not."""


@dataclass(frozen=True, kw_only=True)
class _Told:
    row: Row
    kind: str
    first_on: date
    last_on: date
    note: str


def is_icalendar(content: bytes) -> bool:
    """Say whether a file is an iCalendar, by how it begins."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def read_icalendar(content: bytes, *, scope: Scope) -> Parsed[Period]:
    """Return the periods of an iCalendar file, all of them of `scope`.

    A line is that on which the event begins.

    :raises UnusableFile: if it is no iCalendar that can be read.
    """
    try:
        calendar = Calendar.from_ical(content)
    except ValueError as trouble:
        raise UnusableFile("this is no iCalendar that can be read; export it again") from trouble
    parsed: Parsed[Period] = Parsed()
    told: list[_Told] = []
    # A line that was folded where an event begins hides its place, never the event.
    rows = chain(_rows(content), repeat(Row(1, {}, "")))
    for event, row in zip(calendar.events, rows, strict=False):
        try:
            told.append(_told(event, row))
        except Refused as refused:
            parsed.refuse(row, refused)
    for each in _joined(told, parsed):
        parsed.values.append((each.row, _period(each, scope)))
    return parsed


def _rows(content: bytes) -> Iterator[Row]:
    """Yield the place of each event; its text is kept to be mended, as that of a row is."""
    lines = re.split(r"\r\n|\n|\r", content.decode("utf-8", "replace"))
    starts = [n for n, line in enumerate(lines) if line.strip().upper() == "BEGIN:VEVENT"]
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Row(start + 1, {}, "\n".join(lines[start:following]))


def _told(event: Event, row: Row) -> _Told:
    if "RRULE" in event:
        raise Refused("RRULE", "the event repeats itself", "write an event for each time")
    try:
        begins, ends = event.start, event.end
        first_on, last_on = _local(begins), _last(begins, ends)
    except (ValueError, OverflowError) as trouble:  # missing, impossible, or before all time
        cure = "give it a first day, and the day after its last"
        raise Refused("DTSTART", "the event has no days that can be read", cure) from trouble
    note = " ".join(str(event.get("SUMMARY", "")).split())[:300]
    if "\0" in note:
        raise Refused("SUMMARY", "it holds a zero byte", "write it without")
    if last_on < first_on:
        raise Refused("DTEND", "the event ends before it begins", "write the later day here")
    return _Told(row=row, kind=_kind(event, note), first_on=first_on, last_on=last_on, note=note)


def _kind(event: Event, note: str) -> str:
    """Return what an event means; "" where nobody could say."""
    for category in event.categories:
        if str(category).strip().casefold() in KINDS:
            return str(category).strip().casefold()
    return next((kind for kind, by in _WORDS if re.search(by, note, re.IGNORECASE)), "")


def _local(moment: date | datetime) -> date:
    if isinstance(moment, datetime):
        return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()
    return moment


def _last(begins: date | datetime, ends: date | datetime) -> date:
    """Return the last day of an event: the end of one by whole days is the day after it."""
    if not isinstance(ends, datetime):
        return max(ends - timedelta(days=1), _local(begins)) if ends >= _local(begins) else ends
    midnight = (ends.astimezone(LONDON) if ends.tzinfo else ends).time() == time(0)
    return (
        _local(ends) - timedelta(days=1)
        if midnight and _local(ends) > _local(begins)
        else _local(ends)
    )


def _joined(told: list[_Told], parsed: Parsed[Period]) -> Iterator[_Told]:
    """Make one term of each first day and the last day that follows it; doubts are listed."""
    begun: _Told | None = None
    for each in sorted(told, key=lambda each: (each.first_on, each.row.line)):
        if each.kind == "first":
            if begun:
                parsed.warn(begun.row, _ALONE)
            begun = each
        elif each.kind == "last":
            if begun is None:
                parsed.warn(each.row, _ALONE)
                continue
            yield _Told(
                row=begun.row,
                kind="term",
                first_on=begun.first_on,
                last_on=each.last_on,
                note=begun.note,
            )
            begun = None
        elif each.kind:
            yield each
        else:
            parsed.warn(each.row, _NOT_UNDERSTOOD)
    if begun:
        parsed.warn(begun.row, _ALONE)


_ALONE = Refused("SUMMARY", "only one end of the term is there", "add an event for the other end")
_NOT_UNDERSTOOD = Refused(
    "SUMMARY",
    "it does not say what the days are and was left out",
    f"name a category of {', '.join(KINDS)}",
)


def _period(told: _Told, scope: Scope) -> Period:
    return Period(
        scope=scope,
        kind=told.kind,
        first_on=told.first_on,
        last_on=told.last_on,
        opens_at=None,
        note=told.note,
    )
