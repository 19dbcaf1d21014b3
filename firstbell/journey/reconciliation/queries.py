"""What became of every child, from the rows of the other steps, and whether that adds up.

Each child of every accepted incident is in exactly one class. A child in none is lost: the
account says so and names it, whatever counters elsewhere may say. The class is worked out from
rows by the database, child by child, and nobody keeps a counter beside it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection, models
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Value, When

from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Notification
from firstbell.journey.handover.models import Offer
from firstbell.journey.intake.models import (
    Incident,
    RecordedChild,
    RefusedIncident,
    Revision,
    Waiting,
)
from firstbell.journey.routing.models import Route

BESIDE = frozenset({Waiting.Why.VANISHED, Waiting.Why.FREE_TEXT})
"""Waits that keep nobody from being told: the notification goes, a person looks beside it."""

LETTERS = ("incident.missed", "household.due", "household.asked")
"""Events of an incident by which none of its children is on its way: of it somebody is only told,
or it is only asked who else lives there."""

BATCH = 500


class Class(StrEnum):
    """Where a child is; exactly one of these."""

    ON_ITS_WAY = "on its way"
    WITH_A_PERSON = "with the hub or the sender"
    WITH_A_RECIPIENT = "told, not yet answered"
    ANSWERED = "answered"
    HANDED_OVER = "handed over to another area"
    SETTLED = "settled by a person without a recipient"
    WITHDRAWN = "withdrawn"
    LOST = "LOST"


OPEN = (Class.ON_ITS_WAY, Class.WITH_A_PERSON, Class.WITH_A_RECIPIENT, Class.LOST)
"""Classes in which somebody still has something to do. A lost child is never closed."""


@dataclass(frozen=True, kw_only=True)
class ChildAccount:
    """One child of one incident: class, owner, recipients and what it waits for."""

    child: RecordedChild
    class_: Class
    owner: str
    notifications: tuple[Notification, ...]
    waits: tuple[Waiting, ...]


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
    rows = accounted().order_by("incident__first_received_at", "incident__reference", "reference")
    for child in with_journey(rows).iterator(chunk_size=BATCH):
        yield account_of(child)


def account_of(child: RecordedChild) -> ChildAccount:
    """Return where one child is. Expects a row of `accounted` with its journey."""
    notifications, waits = tuple(child.notifications.all()), tuple(child.waiting.all())
    return ChildAccount(
        child=child,
        class_=Class(child.standing),  # type: ignore[attr-defined]
        owner=_owner(child, notifications, waits),
        notifications=notifications,
        waits=waits,
    )


def accounted() -> QuerySet[RecordedChild]:
    """Return every child with its class as `standing`; the first class that fits is the child's."""
    waits = Waiting.objects.filter(closed_at=None)
    told = Notification.objects.filter(closed_at=None)
    answered = Notification.objects.filter(state__in=_ANSWERED)
    accepted = Offer.objects.filter(state=Offer.State.ACCEPTED)
    settled = Waiting.objects.filter(closed_by__isnull=False)
    return RecordedChild.objects.annotate(
        standing=Case(
            When(incident__status=Incident.Status.WITHDRAWN, then=Value(Class.WITHDRAWN)),
            When(_in_flight(), then=Value(Class.ON_ITS_WAY)),
            When(_has(waits.exclude(why__in=BESIDE)), then=Value(Class.WITH_A_PERSON)),
            When(_has(told), then=Value(Class.WITH_A_RECIPIENT)),
            When(_has(waits), then=Value(Class.WITH_A_PERSON)),
            When(_has(answered), then=Value(Class.ANSWERED)),
            When(_has(accepted), then=Value(Class.HANDED_OVER)),
            When(_has(settled), then=Value(Class.SETTLED)),
            default=Value(Class.LOST),
            output_field=models.CharField(),
        )
    )


def standing_in(*chosen: Class) -> Q:
    """Return the condition that a row of `accounted` is in one of these classes."""
    return Q(standing__in=chosen)


_ANSWERED = (Notification.State.ACKNOWLEDGED, Notification.State.PHONED)


def _has(rows: QuerySet[Waiting] | QuerySet[Notification] | QuerySet[Offer]) -> Q:
    return Q(id__in=rows.values("child"))


def _in_flight() -> Q:
    """Return whether the ledger has an unfinished row for the child, its incident or a route.

    A letter that is still to be written about an incident moves no child of it.
    """
    subjects = Event.objects.filter(done_at=None).exclude(name__in=LETTERS).values("subject")
    routes = Route.objects.filter(id__in=subjects).values("child")
    return Q(id__in=subjects) | Q(incident__in=subjects) | Q(id__in=routes)


def with_journey(
    rows: QuerySet[RecordedChild], *, told: QuerySet[Notification] | None = None
) -> QuerySet[RecordedChild]:
    """Return the same children with what `account_of` reads, in two more queries.

    `told` are the notifications as somebody wants them who reads what was told as well.
    """
    return rows.select_related("incident__source", "link__pupil").prefetch_related(
        Prefetch(
            "waiting", queryset=Waiting.objects.filter(closed_at=None).order_by("due_at", "why")
        ),
        Prefetch(
            "notifications",
            # What was told is no part of the account, and is long.
            queryset=told
            if told is not None
            else Notification.objects.defer("content", "looked_at")
            .select_related("establishment", "desk", "opened_by", "acknowledged_by")
            .order_by("raised_at", "id"),
        ),
    )


def finished_since(midnight: datetime) -> Q:
    """Return which children something was closed for since an instant."""
    revised = Revision.objects.filter(received_at__gte=midnight).values("incident")
    return (
        _has(Notification.objects.filter(closed_at__gte=midnight))
        | _has(Waiting.objects.filter(closed_at__gte=midnight))
        | Q(incident__in=revised, incident__status=Incident.Status.WITHDRAWN)
    )


def classes() -> Counter[Class]:
    """Return how many children are in each class."""
    counted = accounted().order_by().values_list(F("standing")).annotate(number=Count("id"))
    return Counter({Class(class_): number for class_, number in counted})


def balance() -> Balance:
    """Return the account of every child, counted from rows one by one."""
    return Balance(
        children=RecordedChild.objects.count(),
        classes=classes(),
        lost=tuple(accounted().filter(standing_in(Class.LOST)).values_list("id", flat=True)),
        missing=_recorded_but_not_kept(),
        unraised_routes=_unraised_routes(),
        refused_incidents=RefusedIncident.objects.filter(mended_at=None).count(),
        recipients=Counter(
            dict(Notification.objects.values_list("state").annotate(number=Count("id")))
        ),
    )


def _owner(
    child: RecordedChild, notifications: tuple[Notification, ...], waits: tuple[Waiting, ...]
) -> str:
    """Return whose move it is: `key-adult`, `desk`, `hub`, `sender` or `none`."""
    if child.incident.status == Incident.Status.WITHDRAWN:
        return "none"
    owners = {wait.why: wait.owner for wait in waits}
    if Waiting.Why.QUESTION in owners:
        return "sender"
    stops = [owner for why, owner in owners.items() if why not in BESIDE]
    if stops:
        return "hub" if "hub" in stops else stops[0]
    for notification in notifications:
        if notification.closed_at is None:
            return "key-adult" if notification.establishment_id else "desk"
    return next(iter(owners.values()), "none")


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
