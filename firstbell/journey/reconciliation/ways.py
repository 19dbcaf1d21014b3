"""The ways to reach the people of an incident: each to be marked as not safe, or marked already.

A way that is marked has no words any more. An address that is kept safe is not listed for an
advocate, who must not even learn that it is there. Works on what a door has let through.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.unsafe import FIELDS, PLACE, Unsafe
from firstbell.journey.reconciliation.case_words import person_name, words_of

KINDS: Mapping[str, Promise] = {
    "phone": gettext_lazy("Telephone number"),
    "email": gettext_lazy("E-mail address"),
    "address": gettext_lazy("Address"),
}

ROLES: Mapping[str, Promise] = {
    "victim": gettext_lazy("Victim"),
    "suspect": gettext_lazy("Suspect"),
    "involved": gettext_lazy("Somebody involved"),
}

CHILD = gettext_lazy("Child")
THE_PLACE = gettext_lazy("Where it happened")


class For(StrEnum):
    """Who is shown the ways."""

    HUB_AND_POLICE = "hub and police"
    ADVOCATE = "advocate"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to reach one person; `value` is empty once it is marked."""

    person: str
    kind: str
    label: str
    whose: str
    value: str
    is_marked: bool


def ways_of(incident: Incident, unsafe: Unsafe, *, for_whom: For) -> tuple[Way, ...]:
    """Return the ways that somebody may mark, the place of the incident last."""
    return tuple(_ways(incident.said, unsafe, for_whom=for_whom))


def role_of(said: Mapping[str, Any], *, is_child: bool) -> str:
    """Return in which role somebody is in an incident, in a word."""
    return str(CHILD if is_child else ROLES.get(said.get("role") or "", ROLES["involved"]))


def _ways(said: Mapping[str, Any], unsafe: Unsafe, *, for_whom: For) -> Iterator[Way]:
    for person, whose, part in _people(said, for_whom=for_whom):
        for kind, field in FIELDS.items():
            value = part.get(field)
            if not value or (kind in {"phone", "email"} and person == PLACE):
                continue
            is_kept_safe = isinstance(value, Mapping) and value.get("safe")
            if is_kept_safe and for_whom == For.ADVOCATE:
                continue
            is_marked = unsafe.has(person, kind)
            # Two people may share a way, and one mark hides it for both.
            [line] = words_of({field: value})
            yield Way(
                person=person,
                kind=kind,
                label=str(KINDS[kind]),
                whose=whose,
                value="" if is_marked else unsafe.clean(line.value),
                is_marked=is_marked,
            )


def _people(
    said: Mapping[str, Any], *, for_whom: For
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield whose ways somebody may know: for an advocate, the victim's alone."""
    for adult in said.get("adults") or []:
        if for_whom == For.HUB_AND_POLICE or adult.get("role") == "victim":
            whose = f"{person_name(adult)} ({role_of(adult, is_child=False)})"
            yield str(adult["id"]), whose, adult
    if for_whom == For.HUB_AND_POLICE:
        for child in said.get("children") or []:
            yield str(child["id"]), f"{person_name(child)} ({CHILD})", child
        yield PLACE, str(THE_PLACE), {"address": said.get("address")}
