"""The ONS postcode directory: which council and which police force a postcode lies in.

The file has millions of lines, so it is read as it comes and never held. Postcodes that are no
longer used are kept: people go on giving them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firstbell.core.identifiers import normal_postcode
from firstbell.registry.agencies.files.table import Problem, Refused, Row, quoted, read

REQUIRED = ("pcds", "laua", "pfa")
OPTIONAL = ("doterm",)
ALSO_CALLED = {
    "pcds": r"pcd8?s|postcode",
    "laua": r"oslaua|lad\d*cd|laua\d*(cd)?",
    "pfa": r"pfa\d*(cd)?",
    "doterm": r"dot(erm)?|date_of_termination",
}
"""Names that the directory gave the same columns in other years, such as `lad25cd`."""

_AREA = re.compile(r"[A-Z][0-9]{8}")


@dataclass(frozen=True, slots=True)
class Postcode:
    """One postcode; `ended` is the year and month in which it went out of use, or ""."""

    pcds: str
    laua: str
    force_pfa: str
    ended: str


def read_postcodes(lines: bytes | Iterable[bytes]) -> Iterator[Postcode | Problem]:
    """Yield each postcode of the directory, or why its line is refused.

    :raises UnusableFile: if a column is missing that nothing works without.
    """
    table = read(lines, required=REQUIRED, optional=OPTIONAL, also_called=ALSO_CALLED)
    for row in table.rows():
        if isinstance(row, Problem):
            yield row
            continue
        try:
            yield _postcode(row)
        except Refused as refused:
            yield row.problem(refused)


def _postcode(row: Row) -> Postcode:
    pcds = normal_postcode(row["pcds"])
    if pcds is None:
        raise Refused("pcds", "it is no postcode", "write it like ZE1 0AA")
    return Postcode(pcds, _area(row, "laua"), _area(row, "pfa"), _ended(row))


def _area(row: Row, column: str) -> str:
    """Return a code of the ONS; a few postcodes lie nowhere and have none."""
    code = row[column]
    if code and not _AREA.fullmatch(code):
        raise Refused(column, f"{quoted(code)} is no ONS code", "write a letter and eight digits")
    return code


def _ended(row: Row) -> str:
    month = row["doterm"].replace("-", "")[:6]
    if row["doterm"] and not (len(month) == 6 and month.isdecimal()):
        raise Refused(
            "doterm", f"{quoted(row['doterm'])} is no month", "write it as YYYYMM, or nothing"
        )
    return month
