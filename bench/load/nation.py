"""How long one child takes against a whole country's rolls in PostgreSQL, and when a change counts.

``python -m bench.load.nation FOLDER`` takes a folder of `bench.linkage.files` into an installation
inside it (``home``, kept, so that the next call only asks), area by area as councils would send
them, with the product's own loading. The index of keys is made after the first load, as for any
table that is filled at once. Then it asks children one by one, with what an index in memory says of
them beside it; last it loads one area's roll again in which some pupils are others, watches when
one of them is linked, and loads the first roll again. Prints figures only.
"""

import argparse
import csv
import io
import os
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench.linkage.day import ON
from bench.linkage.engines import roll_of
from bench.linkage.upns import make_upn
from firstbell.cli.ground import database_ready

if TYPE_CHECKING:
    from firstbell.core.linkage import Decision, PupilId, RecordedChild

URNS_OF_AN_AREA = 5_000
"""More than an area of the folder has schools; all areas number theirs from the same on."""

AT = f"{ON.isoformat()}T07:10:00+00:00"
FIRST_COMER = 980_000_000
"""Number of the first pupil who is nobody's on any roll of the folder."""

AFTERWARDS = 2
"""Seconds for which somebody new is still asked about once a roll is loaded."""

BUILT_IN = "1GB"
"""Memory in which the server sorts while it makes the index."""


def areas(folder: Path) -> Iterator[list[dict[str, str]]]:
    """The roll's rows area by area, no two areas with one school."""
    import pyarrow as pa
    from pyarrow import csv as arrow
    from pyarrow import parquet

    roll = roll_of(folder)
    if roll.suffix == ".parquet":
        batches: Iterator[pa.RecordBatch] = parquet.ParquetFile(roll).iter_batches()
    else:
        names = arrow.open_csv(roll).schema.names
        texts = arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        batches = iter(arrow.open_csv(roll, convert_options=texts))
    rows: list[dict[str, str]] = []
    number, letter = 0, ""
    for batch in batches:
        for row in batch.to_pylist():
            if letter and row["postcode"][:1] not in ("", letter):
                yield rows
                rows, number = [], number + 1
            letter = row["postcode"][:1] or letter
            row["urn"] = str(int(row["urn"]) + number * URNS_OF_AN_AREA)
            rows.append(row)
    yield rows


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """The rows as a roll's file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def load(rows: list[dict[str, str]]) -> tuple[int, int]:
    """Load one area's file as the product does: rows taken, and rows refused."""
    from firstbell.foundation import clock
    from firstbell.registry.people.actions.loading import load_rolls
    from firstbell.registry.people.files.roll_csv import read_roll_csv

    read = read_roll_csv(as_csv(rows), on=ON)
    taken = load_rolls(read, file_name="area", by=None, at=clock.now())
    return taken.rows, len(taken.refused)


def establish(urns: set[str]) -> None:
    """Write a school for each number."""
    from firstbell.foundation import clock
    from firstbell.registry.agencies.models import Establishment

    Establishment.objects.bulk_create(
        Establishment(
            urn=int(urn), name=f"School {urn}", council_code="990", status="Open",
            loaded_at=clock.now(),
        )
        for urn in sorted(urns)
    )  # fmt: skip


def load_all(folder: Path) -> None:
    """Load every area, then make the index of keys."""
    from django.db import connection

    index = asked_as_owner("SELECT pg_get_indexdef('registration_keys'::regclass)")
    as_owner("DROP INDEX registration_keys")
    whole = time.perf_counter()
    total = 0
    for number, rows in enumerate(areas(folder), 1):
        establish({row["urn"] for row in rows})
        started = time.perf_counter()
        taken, refused = load(rows)
        total += taken
        connection.close()
        print(
            f"area {number}: {taken:,} rows in {time.perf_counter() - started:.0f} s,"
            f" {refused} refused",
            flush=True,
        )
    print(f"{total:,} rows in {time.perf_counter() - whole:.0f} s, the index of keys not among it")
    started = time.perf_counter()
    as_owner(f"SET maintenance_work_mem = '{BUILT_IN}'", index)
    print(f"the index of keys in {time.perf_counter() - started:.0f} s", flush=True)
    as_owner("VACUUM ANALYZE people_registration", "VACUUM ANALYZE people_pupil")


def as_owner(*statements: str) -> None:
    """Run statements as the owner of the tables, each by itself."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for statement in statements:
            owner.execute(statement.encode())


def asked_as_owner(question: str) -> str:
    """The one text that a question has for an answer."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        [answer] = owner.execute(question.encode()).fetchone() or [""]
    return str(answer)


def children_of(folder: Path, count: int) -> "list[RecordedChild]":
    """Children of the feed, evenly from all of it."""
    from firstbell.journey.linkage.children_file import read_children
    from firstbell.journey.linkage.tables import Findings

    filed = read_children(folder / "children.csv", ON, Findings())
    children = [each.child for each in filed if each.child]
    return children[:: max(len(children) // count, 1)][:count]


def ask(children: "list[RecordedChild]", warming: int) -> "list[Decision]":
    """Ask one by one, and print how long each took once some had been asked."""
    from firstbell.journey.linkage.deciding import decide_now

    walls, owns, found = [], [], []
    for child in children:
        wall, own = time.perf_counter(), time.process_time()
        found += decide_now([child], on=ON)
        walls.append((time.perf_counter() - wall) * 1000)
        owns.append((time.process_time() - own) * 1000)
    for name, times in (("by the wall", walls), ("of this process", owns)):
        then = times[warming:]
        print(
            f"one child {name}: median {statistics.median(then):.1f} ms, 95% within"
            f" {statistics.quantiles(then, n=20)[-1]:.1f} ms, longest {max(then):.1f} ms",
            flush=True,
        )
    return found


def compare(folder: Path, children: "list[RecordedChild]", live: "list[Decision]") -> None:
    """Ask an index in memory about the same children, and print how many answers differ."""
    from firstbell.journey.linkage.bulk import decide_against
    from firstbell.journey.linkage.kept_register import indexed_register
    from firstbell.journey.linkage.tables import Findings
    from firstbell.registry.people.models import Pupil

    register = indexed_register(roll_of(folder), folder / "index", ON, Findings())
    led = {str(pupil) for each in live for pupil in leading(each)}
    rows = Pupil.objects.filter(id__in=led).values_list("id", "upn")
    upns = {str(pupil): upn for pupil, upn in rows}
    differ = 0
    for child, now in zip(children, live, strict=True):
        [then] = decide_against(register, [child])
        one = {upns[str(pupil)] for pupil in leading(now)}
        other = {register.columns["upn"][int(str(pupil)) - 1] for pupil in leading(then)}
        differ += (now.decision, now.weight, one) != (then.decision, then.weight, other)
    print(f"{len(live)} of them decided by the index in memory too: {differ} differ", flush=True)


def leading(decision: "Decision") -> "list[PupilId]":
    """The pupils of the greatest weight; of several no order is the right one."""
    return [each.pupil for each in decision.candidates if each.weight == decision.weight]


def change(folder: Path, area: int, share: float) -> None:
    """Load one area's roll in which some pupils gave their places to others; when is one found?"""
    from django.db import connection

    from firstbell.core.linkage import RecordedChild
    from firstbell.journey.linkage.deciding import decide_now

    rows = next(islice(areas(folder), area, None))
    came = comers(rows, round(1 / share))
    last = came[-1]
    child = RecordedChild(
        child_id=1, given_names=last["forename"], surname=last["surname"],
        born_on=date.fromisoformat(last["date_of_birth"]),
        address_line_1=last["address_line_1"], postcode=last["postcode"],
    )  # fmt: skip
    found: list[float] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            [decision] = decide_now([child], on=ON)
            if decision.decision == "linked":
                found.append(time.perf_counter())
        connection.close()

    watching = threading.Thread(target=watch)
    watching.start()
    started = time.perf_counter()
    taken, refused = load(rows)
    committed = time.perf_counter()
    time.sleep(AFTERWARDS)
    ended.set()
    watching.join()
    first = f"{found[0] - committed:+.3f} s after" if found else f"in no {AFTERWARDS} s after"
    print(
        f"an area's next roll: {len(came):,} of {taken:,} pupils are others, {refused} refused,"
        f" loaded in {committed - started:.0f} s; one of them first linked {first} that",
        flush=True,
    )
    load(next(islice(areas(folder), area, None)))


def comers(rows: list[dict[str, str]], step: int) -> list[dict[str, str]]:
    """Put somebody new in the place of every so many: forename, birth and home of three others."""
    words = [dict(row) for row in rows]
    for number in range(0, len(rows), step):
        row = rows[number]
        named, born, lives = (words[(number + away) % len(words)] for away in (1001, 2003, 3001))
        row["upn"] = make_upn(FIRST_COMER + number)
        row["forename"], row["date_of_birth"] = named["forename"], born["date_of_birth"]
        row["address_line_1"], row["postcode"] = lives["address_line_1"], lives["postcode"]
    return rows[::step]


def main(folder: Path, steps: list[str], count: int, warming: int, area: int, share: float) -> None:
    """Load what is not loaded, and do what is asked for."""
    os.environ["FIRSTBELL_HOME"] = str((folder / "home").resolve())
    os.environ["FIRSTBELL_CLOCK_AT"] = AT
    os.environ.pop("DATABASE_URL", None)
    with database_ready():
        from firstbell.registry.people.models import Registration

        if not Registration.objects.exists():
            load_all(folder)
        if "ask" in steps:
            children = children_of(folder, count + warming)
            compare(folder, children, ask(children, warming))
        if "change" in steps:
            change(folder, area, share)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    steps = ("ask", "change")
    parser.add_argument("--steps", nargs="+", choices=steps, default=steps)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--warming", type=int, default=300)
    parser.add_argument("--area", type=int, default=0, help="whose roll is changed")
    parser.add_argument("--share", type=float, default=0.02, help="of its pupils who are others")
    given = parser.parse_args()
    main(given.folder, given.steps, given.count, given.warming, given.area, given.share)
