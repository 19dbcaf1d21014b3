"""How people write days and times in a spreadsheet, and which instant they mean by it.

A form is written with `dd`, `mm` (or `mmm` for a month's name), `yyyy`, and `hh`, `mm`, `ss`. What
no form reads is not guessed at. Times without a zone are London's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from firstbell.core.calendars import LONDON

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

FURTHEST_ZONE = 14
"""Hours from UTC; no zone of the world is further."""

_DAY_PARTS = {
    "yyyy": r"(?P<year>\d{4})",
    "mmm": r"(?P<name>[A-Za-z]{3,9})\.?",
    "mm": r"(?P<month>\d{1,2})",
    "dd": r"(?P<day>\d{1,2})",
}
_TIME_PARTS = {
    "hh": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"(?P<second>\d\d)(?:\.\d{1,9})?",
}
_BETWEEN = re.compile(r",?\s+(?:at\s+)?|(?<=\d)T(?=\d)")
_ZONE = re.compile(r"\s*(Z|UTC|GMT|BST|[+-]\d\d:?\d\d)$", re.IGNORECASE | re.ASCII)


class BadForm(ValueError):
    """A form of a day or time that does not say enough, or says something twice."""


class NotRead(ValueError):
    """No instant can be read: `code` is `moment`, `no_time` or `skipped_hour`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An instant as it was written; `is_twice` where London's clocks showed it twice."""

    instant: datetime
    is_twice: bool = False


def day_form(form: str) -> re.Pattern[str]:
    """Return what reads a day written in this form.

    :raises BadForm: without each of day, month and four-figure year, once.
    """
    pattern = _compiled(form, _DAY_PARTS)
    groups = set(pattern.groupindex)
    if groups not in ({"year", "month", "day"}, {"year", "name", "day"}):
        raise BadForm(form)
    return pattern


def time_form(form: str) -> re.Pattern[str]:
    """Return what reads a time of day written in this form.

    :raises BadForm: without hours and minutes, once.
    """
    pattern = _compiled(form, _TIME_PARTS)
    if not {"hour", "minute"} <= set(pattern.groupindex):
        raise BadForm(form)
    return pattern


def _compiled(form: str, parts: dict[str, str]) -> re.Pattern[str]:
    # Every second token is a part; what stands between is written as it is.
    tokens = re.split("(" + "|".join(parts) + ")", form.strip().lower())
    written = ""
    for at, token in enumerate(tokens):
        if at % 2 == 0:
            written += re.escape(token)
            continue
        touches = tokens[at - 1] == "" and at > 1
        touches |= tokens[at + 1] == "" and at + 2 < len(tokens)
        written += parts[token].replace(r"\d{1,2}", r"\d\d") if touches else parts[token]
    try:
        return re.compile(written, re.IGNORECASE | re.ASCII)
    except re.error as error:  # one part twice
        raise BadForm(form) from error


def confusable(forms: Sequence[str]) -> tuple[str, str] | None:
    """Return two forms of which one reads as a day what the other reads as a month."""
    swapped = {re.sub("mm|dd", _swap, form.lower()): form for form in forms if "mmm" not in form}
    found = next((form for form in forms if form.lower() in swapped), None)
    return (found, swapped[found.lower()]) if found else None


def _swap(part: re.Match[str]) -> str:
    return "dd" if part[0] == "mm" else "mm"


def read_day(text: str, forms: Sequence[re.Pattern[str]]) -> date | None:
    """Return the day that a text says, or None."""
    for form in forms:
        found = form.fullmatch(text.strip())
        if found is None:
            continue
        parts = found.groupdict()
        try:
            month = int(parts["month"]) if "month" in parts else _month(parts["name"])
            return date(int(parts["year"]), month, int(parts["day"]))
        except ValueError:
            continue
    return None


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1


def read_time(text: str, forms: Sequence[re.Pattern[str]]) -> time | None:
    """Return the time of day that a text says, or None."""
    said = text.strip()
    if said.isdecimal():  # 0930 that a spreadsheet took for a number
        said = said.zfill(4)
    for form in forms:
        found = form.fullmatch(said)
        if found is None:
            continue
        parts = found.groupdict()
        try:
            return time(int(parts["hour"]), int(parts["minute"]), int(parts.get("second") or 0))
        except ValueError:
            continue
    return None


def read_moment(
    text: str, days: Sequence[re.Pattern[str]], times: Sequence[re.Pattern[str]]
) -> Moment:
    """Return the instant that a text says with its day and its time.

    :raises NotRead: when it says none.
    """
    for between in _BETWEEN.finditer(text.strip()):
        left, right = text.strip()[: between.start()], text.strip()[between.end() :]
        day = read_day(left, days)
        if day is not None and right:
            return read_day_and_time(day, right, times)
    raise NotRead("no_time" if read_day(text, days) else "moment")


def read_day_and_time(day: date, text: str, times: Sequence[re.Pattern[str]]) -> Moment:
    """Return the instant of a time on a day; the time may name its zone.

    :raises NotRead: when it is no time.
    """
    zone = _ZONE.search(text)
    clock = read_time(text[: zone.start()] if zone else text, times)
    if clock is None:
        raise NotRead("moment")
    if zone is None:
        return in_london(datetime.combine(day, clock))
    local = datetime.combine(day, clock, tzinfo=_zone(zone[1].upper()))
    return Moment(instant=local.astimezone(UTC))


def _zone(name: str) -> timezone:
    if name in {"Z", "UTC", "GMT"}:
        return UTC
    if name == "BST":
        return timezone(timedelta(hours=1))
    hours, minutes = int(name[1:3]), int(name[-2:])
    if hours > FURTHEST_ZONE or minutes > 59:
        raise NotRead("moment")
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(ahead if name[0] == "+" else -ahead)


def in_london(local: datetime) -> Moment:
    """Return the instant at which London's clocks showed a time: the first one, if twice.

    :raises NotRead: when they never did, for they had been put forward.
    """
    first, second = (local.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:
        raise NotRead("skipped_hour")
    return Moment(instant=first, is_twice=first != second)
