"""Read the rolls in force: who may be a recorded child, and where a pupil is registered.

Nothing here checks who asks: pages reach it through the doors of the apps above. A pupil who has
left is still found as a candidate, because leaving the right child out would let a twin or a
namesake look unrivalled; but no registration on the day means that no establishment is told by
it. Held, replaced and refused rolls are never read here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from psycopg import sql

from firstbell.core.linkage.merging import is_registered, one_pupil, rank
from firstbell.core.linkage.records import ChildId, RollPupil
from firstbell.core.linkage.weigh import Frequencies
from firstbell.registry.people.models import Registration, Roll

# Both look at the index alone first. Left to itself, PostgreSQL reads every row of every roll
# while it has no statistics: after each load, and always in a database that lives for minutes.
# The keys are found by a function of the walls: behind a policy their index would not be used.
PUPILS_BY_KEYS = """
    WITH hit AS MATERIALIZED (
         SELECT pupil_id, roll_id FROM wall_registrations_with(%s::bigint[]))
    SELECT DISTINCT hit.pupil_id FROM hit JOIN people_roll l ON l.id = hit.roll_id
     WHERE l.state = 'current'
"""
ROWS_OF_PUPILS = """
    WITH own AS MATERIALIZED (
         SELECT found.id, found.roll_id
           FROM unnest(%s::uuid[]) AS pupil (id)
          CROSS JOIN LATERAL (
                SELECT id, roll_id FROM people_registration WHERE pupil_id = pupil.id) AS found)
    SELECT own.id FROM own JOIN people_roll l ON l.id = own.roll_id WHERE l.state = 'current'
"""
COUNTED = """
    WITH hit AS MATERIALIZED (
         SELECT {columns}, roll_id FROM people_registration WHERE {tests})
    SELECT {columns}, count(*) FROM hit JOIN people_roll l ON l.id = hit.roll_id
     WHERE l.state = 'current' GROUP BY {columns}
"""


@dataclass(frozen=True, kw_only=True)
class PupilToShow:
    """What a person compares a recorded child with: one pupil, as the main roll has them."""

    pupil_id: UUID
    upn: str
    forename: str
    middle_names: str
    surname: str
    preferred_forename: str
    preferred_surname: str
    former_surname: str
    born_on: date | None
    sex: str
    address: tuple[str, ...]
    postcode: str
    nc_year: str
    establishments: tuple[str, ...]
    has_left: bool


def candidates_by_keys(
    keys: Mapping[ChildId, Collection[int]], *, on: date
) -> dict[ChildId, list[RollPupil]]:
    """Return for each child the pupils on rolls in force that share one of its keys.

    Three queries for all the children: asked in one, the planner reads every row of every roll
    while it has no statistics. `on` says which of a pupil's rows speaks first where rows
    differ; a pupil who has left by then is a candidate all the same.
    """
    wanted = sorted({key for own in keys.values() for key in own})
    rows = _rows_in_force(_pupils_by_keys(wanted)) if wanted else []
    by_pupil: dict[UUID, list[Registration]] = defaultdict(list)
    by_key: dict[int, set[UUID]] = defaultdict(set)
    for row in rows:
        by_pupil[row.pupil_id].append(row)
        for key in row.keys:
            by_key[key].add(row.pupil_id)
    pupils = {
        pupil_id: one_pupil([_as_pupil(row) for row in _ranked(own, on=on)])
        for pupil_id, own in by_pupil.items()
    }
    return {
        child: [pupils[each] for each in sorted(set().union(*(by_key.get(k, ()) for k in own)))]
        for child, own in keys.items()
    }


def registrations_on(pupil_id: UUID, *, on: date) -> list[Registration]:
    """Return where a pupil is registered on a day, one row for each establishment, main first.

    The first and the last day on a roll are included, and blank ones are open.
    """
    return registrations_of([pupil_id], on=on)[pupil_id]


def registrations_of(pupil_ids: Iterable[UUID], *, on: date) -> dict[UUID, list[Registration]]:
    """Return the same for several pupils, in one query; a pupil without any has an empty list."""
    wanted = list(pupil_ids)
    rows = (
        _in_force()
        .filter(_registered(on), pupil__in=wanted)
        .select_related("pupil", "roll__establishment")
    )
    found: dict[UUID, dict[UUID, Registration]] = {pupil_id: {} for pupil_id in wanted}
    for row in _ranked(rows, on=on):
        found[row.pupil_id].setdefault(row.roll.establishment_id, row)
    return {pupil_id: list(by_place.values()) for pupil_id, by_place in found.items()}


def pupils_to_show(pupil_ids: Iterable[UUID], *, on: date) -> dict[UUID, PupilToShow]:
    """Return what a reviewer sees of each pupil; one on no roll in force is left out."""
    by_pupil: dict[UUID, list[Registration]] = defaultdict(list)
    for row in _rows_in_force(list(pupil_ids)):
        by_pupil[row.pupil_id].append(row)
    return {pupil_id: _to_show(rows, on=on) for pupil_id, rows in by_pupil.items()}


def frequencies_of(forenames: Iterable[str], surnames: Iterable[str]) -> Frequencies:
    """Count how many registrations in force bear each of these names, folded as linkage does.

    Only the names asked for are counted, so it is cheap for the candidates of one incident; ask
    with `core.linkage.forename_key` and `surname_key` of them. Every forename asked for is
    counted together with every surname asked for, too.
    """
    first, last = set(forenames) - {""}, set(surnames) - {""}
    both = _bearers(("folded_forename", first), ("folded_surname", last))
    return Frequencies(
        pupils=Roll.objects.filter(state=Roll.State.CURRENT).aggregate(n=Sum("pupils"))["n"] or 0,
        forenames={name: bearers for (name,), bearers in _bearers(("folded_forename", first))},
        surnames={name: bearers for (name,), bearers in _bearers(("folded_surname", last))},
        namesakes={" ".join(names): bearers for names, bearers in both if bearers > 1},
    )


def held_rolls() -> QuerySet[Roll]:
    """Return the rolls that wait for a person, the one that waits longest first."""
    return (
        Roll.objects.filter(state=Roll.State.HELD)
        .select_related("establishment")
        .order_by("loaded_at", "establishment__urn")
    )


def _in_force() -> QuerySet[Registration]:
    return Registration.objects.filter(roll__state=Roll.State.CURRENT)


def _registered(on: date) -> Q:
    begun = Q(entered_on=None) | Q(entered_on__lte=on)
    return begun & (Q(left_on=None) | Q(left_on__gte=on))


def _pupils_by_keys(keys: list[int]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(PUPILS_BY_KEYS, [keys])
        return [pupil_id for (pupil_id,) in cursor.fetchall()]


def _rows_in_force(pupils: list[UUID]) -> list[Registration]:
    """Every row in force of some pupils, with pupil and establishment."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_OF_PUPILS, [pupils])
        ids = [row_id for (row_id,) in cursor.fetchall()]
    rows = Registration.objects.filter(id__in=ids)
    return list(rows.select_related("pupil", "roll__establishment"))


def _bearers(*wanted: tuple[str, set[str]]) -> list[tuple[tuple[str, ...], int]]:
    """Count the rows in force by the names in each column, of those names that are wanted."""
    if not all(names for _, names in wanted):
        return []
    columns = sql.SQL(", ").join(sql.Identifier(column) for column, _ in wanted)
    tests = sql.SQL(" AND ").join(
        sql.SQL("{} = ANY(%s)").format(sql.Identifier(column)) for column, _ in wanted
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(COUNTED).format(columns=columns, tests=tests),
            [sorted(names) for _, names in wanted],
        )
        return [(tuple(names), bearers) for *names, bearers in cursor]


def _ranked(rows: Iterable[Registration], *, on: date) -> list[Registration]:
    """A pupil's rows, the one that speaks first on top; of two alike, that which came last."""
    return sorted(
        rows,
        key=lambda row: (rank(row.enrol_status, row.entered_on, row.left_on, on=on), -row.pk),
    )


def _as_pupil(row: Registration) -> RollPupil:
    return RollPupil(
        pupil_id=row.pupil_id,
        surname=row.surname,
        forename=row.forename,
        middle_names=row.middle_names,
        preferred_surname=row.preferred_surname,
        preferred_forename=row.preferred_forename,
        former_surname=row.former_surname,
        born_on=row.born_on,
        sex=row.sex,
        upn=row.pupil.upn,
        address_line_1=row.address_line_1,
        postcode=row.postcode,
        uprn=row.uprn,
        urns=(str(row.roll.establishment.urn),),
    )


def _to_show(rows: list[Registration], *, on: date) -> PupilToShow:
    ranked = _ranked(rows, on=on)
    main = ranked[0]
    lines = (main.address_line_1, main.address_line_2, main.address_line_3, main.town)
    return PupilToShow(
        pupil_id=main.pupil_id,
        upn=main.pupil.upn or main.upn,
        forename=main.forename,
        middle_names=main.middle_names,
        surname=main.surname,
        preferred_forename=main.preferred_forename,
        preferred_surname=main.preferred_surname,
        former_surname=main.former_surname,
        born_on=main.born_on,
        sex=main.sex,
        address=tuple(line for line in lines if line),
        postcode=main.postcode,
        nc_year=main.nc_year,
        establishments=tuple(dict.fromkeys(row.roll.establishment.name for row in ranked)),
        has_left=not is_registered(main.entered_on, main.left_on, on=on),
    )
