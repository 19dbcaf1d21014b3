"""What became of every child, from the rows of the other steps, and whether that adds up.

Each child of every accepted incident is in exactly one class. A child in none is lost: the
account says so and names it, whatever counters elsewhere may say.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident, Waiting
from firstbell.journey.routing.models import Route

BESIDE = frozenset({Waiting.Why.VANISHED, Waiting.Why.FREE_TEXT})
"""Waits that keep nobody from being told: the notification goes, a person looks beside it."""

BATCH = 500


class Class(StrEnum):
    """Where a child is; exactly one of these."""

    ON_ITS_WAY = "on its way"
    WITH_A_PERSON = "with the hub or the sender"
    WITH_A_RECIPIENT = "told, not yet answered"
    ANSWERED = "answered"
    SETTLED = "settled by a person without a recipient"
    WITHDRAWN = "withdrawn"
    LOST = "LOST"


@dataclass(frozen=True, kw_only=True)
class ChildAccount:
    """One child of one incident: class, owner and recipients."""

    child: RecordedChild
    class_: Class
    owner: str
    notifications: tuple[Notification, ...]


@dataclass(frozen=True, kw_only=True)
class Balance:
    """The account as a whole. It adds up when nothing is lost, missing or without its record."""

    children: int
    classes: Counter[Class]
    lost: tuple[UUID, ...]
    missing: int
    unraised_routes: int
    refused_incidents: int
    recipients: Counter[str] = field(default_factory=Counter)

    @property
    def adds_up(self) -> bool:
        """Whether every child is somewhere and every route has its notification."""
        return not (self.lost or self.missing or self.unraised_routes) and self.children == sum(
            self.classes.values()
        )


def every_child() -> Iterator[ChildAccount]:
    """Yield the account of every child of every incident, in the order they came."""
    in_flight = _in_flight()
    for child in _children().iterator(chunk_size=BATCH):
        yield account_of(child, in_flight=in_flight)


def account_of(child: RecordedChild, *, in_flight: frozenset[UUID]) -> ChildAccount:
    """Return where one child is. Expects the rows that `_children` fetches with it."""
    notifications = tuple(child.notifications.all())
    return ChildAccount(
        child=child,
        class_=_class(child, notifications, in_flight),
        owner=_owner(child, notifications),
        notifications=notifications,
    )


def balance() -> Balance:
    """Return the account of every child, counted from rows one by one."""
    classes: Counter[Class] = Counter()
    recipients: Counter[str] = Counter()
    lost = []
    for account in every_child():
        classes[account.class_] += 1
        recipients.update(notification.state for notification in account.notifications)
        if account.class_ == Class.LOST:
            lost.append(account.child.id)
    return Balance(
        children=RecordedChild.objects.count(),
        classes=classes,
        lost=tuple(lost),
        missing=_recorded_but_not_kept(),
        unraised_routes=_unraised_routes(),
        refused_incidents=RefusedIncident.objects.filter(mended_at=None).count(),
        recipients=recipients,
    )


def _children() -> QuerySet[RecordedChild]:
    return (
        RecordedChild.objects.select_related("incident__source", "link__pupil")
        .prefetch_related(
            Prefetch("waiting", queryset=Waiting.objects.filter(closed_at=None)),
            Prefetch(
                "notifications",
                queryset=Notification.objects.select_related("establishment", "desk").order_by(
                    "raised_at", "id"
                ),
            ),
            "routes",
        )
        .order_by("incident__first_received_at", "incident__reference", "reference")
    )


def _in_flight() -> frozenset[UUID]:
    """Return every subject of an unfinished ledger row: incidents, children and routes."""
    return frozenset(Event.objects.filter(done_at=None).values_list("subject", flat=True))


def _class(
    child: RecordedChild, notifications: tuple[Notification, ...], in_flight: frozenset[UUID]
) -> Class:
    if child.incident.status == Incident.Status.WITHDRAWN:
        return Class.WITHDRAWN
    if _is_in_flight(child, in_flight):
        return Class.ON_ITS_WAY
    if any(wait.why not in BESIDE for wait in child.waiting.all()):
        return Class.WITH_A_PERSON
    if any(each.closed_at is None for each in notifications):
        return Class.WITH_A_RECIPIENT
    if child.waiting.all():
        return Class.WITH_A_PERSON
    if any(each.state in _ANSWERED for each in notifications):
        return Class.ANSWERED
    if child.waiting.model.objects.filter(child=child, closed_by__isnull=False).exists():
        return Class.SETTLED
    return Class.LOST


_ANSWERED = (Notification.State.ACKNOWLEDGED, Notification.State.PHONED)


def _is_in_flight(child: RecordedChild, in_flight: frozenset[UUID]) -> bool:
    subjects = {child.id, child.incident_id, *(route.id for route in child.routes.all())}
    return not subjects.isdisjoint(in_flight)


def _owner(child: RecordedChild, notifications: tuple[Notification, ...]) -> str:
    """Return whose move it is: `key-adult`, `desk`, `hub`, `sender` or `none`."""
    if child.incident.status == Incident.Status.WITHDRAWN:
        return "none"
    waits = {wait.why: wait.owner for wait in child.waiting.all()}
    if Waiting.Why.QUESTION in waits:
        return "sender"
    stops = [owner for why, owner in waits.items() if why not in BESIDE]
    if stops:
        return "hub" if "hub" in stops else stops[0]
    for notification in notifications:
        if notification.closed_at is None:
            return "key-adult" if notification.establishment_id else "desk"
    return next(iter(waits.values()), "none")


def _recorded_but_not_kept() -> int:
    """Count children that an incident in force names and no row holds: must be none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*)
              FROM intake_incident incident
              CROSS JOIN LATERAL jsonb_array_elements(
                   coalesce(nullif(incident.said->'children', 'null'), '[]')) AS child
              LEFT JOIN intake_recordedchild kept
                   ON kept.incident_id = incident.id AND kept.reference = child->>'id'
             WHERE kept.id IS NULL
            """
        )
        row = cursor.fetchone()
    return int(row[0])


def _unraised_routes() -> int:
    """Count open routes of active incidents without a notification and without a due step."""
    waiting = Event.objects.filter(name="child.routed", done_at=None).values("subject")
    return (
        Route.objects.filter(
            closed_at=None,
            notification=None,
            child__incident__status=Incident.Status.ACTIVE,
        )
        .exclude(id__in=waiting)
        .count()
    )
