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
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from firstbell.core.linkage.merging import is_registered, one_pupil, rank
from firstbell.core.linkage.records import ChildId, RollPupil
from firstbell.core.linkage.weigh import Frequencies, forename_key, surname_key
from firstbell.registry.people.models import Pupil, Registration, Roll

# Keys first, then row by row. Left to itself, PostgreSQL reads every row of every roll while it has
# no statistics: after each load, and always in a database that lives for minutes. OFFSET 0 keeps
# it from joining as a whole what is asked for one row.
# The keys are found by a function of the walls: behind a policy their index would not be used.
CANDIDATES = """
    SELECT own.pupil_id, own.surname, own.forename, own.middle_names, own.preferred_surname,
           own.preferred_forename, own.former_surname, own.born_on, own.sex, held.upn,
           own.address_line_1, own.postcode, own.uprn, place.urn::text,
           own.enrol_status, own.entered_on, own.left_on, own.id, own.keys
      FROM (SELECT DISTINCT hit.pupil_id
              FROM wall_registrations_with(%s::bigint[]) AS hit
             CROSS JOIN LATERAL (
                   SELECT state FROM people_roll WHERE id = hit.roll_id OFFSET 0) AS roll
             WHERE roll.state = 'current') AS pupil (id)
     CROSS JOIN LATERAL (SELECT upn FROM people_pupil WHERE id = pupil.id OFFSET 0) AS held
     CROSS JOIN LATERAL (
           SELECT * FROM people_registration WHERE pupil_id = pupil.id OFFSET 0) AS own
     CROSS JOIN LATERAL (
           SELECT l.state, e.urn FROM people_roll l
             JOIN agencies_establishment e ON e.id = l.establishment_id
            WHERE l.id = own.roll_id OFFSET 0) AS place
     WHERE place.state = 'current'
"""
ROWS_WITH_KEYS = """
    SELECT own.id
      FROM (SELECT DISTINCT pupil_id, roll_id FROM wall_registrations_with(%s::bigint[])) AS hit
     CROSS JOIN LATERAL (
           SELECT id FROM people_registration
            WHERE pupil_id = hit.pupil_id AND roll_id = hit.roll_id OFFSET 0) AS own
"""
ROWS_OF_PUPILS = """
    SELECT own.id
      FROM unnest(%s::uuid[]) AS pupil (id)
     CROSS JOIN LATERAL (
           SELECT id, roll_id FROM people_registration WHERE pupil_id = pupil.id OFFSET 0) AS own
     CROSS JOIN LATERAL (
           SELECT state FROM people_roll WHERE id = own.roll_id OFFSET 0) AS roll
     WHERE roll.state = 'current'
"""
BEARERS = """
    SELECT part, name, bearers FROM people_namecount WHERE part = 'pupils' AND name = ''
     UNION ALL
    SELECT part, name, bearers FROM people_namecount
     WHERE part = 'forename' AND name = ANY(%(forename)s)
     UNION ALL
    SELECT part, name, bearers FROM people_namecount
     WHERE part = 'surname' AND name = ANY(%(surname)s)
     UNION ALL
    SELECT part, name, bearers FROM people_namecount
     WHERE part = 'both' AND name = ANY(%(both)s) AND bearers > 1
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


class _Row(NamedTuple):
    """One row in force of a candidate, with the pupil's UPN and the establishment's URN."""

    pupil_id: UUID
    surname: str
    forename: str
    middle_names: str
    preferred_surname: str
    preferred_forename: str
    former_surname: str
    born_on: date | None
    sex: str
    upn: str
    address_line_1: str
    postcode: str
    uprn: str
    urn: str
    enrol_status: str
    entered_on: date | None
    left_on: date | None
    id: int
    keys: list[int]

    def rank(self, on: date) -> tuple[tuple[bool, int, int], int]:
        """What a pupil's rows are sorted by: of two alike that which came last is first."""
        return rank(self.enrol_status, self.entered_on, self.left_on, on=on), -self.id


def candidates_by_keys(
    keys: Mapping[ChildId, Collection[int]], *, on: date
) -> dict[ChildId, list[RollPupil]]:
    """Return for each child the pupils on rolls in force that share one of its keys.

    One query for all the children. `on` says which of a pupil's rows speaks first where rows
    differ; a pupil who has left by then is a candidate all the same.
    """
    wanted = sorted({key for own in keys.values() for key in own})
    by_pupil: dict[UUID, list[_Row]] = defaultdict(list)
    by_key: dict[int, set[UUID]] = defaultdict(set)
    among = set(wanted)
    for row in _candidates(wanted) if wanted else ():
        by_pupil[row.pupil_id].append(row)
        for key in among.intersection(row.keys):
            by_key[key].add(row.pupil_id)
    pupils = {
        pupil_id: one_pupil([_as_pupil(row) for row in sorted(own, key=lambda row: row.rank(on))])
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


def known_pupils(ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return which of these ids are pupils'."""
    return frozenset(Pupil.objects.filter(id__in=list(ids)).values_list("id", flat=True))


def registered_with(keys: Collection[int], *, on: date) -> list[Registration]:
    """Return the rows in force of a day that have one of these keys, such as that of a home."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ROWS_WITH_KEYS, [sorted(keys)])
        ids = [row_id for (row_id,) in cursor.fetchall()]
    rows = _in_force().filter(_registered(on), id__in=ids).select_related("roll")
    return _ranked(rows, on=on)


def pupils_to_show(pupil_ids: Iterable[UUID], *, on: date) -> dict[UUID, PupilToShow]:
    """Return what a reviewer sees of each pupil; one on no roll in force is left out."""
    by_pupil: dict[UUID, list[Registration]] = defaultdict(list)
    for row in _rows_in_force(list(pupil_ids)):
        by_pupil[row.pupil_id].append(row)
    return {pupil_id: _to_show(rows, on=on) for pupil_id, rows in by_pupil.items()}


def frequencies_of(pupils: Iterable[RollPupil]) -> Frequencies:
    """Return how many registrations in force bear each name of these pupils, folded.

    A forename and a surname are counted together only where one pupil bears both. All are counted
    when a roll comes into force, and only looked up here. One query.
    """
    both = {
        (first, last)
        for pupil in pupils
        for first in map(forename_key, (pupil.forename, pupil.preferred_forename))
        for last in map(surname_key, (pupil.surname, pupil.preferred_surname, pupil.former_surname))
    }
    wanted = {
        "forename": sorted({first for first, _ in both} - {""}),
        "surname": sorted({last for _, last in both} - {""}),
        "both": sorted(f"{first} {last}" for first, last in both if first and last),
    }
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(BEARERS, wanted)
        for part, name, bearers in cursor:
            found[part][name] = bearers
    pupils_in_force = found["pupils"].get("", 0)
    return Frequencies(pupils_in_force, found["forename"], found["surname"], found["both"])


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


def _rows_in_force(pupils: list[UUID]) -> list[Registration]:
    """Every row in force of some pupils, with pupil and establishment."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_OF_PUPILS, [pupils])
        ids = [row_id for (row_id,) in cursor.fetchall()]
    rows = Registration.objects.filter(id__in=ids)
    return list(rows.select_related("pupil", "roll__establishment"))


def _candidates(keys: list[int]) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, [keys])
        return [_Row(*row) for row in cursor]


def _ranked(rows: Iterable[Registration], *, on: date) -> list[Registration]:
    """A pupil's rows, the one that speaks first on top; of two alike, that which came last."""
    return sorted(
        rows,
        key=lambda row: (rank(row.enrol_status, row.entered_on, row.left_on, on=on), -row.pk),
    )


def _as_pupil(row: _Row) -> RollPupil:
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
        upn=row.upn,
        address_line_1=row.address_line_1,
        postcode=row.postcode,
        uprn=row.uprn,
        urns=(row.urn,),
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
