"""What one installation says to another about a hand-over: every field and its limits.

A message is signed as a whole and is good for five minutes; what it carries, a package or a
receipt, has a signature of its own and is kept.
"""

import hashlib
import json
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from firstbell.journey.intake.feed import LARGEST_NUMBER

MOST_BYTES = 2 * 1024 * 1024
"""Of one message: an incident with all its adults and one child is far shorter."""

Id = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]
Seal = Annotated[str, Field(max_length=100)]


class Part(BaseModel):
    """A part of a message: unknown fields are refused, nothing is guessed."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True
    )


class HandOverMessage(Part):
    """An offer, a question how it stands, a withdrawal, or the answer of who was offered.

    `police_withdrew` comes after an acceptance: police have withdrawn the incident, which is then
    withdrawn there at this `revision`.
    """

    kind: Literal["offer", "ask", "withdraw", "answer", "police_withdrew"]
    sent_by: Key
    sent_to: Key
    id: Id
    digest: Digest
    package: Annotated[str, Field(max_length=MOST_BYTES)] | None = None
    receipt: Annotated[str, Field(max_length=5000)] | None = None
    seal: Seal | None = None
    note: Annotated[str, Field(max_length=200)] | None = None
    revision: Annotated[int, Field(ge=1, le=LARGEST_NUMBER)] | None = None


class HandOverAnswer(Part):
    """How the hand-over stands with who answers; `unknown` where it never came or is not kept."""

    id: Id
    state: Literal[
        "unknown", "received", "accepted", "refused", "withdrawn", "taken", "police_withdrew"
    ]
    receipt: str | None = None
    seal: Seal | None = None
    note: str | None = None


class Package(Part):
    """What goes along with one child. `incident` has the shape of a feed's incident;
    `changed` are the texts in which another child was named."""

    version: Literal[1]
    id: Id
    sent_by: Key
    sent_by_name: Annotated[str, Field(max_length=200)]
    sent_to: Key
    offered_at: str
    bell_at: str
    reference: Annotated[str, Field(min_length=1, max_length=200)]
    child: Annotated[str, Field(min_length=1, max_length=200)]
    basis: Annotated[str, Field(max_length=12)]
    purpose: Annotated[str, Field(max_length=20)]
    law: Annotated[str, Field(max_length=300)]
    changed: list[str]
    incident: dict[str, Any]


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, by which both sides know that they hold the same."""
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()


def written(part: BaseModel) -> str:
    """Return a part as one line: what is signed, and what its digest is of."""
    return json.dumps(part.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))


def read_package(text: str) -> Package | None:
    """Return the package that a text writes, or None where it writes none."""
    try:
        return Package.model_validate_json(text)
    except ValidationError:
        return None
