"""Hand over the same incidents in each of the five ways, follow all to their end, and compare.

    .venv/bin/python -m bench.ways.measure [INCIDENTS]

One installation in a temporary folder with an invented borough loaded; each way begins from the
same rows, in a transaction that is rolled back. Ends with 1 where two ways end differently.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

INCIDENTS = 200


def main() -> None:
    """Measure with so many incidents as are named."""
    with tempfile.TemporaryDirectory() as folder:
        number = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
        if not is_same(Path(folder), incidents=number):
            sys.exit(1)


def is_same(folder: Path, *, incidents: int) -> bool:
    """Follow so many incidents each way, print what it took, and say whether all end alike."""
    from firstbell.cli.ground import database_ready
    from firstbell.cli.home import make_home
    from firstbell.sample import make_borough, write

    borough = make_borough(seed=1, pupils=1_200, incidents=incidents)
    home = make_home(folder / "home", kind="bench")
    write(borough, folder)
    os.environ.update(
        FIRSTBELL_HOME=str(home),
        FIRSTBELL_DEMO="1",
        FIRSTBELL_CLOCK_AT=f"{borough.monday.isoformat()}T07:10:00+00:00",
    )
    with database_ready(durable=False):
        from django.db import transaction

        from firstbell.cli.demo import journey
        from firstbell.foundation import clock
        from firstbell.journey.intake.models import RecordedChild
        from tests.ways import WAYS, Given, account

        journey.load(folder, borough)
        given = Given(borough=borough, at=clock.now(), folder=folder / "ways")
        ends, children = {}, 0
        for way, hand_over in WAYS.items():
            began = time.perf_counter()
            with transaction.atomic():
                fates = hand_over(given)
                taken = time.perf_counter()
                ends[way] = account(at=given.at)
                children = RecordedChild.objects.count()
                transaction.set_rollback(True)
            ended = time.perf_counter()
            states = Counter(each["link"] for each in ends[way])
            print(
                f"{way}: {dict(Counter(fates))}, {children} children, {dict(states)}; "
                f"{taken - began:.1f} s to hand over, {ended - taken:.1f} s to the end",
                flush=True,
            )
    differ = [way for way, end in ends.items() if end != ends["JSON"]]
    print(f"the same account: {'yes' if not differ else 'no, not ' + ', '.join(differ)}")
    return not differ


if __name__ == "__main__":
    main()
