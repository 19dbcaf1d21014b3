"""What the trail says of a recall, who owns its record, and what is late.

Reads the trail for one purpose: to count who had what was taken back. Names nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from firstbell.core import breaches as rules_of
from firstbell.core.breaches import Left, Owner, Standing
from firstbell.core.need_to_know import Guard
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Recall
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.oversight.breaches.models import BreachRecord
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.queries import guards

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

FIRST_STEP = "notification.first_step_read"
READ = ("notification.read", "notification.printed")
COPIED = ("notification.copied",)
HANDED_OVER = ("notification.copy_handed_over",)
READ_OUT = "call.read_out"


@dataclass(frozen=True, kw_only=True)
class Log:
    """The entries of the trail about one notification, before and after it was taken back."""

    before: tuple[AuditEntry, ...]
    since: tuple[AuditEntry, ...]

    @property
    def left(self) -> Left:
        """How often it was had before it was taken back."""
        return Left(
            first_steps=_count(self.before, (FIRST_STEP,)),
            readings=_count(self.before, READ),
            copies=_count(self.before, COPIED),
            read_out=_count(self.before, (READ_OUT,)),
        )


def log_of(recall: Recall) -> Log:
    """Return who had what of a recalled notification, from the trail, in order of time."""
    own = Q(
        subject_kind="notification",
        subject_id=str(recall.notification_id),
        action__in=[FIRST_STEP, *READ, *COPIED, *HANDED_OVER],
    )
    spoken = Q(action=READ_OUT, detail__notifications__contains=[str(recall.notification_id)])
    since = recall.notification.raised_at
    found = AuditEntry.objects.filter(own | spoken, written_at__isnull=False, at__gte=since)
    rows = tuple(found.select_related("by").order_by("at", "id"))
    return Log(
        before=tuple(row for row in rows if row.at <= recall.made_at),
        since=tuple(row for row in rows if row.at > recall.made_at),
    )


def _count(rows: Iterable[AuditEntry], actions: Iterable[str]) -> int:
    wanted = set(actions)
    return sum(row.action in wanted for row in rows)


def owners() -> Callable[[UUID], Owner]:
    """Return who owns the record of an incident now: the circle, where it is sealed."""
    guarded = guards.guarded()
    sealed = {key for key, each in guarded.items() if each.guard == Guard.SEALED}
    return lambda record_id: rules_of.owner(is_sealed=record_id in sealed)


def owner_of(record: BreachRecord) -> Owner:
    """Return who owns one record now."""
    return owners()(record.record_id)


def owners_of(record: BreachRecord, *, at: datetime) -> list[User]:
    """Return the people who own a record now, but for those who stand back from its incident."""
    guard = guards.guarded().get(record.record_id)
    if guard is not None and guard.guard == Guard.SEALED:
        found = people.who_holds(*HUB, at=at, among=guard.circle)
    else:
        found = people.who_holds(Role.INFORMATION_GOVERNANCE, at=at)
    return [user for user in found if record.record_id not in stands_back_from(user)]


def standing_of(record: BreachRecord) -> Standing:
    """Return how far a record has come, as the rule wants to know it."""
    return Standing(
        kind=rules_of.Kind(record.kind),
        is_decided=record.decided_at is not None,
        tell_ico=bool(record.tell_ico),
        is_ico_told=record.ico_told_at is not None,
        tell_people=bool(record.tell_people),
        are_people_told=record.people_told_at is not None,
        is_asked=record.recall.answer_due_at is not None,
        is_answered=record.recall.answered_at is not None,
    )


def clock_runs(record: BreachRecord) -> bool:
    """Say whether the ICO must still be told, or found not to need it."""
    return record.closed_at is None and (
        record.decided_at is None or (bool(record.tell_ico) and record.ico_told_at is None)
    )


def is_late(record: BreachRecord, *, at: datetime) -> bool:
    """Say whether that should have been done by now."""
    return clock_runs(record) and record.due_at <= at


def late(*, at: datetime) -> QuerySet[BreachRecord]:
    """Return the records of which that holds."""
    settled = Q(decided_at__isnull=False) & (Q(tell_ico=False) | Q(ico_told_at__isnull=False))
    return BreachRecord.objects.filter(closed_at=None, due_at__lte=at).exclude(settled)


def lateness(*, at: datetime) -> str:
    """Return in words how many are late, or nothing."""
    found = late(at=at).count()
    return _("%(late)s breaches past their hour") % {"late": found} if found else ""
