"""Time what is sealed against what is not there, as somebody outside the circle asks for it.

    .venv/bin/python -m bench.walls.sealed [PAIRS]

A fresh installation in a temporary folder with three hundred incidents, one of them sealed. The
two are asked for in pairs, in an order of chance, so that what else the machine does is the same
for both; printed are both medians and Welch's t. Between -4.5 and 4.5 no clock tells them apart.
"""

import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

TELLS = 4.5
"""From this t on a difference would be seen: the usual limit of tests for leaks by time."""

INCIDENTS = 300
SEALED = 150
"""Which of them is sealed."""


def main() -> None:
    """Measure with so many pairs."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        told = measure(Path(folder), pairs=pairs)
    sys.exit(1 if told else 0)


def measure(folder: Path, *, pairs: int) -> bool:
    """Make the incidents, ask, print, and say whether a clock tells."""
    from firstbell.cli.ground import database_ready
    from firstbell.cli.home import make_home

    os.environ.update(
        FIRSTBELL_HOME=str(make_home(folder / "home", kind="bench")),
        FIRSTBELL_DEMO="1",
        FIRSTBELL_CLOCK_AT="2026-11-23T07:10:00+00:00",
    )
    with database_ready(durable=False):
        questions = _questions()
        print(f"{pairs} pairs of each, {INCIDENTS} incidents, one of them sealed:")
        told = [_asked(name, *both, pairs=pairs) for name, both in questions.items()]
        return any(told)


Ask = Callable[[], Any]


def _questions() -> dict[str, tuple[Ask, Ask]]:
    """Return each question about what is sealed, with the same about what is not there."""
    from django.test import Client

    from firstbell.cli import ready
    from firstbell.foundation import clock
    from firstbell.registry.agencies.doors import Role
    from firstbell.registry.agencies.models import Agency
    from firstbell.registry.circles.models import Restriction

    at = clock.now()
    council = Agency.objects.create(code="990", name="Invented Borough", kind="council")
    force = Agency.objects.create(code="bench", name="Invented Police", kind="police")
    browsers = {}
    for role, place in ((Role.HUB_WORKER, council), (Role.HUB_MANAGER, council),
                        (Role.INFORMATION_GOVERNANCE, None)):  # fmt: skip
        person = ready.ready_person(
            email=f"{role}@demo.example", name=f"Invented {role}", role=role,
            password="a quiet field of barley", key="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            at=at - timedelta(days=60), **({"agency": place} if place else {}),
        )  # fmt: skip
        browsers[role] = Client(headers={"host": "localhost"})
        browsers[role].force_login(person)
        if role == Role.HUB_MANAGER:
            manager = person
    children = [_child(number, force=force, at=at) for number in range(INCIDENTS)]
    sealed = children[SEALED]
    guard = Restriction.objects.create(
        record_id=sealed.incident_id, kind="sealed", ground="employee", contact=manager,
        made_by=manager, made_at=at,
    )  # fmt: skip
    guard.circle.create(user=manager, added_by=manager, added_at=at)
    hub, officer = browsers[Role.HUB_WORKER], browsers[Role.INFORMATION_GOVERNANCE]
    assert browsers[Role.HUB_MANAGER].get(f"/children/{sealed.id}/").status_code == 200
    return _both_ways(sealed, hub=hub, officer=officer)


def _both_ways(sealed: Any, *, hub: Any, officer: Any) -> dict[str, tuple[Ask, Ask]]:
    return {
        "a child's page": (
            lambda: hub.get(f"/children/{sealed.id}/"),
            lambda: hub.get(f"/children/{uuid4()}/"),
        ),
        "who may read it": (
            lambda: hub.get(f"/record/{sealed.incident_id}/readers/"),
            lambda: hub.get(f"/record/{uuid4()}/readers/"),
        ),
        "a search by name": (
            lambda: hub.post("/search/", {"name": sealed.surname}),
            lambda: hub.post("/search/", {"name": "Quastvellin"}),
        ),
        "opening a case": (
            lambda: officer.post("/cases/open/", _case(sealed.incident.reference)),
            lambda: officer.post("/cases/open/", _case("BENCH-999")),
        ),
    }


def _case(reference: str) -> dict[str, str]:
    why = "An invented reason that is long enough."
    return {"force": "bench", "reference": reference, "ground": "breach", "reason": why}


def _child(number: int, *, force: Any, at: Any) -> Any:
    from firstbell.journey.intake.actions.receive import receive_feed
    from firstbell.journey.intake.models import RecordedChild

    surname = "Quastvellor" if number == SEALED else f"Surname{number}"
    receive_feed(
        document={
            "feed": {
                "source": force.code, "reference": f"F{number}", "created_at": at.isoformat(),
                "covers_from": at.isoformat(), "covers_to": at.isoformat(),
            },
            "incidents": [{
                "reference": f"BENCH-{number}", "revision": 1, "status": "active",
                "children": [{"id": f"C{number}", "given_names": "Quill", "surname": surname,
                              "date_of_birth": "2016-05-04"}],
            }],
        },
        by=None, at=at,
    )  # fmt: skip
    return RecordedChild.objects.select_related("incident").get(reference=f"C{number}")


def _asked(name: str, sealed: Ask, absent: Ask, *, pairs: int) -> bool:
    """Ask both in turns, print what it took, and say whether a clock tells."""
    took: tuple[list[float], list[float]] = ([], [])
    answers = [ask() for ask in (sealed, absent)]
    assert len({(answer.status_code, len(answer.content) // 100) for answer in answers}) == 1, name
    for _ in range(pairs):
        both = [(sealed, took[0]), (absent, took[1])]
        random.shuffle(both)
        for ask, times in both:
            began = time.perf_counter()
            ask()
            times.append(time.perf_counter() - began)
    t = welch(*took)
    middle = [statistics.median(times) * 1000 for times in took]
    print(f"  {name:18} {middle[0]:6.2f} ms and {middle[1]:6.2f} ms  t = {t:+.2f}")
    return abs(t) >= TELLS


def welch(one: list[float], other: list[float]) -> float:
    """Return Welch's t of two samples, each without the slowest twentieth: other work's doing."""
    kept = [sorted(each)[: len(each) * 19 // 20] for each in (one, other)]
    spread = sum(statistics.variance(each) / len(each) for each in kept)
    return (statistics.fmean(kept[0]) - statistics.fmean(kept[1])) / math.sqrt(spread)


if __name__ == "__main__":
    main()
