"""When two deliveries say the same: one canonical form, and a hash of it.

Absent, null and an empty list say the same, and so do an object with nothing in it, the order
of names, and one instant written with two offsets. The form is that of RFC 8785 for the values
that a feed can hold.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from firstbell.journey.intake.feed import Incident
from firstbell.journey.intake.reading import Repeating, flaws

NAMING = frozenset({"source", "reference", "revision"})
"""What names an incident, and is no part of what it says."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What an incident says, as plain values, and the hash by which the same is known again."""

    said: dict[str, Any]
    content_hash: str


def as_said(part: BaseModel) -> dict[str, Any]:
    """Return a part of the feed as plain values, without what says nothing."""
    said: dict[str, Any] = without_empty(part.model_dump(mode="json"))
    return said


def without_empty(value: Any) -> Any:
    """Return a value without the fields that are null, an empty list or an empty object.

    Elements of a list stay, whatever they hold: their places are part of what was said.
    """
    if isinstance(value, dict):
        kept = {name: without_empty(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, [], {})}
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    return value


def content_hash(value: object) -> str:
    """Return the SHA-256 of a value's canonical form, in hexadecimal.

    Text that cannot be written in UTF-8 is hashed by its escapes.
    """
    written = json.dumps(
        without_empty(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(written.encode(errors="backslashreplace")).hexdigest()


def as_kept(incident: Incident) -> Kept:
    """Return an incident as it is kept, and the hash of what it says, whatever it is called.

    A force's database gives the people of an incident in any order, so the order of the two
    lists says nothing.
    """
    said = as_said(incident)
    unnamed = {name: each for name, each in said.items() if name not in NAMING}
    for people in ("adults", "children"):
        if people in unnamed:
            unnamed[people] = sorted(unnamed[people], key=lambda person: str(person["id"]))
    return Kept(said=said, content_hash=content_hash(unnamed))


def storable(value: object) -> object:
    """Return a refused value as it can be kept: itself, or its JSON text where it cannot be.

    PostgreSQL holds no NUL, no lone surrogate and no infinite number, an object keeps a name
    once, and null alone is no content; the text holds them all.
    """
    if value is not None and next(flaws(value, place=""), None) is None:
        return value
    return {"as_sent": _as_text(value)}


def _as_text(value: object) -> str:
    if isinstance(value, dict):
        pairs = value.pairs if isinstance(value, Repeating) else value.items()
        return "{" + ",".join(f"{json.dumps(name)}:{_as_text(each)}" for name, each in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_as_text(each) for each in value) + "]"
    return json.dumps(value)
