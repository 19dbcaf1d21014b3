"""One wall: a table, and by which relations a person reads a row of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wall:
    """One table: by which relations a person reads a row, and why those."""

    table: str
    reads: tuple[str, ...]
    why: str
