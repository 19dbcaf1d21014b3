"""Somebody is off for a while, and is here after all.

Said by themselves, or by the hub when they rang in. What was begun with them goes to the next
person by the step of the event, at the beginning of the first day; nothing has to be done at
the end.
"""

from datetime import date, datetime, time
from uuid import UUID

from firstbell.core.calendars import instant, local_day
from firstbell.core.cover import check_days_off
from firstbell.core.escalation import after_quiet
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.queries import rules
from firstbell.registry.cover.models import Absence


@acting.as_system
def be_off(
    *, email: str, name: str, first_on: date, last_on: date, by: User, at: datetime
) -> Absence:
    """Say that the person of this address is off; days that are known already change nothing.

    :raises NoSuchDays: if nobody can be off on such days.
    """
    check_days_off(first_on, last_on, today=local_day(at))
    whose = email.strip().casefold()
    known = Absence.objects.select_for_update().filter(
        email=whose, taken_back_at=None, first_on__lte=first_on, last_on__gte=last_on
    )
    if (same := known.first()) is not None:
        return same
    absence = Absence.objects.create(
        email=whose, name=name, first_on=first_on, last_on=last_on, said_by=by, said_at=at
    )
    begins_at = after_quiet(instant(first_on, time(0)), rules.policy())
    due_at = at if first_on == local_day(at) else begins_at
    events.record("absence.began", subject=absence.id, at=at, due_at=due_at)
    is_own = by.email.casefold() == whose
    _trail("absence.said", absence, by=by, at=at, detail={"by_themselves": is_own})
    return absence


@acting.as_system
def be_back(absence_id: UUID, *, by: User, at: datetime) -> None:
    """Take it back: they are here after all. A second time changes nothing."""
    absence = Absence.objects.select_for_update(of=("self",)).get(id=absence_id)
    if absence.taken_back_at is None:
        absence.taken_back_at, absence.taken_back_by = at, by
        absence.save(update_fields=["taken_back_at", "taken_back_by"])
        _trail("absence.taken_back", absence, by=by, at=at, detail={})


def _trail(
    action: str, absence: Absence, *, by: User, at: datetime, detail: dict[str, object]
) -> None:
    days: dict[str, object] = {
        "from": absence.first_on.isoformat(),
        "to": absence.last_on.isoformat(),
    }
    audit.record(
        action,
        subject_kind="absence",
        subject_id=absence.id,
        by=by,
        at=at,
        detail=days | detail,
    )
