"""The whole form of one incident: the incident, its adults and its children, as many as there are.

Rows are added and taken out by the server, so that it works without script. A problem that the
product finds is shown at the field that it belongs to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from firstbell.journey.intake.feed import MOST_PEOPLE
from firstbell.journey.intake.receipts import Problem
from firstbell.journey.reconciliation.entry import document
from firstbell.journey.reconciliation.entry.fields import (
    AdultEntry,
    ChildEntry,
    IncidentEntry,
    PersonEntry,
)

FORM_OF: Mapping[str, type[PersonEntry]] = {"adult": AdultEntry, "child": ChildEntry}
LIST_OF = {"adult": "adults", "child": "children"}
FIELD_OF = {
    **{name: f"{field}_on" for name, field in document.INSTANTS.items()},
    "lines": "address_lines",
    "tool": "risk_tool",
    "grade": "risk_grade",
}
"""Names of the document that are others in the form."""

PARTS = {"address": "address_lines", "risk": "risk_grade", "disclosure": "hold_until_on"}
"""Parts of the document, and the field at which stands what is wrong with all of one."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of the form."""

    key: str
    number: int
    form: PersonEntry
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Found:
    """One problem, and the field that it belongs to."""

    text: str
    field_id: str


class EntrySheet:
    """An incident's form, bound or not."""

    def __init__(self, incident: IncidentEntry, rows: Mapping[str, Sequence[Person]]) -> None:
        self.incident = incident
        self.rows = rows
        self.unplaced: list[str] = []

    @classmethod
    def from_said(cls, said: Mapping[str, Any]) -> "EntrySheet":
        """Return the form filled with what an incident says, with a row to begin with."""
        rows = {}
        for kind, form in FORM_OF.items():
            people = said.get(LIST_OF[kind])
            known = [each for each in people or [] if isinstance(each, dict)]
            shown = [document.shown_of_person(each, is_child=kind == "child") for each in known]
            rows[kind] = [
                Person(
                    key=str(index),
                    number=index + 1,
                    form=form(initial=values, prefix=f"{kind}-{index}"),
                    is_new=False,
                )
                for index, values in enumerate(shown)
            ]
        sheet = cls(IncidentEntry(initial=document.shown_of_incident(said)), rows)
        return sheet if rows["child"] else sheet.with_row("child")

    @classmethod
    def from_post(cls, posted: QueryDict) -> "EntrySheet":
        """Return the form as it was sent; a row whose removal was asked for is left out."""
        removed = posted.get("remove", "")
        rows = {
            kind: [
                Person(
                    key=key,
                    number=number,
                    form=form(posted, prefix=f"{kind}-{key}"),
                    is_new=not posted.get(f"{kind}-{key}-was"),
                )
                for number, key in enumerate(_keys(posted, kind, removed), 1)
            ]
            for kind, form in FORM_OF.items()
        }
        return cls(IncidentEntry(posted), rows)

    def unchecked(self) -> "EntrySheet":
        """Return the same with what was typed, saying nothing yet about mistakes."""
        for form in self._forms():
            form.initial = {
                name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
                for name, field in form.fields.items()
            }
            form.is_bound = False
        return self

    def keep_reference(self, reference: str) -> None:
        """Hold the form to an incident that is named for ever."""
        self.incident.fields["reference"].disabled = True
        self.incident.fields["reference"].initial = reference
        self.incident.initial["reference"] = reference

    def with_row(self, kind: str) -> "EntrySheet":
        """Return the form with one more row of a kind, as far as an incident has room."""
        rows = self.rows[kind]
        if kind not in FORM_OF or len(rows) >= MOST_PEOPLE:
            return self
        key = str(max((int(row.key) for row in rows), default=-1) + 1)
        taken = {str(row.form["id"].value() or "") for row in self._people()}
        letter = "C" if kind == "child" else "A"
        free = next(f"{letter}{n}" for n in range(1, 999) if f"{letter}{n}" not in taken)
        row = Person(
            key=key,
            number=len(rows) + 1,
            form=FORM_OF[kind](initial={"id": free}, prefix=f"{kind}-{key}"),
            is_new=True,
        )
        return EntrySheet(self.incident, {**self.rows, kind: [*rows, row]})

    @property
    def adults(self) -> Sequence[Person]:
        """The rows of adults."""
        return self.rows["adult"]

    @property
    def children(self) -> Sequence[Person]:
        """The rows of children."""
        return self.rows["child"]

    def is_valid(self) -> bool:
        """Whether every field can be read; every form is looked at."""
        judged = [form.is_valid() for form in self._forms()]
        return all(judged)

    def document(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """Return the incident that the form makes over `base`, once it is valid."""
        return document.document_of(
            base,
            incident=self.incident.cleaned_data,
            adults=[row.form.cleaned_data for row in self._said("adult")],
            children=[row.form.cleaned_data for row in self._said("child")],
        )

    def _said(self, kind: str) -> list[Person]:
        return [row for row in self.rows[kind] if not row.is_new or row.form.says_something]

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Show what the product found at the fields that it belongs to."""
        for each in problems:
            form, field = self.place_of(each["place"], said_only=True)
            words = f"{each['problem']} {each['cure']}"
            if form is None:
                self.unplaced.append(f"{each['place']}: {words}" if each["place"] else words)
            else:
                form.add_error(field, words)

    def note_problems(self, problems: Iterable[Any]) -> list[Found]:
        """Write at each field why it was refused, and return the problems with their fields."""
        found = []
        for each in problems:
            form, field = self.place_of(each.place, said_only=False)
            words = f"{each.problem} {each.cure}"
            if form is None or field is None:
                continue
            noted = _("Refused: %(words)s") % {"words": words}
            form.fields[field].help_text = conditional_escape(noted)
            found.append(Found(text=words, field_id=_id_of(form, field)))
        return found

    def place_of(self, place: str, *, said_only: bool) -> tuple[Form | None, str | None]:
        """Return the form and the field that show a place of the document, if any does."""
        steps = place.split("/")[1:]
        if not steps:
            return None, None
        kind = {"adults": "adult", "children": "child"}.get(steps[0])
        if kind is None:
            return self._in_incident(steps)
        rows = self._said(kind) if said_only else self.rows[kind]
        if len(steps) < 2 or not steps[1].isdecimal() or int(steps[1]) >= len(rows):
            return None, None
        form = rows[int(steps[1])].form
        field = _field_of(steps[2:]) if len(steps) > 2 else "given_names"
        return (form, field) if field in form.fields else (None, None)

    def _in_incident(self, steps: list[str]) -> tuple[Form | None, str | None]:
        field = _field_of(steps)
        return (self.incident, field) if field in self.incident.fields else (None, None)

    def errors(self) -> Iterator[Found]:
        """Yield every mistake with the field that it belongs to, for the summary on top."""
        for text in self.unplaced:
            yield Found(text=text, field_id="incident")
        for form in self._forms():
            for name, errors in form.errors.items():
                for words in errors:
                    yield Found(text=f"{self._whose(form)}{words}", field_id=_id_of(form, name))

    def _whose(self, form: Form) -> str:
        for row in self.children:
            if row.form is form:
                return _("Child %(number)s: ") % {"number": row.number}
        for row in self.adults:
            if row.form is form:
                return _("Adult %(number)s: ") % {"number": row.number}
        return ""

    def _people(self) -> Iterator[Person]:
        for rows in self.rows.values():
            yield from rows

    def _forms(self) -> list[Form]:
        return [self.incident, *(row.form for row in self._people())]


def _field_of(steps: Sequence[str]) -> str:
    """Return the name of the field that shows a place within the incident or a person."""
    if steps[0] in PARTS:
        return FIELD_OF.get(steps[1], steps[1]) if len(steps) > 1 else PARTS[steps[0]]
    return FIELD_OF.get(steps[0], steps[0])


def _keys(posted: QueryDict, kind: str, removed: str) -> list[str]:
    keys = dict.fromkeys(key for key in posted.getlist(kind) if key.isdecimal() and len(key) < 5)
    return [key for key in keys if f"{kind}-{key}" != removed][:MOST_PEOPLE]


def _id_of(form: Form, name: str) -> str:
    if name not in form.fields:
        return "incident"
    bound = form[name]
    return f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.auto_id)
