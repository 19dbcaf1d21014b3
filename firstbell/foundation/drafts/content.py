"""What of a form is kept as a draft, and how it is sealed. Touches no row."""

import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from firstbell.foundation.sealing import CannotUnseal, seal, unseal

LASTS = timedelta(hours=24)
"""How long a draft is kept: until the next morning's work, and not for long."""

LONGEST = 100_000
"""Characters of one draft. The longest form, an incident with many people, fits."""

Fields = Sequence[tuple[str, str]]
"""The names and values of a form in their order; a name may come more than once."""


def sealed(fields: Fields, *, person: UUID, address: str) -> str:
    """Return the fields as only this person at this address gets them back."""
    return seal(json.dumps(list(fields)), purpose=_purpose(person, address))


def unsealed(content: str, *, person: UUID, address: str) -> Fields | None:
    """Return the fields again, or None when they were sealed for somebody or somewhere else."""
    try:
        text = unseal(content, purpose=_purpose(person, address))
    except CannotUnseal:
        return None
    return [(str(name), str(value)) for name, value in json.loads(text)]


def length_of(fields: Fields) -> int:
    """Return how many characters a draft would hold."""
    return sum(len(name) + len(value) for name, value in fields)


def _purpose(person: UUID, address: str) -> str:
    return f"draft {person} {address}"
