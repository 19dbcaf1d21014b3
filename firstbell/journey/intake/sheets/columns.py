"""The columns that a mapping names: one table of the file, field by field.

A field is filled by the text of one column, or by a table that says more: `column` or `columns`,
`words` for its choices, `always` without a column, `day` and `time` for an instant in two columns,
`split` for a list in one cell, `part` for one half of “SURNAME, Given names”, `like` for how a
reference looks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from firstbell.journey.intake.sheets.fields import CHOICES, Holds

PARTS = ("before comma", "after comma")

NUMBER = "{n}"
"""Stands in the name of a column for the number of the child."""

_ALLOWED: Mapping[Holds, frozenset[str]] = {
    Holds.TEXT: frozenset({"column", "always", "part"}),
    Holds.NAMING: frozenset({"column", "always", "like"}),
    Holds.PHONE: frozenset({"column"}),
    Holds.DAY: frozenset({"column"}),
    Holds.MOMENT: frozenset({"column", "day", "time"}),
    Holds.TRUTH: frozenset({"column", "always", "words"}),
    Holds.WHOLE: frozenset({"column"}),
    Holds.CHOICE: frozenset({"column", "always", "words"}),
    Holds.TEXTS: frozenset({"column", "columns", "split"}),
    Holds.CHOICES: frozenset({"column", "columns", "split", "words"}),
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """What fills one field. `names` are its columns; an instant in two has its day first."""

    path: str
    holds: Holds
    names: tuple[str, ...] = ()
    always: object = None
    words: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    split: str = ""
    part: str = ""
    like: str = ""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """What fills an incident, an adult or a child; `lists` are the elements of its lists."""

    columns: tuple[Column, ...] = ()
    lists: Mapping[str, tuple[tuple[Column, ...], ...]] = field(default_factory=dict)
    number: int = 1

    @property
    def every(self) -> Iterator[Column]:
        """Every column of it, those of lists included."""
        yield from self.columns
        for elements in self.lists.values():
            for element in elements:
                yield from element


@dataclass
class Columns:
    """Reads tables of a mapping; what is wrong goes into `faults`."""

    faults: list[str]

    def slot(
        self,
        table: str,
        said: Mapping[str, Any],
        fields: Mapping[str, Holds],
        *,
        lists: Mapping[str, Mapping[str, Holds]] | None = None,
        number: int = 1,
        is_many: bool = False,
    ) -> Slot:
        """Return what fills one incident, adult or child."""
        lists = lists or {}
        single = {key: value for key, value in said.items() if key not in lists}
        columns = tuple(self._columns(table, single, fields, known=(*fields, *lists)))
        made = {
            name: tuple(self._elements(f"{table}.{name}", said[name], of))
            for name, of in lists.items()
            if name in said
        }
        slot = Slot(columns=columns, lists=made, number=number)
        return self._numbered(table, slot, number) if is_many else slot

    def _columns(
        self,
        table: str,
        said: Mapping[str, Any],
        fields: Mapping[str, Holds],
        *,
        known: tuple[str, ...],
        above: str = "",
    ) -> Iterator[Column]:
        for key, value in said.items():
            path = f"{above}{key}"
            if path in fields:
                column = self._column(f"{table}.{path}", path, value, fields[path])
                if column is not None:
                    yield column
            elif isinstance(value, dict) and any(each.startswith(f"{path}.") for each in fields):
                yield from self._columns(table, value, fields, known=known, above=f"{path}.")
            else:
                close = get_close_matches(path, known, n=1, cutoff=0.6)
                hint = _(" Did you mean %(field)s?") % {"field": close[0]} if close else ""
                self._fault(f"{table}.{path}", _("there is no such field.") + hint)

    def _elements(
        self, name: str, said: Any, of: Mapping[str, Holds]
    ) -> Iterator[tuple[Column, ...]]:
        if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
            self._fault(name, _("write a list of tables, [{…}, {…}]."))
            return
        for element in said:
            yield tuple(self._columns(name, element, of, known=tuple(of)))

    def _column(self, name: str, path: str, said: Any, holds: Holds) -> Column | None:
        if isinstance(said, str):
            said = {"column": said}
        elif isinstance(said, list):
            said = {"columns": said}
        if not isinstance(said, dict):
            self._fault(name, _("write the name of its column in quotation marks."))
            return None
        for key in sorted(set(said) - _ALLOWED[holds]):
            allowed = ", ".join(sorted(_ALLOWED[holds]))
            self._fault(
                name,
                _("%(key)s is nothing that this field can have; it can have %(allowed)s.")
                % {"key": key, "allowed": allowed},
            )
        choices = CHOICES.get(name, ())
        column = Column(
            path=path,
            holds=holds,
            names=self._names(name, said, holds),
            always=said.get("always"),
            words=self._words(name, said, holds, choices),
            choices=choices,
            split=self._text(name, said, "split"),
            part=self._text(name, said, "part"),
            like=self._text(name, said, "like"),
        )
        self._check(name, column)
        return column

    def _names(self, name: str, said: Mapping[str, Any], holds: Holds) -> tuple[str, ...]:
        wanted = [said[key] for key in ("column", "day", "time") if key in said]
        many = said.get("columns", [])
        wanted += many if isinstance(many, list) else [many]
        if not all(isinstance(each, str) and each.strip() for each in wanted):
            self._fault(name, _("write the names of columns in quotation marks."))
            return ()
        if not wanted and "always" not in said:
            self._fault(name, _("name its column."))
        if len(wanted) > 1 and holds == Holds.MOMENT and "column" in said:
            self._fault(name, _("name one column, or one for the day and one for the time."))
        if holds == Holds.MOMENT and ("day" in said) != ("time" in said):
            self._fault(name, _("name the column of the day and that of the time."))
        return tuple(" ".join(each.split()) for each in wanted)

    def _words(
        self, name: str, said: Mapping[str, Any], holds: Holds, choices: tuple[str, ...]
    ) -> dict[str, object]:
        words = said.get("words", {})
        if not isinstance(words, dict):
            self._fault(name, _("words: write a table of your words and ours."))
            return {}
        meant = (True, False) if holds == Holds.TRUTH else choices
        for word, value in words.items():
            # True is 1 for Python, and a choice is none of a list.
            is_ours = isinstance(value, bool if holds == Holds.TRUTH else str) and value in meant
            if not is_ours and value != "":
                self._fault(
                    name,
                    _("words: “%(word)s” must mean one of %(choices)s, or “” for nothing.")
                    % {"word": word, "choices": ", ".join(choices or ("true", "false"))},
                )
        return {plain(word): value for word, value in words.items()}

    def _text(self, name: str, said: Mapping[str, Any], key: str) -> str:
        value = said.get(key, "")
        if isinstance(value, str):
            return value
        self._fault(name, _("%(key)s: write a text in quotation marks.") % {"key": key})
        return ""

    def _check(self, name: str, column: Column) -> None:
        if column.part and column.part not in PARTS:
            self._fault(name, _("part: write “before comma” or “after comma”."))
        always = column.always
        if always is None:
            return
        if column.names:
            self._fault(name, _("name a column or say what it always is, not both."))
        if column.holds == Holds.TRUTH and not isinstance(always, bool):
            self._fault(name, _("always: write true or false."))
        elif column.holds == Holds.CHOICE and always not in column.choices:
            choices = ", ".join(column.choices)
            self._fault(name, _("always: write one of %(choices)s.") % {"choices": choices})
        elif column.holds in (Holds.TEXT, Holds.NAMING) and not isinstance(always, str):
            self._fault(name, _("always: write a text in quotation marks."))

    def _numbered(self, table: str, slot: Slot, number: int) -> Slot:
        """Return the slot of one child, its number in the names of its columns."""
        for each in slot.every:
            if any(NUMBER not in name for name in each.names):
                self._fault(
                    f"{table}.{each.path}",
                    _("write {n} in the name where the number of the child stands."),
                )
        return Slot(
            columns=tuple(_with_number(each, number) for each in slot.columns),
            lists={
                name: tuple(
                    tuple(_with_number(each, number) for each in element) for element in elements
                )
                for name, elements in slot.lists.items()
            },
            number=number,
        )

    def _fault(self, name: str, why: str) -> None:
        self.faults.append(f"{name}: {why}")


def plain(word: str) -> str:
    """Return a word as words are compared: in any case, with blanks as one."""
    return " ".join(word.casefold().split())


def _with_number(column: Column, number: int) -> Column:
    names = tuple(name.replace(NUMBER, str(number)) for name in column.names)
    return replace(column, names=names)
