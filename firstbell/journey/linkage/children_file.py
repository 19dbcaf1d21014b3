"""A file of recorded children, as linkage reads them.

A row in which something was refused still yields its ``child_id``: nobody may vanish from the
answer because a date was mistyped or a comma left out. Free of Django.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from firstbell.core.linkage import RecordedChild
from firstbell.core.linkage.upns import tidy_upn
from firstbell.journey.linkage.roll_file import read_date
from firstbell.journey.linkage.tables import Findings, Refusal, Row, read_rows

COLUMNS = (
    "child_id", "given_names", "surname", "also_known_as", "date_of_birth", "age_estimate", "sex",
    "upn", "address_line_1", "postcode", "uprn", "school_as_told", "household",
)  # fmt: skip

_URN = re.compile(r"(?<!\d)\d{6}(?!\d)")
"""An establishment's number said with the school; a name alone says nothing without a register."""

_AGE = re.compile(r"\d{1,2}(\.0+)?")


@dataclass(frozen=True, slots=True)
class FiledChild:
    """A child of the file; ``child`` is None where the row was refused."""

    child_id: str
    child: RecordedChild | None


def read_children(path: Path, on: date, findings: Findings) -> list[FiledChild]:
    """Read every child of a file in its order; ages are read as of ``on``.

    :raises CannotRead: where the file is no table.
    """
    file = path.name
    found: dict[str, FiledChild] = {}
    for row in read_rows(path, COLUMNS, findings, named_by="child_id"):
        refused: list[Refusal] = []
        child_id = row["child_id"]
        if not child_id:
            refused.append(_refusal(file, row, "child_id", "it is missing", "give it"))
        elif child_id in found:
            wrong, right = "another row has it already", "give each child its own"
            refused.append(_refusal(file, row, "child_id", wrong, right))
        else:
            child = _child(file, row, on, refused, findings) if row.is_whole else None
            found[child_id] = FiledChild(child_id, None if refused else child)
        findings.refused += refused
    return list(found.values())


def _child(
    file: str, row: Row, on: date, refused: list[Refusal], findings: Findings
) -> RecordedChild:
    if row["upn"] and not tidy_upn(row["upn"]):
        wrong, right = "its check letter is wrong", "it is not relied on"
        findings.warnings.append(_refusal(file, row, "upn", wrong, right))
    if row["sex"].upper() not in {"", "F", "M", "X"}:
        wrong, right = "not known", "write F, M or X; it is not relied on"
        findings.warnings.append(_refusal(file, row, "sex", wrong, right))
    return RecordedChild(
        child_id=row["child_id"],
        given_names=row["given_names"],
        surname=row["surname"],
        also_known_as=_also_known_as(file, row, refused),
        born_on=read_date(file, row, "date_of_birth", refused),
        age_estimate=_age(file, row, refused),
        on=on,
        sex=row["sex"],
        upn=row["upn"],
        address_line_1=row["address_line_1"],
        postcode=row["postcode"],
        uprn=row["uprn"],
        school_as_told=row["school_as_told"],
        school_urns=tuple(_URN.findall(row["school_as_told"])),
        household=row["household"] or None,
    )


def _age(file: str, row: Row, refused: list[Refusal]) -> int | None:
    if not row["age_estimate"]:
        return None
    if not _AGE.fullmatch(row["age_estimate"]):
        wrong, right = "it is no age", "write whole years, such as 7"
        refused.append(_refusal(file, row, "age_estimate", wrong, right))
        return None
    return int(float(row["age_estimate"]))


def _also_known_as(file: str, row: Row, refused: list[Refusal]) -> tuple[tuple[str, str], ...]:
    if not row["also_known_as"]:
        return ()
    try:
        return tuple(_known_as(entry) for entry in _entries(row["also_known_as"]))
    except (TypeError, ValueError):
        wrong = "it is no list of other names"
        right = 'write [{"given_names": "…", "surname": "…"}]'
        refused.append(_refusal(file, row, "also_known_as", wrong, right))
        return ()


def _entries(text: str) -> list[object]:
    entries = json.loads(text)
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise TypeError
    return entries


def _known_as(entry: object) -> tuple[str, str]:
    if not isinstance(entry, dict):
        raise TypeError
    given, surname = entry.get("given_names") or "", entry.get("surname") or ""
    if not isinstance(given, str) or not isinstance(surname, str):
        raise TypeError
    return given, surname


def _refusal(file: str, row: Row, column: str, wrong: str, right: str) -> Refusal:
    return Refusal(file, row.line, column, wrong, right)
