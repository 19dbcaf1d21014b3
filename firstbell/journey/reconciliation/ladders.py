"""Who is rung at a place, in order: for the pages of the hub and for its morning sheet alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from firstbell.core.calendars import local_day
from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.models import Contact
from firstbell.registry.agencies.queries import contacts
from firstbell.registry.cover.queries import absences


def people_at(rows: Iterable[Notification], *, at: datetime) -> Mapping[UUID, Sequence[Contact]]:
    """Return the key adults of the places of some notifications, in order, by place."""
    rows = list(rows)
    people: dict[UUID, list[Contact]] = defaultdict(list)
    here = Q(establishment__in={row.establishment_id for row in rows}) | Q(
        desk__in={row.desk_id for row in rows}
    )
    for contact in contacts.valid_on(local_day(at)).filter(here):
        if place_id := contact.establishment_id or contact.desk_id:
            people[place_id].append(contact)
    return people


def off_on(people: Mapping[UUID, Sequence[Contact]], *, at: datetime) -> frozenset[UUID]:
    """Return which of these key adults are off today, in one query."""
    everybody = [each for here in people.values() for each in here]
    return frozenset(each.id for each in absences.who_is_off(everybody, on=local_day(at)))
