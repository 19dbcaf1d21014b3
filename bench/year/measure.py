"""Is anybody told late, in a whole year, who need not have been?

    .venv/bin/python -m bench.year.measure rules [INCIDENTS] [SEED]     # 20000 1: the whole year
    .venv/bin/python -m bench.year.measure whole [INCIDENTS] [SEED]     # 60 1: two fortnights
    .venv/bin/python -m bench.year.measure monday [INCIDENTS] [SEED]    # 60 1: one with an outage

`rules` plays the year by the rules alone; `whole` plays a fortnight round Easter and one round the
end of October through the whole path on a PostgreSQL, and lays what was written beside what the
rules say. Both end with 1 where the product itself was late, a bell is another than a plain table
says, a child has no outcome, or the two differ. `monday` lets mail and workers fail on a Monday and
ends with 1 where the mail, the board or the calls lose their order, or late is said as new.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

FIRST_ON, LAST_ON = date(2027, 1, 1), date(2027, 12, 31)
FORTNIGHTS = (
    (date(2027, 3, 22), date(2027, 4, 4)),
    (date(2027, 10, 25), date(2027, 11, 7)),
)
"""Good Friday, the clocks going forward and Easter Monday; half term, and the clocks going back."""

PUPILS_OF_A_YEAR, PUPILS_OF_A_FORTNIGHT = 12_000, 1_500


def main() -> None:
    """Play one or the other."""
    which, *words = sys.argv[1:] or ["rules"]
    numbers = [int(each) for each in words if each.isdecimal()]
    if which == "rules":
        sys.exit(0 if by_rules(*numbers) else 1)
    if which == "whole":
        sys.exit(0 if whole(*numbers) else 1)
    if which == "monday":
        sys.exit(0 if monday(*numbers) else 1)
    fortnight(int(which), *numbers)


def by_rules(incidents: int = 20_000, seed: int = 1) -> bool:
    """Play a year by the rules alone, with a hub and with nobody there; say whether it is sound."""
    from bench.year.by_rules import ByRules
    from bench.year.invent import a_year, outages
    from bench.year.judged import judge
    from firstbell.core.policy import Policy
    from firstbell.sample import make_borough

    began = time.monotonic()
    borough = make_borough(seed=seed, pupils=PUPILS_OF_A_YEAR, incidents=incidents)
    year = a_year(borough, first_on=FIRST_ON, last_on=LAST_ON, seed=seed)
    print(f"invented in {time.monotonic() - began:.0f} s")
    is_sound = True
    for workers in (3, 0):
        began, spent = time.monotonic(), time.process_time()
        world = ByRules(
            year,
            seed=seed,
            policy=Policy(),
            outages=outages(FIRST_ON, LAST_ON),
            workers=workers,
        )
        world.live()
        judged = judge(world, year)
        print(f"\n{workers or 'Nobody'} at the hub")
        shown = asdict(judged) if workers else {"late": judged.late}
        for name, figure in shown.items():
            print(f"  {name.replace('_', ' ')}: {figure}")
        print(
            f"  {world.steps:,} things happened in {time.monotonic() - began:.0f} s, "
            f"{time.process_time() - spent:.0f} s of processor"
        )
        is_sound &= judged.is_sound if workers else judged.is_sound_without_a_hub
    return is_sound


def whole(incidents: int = 60, seed: int = 1) -> bool:
    """Play both fortnights, each in a process and a database of its own."""
    is_sound = True
    for number, (first_on, last_on) in enumerate(FORTNIGHTS):
        command = [sys.executable, "-m", "bench.year.measure"]
        done = subprocess.run(
            [*command, str(number), str(incidents), str(seed)], check=False, stdout=subprocess.PIPE
        )
        print(f"\n{first_on} to {last_on}")
        for name, figure in json.loads(done.stdout.splitlines()[-1]).items():
            print(f"  {name.replace('_', ' ')}: {figure}")
        is_sound &= done.returncode == 0
    return is_sound


def monday(incidents: int = 60, seed: int = 1) -> bool:
    """Play a Monday on which mail and workers fail; say whether all was in order."""
    from firstbell.sample import make_borough

    borough = make_borough(seed=seed, pupils=PUPILS_OF_A_FORTNIGHT, incidents=incidents)
    with _database(borough.monday) as folder:
        from bench.year.monday import play

        spent = time.process_time()
        found = play(borough, folder=folder)
    for name, figure in found.figures().items():
        print(f"{name}: {figure}")
    print(f"wrong: {found.wrong}")
    print(f"processor seconds without the database's: {time.process_time() - spent:.0f}")
    return not found.wrong


@contextmanager
def _database(begins_on: date) -> Iterator[Path]:
    """Make a home of its own whose clock stands at the beginning of a day; give a folder in it."""
    with tempfile.TemporaryDirectory() as folder:
        begins = datetime.combine(begins_on, datetime.min.time(), UTC)
        os.environ.update(FIRSTBELL_HOME=f"{folder}/home", FIRSTBELL_CLOCK_AT=begins.isoformat())
        os.environ.pop("DATABASE_URL", None)
        from firstbell.cli.ground import database_ready

        with database_ready(durable=False):
            from django.conf import settings

            settings.MAIL_BACKEND = "bench.year.play.Letters"
            logging.getLogger("firstbell.flow").setLevel(logging.CRITICAL)
            yield Path(folder) / "sample"


def fortnight(number: int, incidents: int, seed: int) -> None:
    """Play one fortnight both ways and print what became of it in one line."""
    first_on, last_on = FORTNIGHTS[number]
    with _database(first_on) as folder:
        from bench.year.fortnight import play_both

        played, beside = play_both(
            first_on,
            last_on,
            pupils=PUPILS_OF_A_FORTNIGHT,
            incidents=incidents,
            folder=folder,
            seed=seed,
        )
    told = {**asdict(played), "compared": beside.compared, "differs": beside.differs}
    print(json.dumps(told))
    sys.exit(0 if played.is_sound and not beside.differs else 1)


if __name__ == "__main__":
    main()
