"""Ask every question of the matrix with each wall alone: people × addresses × methods × states.

    .venv/bin/python -m bench.matrix.measure [doors|walls] [PERSON ...]

In a database of its own beside those of the tests. Prints what was asked and every leak; ends
with 1 if there was any.
"""

import os
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Ask with the wall that is named alone, or with each in turn; as everybody, or as some."""
    walls = [each for each in sys.argv[1:] if each in {"doors", "walls"}] or ["doors", "walls"]
    names = [each for each in sys.argv[1:] if each not in {"doors", "walls"}]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.settings")
    os.environ.setdefault("FIRSTBELL_HOME", str(CHECKOUT / ".firstbell-test"))
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from firstbell.foundation.room import with_room

    setup_test_environment()
    found = sum(with_room(ask, wall, *names) for wall in walls)
    sys.exit(1 if found else 0)


def ask(wall: str, *names: str) -> int:
    """Ask everything with one wall alone; return how much was wrong."""
    from firstbell.cli.postgres import running
    from tests.conftest import TEST_HOME
    from tests.permissions.matrix import ground, planted
    from tests.permissions.matrix.cells import differs_from_nothing, leaks, whole

    began = time.perf_counter()
    wrong: list[str] = []
    asked: Counter[str] = Counter()
    with (
        running(TEST_HOME, durable=False) as server,
        ground.standing(server, name=f"matrix_{os.getpid()}") as matrix,
        planted.walls_open() if wall == "doors" else planted.doors_open(),
    ):
        wrong += matrix.changed_lists
        print("\n".join(wrong), flush=True)
        for number, each in enumerate(whole(matrix, *names), start=1):
            cell = replace(each, by_walls=wall == "walls")
            answer = matrix.ask(cell.person, cell.operation, cell.ids(matrix))
            asked[cell.person] += 1
            new = leaks(cell, answer)
            if wall == "doors":
                new += differs_from_nothing(matrix, cell, answer)
            for line in new:
                print(line, flush=True)
            wrong += new
            if number % 1000 == 0:
                passed = time.perf_counter() - began
                print(f"… {number} asked, {len(wrong)} wrong, {passed:.0f} s", flush=True)
        print(
            f"the {wall} alone: {sum(asked.values())} questions as {len(asked)} people "
            f"({matrix.asked} requests), {len(wrong)} leaks, "
            f"{time.perf_counter() - began:.0f} s",
            flush=True,
        )
    return len(wrong)


if __name__ == "__main__":
    main()
