"""Section 49A in a month, counted child by child from the account: by fate, unit and place.

Complete: nothing is put together here and nothing left out; what may be published of it is said
by `duty_page`. Who may see what is for the doors.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from firstbell.core.basis import BESIDE_THE_DUTY
from firstbell.core.duty import Child, Fate, Month, Stop, Told, fate
from firstbell.core.lateness import Step
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident, Waiting
from firstbell.journey.reconciliation.lateness import answered_at, steps_late
from firstbell.journey.reconciliation.queries import (
    BESIDE,
    ChildAccount,
    Class,
    account_of,
    accounted,
    with_journey,
)
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import rules

State = Notification.State
Why = Waiting.Why

TAKEN_BACK = (State.NOT_OURS, State.RECALLED, State.HANDED_OVER)
"""States of what does not stand any more: somebody else is told instead."""

STOPS = {
    Why.REVIEW: Stop.LINK,
    Why.UNLINKED: Stop.LINK,
    Why.NOT_OURS: Stop.LINK,
    Why.RECALLED: Stop.LINK,
    Why.HOLD: Stop.HOLD,
}
"""What each wait keeps somebody from; every other one is `Stop.OTHER`."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One child with its fate, the unit that recorded it and the place where it counts.

    `unit` is blank where the force has not said it, and once the incident has been erased. A
    child without a recipient has no place.
    """

    account: ChildAccount
    fate: Fate
    unit: str
    place_id: UUID | None
    place: str

    @property
    def class_(self) -> Class:
        """Its class in the account of every child."""
        return self.account.class_


def counted(force: Agency, month: Month, *, at: datetime) -> list[Counted]:
    """Return every child of a force about whom the belief was formed in a month."""
    return counted_of(of_month(force, month), at=at)


def counted_under() -> QuerySet[Agency]:
    """Return whose children are counted: every force, and areas from which children came.

    A child who came by hand-over is under the area that sent it. The force of our own area answers
    for it: the duty is that of the force in whose area the child lives (section 49A(1)).
    """
    came = Incident.objects.filter(source=OuterRef("id"))
    elsewhere = Q(kind=Agency.Kind.ELSEWHERE) & Exists(came)
    return Agency.objects.filter(Q(kind=Agency.Kind.POLICE) | elsewhere)


def came_by_hand_over(month: Month) -> QuerySet[RecordedChild]:
    """Return the account of every child of a month whom another area handed over to us."""
    return of_month(None, month).filter(incident__source__kind=Agency.Kind.ELSEWHERE)


def of_month(force: Agency | None, month: Month) -> QuerySet[RecordedChild]:
    """Return the account of every child of a force, or of all, and a month, as they came."""
    rows = accounted() if force is None else accounted().filter(incident__source=force)
    return rows.filter(
        incident__belief_formed_at__gte=month.begins_at,
        incident__belief_formed_at__lt=month.ends_at,
    )


def counted_of(rows: QuerySet[RecordedChild], *, at: datetime) -> list[Counted]:
    """Return these children with their fates, in the order they came."""
    order = ("incident__first_received_at", "incident__reference", "reference")
    asked = with_journey(rows.order_by(*order)).defer("said", "incident__said")
    asked = asked.annotate(unit=KeyTextTransform("unit", "incident__said"))
    accounts = list(map(account_of, asked))
    late = steps_late(_rung(accounts, at=at), policy=rules.policy())
    return [_counted(each, late) for each in accounts]


def refused_in(force: Agency, month: Month) -> QuerySet[RefusedIncident]:
    """Return what was refused of a force in a month and is not put right."""
    return RefusedIncident.objects.filter(
        source=force,
        mended_at=None,
        refused_at__gte=month.begins_at,
        refused_at__lt=month.ends_at,
    )


def by_fate(children: Iterable[Counted]) -> Counter[str]:
    """Return how many of these children have each fate."""
    return Counter(str(each.fate) for each in children)


def _rung(accounts: Iterable[ChildAccount], *, at: datetime) -> Iterable[Notification]:
    """Yield what stands and whose bell has rung, each with the incident that was read already."""
    for each in accounts:
        for row in _standing(each):
            if row.due_at <= at:
                row.incident = each.child.incident
                yield row


def _standing(account: ChildAccount) -> list[Notification]:
    return [row for row in account.notifications if row.state not in TAKEN_BACK]


def _counted(account: ChildAccount, late: Mapping[UUID, Step | None]) -> Counted:
    rows = sorted(
        _standing(account), key=lambda row: (_beside(row), late.get(row.id) is None, row.due_at)
    )
    first = rows[0] if rows else None
    return Counted(
        account=account,
        fate=fate(
            Child(
                told=[_told(row, late.get(row.id)) for row in rows],
                stops=_stops(account, rows),
                is_withdrawn=account.class_ == Class.WITHDRAWN,
                is_lost=account.class_ == Class.LOST,
                is_on_its_way=account.class_ == Class.ON_ITS_WAY,
            )
        ),
        unit=account.child.unit or "",  # type: ignore[attr-defined]
        place_id=(first.establishment_id or first.desk_id) if first else None,
        place=str(first.establishment or first.desk) if first else "",
    )


def _beside(row: Notification) -> bool:
    return row.purpose in BESIDE_THE_DUTY


def _told(row: Notification, late: Step | None) -> Told:
    return Told(
        due_at=row.due_at,
        late=late,
        is_answered=answered_at(row) is not None,
        is_beside=_beside(row),
    )


def _stops(account: ChildAccount, told: Sequence[Notification]) -> list[Stop]:
    """Return what keeps somebody from being told. What stands beside does, where nobody is.

    A nursery or a health visitor who waits for an agreement keeps no school from it.
    """
    beside = set(BESIDE) if told else set()
    if any(not _beside(row) for row in told):
        beside.add(Why.NO_AGREEMENT)
    waits = [each for each in account.waits if each.why not in beside]
    return [STOPS.get(Why(each.why), Stop.OTHER) for each in waits]
