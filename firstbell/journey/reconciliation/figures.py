"""Counts and ages from rows, for a system that watches: no child, no school, no place.

Several processes serve, so nothing is counted in any of them: each figure is asked of the rows
when it is wanted. Written in the text format of Prometheus, version 0.0.4.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from firstbell.core.alarms import TRIES, Kind
from firstbell.foundation import acting
from firstbell.foundation.events import queries as ledger
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake import expecting
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation.models import Alarm, Watch
from firstbell.registry.agencies.queries.rules import policy

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

MAIL_FAILED = "TemporaryFailure"
"""The kind of failure that a step leaves whose message no mail server has taken."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: its name, what it means, and its values, by one label where there are several."""

    name: str
    meaning: str
    values: Mapping[str, float]
    label: str = ""


@acting.as_system
def figures(*, at: datetime) -> list[Figure]:
    """Return every figure as it is now."""
    oldest = ledger.oldest_due_at(at=at)
    failing = ledger.failing(tries=TRIES)
    open_ones = Notification.objects.filter(closed_at=None)
    waits = Waiting.objects.filter(closed_at=None)
    rules = policy()
    alive = [each for each in ledger.workers() if each.silent_for <= rules.worker_silent]
    return [
        _one("oldest_due_seconds", "Age of the oldest step that is due.", _age(oldest, at)),
        _one("steps_failing", "Steps that fail again and again.", failing.number if failing else 0),
        _one(
            "mail_failing", "Messages that no mail server has taken.", ledger.failed_by(MAIL_FAILED)
        ),
        _one("notifications_waiting", "Told and not yet answered.", open_ones.count()),
        _one(
            "notifications_late",
            "Of these, after the bell.",
            open_ones.filter(due_at__lte=at).count(),
        ),
        _one("children_unsettled", "Children who wait for a person.", waits.count()),
        _one(
            "children_unsettled_late",
            "Of these, after the bell.",
            waits.filter(due_at__lte=at).count(),
        ),
        _one("workers_alive", "Workers that have said lately that they live.", len(alive)),
        Figure(
            name="feed_age_seconds",
            meaning="Age of the last feed of a source.",
            label="source",
            values={
                each.source.code: _age(each.last_at, at)
                for each in expecting.expectations(rules)
                if each.last_at
            },
        ),
        Figure(
            name="alarms_open",
            meaning="Alarms that are open.",
            label="kind",
            values=_alarms(),
        ),
        Figure(
            name="watch_age_seconds",
            meaning="Age of a machine's last watch.",
            label="machine",
            values={each.machine: _age(each.looked_at, at) for each in Watch.objects.all()},
        ),
    ]


def as_text(found: Iterable[Figure]) -> str:
    """Return figures as Prometheus reads them."""
    lines = []
    for each in found:
        name = f"firstbell_{each.name}"
        lines += [f"# HELP {name} {each.meaning}", f"# TYPE {name} gauge"]
        for key, value in sorted(each.values.items()):
            label = f'{{{each.label}="{_escaped(key)}"}}' if each.label else ""
            lines.append(f"{name}{label} {_plain(value)}")
    return "\n".join(lines) + "\n"


def _one(name: str, meaning: str, value: float) -> Figure:
    return Figure(name=name, meaning=meaning, values={"": value})


def _age(instant: datetime | None, at: datetime) -> float:
    return max(0.0, (at - instant).total_seconds()) if instant else 0.0


def _alarms() -> dict[str, float]:
    found = Counter(Alarm.objects.filter(ended_at=None).values_list("kind", flat=True))
    return {kind.value: float(found[kind.value]) for kind in Kind}


def _plain(value: float) -> str:
    """Return a number without an exponent and without a needless fraction."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
