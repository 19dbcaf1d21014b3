"""Raise an alarm for what was found, end one whose cause has ended, write how it was told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from firstbell.core.alarms import KINDS, Kind
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.reconciliation.alarms.looking import Finding, Looked
from firstbell.journey.reconciliation.models import Alarm, Telling, Watch
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people


@acting.as_system
def settle(looked: Looked, *, machine: str, at: datetime) -> None:
    """Raise what was found and is not open yet; end what is open and was looked for in vain.

    `machine` is where the watch runs.
    """
    Watch.objects.update_or_create(machine=machine, defaults={"looked_at": at})
    rows = Alarm.objects.select_for_update().filter(ended_at=None, kind__in=looked.kinds)
    still = {(row.kind, row.about): row for row in rows}
    for finding in looked.findings:
        row = still.pop((finding.kind, finding.about), None)
        if row is None:
            raise_alarm(finding, at=at)
        elif row.detail != finding.detail:
            row.detail = finding.detail
            row.save(update_fields=["detail"])
    for row in still.values():
        end_alarm(row, at=at)


@acting.as_system_within
def raise_alarm(finding: Finding, *, at: datetime) -> Alarm:
    """Raise an alarm. Whose move it is at the force or hub is told that something waits."""
    owner = KINDS[finding.kind].owner
    alarm = Alarm.objects.create(
        kind=finding.kind,
        owner=owner,
        about=finding.about,
        detail=finding.detail,
        # A clock that is wrong may say that it was due later than it was noticed.
        due_at=min(finding.due_at, at),
        raised_at=at,
    )
    _trail("alarm.raised", alarm, at=at)
    if owner in TOLD_BY:
        events.record("alarm.raised", subject=alarm.id, at=at)
    return alarm


@acting.as_system_within
def end_alarm(alarm: Alarm, *, at: datetime) -> None:
    """End an alarm whose cause has ended."""
    alarm.ended_at = at
    alarm.save(update_fields=["ended_at"])
    _trail("alarm.ended", alarm, at=at)


@acting.as_system
def record_database_was_away(
    *, since: datetime, told: Sequence[tuple[Telling.Way, datetime]], at: datetime
) -> None:
    """Write down afterwards that the database did not answer, and how that was told meanwhile."""
    alarm = raise_alarm(Finding(kind=Kind.DATABASE, due_at=since), at=since)
    for way, told_at in told:
        is_first = not alarm.tellings.filter(way=way).exists()
        said = Telling.Said.RAISED if is_first else Telling.Said.AGAIN
        Telling.objects.create(alarm=alarm, said=said, way=way, told_at=told_at, is_taken=True)
    end_alarm(alarm, at=at)


@acting.as_system
def record_told(
    said: Sequence[tuple[Alarm, Telling.Said]], *, way: Telling.Way, at: datetime
) -> None:
    """Write that the other side has taken what was said of these alarms."""
    for alarm, what in said:
        Telling.objects.filter(alarm=alarm, said=what, way=way, is_taken=False).delete()
        Telling.objects.create(alarm=alarm, said=what, way=way, told_at=at, is_taken=True)


@acting.as_system
def record_not_told(
    said: Sequence[tuple[Alarm, Telling.Said]], *, way: Telling.Way, code: str, at: datetime
) -> None:
    """Write that nobody took it, and why; the next watch tries again."""
    for alarm, what in said:
        row, is_new = Telling.objects.get_or_create(
            alarm=alarm,
            said=what,
            way=way,
            is_taken=False,
            defaults={"told_at": at, "code": code},
        )
        if not is_new:
            row.told_at, row.code, row.tries = at, code, row.tries + 1
            row.save(update_fields=["told_at", "code", "tries"])


TOLD_BY = {"sender": Telling.Way.SENDER, "hub": Telling.Way.HUB}
"""By owner, how those are told through the worker who are not whoever runs Firstbell."""


def whom_to_tell(alarm_id: UUID, *, at: datetime) -> list[User]:
    """Return who at the force or hub whose move it is hears that something waits.

    Nobody once it ended.
    """
    alarm = Alarm.objects.get(id=alarm_id)
    if alarm.ended_at is not None:
        return []
    if alarm.owner == "hub":
        return people.who_holds(Role.HUB_MANAGER, at=at)
    rows = people.holding(at).filter(
        role=Role.POLICE_SENDER, agency__code=alarm.about, user__is_active=True
    )
    return list({row.user_id: row.user for row in rows}.values())


@acting.as_system
def record_people_told(alarm_id: UUID, *, people: Iterable[User], at: datetime) -> None:
    """Write that the force's or the hub's people were told, if there were any."""
    reached = list(people)
    alarm = Alarm.objects.get(id=alarm_id)
    if reached:
        record_told([(alarm, Telling.Said.RAISED)], way=TOLD_BY[alarm.owner], at=at)
    audit.record(
        "alarm.hub_told" if alarm.owner == "hub" else "alarm.sender_told",
        subject_kind="alarm",
        subject_id=alarm_id,
        by=None,
        at=at,
        detail={"people": [str(each.id) for each in reached]},
    )


def _trail(action: str, alarm: Alarm, *, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="alarm",
        subject_id=alarm.id,
        by=None,
        at=at,
        detail={"kind": alarm.kind, "about": alarm.about},
    )
