"""Time the morning board against reading the same children's rows, at two sizes in one go.

    .venv/bin/python -m bench.board.measure

Each size gets an installation of its own in a temporary folder and an invented weekend. The page
is asked for through Django's client, signed in as a hub worker; medians of five.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = (120, 240)
TIMES = 5


def main() -> None:
    """Measure one size when it is named, else each in a process of its own."""
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), incidents=int(sys.argv[1]))
        return
    for size in SIZES:
        subprocess.run([sys.executable, "-m", "bench.board.measure", str(size)], check=True)


def measure(folder: Path, *, incidents: int) -> None:
    """Run a weekend of so many incidents and print what its board costs."""
    from firstbell.cli.ground import database_ready
    from firstbell.cli.home import make_home
    from firstbell.sample import make_borough, write

    borough = make_borough(pupils=1500, incidents=incidents)
    home = make_home(folder / "home", kind="bench")
    write(borough, folder)
    os.environ.update(
        FIRSTBELL_HOME=str(home),
        FIRSTBELL_DEMO="1",
        FIRSTBELL_CLOCK_AT=f"{borough.monday.isoformat()}T07:10:00+00:00",
    )
    with database_ready(durable=False):
        from django.test import Client

        from firstbell import flow
        from firstbell.cli.demo import cast, journey
        from firstbell.foundation import clock
        from firstbell.foundation.accounts.models import User
        from firstbell.journey.intake.actions import receive_feed
        from firstbell.journey.intake.models import RecordedChild

        journey.load(folder, borough)
        for document in borough.feeds.values():
            receive_feed(document=document, by=None, at=clock.now())
        flow.work_until_idle(clock.now)
        cast.make()
        browser = Client(headers={"host": "localhost"})
        browser.force_login(User.objects.get(email="hub.worker@demo.example"))
        assert browser.get("/board/").status_code == 200
        board = median(lambda: browser.get("/board/"))
        rows = median(lambda: list(RecordedChild.objects.select_related("incident")))
        print(
            f"{RecordedChild.objects.count()} children: the board {board * 1000:.0f} ms, "
            f"their rows alone {rows * 1000:.0f} ms, {board / rows:.1f} times"
        )


def median(act: Callable[[], object]) -> float:
    """Return the median of some runs, in seconds."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    main()
