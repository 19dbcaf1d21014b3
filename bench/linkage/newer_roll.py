"""Is any child linked to a pupil at a school that a newer roll has taken them off? It must be none.

``python -m bench.linkage.newer_roll --pupils 130000 --children 50000`` loads the rolls of invented
families into a fresh installation, then newer rolls that take two of twenty pupils of each school
off (half of them stand on the roll of another school from then on), and decides every recorded
child by what the live path reads. Prints figures only.
"""

import argparse
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bench.linkage.day import ON
from bench.linkage.families import Person, Register
from bench.linkage.measure import PUPILS_OUTSIDE
from bench.linkage.noise import record_children
from firstbell.core.linkage import SHIPPED, RecordedChild, decide_household

AT = datetime.combine(ON, time(7, 10), UTC)
LEAVES, MOVES, OF = 5, 11, 20
"""Of twenty pupils of a school, the place of the one who leaves and of the one who moves: never so
large a share of a roll that it would wait for a person."""

HOUSEHOLDS_AT_ONCE = 200
Household = list[RecordedChild]


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it."""

    taken_off: int
    children: int
    linked: int
    at_the_old_school: int
    on_no_roll: int


def measure(pupils: int, children: int, seed: int) -> Found:
    """Load rolls and newer ones into the database that is set up, and link the children."""
    from firstbell.journey.linkage.deciding import candidates_of, frequencies_of
    from firstbell.registry.people.models import Pupil
    from firstbell.registry.people.queries import registrations_of

    register = Register(pupils, seed)
    feed = record_children(
        register, Register(PUPILS_OUTSIDE, seed, "X"), children, seed, times=1.0, more=True
    )
    taken_off = load_twice(list(register.pupils()))
    old_school = {
        pupil_id: taken_off[upn]
        for pupil_id, upn in Pupil.objects.values_list("id", "upn")
        if upn in taken_off
    }
    households: dict[object, list[RecordedChild]] = defaultdict(list)
    for child in feed.children:
        households[child.household].append(child)
    linked = old = nowhere = 0
    for some in _batches(list(households.values())):
        candidates = candidates_of([child for together in some for child in together], on=ON)
        frequencies = frequencies_of(candidates.values())
        at_school = {pupil.pupil_id: pupil.urns for own in candidates.values() for pupil in own}
        links = [
            decision.pupil
            for together in some
            for decision in decide_household(
                together, candidates, frequencies=frequencies, weights=SHIPPED
            )
            if decision.pupil is not None
        ]
        told = registrations_of(links, on=ON)  # type: ignore[arg-type]
        for link in links:
            urns = {str(row.roll.establishment.urn) for row in told[link]}  # type: ignore[index]
            linked += 1
            old += old_school.get(link, "") in {*urns, *at_school[link]}  # type: ignore[call-overload]
            nowhere += not urns
    return Found(len(taken_off), len(feed.children), linked, old, nowhere)


def load_twice(people: Sequence[Person]) -> dict[str, str]:
    """Load the rolls, then newer ones; return by UPN the school that each was taken off."""
    from firstbell.registry.agencies.models import Establishment
    from firstbell.registry.people.actions.loading import load_rolls
    from firstbell.registry.people.files.roll_csv import read_roll_csv
    from firstbell.registry.people.models import Roll

    schools = sorted({person.school.urn for person in people})
    Establishment.objects.bulk_create(
        Establishment(
            urn=int(urn), name=f"School {urn}", council_code="990", type_code="1", status="Open",
            phone="01632 960001", street="Mill Lane", postcode="ZZ9 4QT", loaded_at=AT,
        )
        for urn in schools
    )  # fmt: skip
    next_school = dict(zip(schools, schools[1:] + schools[:1], strict=True))
    by_school: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_school[person.school.urn].append(person)
    first, newer, taken_off = [], [], {}
    for urn, own in by_school.items():
        for place, person in enumerate(own):
            first.append(_row(person, urn))
            if place % OF in {LEAVES, MOVES}:
                taken_off[person.upn] = urn
            if place % OF == MOVES:
                newer.append(_row(person, next_school[urn]))
            elif place % OF != LEAVES:
                newer.append(first[-1])
    for days, rows in ((7, first), (0, newer)):
        at = AT - timedelta(days=days)
        taken = load_rolls(
            read_roll_csv(_csv(rows), on=at.date()), file_name="roll.csv", by=None, at=at
        )
        if taken.rows != len(rows) or Roll.objects.filter(state=Roll.State.HELD).exists():
            raise AssertionError("a roll was not taken whole")
    return taken_off


COLUMNS = "upn,surname,forename,middle_names,date_of_birth,sex,address_line_1,postcode,urn"


def _row(person: Person, urn: str) -> str:
    home = person.household
    return ",".join(
        (person.upn, person.surname, person.forename, person.middle, person.born_on.isoformat(),
         person.sex, home.address, home.postcode, urn)
    )  # fmt: skip


def _csv(rows: Iterable[str]) -> bytes:
    return "\n".join([COLUMNS, *rows, ""]).encode()


def _batches(households: Sequence[Household]) -> Iterable[Sequence[Household]]:
    for start in range(0, len(households), HOUSEHOLDS_AT_ONCE):
        yield households[start : start + HOUSEHOLDS_AT_ONCE]


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, default=130_000)
    parser.add_argument("--children", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=71)
    asked = parser.parse_args()
    from firstbell.cli.ground import database_ready

    with tempfile.TemporaryDirectory(prefix="firstbell-bench-") as folder:
        os.environ["FIRSTBELL_HOME"] = str(Path(folder) / "home")
        os.environ["FIRSTBELL_CLOCK_AT"] = AT.isoformat()
        os.environ.pop("DATABASE_URL", None)
        with database_ready():
            found = measure(asked.pupils, asked.children, asked.seed)
    print(
        f"{found.taken_off:,} pupils taken off by newer rolls; {found.children:,} children,"
        f" {found.linked:,} linked, {found.at_the_old_school} at a school that a newer roll took"
        f" them off, {found.on_no_roll} to a pupil on no roll"
    )


if __name__ == "__main__":
    _main()
