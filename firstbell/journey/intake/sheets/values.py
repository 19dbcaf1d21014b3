"""What a cell says in a field, or why it says nothing that can be used.

Nothing is guessed. What a spreadsheet is known to have spoilt (a number cut short, a text that
became a date, a formula that was not counted) is refused with the way to mend it; the two things
that can be put back without a guess are put back, and flagged: the zero of a telephone number,
and an hour that the clocks showed twice. No text repeats what stood in the cell.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from firstbell.core.written import (
    Moment,
    NotRead,
    in_london,
    read_day,
    read_day_and_time,
    read_moment,
)
from firstbell.journey.intake.sheets.columns import Column, plain
from firstbell.journey.intake.sheets.fields import Holds
from firstbell.journey.intake.sheets.grid import Cell, Kind
from firstbell.journey.intake.sheets.mapping import Written

_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_WITHOUT_ZERO = re.compile(r"[1237]\d{9}", re.ASCII)
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


class Wrong(ValueError):
    """A cell says nothing that the field can hold; `raw` is what is kept of it.

    `at` tells which of several cells it is.
    """

    def __init__(
        self, code: str, problem: str, cure: str, *, raw: object = None, at: int = 0
    ) -> None:
        super().__init__(code)
        self.code = code
        self.problem = problem
        self.cure = cure
        self.raw = raw
        self.at = at


@dataclass(frozen=True, kw_only=True)
class Value:
    """What a cell says, and a code with words for what is odd about it, in which of the cells."""

    value: object
    odd: tuple[str, str] | None = None
    at: int = 0


def value_of(column: Column, cells: Sequence[Cell], written: Written) -> Value | None:
    """Return what the cells of one field say, or None where they say nothing.

    :raises Wrong: when that cannot be used.
    """
    if all(_says_nothing(cell, written) for cell in cells):
        return None
    for cell in cells:
        _refuse_spoilt(cell)
    if column.holds == Holds.MOMENT:
        return _moment(cells, written)
    return _READ[column.holds](column, cells[0], written)


def texts_of(column: Column, cell: Cell, written: Written) -> list[str]:
    """Return what one cell of a list says.

    :raises Wrong: when that cannot be used.
    """
    if _says_nothing(cell, written):
        return []
    _refuse_spoilt(cell)
    parts = cell.text.split(column.split) if column.split else cell.text.split("\n")
    said = [part.strip() for part in parts if part.strip()]
    if column.holds == Holds.TEXTS:
        return said
    return [str(_chosen(column, each)) for each in said]


def _says_nothing(cell: Cell, written: Written) -> bool:
    return cell.is_blank or plain(cell.text) in written.blank


def _refuse_spoilt(cell: Cell) -> None:
    if cell.kind == Kind.ERROR:
        raise Wrong(
            "error_value",
            _("The cell shows an error of the spreadsheet."),
            _("Mend its formula, or write the value itself."),
            raw=cell.text,
        )
    if cell.kind == Kind.UNCOUNTED:
        raise Wrong(
            "uncounted_formula",
            _("The cell holds a formula whose result was not saved."),
            _("Open the file in the spreadsheet program and save it, or write the value itself."),
            raw=cell.text,
        )
    if cell.kind == Kind.JOINED:
        raise Wrong(
            "joined_cells",
            _("The cell is joined with another one."),
            _("Separate the cells and write in each what it says."),
            raw=cell.text,
        )


def _text(column: Column, cell: Cell, _written: Written) -> Value:
    if cell.kind == Kind.MOMENT:
        raise Wrong(
            "became_a_date",
            _("The spreadsheet made a date of this text."),
            _("Set the format of the cells to Text, and write it again."),
            raw=cell.text,
        )
    if not column.part:
        return Value(value=cell.text)
    before, comma, after = cell.text.partition(",")
    if not comma:
        raise Wrong(
            "no_comma",
            _("The name has no comma between the surname and the given names."),
            _("Write it as SURNAME, Given names."),
            raw=cell.text,
        )
    half = before if column.part == "before comma" else after
    return Value(value=half.strip())


def _naming(column: Column, cell: Cell, written: Written) -> Value:
    _refuse_shortened(cell)
    value = _text(column, cell, written)
    if column.like and not _like(column.like).fullmatch(cell.text):
        raise Wrong(
            "not_like",
            _("This does not look like the mapping says it does."),
            _("Write it as %(like)s, with every zero (# is a digit, @ a letter).")
            % {"like": column.like},
            raw={"as_sent": cell.text},
        )
    return value


def _like(form: str) -> re.Pattern[str]:
    signs = {"#": r"\d", "@": "[A-Za-z]"}
    return re.compile("".join(signs.get(sign, re.escape(sign)) for sign in form), re.ASCII)


def _phone(column: Column, cell: Cell, written: Written) -> Value:
    _refuse_shortened(cell)
    value = _text(column, cell, written)
    if not _WITHOUT_ZERO.fullmatch(cell.text):
        return value
    note = _("The telephone number had lost its first zero, which was put back.")
    return Value(value=f"0{cell.text}", odd=("zero_put_back", note))


def _refuse_shortened(cell: Cell) -> None:
    if _SHORTENED.fullmatch(cell.text):
        raise Wrong(
            "shortened_number",
            _("The spreadsheet has shortened this number, and digits of it are lost."),
            _("Set the format of the cells to Text, and write the whole number again."),
            raw={"as_sent": cell.text},
        )


def _day(_column: Column, cell: Cell, written: Written) -> Value:
    if cell.kind == Kind.MOMENT and cell.moment and cell.has_day:
        if cell.moment.time() == time():
            return Value(value=cell.moment.date().isoformat())
    elif day := read_day(_MIDNIGHT.sub("", cell.text), written.days):
        return Value(value=day.isoformat())
    raise Wrong(
        "not_a_day",
        _("This is no date that exists, or it is written in another way than the mapping says."),
        _("Write it as %(form)s, or as a date of the spreadsheet.") % {"form": written.day_example},
        raw=cell.text,
    )


def _moment(cells: Sequence[Cell], written: Written) -> Value | None:
    try:
        found = (_in_two if len(cells) == 2 else _in_one)(cells, written)
    except NotRead as trouble:
        at = len(cells) - 1 if _day_of(cells[0], written) else 0
        return _without_time(trouble.code, cells, written, at=at)
    odd = None
    if found.is_twice:
        note = _("The clocks showed this time twice; the first one was taken. Add BST or GMT.")
        odd = ("hour_twice", note)
    return Value(value=found.instant.isoformat(), odd=odd)


def _in_one(cells: Sequence[Cell], written: Written) -> Moment:
    cell = cells[0]
    if cell.moment is None:
        return read_moment(cell.text, written.days, written.times)
    if not cell.has_day:
        raise NotRead("moment")
    if not cell.has_time and cell.moment.time() == time():
        raise NotRead("no_time")
    return in_london(_to_the_second(cell.moment))


def _in_two(cells: Sequence[Cell], written: Written) -> Moment:
    day, clock = cells
    said = _day_of(day, written)
    if said is None:
        raise NotRead("moment")
    if _says_nothing(clock, written):
        raise NotRead("no_time")
    if clock.moment is not None:
        return in_london(datetime.combine(said, _to_the_second(clock.moment).time()))
    return read_day_and_time(said, clock.text, written.times)


def _day_of(cell: Cell, written: Written) -> date | None:
    if cell.moment is not None:
        return cell.moment.date() if cell.has_day else None
    return read_day(_MIDNIGHT.sub("", cell.text), written.days)


def _to_the_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _without_time(code: str, cells: Sequence[Cell], written: Written, *, at: int) -> Value:
    if code == "no_time":
        note = _("The day has no time of day, so it was left out.")
        return Value(value=None, odd=("no_time", note), at=at)
    raw = " ".join(cell.text for cell in cells)
    if code == "skipped_hour":
        raise Wrong(
            "skipped_hour",
            _("The clocks never showed this time: they were put forward over it."),
            _("Write the right time, or add GMT or BST to it."),
            raw=raw,
            at=at,
        )
    form = f"{written.day_example} {written.time_example}"
    raise Wrong(
        "not_a_moment",
        _("This is no day and time, or it is written in another way than the mapping says."),
        _("Write it as %(form)s, or as a date of the spreadsheet with its time.") % {"form": form},
        raw=raw,
        at=at,
    )


def _truth(column: Column, cell: Cell, written: Written) -> Value | None:
    word = plain(cell.text)
    if word in column.words:
        meant = column.words[word]
        return None if meant == "" else Value(value=meant)
    if not column.words and word in written.yes | written.no:
        return Value(value=word in written.yes)
    if cell.kind == Kind.TRUTH:
        return Value(value=word == "true")
    listed = column.words or [*sorted(written.yes), *sorted(written.no)]
    raise _unknown_word(listed, raw=cell.text)


def _whole(_column: Column, cell: Cell, _written: Written) -> Value:
    if _WHOLE.fullmatch(cell.text):
        return Value(value=int(cell.text))
    raise Wrong(
        "not_a_number",
        _("This is no whole number."),
        _("Write digits alone, such as 7."),
        raw=cell.text,
    )


def _choice(column: Column, cell: Cell, _written: Written) -> Value | None:
    meant = _chosen(column, cell.text)
    return None if meant == "" else Value(value=meant)


def _chosen(column: Column, text: str) -> object:
    word = plain(text)
    if word in column.words:
        return column.words[word]
    ours = {plain(each): each for each in column.choices}
    if not column.words and word in ours:
        return ours[word]
    raise _unknown_word(column.words or column.choices, raw={"as_sent": text})


def _unknown_word(listed: Mapping[str, object] | Sequence[str], *, raw: object) -> Wrong:
    return Wrong(
        "unknown_word",
        _("The mapping does not say what this word means."),
        _("Write one of: %(words)s. Or add the word to the mapping.")
        % {"words": ", ".join(listed)},
        raw=raw,
    )


_READ: Mapping[Holds, Callable[[Column, Cell, Written], Value | None]] = {
    Holds.TEXT: _text,
    Holds.NAMING: _naming,
    Holds.PHONE: _phone,
    Holds.DAY: _day,
    Holds.TRUTH: _truth,
    Holds.WHOLE: _whole,
    Holds.CHOICE: _choice,
}
