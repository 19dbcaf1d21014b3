"""Play a year of an invented borough, in shares beside each other, and print what became of it.

    .venv/bin/python -m bench.year.measure [INCIDENTS] [SHARES] [SEED]

Each share is a borough of its own, with a database of its own. Ends with 1 where somebody was
told late by the product's own fault, a bell is another than a plain table says, or a child is
not accounted for.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

FIRST_ON, LAST_ON = date(2027, 1, 1), date(2027, 12, 31)
PUPILS = 4_000
SUMS = (
    "incidents", "children", "notifications", "told_in_time", "bells_checked",
    "bells_just_after_a_clock_change", "mondays", "other_days", "letters",
    "decided", "rung", "steps",
)  # fmt: skip
LONGEST = ("longest_to_the_inbox", "longest_to_the_letter", "seconds")


def main() -> None:
    """Play all shares and print their sum."""
    incidents, shares, seed = (*map(int, sys.argv[1:]), *(20_000, 2, 1)[len(sys.argv) - 1 :])
    began = time.monotonic()
    playing = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "bench.year.measure",
                "share",
                str(incidents // shares),
                str(seed + share),
            ],
            stdout=subprocess.PIPE,
        )
        for share in range(shares)
    ]
    told = [json.loads(each.communicate()[0].splitlines()[-1]) for each in playing]
    _print(told)
    print(f"all in seconds: {time.monotonic() - began:.0f}")
    if any(each.returncode for each in playing):
        sys.exit(1)


def _print(told: list[dict[str, Any]]) -> None:
    for name in SUMS:
        print(f"{name.replace('_', ' ')}: {sum(each[name] for each in told):,}")
    for name in LONGEST:
        print(f"{name.replace('_', ' ')}: {max(each[name] for each in told):,}")
    late: Counter[str] = Counter()
    for each in told:
        late.update(each["late"])
    print(f"late, by whose step it was: {dict(late)}")
    print(f"late by the product's own step: {sum(len(each['late_of_ours']) for each in told)}")
    bells = [one for each in told for one in each["wrong_bells"]]
    print(f"bells that a plain table gives otherwise: {bells}")
    print(f"open at the end: {[one for each in told for one in each['open_at_the_end']]}")
    print(f"the account adds up: {all(each['adds_up'] for each in told)}")


def share() -> None:
    """Play one share and print it in one line."""
    incidents, seed = map(int, sys.argv[2:])
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            FIRSTBELL_HOME=f"{folder}/home",
            FIRSTBELL_CLOCK_AT=datetime.combine(FIRST_ON, datetime.min.time(), UTC).isoformat(),
        )
        os.environ.pop("DATABASE_URL", None)
        from firstbell.cli.ground import database_ready

        with database_ready(durable=False):
            from django.conf import settings

            settings.MAIL_BACKEND = "bench.year.play.Letters"
            logging.getLogger("firstbell.flow").setLevel(logging.CRITICAL)
            from bench.year.invent import a_year
            from bench.year.play import play
            from firstbell.sample import make_borough

            borough = make_borough(seed=seed, pupils=PUPILS, incidents=incidents)
            year = a_year(borough, first_on=FIRST_ON, last_on=LAST_ON, seed=seed)
            played = play(year, folder=Path(folder) / "sample", seed=seed)
    print(played.as_json())
    sys.exit(0 if played.is_sound else 1)


if __name__ == "__main__":
    share() if sys.argv[1:2] == ["share"] else main()
