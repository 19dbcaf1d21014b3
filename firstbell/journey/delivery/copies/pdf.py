"""The PDF of a copy: made on this machine with the fonts that typst brings, readable aloud.

What anybody wrote goes in as data and is set as text. A PDF that must be readable aloud (PDF/UA)
may hold no character without a shape: one that these fonts lack is given by its number, and the
page says so; the page to print shows it.
"""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from firstbell.foundation.marks import shown
from firstbell.journey.delivery.copies import Taken, warning, what_is_left_out, whose
from firstbell.journey.delivery.forms import KINDS
from firstbell.journey.delivery.sheet import Done, Known, Section, Sheet

TEMPLATE = Path(__file__).with_name("copy.typ")

NOWHERE = str(TEMPLATE.parent / "no-packages")
"""A folder that is not there: packages would be fetched from elsewhere."""

LONGEST_WORD = 60
"""Letters in a row before a line may break inside them, so that none runs off the paper."""

EUROPEAN = (
    r"\n -~\u00a0-\u024f\u0300-\u03ff\u0400-\u04ff\u1e00-\u1eff"
    r"\u2010-\u2027\u2030-\u205e\u20ac\ufffd"
)
SETS = (EUROPEAN + r"\u0600-\u06ff", EUROPEAN, r"\n -~")
"""What is tried in turn where a text holds a character that the fonts may lack."""

NOT_TOLD = {
    Known.HELD_BACK: gettext_lazy("Held back until a hub worker has looked"),
    Known.NOT_SHARED: gettext_lazy("Not shared by the police"),
    Known.LEFT_OUT: gettext_lazy("Left out of this copy"),
}


class CannotSet(RuntimeError):
    """The PDF could not be made. Says nothing of what should have stood in it."""


def pdf_of(taken: Taken, sheet: Sheet, *, advice: Sequence[str]) -> bytes:
    """Return a copy as a PDF.

    :raises CannotSet: if typst could not make it.
    """
    return document_pdf(_said(taken, sheet, advice=advice))


def document_pdf(document: dict[str, Any], *, template: Path = TEMPLATE) -> bytes:
    """Return a document as a PDF, in the form of a copy or of another template.

    :raises CannotSet: if typst could not make it.
    """
    said = _settable(document)
    for known in (None, *SETS):
        try:
            shapes = said if known is None else _numbered(said, re.compile(f"[^{known}]"))
            return _set(shapes, template)
        except typst.TypstError:
            continue
    raise CannotSet


def _set(said: dict[str, Any], template: Path) -> bytes:
    made: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        format="pdf",
        ignore_system_fonts=True,
        package_path=NOWHERE,
        package_cache_path=NOWHERE,
        pdf_standards=["ua-1"],
        sys_inputs={"said": json.dumps(said)},
    )
    return made


def _said(taken: Taken, sheet: Sheet, *, advice: Sequence[str]) -> dict[str, Any]:
    name = sheet.child.name or _("Name not recorded")
    said: dict[str, Any] = {
        # The title is read by search engines of a computer: it names no child.
        "title": _("Firstbell, copy %(number)s") % {"number": taken.number},
        "language": (get_language() or "en").partition("-")[0],
        "warning": warning(),
        "marks": f"{whose(taken)} {what_is_left_out(taken)}",
        "heading": name,
        "lead": _lead(sheet),
        "sections": [_section(each) for each in sheet.incident + sheet.sections],
        "support": {
            "heading": _("Support given"),
            "none": _("None noted."),
            "lines": [_support(done) for done in sheet.support],
        },
        "advice": [" ".join(sheet.because.lines), *advice],
        "acts": " ".join(
            f"{act.label}: {act.by}, {date_format(localtime(act.at), 'j F Y, H:i')}."
            for act in sheet.acts
        ),
    }
    return said


def _lead(sheet: Sheet) -> str:
    born_on = sheet.child.born_on
    parts = [
        _("Born %(day)s.") % {"day": date_format(born_on, "j F Y")}
        if born_on
        else _("Date of birth not recorded."),
        _("Police notification to %(place)s, %(day)s.")
        % {"place": sheet.place, "day": date_format(localtime(sheet.raised_at), "j F Y, H:i")},
        _("Police reference: %(reference)s.") % {"reference": sheet.reference or "–"},
    ]
    if sheet.withdrawn_at:
        day = date_format(localtime(sheet.withdrawn_at), "j F Y, H:i")
        parts.append(_("Withdrawn by the police %(day)s.") % {"day": day})
    return " ".join(parts)


def _section(section: Section) -> dict[str, Any]:
    facts = [
        {"label": str(fact.label), "value": fact.value or str(NOT_TOLD[fact.known])}
        for fact in section.facts
    ]
    if section.not_recorded:
        missing = "; ".join(str(label) for label in section.not_recorded)
        facts.append({"label": _("Not recorded"), "value": missing})
    return {"heading": str(section.heading), "facts": facts}


def _support(done: Done) -> str:
    kinds = "; ".join(str(KINDS.get(kind, kind)) for kind in done.kinds)
    day = date_format(done.given_on, "j F Y")
    return f"{day}, {done.given_by}: {kinds}. {done.note}".strip()


def _settable(value: Any) -> Any:
    """Return the same with marks for what nobody sees, and a place to break in endless words."""
    if isinstance(value, str):
        long = re.compile(rf"(\S{{{LONGEST_WORD}}})(?=\S)")
        return long.sub("\\1\u200b", shown(value.replace("\r\n", "\n").replace("\r", "\n")))
    return _each(value, _settable)


def _numbered(value: Any, unknown: re.Pattern[str]) -> Any:
    """Return the same with a number in place of each character that the fonts lack."""
    if isinstance(value, str):
        return unknown.sub(_number, value)
    return _each(value, lambda inner: _numbered(inner, unknown))


def _number(found: re.Match[str]) -> str:
    return "" if found[0] == "\u200b" else f"[U+{ord(found[0]):04X}]"


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: change(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [change(inner) for inner in value]
    return value
