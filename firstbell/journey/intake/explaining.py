"""What each refusal by type means, in words for the person who mends it.

Never repeats a value that was sent: it may be a child's name. Names of fields are shown, since
without them nobody can find the place.
"""

from difflib import get_close_matches

from django.utils.translation import gettext as _
from pydantic_core import ErrorDetails

from firstbell.journey.intake.feed import (
    Address,
    Adult,
    Child,
    Disclosure,
    Feed,
    Header,
    Name,
    Part,
    Relationship,
    Risk,
    SingleIncident,
)
from firstbell.journey.intake.reading import pointer
from firstbell.journey.intake.receipts import Problem

_PARTS: tuple[type[Part], ...] = (
    Feed, Header, SingleIncident, Adult, Child, Address, Risk, Disclosure, Name, Relationship,
)  # fmt: skip
FIELDS = tuple(sorted({name for part in _PARTS for name in part.model_fields}))
"""The name of every field that a feed may have."""


def explained(error: ErrorDetails, *, place: str) -> Problem:
    """Return one error of the schema as a problem, with its place in the whole document."""
    code, problem, cure = _words(error)
    return Problem(code=code, place=place + pointer(*error["loc"]), problem=problem, cure=cure)


def _words(error: ErrorDetails) -> tuple[str, str, str]:
    kind = error["type"]
    limits = error.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown_field", _("There is no such field."), _spelt(str(error["loc"][-1]))
    if kind == "literal_error":
        expected = limits.get("expected", "")
        return (
            "unknown_choice",
            _("This is none of the values that the field may have."),
            _("Write %(choices)s.") % {"choices": expected},
        )
    if kind in {"string_too_long", "too_long"}:
        return (
            "too_long",
            _("There is more here than can be kept."),
            _("Send at most %(most)s characters or elements.") % {"most": limits["max_length"]},
        )
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = limits.get("ge", limits.get("le"))
        return (
            "out_of_range",
            _("The number is out of range."),
            (_("Write a whole number from %(bound)s.") if "ge" in limits
             else _("Write a whole number up to %(bound)s.")) % {"bound": bound},
        )  # fmt: skip
    return _plain_words(kind)


def _plain_words(kind: str) -> tuple[str, str, str]:
    if kind in {"missing", "string_too_short"}:
        return "missing", _("A required field is missing."), _("Add it.")
    if kind == "instant_without_offset":
        return (
            "no_offset",
            _("The instant has no offset from UTC, so nobody can say when it was."),
            _("Write it as 2026-11-20T23:50:00Z or 2026-11-20T23:50:00+00:00."),
        )
    if kind == "string_pattern_mismatch":
        return "not_a_urn", _("This is no URN."), _("Write the digits of the URN alone.")
    return "wrong_type", _("The value is of a wrong type."), _cure_for_type(kind)


def _cure_for_type(kind: str) -> str:
    return {
        "instant": _("Write an instant with its offset, such as 2026-11-20T23:50:00+00:00."),
        "day": _("Write a date that exists, as YYYY-MM-DD."),
        "string_type": _("Write a text, in quotation marks."),
        "int_type": _("Write a whole number, without quotation marks."),
        "bool_type": _("Write true or false, without quotation marks."),
        "list_type": _("Write a list, in square brackets."),
        "model_type": _("Write an object, in curly brackets."),
    }.get(kind, _("Write it as the contract shows it."))


def _spelt(name: str) -> str:
    close = get_close_matches(name[:60], FIELDS, n=1, cutoff=0.8)
    if close:
        return _("Write %(name)s, or remove the field.") % {"name": close[0]}
    return _("Remove it, or correct its name.")
