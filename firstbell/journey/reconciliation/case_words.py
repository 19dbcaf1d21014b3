"""What an advocate reads of a case, in words: one line for each fact of the allow-list.

Works on facts that `core.disclosure` let through; leaves nothing out and adds nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.journey.linkage.showing import sex
from firstbell.journey.routing.happened import CODES

LABELS: Mapping[str, Promise] = {
    "occurred_from": gettext_lazy("When"),
    "occurred_to": gettext_lazy("Until"),
    "place_kind": gettext_lazy("Kind of place"),
    "circumstances": gettext_lazy("What happened"),
    "risk": gettext_lazy("Risk as police graded it"),
    "suspect_status": gettext_lazy("Where the suspect is"),
    "conditions": gettext_lazy("Conditions"),
    "social_care_referral": gettext_lazy("Referred to social care"),
    "safe_contact": gettext_lazy("How to contact the victim safely"),
    "victim_told": gettext_lazy("What the victim was told"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address"),
    "sex": gettext_lazy("Sex"),
    "presence": gettext_lazy("The child was"),
}

SAID_ELSEWHERE = frozenset({"reference", "role", "given_names", "surname"})
"""Facts that stand in a heading."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One fact in words."""

    key: str
    label: str
    value: str


def words_of(told: Mapping[str, object]) -> tuple[Line, ...]:
    """Return the facts in words, in their order."""
    return tuple(
        Line(key=key, label=str(LABELS[key]), value=_in_words(key, value))
        for key, value in told.items()
        if key not in SAID_ELSEWHERE
    )


def person_name(told: Mapping[str, object]) -> str:
    """Return a name as recorded, or that there is none."""
    found = f"{told.get('given_names') or ''} {told.get('surname') or ''}".strip()
    return found or _("Name not recorded")


def _in_words(key: str, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return _parts(key, value)
    text = str(value)
    if key in {"occurred_from", "occurred_to"}:
        return date_format(localtime(datetime.fromisoformat(text)), "H:i, l j F Y")
    if key == "date_of_birth":
        return date_format(date.fromisoformat(text), "j F Y")
    if key == "sex":
        return sex(text)
    return str(CODES.get(text, text)) if key in {"place_kind", "presence"} else text


def _parts(key: str, value: Mapping[str, object]) -> str:
    if key == "risk":
        return " ".join(str(value[part]) for part in ("grade", "tool") if value.get(part))
    lines = value.get("lines")
    parts = [*(lines if isinstance(lines, list) else []), value.get("postcode")]
    return ", ".join(str(part) for part in parts if part)
