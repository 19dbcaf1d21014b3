"""How long a roll takes to load, how that grows, and how long one child's candidates take.

Each size is measured in a fresh installation in a temporary folder, with an invented borough.
The yardstick is a plain COPY of the very same rows into an unlogged table without an index, on
the same server a moment later. Prints figures only.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from firstbell import sample
from firstbell.cli.ground import database_ready

AT = "2026-11-23T07:10:00+00:00"
CHILDREN = 200
"""How many children are looked up, one at a time, after a load."""

WARMING = 30
"""So many of them are looked up before that: a worker that serves has done so too."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds by the wall and of this process, and milliseconds for one child."""

    rows: int
    wall: float
    own: float
    served: float
    plain_copy: float
    child_p50: float
    child_p95: float
    child_own_p95: float
    candidates: float
    plan: str


@click.command()
@click.option("--pupils", type=int, multiple=True, default=(130_000, 260_000), show_default=True)
def main(pupils: tuple[int, ...]) -> None:
    """Measure each size and print how the time grows."""
    before: Measured | None = None
    for size in pupils:
        measured = in_fresh_installation(size)
        click.echo(
            f"{measured.rows:,} rows: {measured.wall:.1f} s by the wall, {measured.own:.1f} s of "
            f"this process, {measured.served:.1f} s of the server's; plain COPY "
            f"{measured.plain_copy:.1f} s, so {measured.wall / measured.plain_copy:.1f} times that"
        )
        click.echo(
            f"  one child: median {measured.child_p50:.1f} ms, 95% within "
            f"{measured.child_p95:.1f} ms by the wall and {measured.child_own_p95:.1f} ms of "
            f"processors, {measured.candidates:.0f} contenders; {measured.plan}"
        )
        if before is not None:
            click.echo(
                f"  {measured.rows / before.rows:.2f} times the rows took "
                f"{measured.wall / before.wall:.2f} times as long "
                f"({(measured.own + measured.served) / (before.own + before.served):.2f} in "
                "processor time)"
            )
        before = measured


def in_fresh_installation(size: int) -> Measured:
    """Measure one size in a process of its own, so that Django is set up once in each."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory(prefix="firstbell-bench-") as folder:
            os.environ["FIRSTBELL_HOME"] = str(Path(folder) / "home")
            os.environ["FIRSTBELL_CLOCK_AT"] = AT
            os.environ.pop("DATABASE_URL", None)
            with database_ready():
                measured = measure(size, Path(folder))
        os.write(writing, json.dumps(asdict(measured)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    if not text:
        sys.exit("the measurement failed")
    return Measured(**json.loads(text))


def measure(size: int, folder: Path) -> Measured:
    """Load an invented borough of this size and measure its roll."""
    from firstbell.foundation import clock
    from firstbell.registry.agencies.actions.loading import load_establishments, load_postcodes
    from firstbell.registry.people.actions.loading import load_rolls
    from firstbell.registry.people.files.roll_csv import read_roll_csv

    borough = sample.make_borough(seed=1, pupils=size, establishments=size // 400)
    sample.write(borough, folder)
    at = clock.now()
    load_establishments(
        content=(folder / "establishments.csv").read_bytes(), file_name="e", by=None, at=at
    )
    with (folder / "postcodes.csv").open("rb") as lines:
        load_postcodes(lines=lines, file_name="p", by=None, at=at)
    content = next((folder / "rolls").glob("*.csv")).read_bytes()
    del borough
    rows = 0

    def load() -> None:
        nonlocal rows
        rows = load_rolls(read_roll_csv(content, on=at.date()), file_name="r", by=None, at=at).rows

    served = server_seconds()
    wall, own = timed(load)
    served = server_seconds() - served
    plain, _ = timed_plain_copy()
    times, own_times, candidates, plan = one_child_at_a_time()
    return Measured(
        rows=rows,
        wall=wall,
        own=own,
        served=served,
        plain_copy=plain,
        child_p50=statistics.median(times),
        child_p95=statistics.quantiles(times, n=20)[-1],
        child_own_p95=statistics.quantiles(own_times, n=20)[-1],
        candidates=candidates,
        plan=plan,
    )


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds by the wall and of this process."""
    wall, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - own


def server_seconds() -> float:
    """Return the processor seconds so far of the server process that works for us; Linux only."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    ticks = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def timed_plain_copy() -> tuple[float, float]:
    """COPY the rows just loaded into an unlogged table, as the owner; leaves nothing behind."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        with connection.cursor().copy("COPY people_registration TO STDOUT") as copy:
            rows = b"".join(copy)
        connection.execute("CREATE UNLOGGED TABLE bench_rows (LIKE people_registration)")
        connection.commit()

        def work() -> None:
            with connection.cursor().copy("COPY bench_rows FROM STDIN") as copy:
                copy.write(rows)
            connection.commit()

        taken = timed(work)
        connection.execute("DROP TABLE bench_rows")
        connection.commit()
    return taken


def one_child_at_a_time() -> tuple[list[float], list[float], float, str]:
    """Decide children one by one: milliseconds of each by the wall and of processors, ours and the
    server's to its hundredth of a second; mean contenders, and how rows were found."""
    from firstbell.core.linkage import RecordedChild
    from firstbell.foundation import clock
    from firstbell.journey.linkage.deciding import decide_now
    from firstbell.registry.people.models import Registration

    chance = random.Random(1)
    ids = list(Registration.objects.values_list("id", flat=True))
    rows = Registration.objects.filter(id__in=chance.sample(ids, CHILDREN))
    on = clock.now().date()
    times, own_times, found = [], [], 0
    children = [
        RecordedChild(
            child_id=row.id,
            given_names=row.forename,
            surname=row.surname,
            born_on=row.born_on,
            postcode=row.postcode,
            address_line_1=row.address_line_1,
        )
        for row in rows
    ]
    for child in children[:WARMING]:
        decide_now([child], on=on)
    before = scans()
    for child in children:
        served = server_seconds()
        started, own = time.perf_counter(), time.process_time()
        [decision] = decide_now([child], on=on)
        times.append((time.perf_counter() - started) * 1000)
        own_times.append((time.process_time() - own + server_seconds() - served) * 1000)
        found += len(decision.candidates)
    whole, by_key = (now - then for now, then in zip(scans(), before, strict=True))
    used = f"{by_key:,} looks into the index of keys, {whole} readings of all rows"
    return times, own_times, found / len(children), used


def scans() -> tuple[int, int]:
    """How often so far all rows of rolls were read, and how often their index of keys was.

    Asked of the server's own counts: no plan shows what a function of the walls does.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT 1")
        cursor.execute(
            "SELECT (SELECT seq_scan FROM pg_stat_user_tables WHERE relname = %s),"
            " (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = %s)",
            ["people_registration", "registration_keys"],
        )
        whole, by_key = cursor.fetchone()
    return int(whole or 0), int(by_key or 0)


if __name__ == "__main__":
    main()
