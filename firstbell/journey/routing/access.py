"""The hub's door to a child that waits for a person: what is known, why it waits, who is told.

Goes through the door of linkage, and writes the trail of each reading in the same transaction.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F

from firstbell.core.identifiers import place_number
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake import readers
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.intake.unsafe import unsafe_of
from firstbell.journey.linkage import access as linkage
from firstbell.journey.linkage.access_unrecorded import open_about
from firstbell.journey.linkage.models import Link
from firstbell.journey.linkage.recorded import day_of
from firstbell.journey.linkage.showing import recorded
from firstbell.journey.routing import showing
from firstbell.journey.routing.actions.choose import FOR_WANT_OF_A_RECIPIENT
from firstbell.journey.routing.facts import tells_health
from firstbell.journey.routing.happened import happened
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Desk, Establishment
from firstbell.registry.agencies.queries import places
from firstbell.registry.people import queries as people

HUB = linkage.HUB
NotForThem = linkage.NotForThem

Row = RecordedChild
"""What the door lets through and actions take; pages hand it on and show none of it."""


def child(user: User, child_id: UUID, *, at: datetime) -> Row:
    """Return one recorded child, to act on it, not to show it.

    :raises NotForThem: if there is none for this person.
    """
    return linkage.child(user, child_id, at=at)


def is_open(row: Row) -> bool:
    """Say whether anything can still be done: a withdrawn incident asks nothing of anybody."""
    return row.incident.status == Incident.Status.ACTIVE


def waits_for(row: Row, why: str) -> bool:
    """Say whether the child waits for a person for this reason now."""
    return row.waiting.filter(why=why, closed_at=None).exists()


def child_page(row: Row, *, by: User, at: datetime) -> showing.ChildPage:
    """Return all that the hub may know of a child's journey, and write the trail."""
    linkage.trail("child.read", row, by=by, at=at)
    waits = list(row.waiting.filter(closed_at=None).order_by("due_at", "why"))
    settled = row.waiting.filter(closed_by__isnull=False).select_related("closed_by")
    routes = row.routes.select_related("establishment", "desk", "chosen_by", "agreement").annotate(
        copies=Count("notification__copies", distinct=True),
        passed_over=Count("notification__conflicts", distinct=True),
        told_as=F("notification__id"),
    )
    link: Link | None = getattr(row, "link", None)
    routed = list(routes.order_by("routed_at", "id"))
    shown = [
        showing.told(
            route,
            copies=route.copies,
            notification_id=route.told_as,
            is_passed_on=route.passed_over > 0,
        )
        for route in routed
    ]
    named = _named(waits)
    unsafe = unsafe_of(row.incident)
    now = [route for route in routed if route.closed_at is None]
    # Only where a click lets the child go on: the page of every other morning asks no more.
    released_to = [place for route in now if (place := route.establishment or route.desk)]
    if not any(each.why in showing.CAN_RELEASE for each in waits):
        released_to = []
    return showing.ChildPage(
        child_id=row.id,
        incident_id=row.incident_id,
        recorded=recorded(row, unsafe=unsafe),
        happened=happened(row, unsafe=unsafe),
        link_id=link.id if link else None,
        link_state=link.state if link else "",
        linked_to=_linked_to(row, link),
        waits=tuple(showing.wait(each, row, places=named) for each in waits),
        told=tuple(each for each in shown if each.closed_at is None),
        readers=readers.of_recipients(released_to, incident=row.incident, at=at)
        if released_to
        else (),
        told_no_longer=tuple(each for each in shown if each.closed_at),
        settled=tuple(showing.settled(each) for each in settled.order_by("-closed_at")),
        others=open_about(row.incident_id) if is_open(row) else (),
        is_withdrawn=not is_open(row),
        is_kept_back=any(each.why in showing.KEEPS_BACK for each in waits),
        can_choose=is_open(row) and any(each.why in FOR_WANT_OF_A_RECIPIENT for each in waits),
        may_tell_a_practice=may_tell_a_practice(row),
        first_due_at=min((each.due_at for each in waits), default=None),
    )


def _linked_to(row: Row, link: Link | None) -> str:
    if link is None or link.pupil_id is None:
        return ""
    found = people.pupils_to_show([link.pupil_id], on=day_of(row.incident)).get(link.pupil_id)
    return showing.linked_to(found)


def _named(waits: Iterable[Waiting]) -> dict[str, str]:
    """Return what people call the recipients that waits name by their code."""
    codes = {str(each.detail.get("recipient") or "") for each in waits} - {""}
    numbers = [int(code) for code in codes if code.isdecimal()]
    schools = Establishment.objects.filter(urn__in=numbers) if numbers else ()
    return {
        **{code: showing.desk_name(code) for code in codes if not code.isdecimal()},
        **{str(school.urn): school.name for school in schools},
    }


def schools_to_ask(row: Row, *, words: str | None, by: User, at: datetime) -> showing.Schools:
    """Return the schools that the child may go to, and write the trail.

    Without `words`, those that the school as told may mean.
    """
    linkage.trail("child.schools_read", row, by=by, at=at)
    said = recorded(row, unsafe=unsafe_of(row.incident))
    routes = {route.establishment_id: route for route in row.routes.exclude(establishment=None)}
    meant = said.chosen_school or said.school if words is None else words
    found = _meant(row, meant)
    return showing.Schools(
        child_id=row.id,
        recorded=said,
        words=words,
        found=tuple(showing.school(each, routes.get(each.id)) for each in found),
        readers=readers.of_recipients(found, incident=row.incident, at=at),
    )


def _meant(row: Row, words: str) -> list[Establishment]:
    """Return what words or a number mean: in these councils, else anywhere."""
    words = words.strip()
    if not words:
        return []
    number = words.upper().removeprefix("URN").strip(" :")
    if place := place_number(number):
        return places.successors_of(place)
    if number.isdecimal():
        return []
    near = [council.code for council in places.our_councils()]
    if (home := _council_of(row)) and home not in near:
        near.append(home)
    found = places.establishments_that_words_may_mean(words, near=near) if near else []
    return found or places.establishments_that_words_may_mean(words)


def _council_of(row: Row) -> str | None:
    address = row.said.get("address") or row.incident.said.get("address") or {}
    residence = places.residence_of(address.get("postcode") or "")
    return residence.council_code if residence else None


def school(urn: str) -> Establishment | None:
    """Return the school that a form names, or None."""
    return places.establishment_by_urn(urn)


def desks_to_tell(row: Row) -> list[tuple[str, str]]:
    """Return the desks that may be told about a child without a school, by code and name.

    Those of the council where the child lives come first; without one, the partnership's.
    """
    names = {council.code: council.name for council in places.our_councils()}
    councils = _councils_of_desks(row)
    existing = {
        (desk.council_code, desk.kind)
        for desk in Desk.objects.filter(council_code__in=councils, contacts__isnull=False)
    }
    return [
        (
            f"{council}:{kind}",
            showing.desk_choice(
                kind, council=names.get(council, council), is_known=(council, kind) in existing
            ),
        )
        for council in councils
        for kind in showing.REASON_OF_DESK
    ]


def readers_at_desks(row: Row, *, at: datetime) -> tuple[readers.Readers, ...]:
    """Return who would read at each desk that may be told and has somebody, as `desks_to_tell`."""
    rows = Desk.objects.filter(council_code__in=_councils_of_desks(row), contacts__isnull=False)
    desks = list(rows.filter(kind__in=showing.REASON_OF_DESK).order_by("code", "id").distinct())
    return readers.of_recipients(desks, incident=row.incident, at=at)


def may_tell_a_practice(row: Row) -> bool:
    """Say whether the rules let the hub tell the family's practice of this case."""
    return is_open(row) and tells_health(row.incident)


def practices_to_tell(row: Row) -> list[tuple[str, str]]:
    """Return the practices that have somebody to tell, by code and by how they stand."""
    told = set(row.routes.filter(desk__isnull=False).values_list("desk", flat=True))
    found = Desk.objects.filter(code__startswith="gp:", contacts__isnull=False)
    return [
        (desk.code, showing.practice_choice(desk.code, is_told=desk.id in told))
        for desk in found.order_by("code").distinct()
    ]


def _councils_of_desks(row: Row) -> list[str]:
    codes = [council.code for council in places.our_councils()]
    home = _council_of(row)
    return [home, *(code for code in codes if code != home)] if home else codes


def reason_of_desk(code: str) -> Route.Reason:
    """Return why a desk of this kind is told."""
    return showing.REASON_OF_DESK[code.partition(":")[2]]


def recorded_child(row: Row, *, by: User, at: datetime) -> showing.Recorded:
    """Return what police recorded, for a page that asks about the child, and write the trail."""
    linkage.trail("child.read", row, by=by, at=at)
    return recorded(row, unsafe=unsafe_of(row.incident))
