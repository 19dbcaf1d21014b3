"""What happened, as police recorded it, in words: for the hub, which may know all of it.

Works on rows that a door has let through. What a school may be told of this is another matter
and decided elsewhere (`core.disclosure`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.journey.intake.models import RecordedAdult, RecordedChild
from firstbell.journey.intake.unsafe import Unsafe

OF_THE_INCIDENT: Mapping[str, Promise] = {
    "occurred_from": gettext_lazy("When"),
    "place_kind": gettext_lazy("Kind of place"),
    "circumstances": gettext_lazy("What happened"),
    "suspect_status": gettext_lazy("Where the suspect is"),
    "conditions": gettext_lazy("Conditions"),
    "social_care_referral": gettext_lazy("Referred to social care"),
    "safe_contact": gettext_lazy("How to contact the victim safely"),
    "victim_told": gettext_lazy("What the victim was told"),
}

OF_THE_CHILD: Mapping[str, Promise] = {
    "presence": gettext_lazy("The child was"),
    "where_present": gettext_lazy("Where the child was"),
    "seen": gettext_lazy("Seen by police"),
    "spoken_to_alone": gettext_lazy("Spoken to alone"),
    "voice": gettext_lazy("What the child said"),
    "presentation": gettext_lazy("How the child seemed"),
}

CODES: Mapping[str, Promise] = {
    "home": gettext_lazy("A home"),
    "relative": gettext_lazy("A relative’s home"),
    "public": gettext_lazy("A public place"),
    "other": gettext_lazy("Somewhere else"),
    "present": gettext_lazy("Present"),
    "resident_not_present": gettext_lazy("Not there, but lives there"),
    "elsewhere": gettext_lazy("Elsewhere"),
    "unknown": gettext_lazy("Police do not know"),
}

ROLES: Mapping[str, Promise] = {
    "victim": gettext_lazy("Victim"),
    "suspect": gettext_lazy("Suspect"),
    "involved": gettext_lazy("Involved"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that police recorded."""

    label: str
    value: str


def happened(child: RecordedChild, *, unsafe: Unsafe) -> tuple[Line, ...]:
    """Return what police recorded of the incident and of the child in it; blanks are left out.

    So is, out of every text, what is marked as not safe to use.
    """
    incident = child.incident
    return told_of(incident.said, child.said, adults=incident.adults.all(), unsafe=unsafe)


def told_of(
    said: Mapping[str, object],
    child: Mapping[str, object],
    *,
    adults: Iterable[RecordedAdult],
    unsafe: Unsafe,
) -> tuple[Line, ...]:
    """Return the same of what an incident and a child in it say, wherever they are kept."""
    found = (
        *_facts(said, OF_THE_INCIDENT),
        *_risk(said),
        *_adults(adults),
        *_facts(child, OF_THE_CHILD),
    )
    return tuple(Line(label=each.label, value=unsafe.clean(each.value)) for each in found)


def _facts(said: Mapping[str, object], labels: Mapping[str, Promise]) -> Iterator[Line]:
    for key, label in labels.items():
        value = said.get(key)
        if value not in (None, ""):
            yield Line(label=str(label), value=_in_words(key, value))


def _in_words(key: str, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if key == "occurred_from":
        return date_format(localtime(datetime.fromisoformat(str(value))), "H:i, l j F Y")
    if key in {"place_kind", "presence"}:
        return str(CODES.get(str(value), value))
    return str(value)


def _risk(said: Mapping[str, object]) -> Iterator[Line]:
    risk = said.get("risk")
    if isinstance(risk, dict) and risk.get("grade"):
        found = " ".join(str(risk[key]) for key in ("grade", "tool") if risk.get(key))
        yield Line(label=_("Risk as police graded it"), value=found)


def _adults(adults: Iterable[RecordedAdult]) -> Iterator[Line]:
    for adult in sorted(adults, key=lambda each: each.reference):
        name = f"{adult.given_names} {adult.surname}".strip() or _("Name not recorded")
        born = date_format(adult.born_on, "j F Y") if adult.born_on else ""
        role = str(ROLES.get(adult.role, ROLES["involved"]))
        yield Line(label=role, value=f"{name}, {born}" if born else name)
