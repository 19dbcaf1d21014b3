"""Which ways to reach the people of an incident are not safe, and taking them out of what is shown.

A mark names a person of the incident and a kind of way; what it was is read from every revision
that there was, for an older text may hold an older number. A newer number under a mark is hidden
too, until somebody of the hub has asked and lifts it. Marks are read as whoever asks, for the
walls show them to everybody who may be shown such a way; the revisions are read as the system.

Shows and decides nothing itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firstbell.core import ways
from firstbell.core.ways import Ways
from firstbell.foundation import acting
from firstbell.journey.intake.models import Incident, Revision
from firstbell.registry.circles.models import UnsafeMark

Kind = UnsafeMark.Kind

NO_WAYS = Ways()

PLACE = ""
"""The person of a mark that is about the place of the incident itself."""

FIELDS: Mapping[str, str] = {Kind.PHONE: "phone", Kind.EMAIL: "email", Kind.ADDRESS: "address"}


@dataclass(frozen=True, kw_only=True)
class Unsafe:
    """What is marked in one incident: `marks` are pairs of a person's `id` and a kind."""

    marks: frozenset[tuple[str, str]] = frozenset()
    ways: Ways = NO_WAYS

    def has(self, person: str, kind: str) -> bool:
        """Whether this way to reach this person is marked."""
        return (person, kind) in self.marks

    def clean(self, text: str) -> str:
        """Return a text without what is marked."""
        return cleaned(text, self.ways)

    def hidden(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an incident says without what is marked, in its fields and its texts."""
        if not self.marks:
            return dict(said)
        shown = {key: self._clean_in(value) for key, value in said.items()}
        for person, part in _parts(shown):
            for kind, field in FIELDS.items():
                if self.has(person, kind):
                    part.pop(field, None)
        return shown

    def put_back(self, document: dict[str, Any], *, base: Mapping[str, Any]) -> dict[str, Any]:
        """Return a revision that was typed over `hidden(base)` with what the form did not show.

        What was typed anew stands; what was left as it was shown is what it was.
        """
        if not self.marks:
            return document
        before = dict(_parts(base))
        for person, part in _parts(document):
            old = before.get(person)
            if old is not None:
                self._put_back_in(part, old, person=person)
        return document

    def _put_back_in(self, part: dict[str, Any], old: Mapping[str, Any], *, person: str) -> None:
        for key, value in old.items():
            if key in part:
                part[key] = self._as_it_was(part[key], value)
        for kind, field in FIELDS.items():
            if self.has(person, kind) and not part.get(field) and field in old:
                part[field] = deepcopy(old[field])

    def _as_it_was(self, now: Any, old: Any) -> Any:
        """Return what was typed with each value that is as it was shown as it was said."""
        if now == self._clean_in(old):
            return deepcopy(old)
        if isinstance(now, dict) and isinstance(old, dict):
            return {
                key: self._as_it_was(value, old[key]) if key in old else value
                for key, value in now.items()
            }
        return now

    def _clean_in(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.clean(value)
        if isinstance(value, dict):
            return {key: self._clean_in(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._clean_in(each) for each in value]
        return value


NOTHING = Unsafe()


def cleaned(text: str, unsafe: Ways) -> str:
    """Return a text without some ways to reach people, with words that say so instead."""
    return ways.without(text, unsafe, instead=_("[left out: not safe to use]")) if unsafe else text


def unsafe_of(incident: Incident) -> Unsafe:
    """Return what is marked in an incident: one query, and one more where there is anything."""
    rows = UnsafeMark.objects.filter(record_id=incident.id, lifted_at=None)
    marks = frozenset(rows.values_list("person", "kind"))
    if not marks:
        return NOTHING
    with acting.as_the_system(savepoint=False):
        said = list(Revision.objects.filter(incident=incident).values_list("said", flat=True))
    found = (_ways_in(each, marks) for each in [incident.said, *said])
    return Unsafe(marks=marks, ways=reduce(or_, found, Ways()))


def unsafe_ways_of(incidents: Collection[UUID]) -> Ways:
    """Return what is marked in any of some incidents, as the system: to be given to nobody."""
    marks: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    rows = UnsafeMark.objects.filter(record_id__in=incidents, lifted_at=None)
    for record_id, person, kind in rows.values_list("record_id", "person", "kind"):
        marks[record_id].add((person, kind))
    said = [
        *Incident.objects.filter(id__in=marks).values_list("id", "said"),
        *Revision.objects.filter(incident__in=marks).values_list("incident_id", "said"),
    ]
    found = (_ways_in(each, frozenset(marks[incident])) for incident, each in said)
    return reduce(or_, found, Ways())


def safe_addresses(said: Mapping[str, Any]) -> Ways:
    """Return the addresses of an incident that never leave the police and the hub."""
    addresses = [address for _person, part in _parts(said) if (address := _address(part))]
    return reduce(or_, (ways.by_address(each) for each in addresses if each.get("safe")), Ways())


def _ways_in(said: Mapping[str, Any], marks: frozenset[tuple[str, str]]) -> Ways:
    found = Ways()
    for person, part in _parts(said):
        if (person, Kind.PHONE) in marks:
            found |= ways.by_phone(str(part.get("phone") or ""))
        if (person, Kind.EMAIL) in marks:
            found |= ways.by_email(str(part.get("email") or ""))
        if (person, Kind.ADDRESS) in marks:
            found |= ways.by_address(_address(part))
    return found


def _parts(said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the incident itself and each of its people, with whose ways stand there."""
    yield PLACE, said
    for key in ("adults", "children"):
        people = said.get(key)
        for each in people if isinstance(people, list) else ():
            if isinstance(each, dict):
                yield str(each.get("id") or "?"), each


def _address(part: Mapping[str, Any]) -> Mapping[str, Any]:
    address = part.get("address")
    return address if isinstance(address, dict) else {}
