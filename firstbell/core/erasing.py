"""Take one child, or a whole incident, out of what was handed over, and leave the rest readable.

A document is what police sent: a feed, one incident, or a revision of one. Of a child who is
erased the object goes, and from every text that stays the child's names, birth date and other
particulars, unless somebody who stays has the same ones. It errs on taking out too much.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstbell.core.mentions.facts import single_names

GONE = "[erased]"
"""What stands in a text where something was taken out."""

_NAMES = ("given_names", "surname")
_CODES = frozenset({"id", "role", "sex", "presence", "adult", "relationship", "language"})
"""Fields of a child whose values are codes or everyday words, and tell nobody apart."""


@dataclass(frozen=True, kw_only=True)
class Traces:
    """What a text may still say of a child who is erased: words of names, and whole values."""

    names: frozenset[str]
    values: frozenset[str]

    @property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds them, the longest first; None where there is nothing to look for."""
        found = sorted({*self.names, *self.values}, key=len, reverse=True)
        if not found:
            return None
        listed = "|".join(re.escape(each) for each in found)
        return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def traces_of(child: Mapping[str, Any], *, others: Iterable[Mapping[str, Any]]) -> Traces:
    """Return what may be left of a child as sent, less what the others who stay have too."""
    staying = list(others)
    names = _names_in(child) - frozenset[str]().union(*map(_names_in, staying))
    values = _values_in(child) - frozenset[str]().union(*map(_values_in, staying))
    return Traces(names=names, values=values | frozenset(_ways_to_write(child)))


def _names_in(person: Mapping[str, Any]) -> frozenset[str]:
    known = [person, *(person.get("also_known_as") or ())]
    texts = [str(each.get(name) or "") for each in known for name in _NAMES]
    return frozenset(
        word for text in texts for word in (*single_names(text), *text.split()) if len(word) > 1
    )


def _values_in(person: Mapping[str, Any]) -> frozenset[str]:
    held = {key: value for key, value in person.items() if key not in {*_CODES, *_NAMES}}
    return frozenset(text for text in _texts(held) if len(text.strip()) > 3)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _ways_to_write(child: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ways in which a birth date is usually written."""
    try:
        born = date.fromisoformat(str(child.get("date_of_birth") or ""))
    except ValueError:
        return
    day, month, year = born.day, born.month, born.year
    for written_day in {f"{day}", f"{day:02}"}:
        for written_month in {f"{month}", f"{month:02}"}:
            for mark in "/.-":
                yield f"{written_day}{mark}{written_month}{mark}{year}"
                yield f"{written_day}{mark}{written_month}{mark}{year % 100:02}"
        yield f"{written_day} {born:%B} {year}"
        yield f"{written_day} {born:%b} {year}"


def without_traces(value: Any, traces: Traces) -> Any:
    """Return a value in which every text has lost what may be left of a child."""
    pattern = traces.pattern
    return value if pattern is None else _scrubbed(value, pattern)


def _scrubbed(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(GONE, value)
    if isinstance(value, Mapping):
        return {
            key: each if key in _CODES else _scrubbed(each, pattern) for key, each in value.items()
        }
    if isinstance(value, list):
        return [_scrubbed(each, pattern) for each in value]
    return value


def without_children(incident: Mapping[str, Any], ids: Collection[str]) -> dict[str, Any]:
    """Return an incident as sent without these children, an under-age adult among them."""
    people = {kind: _list_of(incident, kind) for kind in ("adults", "children")}
    gone = [each for listed in people.values() for each in listed if each.get("id") in ids]
    staying = [each for listed in people.values() for each in listed if each.get("id") not in ids]
    left: dict[str, Any] = {
        **incident,
        **{
            kind: [each for each in listed if each.get("id") not in ids]
            for kind, listed in people.items()
            if kind in incident
        },
    }
    for child in gone:
        left = without_traces(left, traces_of(child, others=staying))
    return left


def _list_of(incident: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    listed = incident.get(kind)
    return (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )


def without_incident(incident: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of an incident that is erased: what it is called."""
    return {key: incident[key] for key in ("source", "reference", "revision") if key in incident}


def in_document(document: Any, *, reference: str, children: Collection[str] | None = None) -> Any:
    """Return a delivery without one incident's content, or without these children of it.

    A document that is no feed and no incident, because it was refused as a whole, has no part
    that could be told apart: nothing is left of it.
    """
    if not isinstance(document, Mapping):
        return {}
    if isinstance(document.get("incidents"), list):
        listed = [
            in_document(each, reference=reference, children=children)
            if isinstance(each, Mapping) and each.get("reference") == reference
            else each
            for each in document["incidents"]
        ]
        return {**document, "incidents": listed}
    if document.get("reference") != reference:
        return {}
    return without_incident(document) if children is None else without_children(document, children)
