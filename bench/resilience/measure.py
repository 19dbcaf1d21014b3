"""Kill web, workers, database and mail server at random; then count what was lost or doubled.

    .venv/bin/python -m bench.resilience.measure [INCIDENTS] [BLOWS] [SEED]
    .venv/bin/python -m bench.resilience.measure faults|all [INCIDENTS] [BLOWS] [SEED]

Two processes of pages, two workers, a watch, the distribution's PostgreSQL and a mail server run
while two senders hand over an invented weekend, each incident until it has a receipt. With
`faults` each fault of `faults.py` is planted in turn and must be noticed; with `all` both. Ends
with 1 where it is otherwise.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from bench.machines.measure import FIRSTBELL, Sender, _answers, _load
from bench.resilience.faults import FAULTS
from bench.resilience.mailserver import taken
from bench.resilience.reading import ask_as_others
from bench.resilience.scene import Database, Scene, blows, running
from tests.smtp import free_port, mail_server

MONDAY = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
"""What the clock shows when it begins: hours before the first reminder is due."""

LONGEST_BLOWS = 24.0
"""Seconds over which a sender spreads its half of the weekend, for each blow at every part."""

WITH_A_FAULT = 40
"""How many incidents a round with a fault has at most."""

BETWEEN_BLOWS = (1.0, 5.0)
PATIENCE = 1_500.0
PATIENCE_WITH_A_FAULT = 75.0

ALARMS = ("failing", "no-worker", "queue", "database", "late-feed")
"""Those whose cause is made on purpose."""

AGAIN = ("incident.received", "child.linked", "child.routed")
"""Steps of which some are done once more at the end."""


@dataclass(kw_only=True)
class Round:
    """What is played, and what became of it."""

    incidents: int
    blows: int
    seed: int
    fault: str = ""
    is_idle: bool = False
    handed_over: float = 0
    whole: float = 0


def main() -> None:
    """Play one round without a fault, one with each fault, or all of them."""
    words = sys.argv[1:]
    which = words.pop(0) if words[:1] in (["faults"], ["all"]) else ""
    incidents, times, seed = (*map(int, words), *(2_000, 11, 7)[len(words) :])
    rounds = [] if which == "faults" else [Round(incidents=incidents, blows=times, seed=seed)]
    if which:
        fewer = min(incidents, WITH_A_FAULT)
        rounds += [Round(incidents=fewer, blows=4, seed=seed, fault=fault) for fault in FAULTS]
    with tempfile.TemporaryDirectory(prefix="firstbell-resilience-") as name:
        folder = Path(name)
        database = Database(folder)
        database.server.make()
        try:
            sys.exit(0 if play_all(rounds, folder, database) else 1)
        finally:
            database.end()


def play_all(rounds: list[Round], folder: Path, database: Database) -> bool:
    """Make the borough once, play each round on a copy, and say whether all is as it must be."""
    mail_port = free_port()
    with mail_server() as alarm_box:
        environment = {
            **os.environ,
            "DATABASE_URL": database.serving,
            "FIRSTBELL_HOME": str(folder / "home"),
            "FIRSTBELL_SECRET_KEY": "a key of this bench alone, and long enough for it",
            "FIRSTBELL_SMTP_URL": f"smtp://127.0.0.1:{mail_port}",
            "FIRSTBELL_ALARM_SMTP_URL": alarm_box.url,
            "FIRSTBELL_ALARM_MAIL_TO": "on.call@firstbell.example",
            "FIRSTBELL_LEASE_SECONDS": "2",
            "FIRSTBELL_CLOCK_AT": MONDAY.isoformat(),
            "FIRSTBELL_CLOCK_RUNS_FROM": datetime.now(UTC).isoformat(),
        }
        owned = {**environment, "DATABASE_OWNER_URL": database.owner}
        subprocess.run([*FIRSTBELL, "migrate"], env=owned, check=True)
        os.environ.update(environment)
        borough, client = _make(folder, max(each.incidents for each in rounds))
        database.put_aside()
        threading.Thread(target=database.keep, daemon=True).start()
        sound = True
        for each in rounds:
            alarm_box.taken.clear()
            database.make_anew(fault=each.fault)
            own = folder / (each.fault or "round")
            own.mkdir(mode=0o711)
            with running(
                own, database, environment, mail_port=mail_port, fault=each.fault
            ) as scene:
                wrong, figures = play(each, scene, borough, client, alarm_box.taken)
            sound &= _tell(each, wrong, figures)
    return sound


def _make(folder: Path, incidents: int) -> tuple[Any, tuple[str, str]]:
    from firstbell.cli.ground import database_ready
    from firstbell.sample import make_borough, write

    borough = make_borough(pupils=max(1_500, incidents * 2), incidents=incidents)
    write(borough, folder / "borough")
    with database_ready():
        from django.db import connections

        from firstbell.cli.rehearse import city
        from firstbell.foundation import acting, clock
        from firstbell.registry.agencies.actions.rules import set_rule

        client = _load(folder / "borough", borough)
        with acting.as_the_system():
            city.let_in_key_adults(borough, at=clock.now())
        set_rule(key="queue_ages", value="1", by=None, at=clock.now())
        connections.close_all()
    return borough, client


def play(
    this: Round, scene: Scene, borough: Any, client: tuple[str, str], alarms: list[Any]
) -> tuple[list[str], Mapping[str, Any]]:
    """Play one round; return what is wrong, and figures."""
    from django.db import connections

    from firstbell.foundation import clock

    chance = Random(this.seed)
    _wait(lambda: all(map(_answers, scene.ports)), 300)
    began = time.monotonic()
    senders = _senders(borough, this, scene.ports, client)
    threads = [threading.Thread(target=run) for _, run in senders]
    for thread in threads:
        thread.start()
    struck = blows(chance, times=this.blows)
    half = len(struck) // 2
    _strike(scene, struck[:half], chance)
    for thread in threads:
        thread.join()
    this.handed_over = time.monotonic() - began
    # All is linked before the first letter goes: half of the blows fall where letters do.
    _wait(lambda: bool(taken(scene.letters)), 600)
    _strike(scene, struck[half:], chance)
    patience = PATIENCE_WITH_A_FAULT if this.fault else PATIENCE
    this.is_idle = _wait(_is_idle, patience)
    this.whole = time.monotonic() - began
    done_again = scene.database.do_again(AGAIN, share=0.05, at=clock.now())
    this.is_idle &= _wait(_is_idle, patience)
    connections.close_all()
    wrong, figures = [], {"steps done once more": done_again}
    if not this.fault:
        more, told = _silences(scene, borough, client, alarms)
        wrong += more
        figures |= told
        more, told = ask_as_others(scene.ports, chance)
        wrong += more
        figures |= told
    return _count(this, scene, [each for each, _ in senders], wrong, figures)


def _strike(scene: Scene, struck: Sequence[str], chance: Random) -> None:
    for blow in struck:
        time.sleep(chance.uniform(*BETWEEN_BLOWS))
        scene.strike(blow, chance)


def _senders(
    borough: Any, this: Round, ports: list[int], client: tuple[str, str]
) -> list[tuple[Sender, Callable[[], None]]]:
    """Two senders, each with half of the incidents and every tenth of the other's besides."""
    said = next(iter(borough.feeds.values()))["incidents"][: this.incidents]
    pause = this.blows * LONGEST_BLOWS / len(said)
    made: list[tuple[Sender, Callable[[], None]]] = []
    for half in range(2):
        sender = Sender(ports, client, pause=pause)
        own = [each for n, each in enumerate(said) if n % 2 == half or n % 10 == 0]
        made.append((sender, partial(sender.send, own, borough.source)))
    return made


def _silences(
    scene: Scene, borough: Any, client: tuple[str, str], alarms: list[tuple[str, EmailMessage]]
) -> tuple[list[str], Mapping[str, Any]]:
    """Make what must raise an alarm, one thing after the other, and see that each was raised."""
    from firstbell.foundation import acting, clock
    from firstbell.journey.intake.actions import receive_feed
    from firstbell.journey.intake.actions.rhythms import set_rhythm
    from firstbell.registry.agencies.queries.places import sender_by_code

    feed = next(iter(borough.feeds.values()))
    receive_feed(document={**feed, "incidents": []}, by=None, at=clock.now())
    source = sender_by_code(borough.source)
    assert source is not None
    from firstbell.core.rhythms import Rhythm

    set_rhythm(
        source=source,
        rhythm=Rhythm(every=timedelta(minutes=1), grace=timedelta()),
        rests_until=None,
        by=None,
        at=clock.now(),
    )
    scene.mail.is_held = True
    scene.mail.kill()
    late = [{**each, "reference": f"{each['reference']}-L"} for each in feed["incidents"][-12:]]
    Sender(scene.ports, client).send(late, borough.source)
    _wait(lambda: "failing" in _raised(), 240)
    scene.mail.is_held = False
    _wait(_is_idle, 600)
    for each in scene.work:
        each.is_held = True
        each.kill()
    later = [{**each, "reference": f"{each['reference']}-M"} for each in feed["incidents"][-12:]]
    Sender(scene.ports, client).send(later, borough.source)
    _wait(lambda: {"no-worker", "queue"} <= _raised(), 240)
    for each in scene.work:
        each.is_held = False
    _wait(_is_idle, 600)
    scene.database.is_held = True
    scene.database.server.kill()
    before = len(alarms)
    _wait(lambda: len(alarms) > before, 120)
    scene.database.is_held = False
    _wait(lambda: set(ALARMS) <= _raised(), 240)
    with acting.as_the_system():
        return _told_of_alarms(alarms)


def _told_of_alarms(alarms: list[Any]) -> tuple[list[str], Mapping[str, Any]]:
    from firstbell.journey.reconciliation.models import Alarm

    rows = list(Alarm.objects.all())
    gaps = {row.kind: (row.raised_at - row.due_at).total_seconds() for row in rows}
    for row in rows:
        gaps[row.kind] = max(gaps[row.kind], (row.raised_at - row.due_at).total_seconds())
    wrong = [f"not raised: {kind}" for kind in ALARMS if kind not in gaps]
    untold = [row.kind for row in rows if not row.tellings.filter(is_taken=True).exists()]
    wrong += [f"nobody was told: {kind}" for kind in untold]
    return wrong, {
        "alarms raised, by kind": dict(Counter(row.kind for row in rows)),
        "seconds from due to raised, the longest by kind": {
            k: round(v, 1) for k, v in gaps.items()
        },
        "letters about alarms": len(alarms),
    }


def _raised() -> set[str]:
    from django.db import DatabaseError, connections

    from firstbell.foundation import acting
    from firstbell.journey.reconciliation.models import Alarm

    with suppress(DatabaseError), acting.as_the_system():
        return set(Alarm.objects.values_list("kind", flat=True))
    connections.close_all()
    return set()


def _is_idle() -> bool:
    from django.db import DatabaseError, connections

    from firstbell.foundation import acting, clock
    from firstbell.foundation.events import queries

    with suppress(DatabaseError), acting.as_the_system():
        return queries.unfinished_count(at=clock.now() + timedelta(minutes=6)) == 0
    connections.close_all()
    return False


def _wait(is_so: Callable[[], bool], longest: float) -> bool:
    deadline = time.monotonic() + longest
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def _count(
    this: Round,
    scene: Scene,
    senders: list[Sender],
    wrong: list[str],
    figures: dict[str, Any],
) -> tuple[list[str], Mapping[str, Any]]:
    from firstbell.foundation import acting, clock
    from firstbell.journey.delivery.models import Attempt, Notification
    from firstbell.journey.intake.models import Incident
    from tests.resilience.checks import what_is_wrong

    ids = taken(scene.letters)
    with acting.as_the_system():
        wrong = [*wrong, *what_is_wrong(ids, at=clock.now() + timedelta(minutes=6))]
        held = set(Incident.objects.values_list("reference", flat=True))
        figures |= {
            "incidents held": len(held),
            "notifications": Notification.objects.count(),
            "letters marked as sent": Attempt.objects.filter(outcome="accepted").count(),
        }
    accepted = {reference for each in senders for reference in each.receipts}
    if missing := accepted - held:
        wrong.append(f"lost: {len(missing)} incidents that have a receipt")
    if not this.fault:
        balance = subprocess.run([*FIRSTBELL, "balance"], capture_output=True, check=False)
        if balance.returncode:
            wrong.append("`firstbell balance` ends with a fault")
        short = {blow: count for blow, count in scene.done.items() if count < this.blows // 2}
        if short:
            wrong.append(f"the round has shown too little: {short}")
    figures |= {
        "incidents with a receipt": len(accepted),
        "tries of the senders": sum(each.tries for each in senders),
        "blows": dict(sorted(scene.done.items())),
        "starts": {each.log.stem.partition("-")[0]: each.starts for each in scene.everything()},
        "letters taken, repeats of them": (len(ids), len(ids) - len(set(ids))),
        "seconds to hand over, until nothing was due": (
            round(this.handed_over),
            round(this.whole),
        ),
    }
    return wrong, figures


def _tell(this: Round, wrong: list[str], figures: Mapping[str, Any]) -> bool:
    """Print what became of a round; with a fault, something must have been noticed."""
    print(f"\n=== {this.fault or 'no fault planted'}, seed {this.seed}")
    for name, value in figures.items():
        print(f"{name}: {value}")
    for words in wrong:
        print(f"NOT AS IT MUST BE: {words}")
    is_as_meant = bool(wrong) == bool(this.fault)
    print("noticed" if this.fault and wrong else "sound" if not wrong else "UNSOUND", flush=True)
    return is_as_meant


if __name__ == "__main__":
    main()
