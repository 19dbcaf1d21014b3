"""What is known before a file is taken: pupils by identity, holders of UPNs, rolls in force.

Read in whole columns by plain SQL, because a file may hold every pupil of an area. Writes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from firstbell.registry.people.actions.identities import KnownPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow(KnownPerson):
    """One row of a roll in force, as far as the next roll is weighed against it."""

    row_id: int
    upn: str
    enrol_status: str
    entered_on: date | None
    left_on: date | None
    nc_year: str
    reg_group: str
    attends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRoll:
    """The roll in force of one establishment."""

    roll_id: UUID
    rows: tuple[StandingRow, ...]

    def registered(self, on: date) -> set[UUID]:
        """The pupils who are registered on a day, both ends included."""
        return {row.pupil_id for row in self.rows if is_registered(row.entered_on, row.left_on, on)}


def is_registered(entered_on: date | None, left_on: date | None, on: date) -> bool:
    """Say whether a row counts on a day: blank ends are open, both ends are included."""
    return (entered_on is None or entered_on <= on) and (left_on is None or on <= left_on)


def rolls_in_force(urns: Collection[int]) -> dict[int, StandingRoll]:
    """Return the rolls in force of these establishments by URN; one without a roll is left out."""
    found: dict[int, tuple[UUID, list[StandingRow]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.urn, l.id, r.id, r.pupil_id, r.upn, r.surname, r.forename, r.middle_names,
                   r.preferred_surname, r.preferred_forename, r.former_surname, r.born_on,
                   r.enrol_status, r.entered_on, r.left_on, r.nc_year, r.reg_group,
                   r.attends
              FROM people_roll l
              JOIN agencies_establishment e ON e.id = l.establishment_id
              LEFT JOIN people_registration r ON r.roll_id = l.id
             WHERE l.state = 'current' AND e.urn = ANY(%s)
             ORDER BY r.id
            """,
            [list(urns)],
        )
        for urn, roll_id, *rest in cursor:
            _, rows = found.setdefault(urn, (roll_id, []))
            if rest[0] is not None:
                rows.append(_standing_row(rest))
    return {
        urn: StandingRoll(roll_id=roll_id, rows=tuple(rows))
        for urn, (roll_id, rows) in found.items()
    }


def _standing_row(values: list[object]) -> StandingRow:
    return StandingRow(**dict(zip(_STANDING, values, strict=True)))  # type: ignore[arg-type]


_STANDING = (
    "row_id", "pupil_id", "upn", "surname", "forename", "middle_names", "preferred_surname",
    "preferred_forename", "former_surname", "born_on", "enrol_status", "entered_on", "left_on",
    "nc_year", "reg_group", "attends",
)  # fmt: skip


def holders_of(upns: Collection[str]) -> dict[str, KnownPerson]:
    """Return who holds each of these UPNs, as the latest row of a roll taken has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.upn, p.id, r.surname, r.forename, r.middle_names, r.preferred_surname,
                   r.preferred_forename, r.former_surname, r.born_on
              FROM people_pupil p
              CROSS JOIN LATERAL (
                   SELECT each.* FROM people_registration each
                     JOIN people_roll l ON l.id = each.roll_id
                    WHERE each.pupil_id = p.id AND l.state IN ('current', 'replaced')
                    ORDER BY each.id DESC LIMIT 1) r
             WHERE p.upn = ANY(%s) AND p.upn <> ''
            """,
            [list(upns)],
        )
        return {
            upn: KnownPerson(
                pupil_id=pupil_id,
                surname=surname,
                forename=forename,
                middle_names=middle_names,
                preferred_surname=preferred_surname,
                preferred_forename=preferred_forename,
                former_surname=former_surname,
                born_on=born_on,
            )
            for (
                upn, pupil_id, surname, forename, middle_names, preferred_surname,
                preferred_forename, former_surname, born_on,
            ) in cursor
        }  # fmt: skip


def pupils_by_identity(identities: Collection[str]) -> dict[str, UUID]:
    """Return the pupils whom we know by these identities."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity, id FROM people_pupil WHERE identity = ANY(%s)", [list(identities)]
        )
        return dict(cursor.fetchall())


def known_postcodes(postcodes: Collection[str]) -> set[str] | None:
    """Return those that the postcode directory has; None while no directory is loaded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM agencies_postcode)")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT pcds FROM agencies_postcode WHERE pcds = ANY(%s)", [list(postcodes)])
        return {pcds for (pcds,) in cursor}
