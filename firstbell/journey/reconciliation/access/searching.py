"""The door to search: whom of the incidents that a person may read they can find, and the trail.

Nobody searches the rolls: a pupil of whom police never told us is nobody's to look up. What is
sealed against the person, restricted or their own family's is not found and not counted. A
search is written down by the fields that were filled and the records that it found, never by
the words that were looked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.searching import Findable, Sought, rank
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery import access as delivery
from firstbell.journey.delivery.families import first_step_of
from firstbell.journey.intake.asking import Asking, asking
from firstbell.journey.intake.models import RecordedAdult, RecordedChild
from firstbell.registry.agencies.models import Agency, Role
from firstbell.registry.agencies.queries import people

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)
WHO = (*HUB, Role.POLICE_SENDER, Role.KEY_ADULT, Role.DESK_OFFICER)

MOST = 50
"""Lines of an answer: who finds more than that should say more of whom they look for."""

MOST_RANKED = 400
"""Records that are put in order, the newest: an answer never takes longer than that."""

Person = TypeVar("Person", RecordedChild, RecordedAdult)


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One child or adult who may be meant, and the page of theirs."""

    page: str
    page_id: UUID
    name: str
    born_on: date | None
    is_adult: bool
    incident: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Whom a search found, the likeliest first; `is_cut` when there are more than are shown."""

    hits: tuple[Hit, ...]
    is_cut: bool


def may_search_by_place(user: User, *, at: datetime) -> bool:
    """Say whether a person may look for a postcode or a number: a school is told neither."""
    return people.has_role(user, *HUB, Role.POLICE_SENDER, at=at)


def search(user: User, sought: Sought, *, at: datetime) -> Answer:
    """Return whom a person finds among the records that they may read, and write the trail."""
    if sought.is_empty:
        return Answer(hits=(), is_cut=False)
    found = [*_of_the_area(user, sought, at=at), *_of_own_places(user, sought, at=at)]
    found.sort(key=lambda each: (each[0], each[1].at), reverse=True)
    hits = tuple({(hit.page, hit.page_id, hit.name): hit for _rank, hit, _child in found}.values())
    audit.record(
        "search.done",
        subject_kind="search",
        subject_id=user.id,
        by=user,
        at=at,
        detail={
            "by": _fields(sought),
            "found": len(hits),
            "children": sorted({str(child) for _rank, _hit, child in found[:MOST] if child}),
        },
    )
    return Answer(hits=hits[:MOST], is_cut=len(hits) > MOST)


Ranked = tuple[tuple[int, ...], Hit, UUID | None]


def _of_the_area(user: User, sought: Sought, *, at: datetime) -> Iterable[Ranked]:
    """Yield what the hub finds in the whole area, and an officer among what their force sent."""
    who = asking(user, at=at)
    is_hub = bool(who.roles & set(HUB))
    forces = people.places_of(user, Role.POLICE_SENDER, at=at).agencies
    if not (is_hub or forces):
        return
    of: dict[str, Any] = {"who": who, "forces": forces, "is_hub": is_hub}
    children = _answering(_allowed(RecordedChild.objects.all(), **of), sought)
    adults = _answering(_allowed(RecordedAdult.objects.all(), **of), sought)
    yield from (_ranked(child, sought, is_hub=is_hub) for child in children)
    yield from (_ranked(adult, sought, is_hub=is_hub) for adult in adults)


def _allowed(
    rows: QuerySet[Person], *, who: Asking, forces: Iterable[UUID], is_hub: bool
) -> QuerySet[Person]:
    if is_hub:
        return rows.exclude(incident__in=who.shut())
    own = Agency.objects.filter(id__in=forces, kind=Agency.Kind.POLICE)
    return rows.filter(incident__source__in=own).exclude(incident__in=who.shut(is_own_force=True))


def _answering(rows: QuerySet[Person], sought: Sought) -> list[Person]:
    """Return the newest records that answer to everything that is looked for."""
    met = reduce(and_, (Q(search_keys__overlap=list(group)) for group in sought.groups()))
    found = rows.filter(met).select_related("incident__source")
    found = found.prefetch_related("incident__children")
    return list(found.order_by("-incident__belief_formed_at", "id")[:MOST_RANKED])


def _ranked(row: RecordedChild | RecordedAdult, sought: Sought, *, is_hub: bool) -> Ranked:
    is_adult = isinstance(row, RecordedAdult)
    incident = row.incident
    hit = Hit(
        page="child" if is_hub else "sent_incident",
        page_id=_page_id(row, is_hub=is_hub),
        name=f"{row.given_names} {row.surname}".strip(),
        born_on=row.born_on,
        is_adult=is_adult,
        incident=f"{incident.source.name}, {incident.reference}",
        at=incident.belief_formed_at,
    )
    findable = Findable(names=(row.given_names, row.surname), born_on=row.born_on)
    return rank(sought, findable), hit, None if is_adult else row.id


def _page_id(row: RecordedChild | RecordedAdult, *, is_hub: bool) -> UUID:
    """Return the id in the address: for an adult at the hub, that of the first child."""
    if not is_hub:
        return row.incident_id
    if isinstance(row, RecordedChild):
        return row.id
    children = sorted(row.incident.children.all(), key=lambda child: child.reference)
    return children[0].id if children else row.incident_id


def _of_own_places(user: User, sought: Sought, *, at: datetime) -> Iterable[Ranked]:
    """Yield the children whom a person's own places were told of and confirmed."""
    if sought.postcode or sought.number:
        return
    met = reduce(and_, (Q(child__search_keys__overlap=list(group)) for group in sought.groups()))
    for row in delivery.readable(user, whose=met, at=at)[:MOST_RANKED]:
        told = first_step_of(row)
        hit = Hit(
            page="notification",
            page_id=row.id,
            name=told.name,
            born_on=told.born_on,
            is_adult=False,
            incident=row.recipient_name,
            at=row.raised_at,
        )
        names = (str(row.content.get("given_names", "")), str(row.content.get("surname", "")))
        findable = Findable(names=names, born_on=told.born_on)
        yield rank(sought, findable), hit, row.child_id


def _fields(sought: Sought) -> list[str]:
    filled = {
        "name": sought.name,
        "born_on": sought.born_on,
        "postcode": sought.postcode,
        "number": sought.number,
    }
    return [name for name, value in filled.items() if value]
