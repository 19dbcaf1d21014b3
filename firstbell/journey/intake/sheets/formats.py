"""What a number in a workbook is: a number, a day, a time, or digits with zeros before them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from firstbell.journey.intake.sheets.grid import Cell, Kind
from firstbell.journey.intake.sheets.package import Package, local

MOST_DIGITS = 15
"""So many digits a spreadsheet program keeps; of a longer number the rest are lost."""

LAST_SERIAL = 2_958_465
"""The last day of the year 9999."""

LEAP_DAY_THAT_NEVER_WAS = 60
"""29 February 1900, which spreadsheet programs count."""

_DAYS = frozenset({*range(14, 18), *range(27, 32), 36, *range(50, 59)})
_TIMES = frozenset({*range(18, 22), 32, 33, 34, 35, *range(45, 48)})
_BOTH = 22
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_", re.ASCII)
_ZEROS = re.compile(r"0{2,20}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a style shows a number."""

    has_day: bool = False
    has_time: bool = False
    zeros: int = 0


def formats_of(package: Package, part: str | None) -> list[Format]:
    """Return the formats of the styles of a workbook, by their number."""
    if part is None:
        return []
    codes: dict[str, str] = {}
    formats: list[Format] = []
    for tag, each in package.elements(part, "numFmt", "cellXfs"):
        if tag == "numFmt":
            codes[each.get("numFmtId", "")] = each.get("formatCode", "")
        else:
            formats = [_format(style.get("numFmtId", "0"), codes) for style in each]
    return formats


def _format(number: str, codes: dict[str, str]) -> Format:
    if number in codes:
        return format_of(codes[number])
    code = int(number) if number.isascii() and number.isdecimal() else 0
    return Format(has_day=code in _DAYS or code == _BOTH, has_time=code in _TIMES or code == _BOTH)


def format_of(code: str) -> Format:
    """Return what a format's code shows."""
    first = _NO_CODE.sub("", code).split(";")[0].lower()
    if first == "general" or "@" in first:
        return Format()
    has_time = "h" in first or "s" in first
    has_day = "y" in first or "d" in first or ("m" in first and not has_time)
    zeros = len(first) if _ZEROS.fullmatch(first) else 0
    return Format(has_day=has_day, has_time=has_time, zeros=zeros)


def text_of(element: Element) -> str:
    """Return the text of a rich or plain string, without how it is pronounced."""
    said = []
    for each in element:
        if local(each.tag) == "t":
            said.append(each.text or "")
        elif local(each.tag) == "r":
            said += [part.text or "" for part in each if local(part.tag) == "t"]
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(said))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def truth_as(said: str) -> bool:
    """Return what XML says with a truth value."""
    return said.strip().lower() in {"1", "true", "on"}


def number_as(said: str, form: Format, *, starts_1904: bool, is_iso: bool) -> Cell:
    """Return what a number says in a format; one that is none is an error of the file."""
    if is_iso:
        return _iso(said)
    try:
        number = Decimal(said.strip())
    except InvalidOperation:
        return Cell(said, Kind.ERROR)
    if not number.is_finite() or number.adjusted() > 300:
        return Cell(said, Kind.ERROR)
    if form.has_day or form.has_time:
        return _moment(number, form, starts_1904=starts_1904)
    if number.adjusted() >= MOST_DIGITS:
        return Cell(f"{number:.5E}", Kind.NUMBER)
    if number == number.to_integral_value():
        return Cell(str(int(number)).zfill(form.zeros), Kind.NUMBER)
    return Cell(f"{number.normalize():f}" if number.adjusted() > -20 else "0", Kind.NUMBER)


def _iso(said: str) -> Cell:
    try:
        moment = datetime.fromisoformat(said.strip().removesuffix("Z"))
    except ValueError:
        return Cell(said, Kind.ERROR)
    if moment.tzinfo is not None:
        return Cell(said, Kind.ERROR)
    return Cell(said.strip(), Kind.MOMENT, moment, has_day=True, has_time="T" in said)


def _moment(number: Decimal, form: Format, *, starts_1904: bool) -> Cell:
    days, part = divmod(number, 1)
    is_no_day = not starts_1904 and days == LEAP_DAY_THAT_NEVER_WAS
    if number < 0 or days > LAST_SERIAL or is_no_day:
        return Cell(str(number), Kind.ERROR)
    start = datetime(1904, 1, 1) if starts_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    if not starts_1904 and days < LEAP_DAY_THAT_NEVER_WAS:
        start += timedelta(days=1)
    seconds = round(part * 86_400)
    moment = start + timedelta(days=int(days), seconds=seconds)
    # A time alone is a part of day nought.
    has_day = form.has_day and (starts_1904 or days > 0)
    has_time = form.has_time or seconds > 0
    text = moment.isoformat() if has_time else moment.date().isoformat()
    return Cell(text, Kind.MOMENT, moment, has_day=has_day, has_time=has_time)
