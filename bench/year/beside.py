"""Lay what the whole path has written beside what the rules alone say of the same incidents.

Compared for each recipient of each child: the bell, the chase, the hub's hour, the instant of the
first reminder, and who was told first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bench.year.by_rules import ByRules
from bench.year.told import Told
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Attempt, Conflict, Notification

Key = tuple[str, str, str]


@dataclass
class Beside:
    """How many were compared in which respect, and what differs."""

    compared: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    differs: list[str] = field(default_factory=list)

    def say(self, respect: str, key: Key, written: object, said: object) -> None:
        """Compare one thing."""
        self.compared[respect] += 1
        if written != said:
            self.differs.append(f"{respect} of {' '.join(key)}: {written}, by the rules {said}")


def lay_beside(world: ByRules) -> Beside:
    """Compare every recipient of the two plays."""
    rows = Notification.objects.select_related("incident", "child", "establishment", "desk")
    written = {(row.incident.reference, row.child.reference, row.recipient): row for row in rows}
    said = {
        (*child.key, told.recipient): told
        for child in world.children
        for told in child.told.values()
    }
    found = Beside()
    for key in sorted(written.keys() | said.keys()):
        found.say("is told", key, key in written, key in said)
    # Where somebody is kept out, the hub may ask the place for another name.
    kept_out = {each.notification.recipient for each in _conflicts()}
    hastened = set(
        AuditEntry.objects.filter(action="notification.ring_now").values_list(
            "subject_id", flat=True
        )
    )
    for key in sorted(written.keys() & said.keys()):
        row, told = written[key], said[key]
        found.say("the bell", key, row.due_at, told.clock.due_at)
        found.say("the chase", key, row.chase_at, told.clock.chase_at)
        if told.steps is None or row.recipient in kept_out or row.raised_at != told.raised_at:
            continue
        if str(row.id) not in hastened:
            found.say("the hub's hour", key, row.ring_at, told.steps.ring_at)
        for respect, one, other in _ladder(row, told):
            found.say(respect, key, one, other)
    return found


def _conflicts() -> Iterable[Conflict]:
    return Conflict.objects.select_related("notification__establishment", "notification__desk")


def _ladder(row: Notification, told: Told) -> Iterator[tuple[str, object, object]]:
    """Yield who was told first, and when the first reminder was due, where nothing failed."""
    tries = row.attempts.order_by("at", "id").select_related("contact")
    if tries.exclude(outcome=Attempt.Outcome.ACCEPTED).exists() or told.steps is None:
        return
    if first := tries.first():
        yield "who is told first", first.contact.email if first.contact else "", told.first_told
    reminder = Event.objects.filter(subject=row.id, name="notification.unanswered").order_by("id")
    due_at = max(told.steps.rungs[0], told.raised_at or told.made_at)
    yield "the first reminder", reminder[0].due_at, due_at
