"""Birth dates in a text, in any usual written form; dates of incidents and of bail may stand."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from firstbell.core.mentions.facts import Mention, Others

CHILDHOOD_BEGINS = 2
"""Years before the text was written: an earlier date is taken for somebody's birth date, a
later one for that of an incident or of bail."""

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


def birth_dates(text: str, others: Others) -> Iterator[Mention]:
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
