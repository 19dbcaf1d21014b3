"""Write pupils and rows of rolls in bulk, by COPY. Called by `loading` inside its transaction.

COPY does not go through row level security, so rows arrive in a table of the transaction's own
and are inserted from there.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from psycopg import Copy, sql

from firstbell.core.linkage import RollPupil, forename_key, keys_of_pupil, surname_key
from firstbell.registry.people.actions.identities import NewPupil
from firstbell.registry.people.files.rows import Complaint, RollRow

PLAIN = (
    "surname", "forename", "middle_names", "preferred_surname", "preferred_forename",
    "former_surname", "born_on", "sex", "address_line_1", "address_line_2", "address_line_3",
    "town", "postcode", "uprn", "entered_on", "left_on", "nc_year", "reg_group", "attends",
    "upn",
)  # fmt: skip
"""Columns of a registration that are those of the row as it was read."""

COLUMNS = (
    "roll_id", "pupil_id", *PLAIN, "enrol_status", "warnings", "folded_forename",
    "folded_surname", "keys",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row on its way to a roll: whose it is, the UPN that holds, and what is marked."""

    row: RollRow
    urn: int
    pupil_id: UUID
    upn: str
    warnings: tuple[Complaint, ...]


def copy_pupils(pupils: Sequence[NewPupil]) -> None:
    """Write pupils that were not known."""
    with _arriving("people_pupil", ("id", "identity", "upn")) as copy:
        for pupil in pupils:
            copy.write_row((pupil.pupil_id, pupil.identity, pupil.upn))


def copy_entries(entries: Iterable[Entry], *, roll_of: dict[int, UUID]) -> None:
    """Write rows to the rolls of their establishments, `roll_of` by URN, with their keys."""
    with _arriving("people_registration", COLUMNS) as copy:
        for entry in entries:
            copy.write_row(_written(entry, roll_of[entry.urn]))


def keep_rows(row_ids: Sequence[int], *, roll_id: UUID, warning: Complaint | None = None) -> None:
    """Copy rows of the roll in force to the one that takes its place, marked when so asked."""
    kept = ", ".join(column for column in COLUMNS if column not in {"roll_id", "warnings"})
    added = json.dumps([as_kept(warning)] if warning else [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO people_registration (roll_id, warnings, {kept})"  # noqa: S608
            f" SELECT %s, warnings || %s::jsonb, {kept} FROM people_registration"
            " WHERE id = ANY(%s) ORDER BY id",
            [roll_id, added, list(row_ids)],
        )


def as_kept(warning: Complaint) -> dict[str, str]:
    """Return a warning as it is kept on its row."""
    return {"field": warning.field, "problem": warning.problem, "cure": warning.cure}


def _written(entry: Entry, roll_id: UUID) -> tuple[object, ...]:
    row = entry.row
    pupil = RollPupil(
        pupil_id=entry.pupil_id,
        surname=row.surname,
        forename=row.forename,
        middle_names=row.middle_names,
        preferred_surname=row.preferred_surname,
        preferred_forename=row.preferred_forename,
        former_surname=row.former_surname,
        born_on=row.born_on,
        upn=entry.upn,
        address_line_1=row.address_line_1,
        postcode=row.postcode,
        uprn=row.uprn,
        urns=(str(entry.urn),),
    )
    return (
        roll_id,
        entry.pupil_id,
        *(getattr(row, column) for column in PLAIN),
        row.enrol_status or "C",
        json.dumps([as_kept(each) for each in entry.warnings]) if entry.warnings else "[]",
        forename_key(row.forename)[:200],
        surname_key(row.surname)[:200],
        "{" + ",".join(map(str, keys_of_pupil(pupil))) + "}",
    )


@contextmanager
def _arriving(table: str, columns: Sequence[str]) -> Iterator[Copy]:
    """Take rows by COPY and insert them, in the order in which they were written.

    The driver's own cursor, in the transaction that Django has begun: only it can COPY.
    """
    target, arriving = sql.Identifier(table), sql.Identifier(f"arriving_{table}")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    named = {"target": target, "arriving": arriving, "names": names}
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE {arriving} ON COMMIT DROP AS"
                " SELECT {names} FROM {target} WITH NO DATA"
            ).format(**named)
        )
        with cursor.copy(sql.SQL("COPY {arriving} ({names}) FROM STDIN").format(**named)) as copy:
            yield copy
        cursor.execute(
            sql.SQL("INSERT INTO {target} ({names}) SELECT {names} FROM {arriving}").format(**named)
        )
        cursor.execute(sql.SQL("DROP TABLE {arriving}").format(**named))
