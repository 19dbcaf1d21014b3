"""What seals an entry of the trail, worked out without the database that wrote it.

An entry's hash is taken over all its columns and the hash before it in its shard. Here the same
form is built again, in another language than the function `audit_append` is written in, so that
a change of that function shows as well.

Pure: reads and writes nothing.
"""

import hashlib
from typing import NamedTuple

SHARDS = 16
"""Chains side by side, so that two writers seldom wait for each other."""

FORM = "firstbell-trail-1,"
"""What every sealed text begins with: its form, so that another one can follow some day."""

NO_HASH = bytes(32)
"""What stands before the first entry of a shard."""


class Head(NamedTuple):
    """The last number of a shard, and its hash."""

    number: int
    hash: bytes


class Row(NamedTuple):
    """One entry as it lies in the database: its place, its seal, and every other column as text.

    `rest` is id, written_at, at, by, actor, action, subject_kind, subject_id, detail, why,
    came_from, through and session, as PostgreSQL writes them in UTC and with ISO dates.
    """

    shard: int
    number: int
    previous: bytes
    hash: bytes
    rest: tuple[str | None, ...]

    def seal(self, number: int) -> bytes:
        """Return the hash that this entry has if it was written under that number."""
        parts = (str(self.shard), str(number), self.previous.hex(), *self.rest)
        return hashlib.sha256((FORM + "".join(map(_part, parts))).encode()).digest()

    def is_sealed_as(self, number: int) -> bool:
        """Say whether this entry was written under that number, and not changed since."""
        return self.seal(number) == self.hash


def _part(text: str | None) -> str:
    """Return a column with its length in bytes before it, so that no two rows read alike."""
    if text is None:
        return "-,"
    return f"{len(text) if text.isascii() else len(text.encode())}:{text},"
