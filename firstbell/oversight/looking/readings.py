"""The trail as `core.unusual` wants to see it: who read which record, and what they share.

The one place of the product that reads the trail for a purpose of its own. Returns nothing that
is shown: names and postcodes are compared and left behind.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from firstbell.core.unusual import Reader, Reading
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Call, Notification, Recall
from firstbell.journey.intake.models import Incident, RecordedAdult, RecordedChild, Waiting
from firstbell.journey.linkage.models import Link
from firstbell.journey.lookup.models import LiveIncident
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people

READ = frozenset(
    {
        "call.read_out",
        "case.read",
        "child.read",
        "child.schools_read",
        "conflict.read",
        "incident.read",
        "link.read",
        "look_up.read",
        "notification.first_step_read",
        "notification.printed",
        "notification.read",
        "review.read",
        "texts.read",
    }
)
"""Entries that mean: one record was on somebody's screen. Lists are not counted; their use is."""

REFUSED = "door.refused"

LOOK = "look_up.read"
"""A look before the door: its record is the live incident."""

FINISHED_LONG_AGO = timedelta(days=7)
"""After so long nobody at the hub has a reason of the morning to open a finished record."""


@dataclass(kw_only=True)
class _Record:
    """What is compared of one incident."""

    surnames: set[str] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    is_open: bool = False
    finished_at: datetime | None = None

    def had_something_to_do(self, at: datetime) -> bool:
        """Say whether something waited there at an instant, or had lately."""
        return self.is_open or (
            self.finished_at is not None and at - self.finished_at < FINISHED_LONG_AGO
        )


def readings(entries: Iterable[AuditEntry], *, looked_to: datetime, at: datetime) -> list[Reading]:
    """Return what the entries say was read or tried; those after `looked_to` are new."""
    rows = [entry for entry in entries if entry.by_id]
    incidents = incidents_of_subjects({(row.subject_kind, row.subject_id) for row in rows})
    named_at_all = {each for found in incidents.values() for each in found}
    records = _records(named_at_all) | _live(named_at_all)
    hub = _at_the_hub({row.by_id for row in rows if row.by_id}, at=at)
    found: list[Reading] = []
    for row in rows:
        refused = row.action == REFUSED
        named = incidents.get((row.subject_kind, row.subject_id), frozenset())
        of: list[UUID | None] = [None] if refused else [*sorted(named)]
        for record in of:
            about = records.get(record) if record else None
            found.append(
                Reading(
                    reader=row.by_id,  # type: ignore[arg-type]
                    record=record,
                    at=row.at,
                    surnames=tuple(about.surnames) if about else (),
                    postcodes=tuple(about.postcodes) if about else (),
                    is_theirs=row.by_id not in hub
                    or about is None
                    or about.had_something_to_do(row.at),
                    was_refused=refused,
                    is_look=row.action == LOOK,
                    is_new=row.written_at > looked_to,
                )
            )
    return found


def readers(ids: Collection[UUID]) -> list[Reader]:
    """Return these people as far as they can be compared."""
    return [
        Reader(user_id=user.id, name=user.name, postcode=user.home_postcode)
        for user in User.objects.filter(id__in=ids)
    ]


def _at_the_hub(ids: Collection[UUID], *, at: datetime) -> frozenset[UUID]:
    """Return those for whom a finished record is nobody's: schools and forces have their own."""
    found = people.who_holds(Role.HUB_WORKER, Role.HUB_MANAGER, at=at, among=ids)
    return frozenset(user.id for user in found)


def incidents_of_subjects(
    subjects: Collection[tuple[str, str]],
) -> Mapping[tuple[str, str], frozenset[UUID]]:
    """Return the incidents that subjects of the trail belong to, by kind and id."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, subject_id in subjects:
        by_kind[kind].add(subject_id)
    found: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for kind, ids in by_kind.items():
        for of, incident in _incidents(kind, ids):
            found[kind, str(of)].add(incident)
    return {key: frozenset(ids) for key, ids in found.items()}


def _incidents(kind: str, ids: Collection[str]) -> Iterable[tuple[UUID, UUID]]:
    if kind == "incident":
        return Incident.objects.filter(id__in=ids).values_list("id", "id")
    if kind == "child":
        return RecordedChild.objects.filter(id__in=ids).values_list("id", "incident")
    if kind == "notification":
        return Notification.objects.filter(id__in=ids).values_list("id", "incident")
    if kind == "link":
        return Link.objects.filter(id__in=ids).values_list("id", "child__incident")
    if kind == "recall":
        return Recall.objects.filter(id__in=ids).values_list("id", "notification__incident")
    if kind == "live_incident":
        return LiveIncident.objects.filter(id__in=ids).values_list("id", "id")
    if kind == "call":
        return Call.objects.filter(id__in=ids).values_list("id", "notifications__incident")
    return []


def _records(ids: Collection[UUID]) -> dict[UUID, _Record]:
    """Return what is compared of some incidents, in five queries."""
    found = {each: _Record() for each in ids}
    for incident in Incident.objects.filter(id__in=ids).only("id", "said"):
        place = incident.said.get("address") or {}
        found[incident.id].postcodes.add(place.get("postcode") or "")
    children = RecordedChild.objects.filter(incident__in=ids)
    adults = RecordedAdult.objects.filter(incident__in=ids)
    for incident_id, surname in (
        *children.values_list("incident", "surname"),
        *adults.values_list("incident", "surname"),
    ):
        found[incident_id].surnames.add(surname)
    for incident_id, address in children.values_list("incident", "said__address"):
        found[incident_id].postcodes.add((address or {}).get("postcode") or "")
    told = Notification.objects.filter(incident__in=ids).values_list("incident", "closed_at")
    for incident_id, closed_at in told:
        _stands(found[incident_id], closed_at)
    waits = Waiting.objects.filter(child__incident__in=ids).values_list(
        "child__incident", "closed_at"
    )
    for incident_id, closed_at in waits:
        _stands(found[incident_id], closed_at)
    return found


def _live(ids: Collection[UUID]) -> dict[UUID, _Record]:
    """Return what is compared of some live incidents, and of the children shown, in three queries.

    A child's surname is not shown at a door; who bears it may have looked for it.
    """
    rows = list(LiveIncident.objects.filter(id__in=ids).prefetch_related("looks"))
    shown = {
        live.id: {UUID(each) for look in live.looks.all() for each in look.children}
        for live in rows
    }
    surnames = dict(
        RecordedChild.objects.filter(
            id__in={each for ids in shown.values() for each in ids}
        ).values_list("id", "surname")
    )
    return {
        live.id: _Record(
            surnames={
                *(each.get("surname") or "" for each in live.said.get("people") or ()),
                *(surnames[each] for each in shown[live.id] if each in surnames),
            },
            postcodes={(live.said.get("address") or {}).get("postcode") or ""},
        )
        for live in rows
    }


def _stands(record: _Record, closed_at: datetime | None) -> None:
    if closed_at is None:
        record.is_open = True
    elif record.finished_at is None or closed_at > record.finished_at:
        record.finished_at = closed_at


def entries_between(after: datetime, until: datetime) -> Iterable[AuditEntry]:
    """Return the readings and refused tries that the database wrote in a period."""
    return AuditEntry.objects.filter(
        Q(action__in=READ) | Q(action=REFUSED), written_at__gt=after, written_at__lte=until
    ).exclude(by=None)
