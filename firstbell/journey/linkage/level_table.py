"""The levels at which children and pupils agree, as a table for an engine that learns from them.

One row for each candidate pair: the two ids, and for each field the level at which the rules of
``core.linkage`` find it to agree. No name, date or address is in it. Free of Django.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from firstbell.core.linkage import RecordedChild
from firstbell.core.linkage.compare import compare
from firstbell.core.linkage.levels import Field
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.tables import write_rows

COLUMNS = {
    Field.UPN: "upn",
    Field.FORENAME: "forename",
    Field.MIDDLE_NAMES: "middle_names",
    Field.SURNAME: "surname",
    Field.BIRTH: "birth",
    Field.SEX: "sex",
    Field.ADDRESS: "address",
    Field.SCHOOL: "school",
}
"""The column of each field, in the order in which `compare` tells them."""


def write_levels(path: Path, children: Sequence[RecordedChild], register: Register) -> int:
    """Write the levels of every pair that shares a key (CSV or Parquet); say how many there are.

    ``unique_id`` is the child's id, a bar and the pupil's number in the register, from 1.
    """
    who, rows = register.pairs(children)
    return _write(path, children, register, zip(who.tolist(), rows.tolist(), strict=True))


def write_levels_by_chance(
    path: Path, children: Sequence[RecordedChild], register: Register, count: int, *, seed: int
) -> int:
    """Write the levels of ``count`` pairs drawn by lot: how often two strangers agree."""
    chance = Random(seed)  # noqa: S311 - a lot, not a secret
    places, rows = range(len(children)), range(len(register))
    drawn = ((chance.choice(places), chance.choice(rows)) for _ in range(count))
    return _write(path, children, register, drawn)


def _write(
    path: Path,
    children: Sequence[RecordedChild],
    register: Register,
    pairs: Iterable[tuple[int, int]],
) -> int:
    found = []
    for place, row in pairs:
        child, pupil = children[place], register.pupil(row)
        levels = {agreement.field: agreement.level for agreement in compare(child, pupil)}
        pair = f"{child.child_id}|{pupil.pupil_id}"
        found.append([pair, *(levels[field] for field in COLUMNS)])
    write_rows(path, dict.fromkeys(("unique_id", *COLUMNS.values()), "string"), found)
    return len(found)
