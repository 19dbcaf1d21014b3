"""Two served installations hand children over both ways; requests and answers are lost at random.

    .venv/bin/python -m bench.handover.measure [ROUNDS] [CHILDREN EACH WAY] [SHARE LOST]

Every round begins with empty databases and another seed. While both work, both databases are looked
at again and again: a child without an owner, or with two, ends the run with 1.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Make the rounds and print a line for each."""
    rounds, each = (int(arg) for arg in [*sys.argv[1:3], "5", "100"][:2])
    lose = float([*sys.argv[3:], "0.4"][0])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.settings")
    os.environ.setdefault("FIRSTBELL_HOME", str(CHECKOUT / ".firstbell-test"))
    import django

    django.setup()
    for seed in range(1, rounds + 1):
        print(one_round(seed, each=each, lose=lose), flush=True)


def one_round(seed: int, *, each: int, lose: float) -> str:
    """Hand over once in databases of their own; return what is to be printed."""
    from django.db import connections
    from django.test import override_settings

    from firstbell.cli.postgres import running
    from tests.conftest import TEST_HOME, own_database, point_django_at
    from tests.resilience.handing_over import hand_over_both_ways, two_installations
    from tests.stories.served import SECRET

    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(SECRET_KEY=SECRET),
        running(TEST_HOME, durable=False) as server,
        own_database(server, "bench_east") as east,
        own_database(server, "bench_west") as west,
        point_django_at(east),
        two_installations(east, west, home=Path(folder)) as both,
    ):
        began = time.monotonic()
        ended = hand_over_both_ways(both, each=each, lose=lose, seed=seed)
        took = time.monotonic() - began
        connections.close_all()
    lost = [(line.lost_requests, line.lost_answers) for line in both.lines]
    return (
        f"round {seed}: {sum(ended.values())} children in {took:.0f} s, {dict(ended)}; "
        f"lost to each: requests and answers {lost}; one owner at every look, receipts the same"
    )


if __name__ == "__main__":
    main()
