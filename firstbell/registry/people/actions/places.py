"""Which establishment each row of a file belongs to. Reads the register, writes nothing."""

from collections.abc import Sequence

from firstbell.core.identifiers import place_reference
from firstbell.registry.agencies.files.table import quoted
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.people.files.rows import (
    Complaint,
    Place,
    ReadRoll,
    RefusedEntry,
    RollRow,
    SourceSchool,
)

SOURCE = Place(line=0, words="CTfile/Header/SourceSchool")


def placed(read: ReadRoll) -> tuple[list[RollRow], list[int], list[RefusedEntry]]:
    """Return the rows whose establishment is known, the URN of each, and all that is refused.

    Where the file's header names the establishment and it is unknown, no row can be taken.
    """
    if read.source is None:
        return _by_row(read)
    urn = _urn_of(read.source)
    if isinstance(urn, Complaint):
        refused = RefusedEntry(place=SOURCE, complaints=(urn,), content="")
        return [], [], [refused, *read.refused]
    return list(read.rows), [urn] * len(read.rows), list(read.refused)


def _by_row(read: ReadRoll) -> tuple[list[RollRow], list[int], list[RefusedEntry]]:
    asked = {row.urn for row in read.rows if row.urn is not None}
    known = set(Establishment.objects.filter(urn__in=asked).values_list("urn", flat=True))
    rows, urns, refused = [], [], list(read.refused)
    for row in read.rows:
        if row.urn in known:
            rows.append(row)
            urns.append(row.urn)
        else:
            refused.append(_of_nowhere(row))
    return rows, urns, sorted(refused, key=lambda entry: entry.place.line)


def _of_nowhere(row: RollRow) -> RefusedEntry:
    unknown = Complaint(
        field="urn",
        problem=f"no establishment with the URN {place_reference(row.urn or 0)} is loaded",
        cure="correct the URN, or load a schools register that has it",
    )
    return RefusedEntry(place=row.place, complaints=(unknown,), content=row.content)


def _urn_of(source: SourceSchool) -> int | Complaint:
    """The URN of the establishment that a header names, or why it cannot be told."""
    by_urn = _with_urn(source.urn)
    if by_urn is not None:
        return by_urn
    numbered = Establishment.objects.filter(
        council_code=source.council_code.zfill(3),
        establishment_number=source.establishment_number.zfill(4),
    )
    found = list(numbered) if source.council_code and source.establishment_number else []
    chosen = [each for each in found if each.is_open] or found
    if len(chosen) == 1:
        return chosen[0].urn
    return Complaint(
        field="",
        problem=_why_none(source, chosen),
        cure="correct it, or load a schools register that has this establishment",
    )


def _with_urn(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        return None
    return Establishment.objects.filter(urn=int(text)).values_list("urn", flat=True).first()


def _why_none(source: SourceSchool, chosen: Sequence[Establishment]) -> str:
    number = quoted(f"{source.council_code} {source.establishment_number}".strip())
    if len(chosen) > 1:
        return f"several establishments have the number {number}"
    asked = f"the URN {quoted(source.urn)}" if source.urn else f"the number {number}"
    return f"no establishment with {asked} is loaded"
