"""What `core.routing` needs to know about a child, gathered from the rows. Decides nothing."""

from datetime import date, datetime
from typing import Literal, TypedDict

from firstbell.core import attending
from firstbell.core import routing as rules
from firstbell.core.calendars import local_day
from firstbell.core.closeness import Home, Provider, is_too_near
from firstbell.core.conflicts import Reader
from firstbell.journey.intake.adults import as_reader, scene_of
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.linkage.models import Link
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.agencies.queries import calendars, contacts, places
from firstbell.registry.agencies.queries import people as members
from firstbell.registry.agencies.queries.rules import policy
from firstbell.registry.agencies.recipient_codes import recipient_code
from firstbell.registry.home_education.queries import council_of_home_educated
from firstbell.registry.people import queries as people

HIGH = "high"

ROUTED_BY = ("waiting", "routes__establishment", "routes__desk")
"""The rows about a child that routing reads more than once, for `prefetch_related`."""


HANDED_OVER, REVISION = "handed_over", "handed_over_at_revision"
"""Outcome of a wait that ended because another area accepted the child, and of which revision."""

OFFERED = "offered"
"""Where a wait says that the child is offered to another area: `to`, `at`, and the `answer`."""


def facts_of(child: RecordedChild, *, at: datetime) -> rules.ChildFacts:
    """Return what is known about a child for routing, on the day on which the duty began.

    A caller that fetched the child with its `ROUTED_BY` has them read once for all.
    """
    incident = child.incident
    on = local_day(incident.belief_formed_at)
    link: Link | None = getattr(child, "link", None)
    routes = sorted(child.routes.all(), key=lambda route: route.routed_at, reverse=True)
    waits = list(child.waiting.all())
    residence = residence_of(child)
    at_home = council_of_home_educated(link.pupil_id, on=on) if link and link.pupil_id else None
    council = (residence.council_code if residence else None) or at_home
    partnership = places.partnership()
    ours = partnership.force_pfa if partnership else ""
    return rules.ChildFacts(
        link=link.state if link else Link.State.UNLINKED.value,  # type: ignore[arg-type]
        role=child.role,  # type: ignore[arg-type]
        registrations=_registrations(link, incident=incident, at=at),
        home_educated=bool(child.said.get("home_educated")),
        on_register=at_home is not None,
        age=age_on(child, on),
        desks=_desks(council, on=on),
        lives_elsewhere=bool(residence and ours and residence.force_pfa != ours),
        school_told=bool(child.said.get("school_as_told") or child.said.get("school_urn")),
        chosen=_chosen(child, routes, on=on),
        asked_sender=any(
            each.why == Waiting.Why.QUESTION and each.closed_at is None for each in waits
        ),
        held=is_held(incident, at=at),
        vanished=child.vanished_at is not None,
        handed_over=any(
            each.outcome == HANDED_OVER and each.detail.get(REVISION) == incident.revision
            for each in waits
        ),
        denied=frozenset(_denied(routes)),
        settled=frozenset(_settled(waits)),
        **_health(incident),
    )


class Health(TypedDict):
    """What decides whether health is told beside the school."""

    tells_health: bool
    is_high_risk: bool
    expecting: bool


def is_high_risk(incident: Incident) -> bool:
    """Say whether the officer's risk tool graded the incident as high."""
    return (incident.said.get("risk") or {}).get("grade") == HIGH


def tells_health(incident: Incident) -> bool:
    """Say whether health is told of this incident beside the school, by the partnership's rule.

    The rule is read only where the risk is high: no other incident asks for it.
    """
    return is_high_risk(incident) and policy().tell_health == "high_risk"


def _health(incident: Incident) -> Health:
    tells = tells_health(incident)
    expecting = tells and any(each.get("pregnant") for each in incident.said.get("adults", ()))
    return {
        "tells_health": tells,
        "is_high_risk": is_high_risk(incident),
        "expecting": expecting,
    }


def residence_of(child: RecordedChild) -> places.Residence | None:
    """Return where a child lives as recorded, else where the incident was; None if unknown."""
    address = child.said.get("address") or child.incident.said.get("address") or {}
    return places.residence_of(address.get("postcode") or "")


def is_held(incident: Incident, *, at: datetime) -> bool:
    """Say whether the force holds the notifications of an incident at this instant."""
    until: str = (incident.said.get("disclosure") or {}).get("hold_until") or ""
    return bool(until) and datetime.fromisoformat(until) > at


def age_on(child: RecordedChild, day: date) -> int | None:
    """Return the child's age in whole years on a day, from the birth date or as estimated."""
    if child.born_on is None:
        age: int | None = child.said.get("age_estimate")
        return age
    born = child.born_on
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _registrations(
    link: Link | None, *, incident: Incident, at: datetime
) -> tuple[rules.Registration, ...]:
    if link is None or link.pupil_id is None:
        return ()
    on = local_day(incident.belief_formed_at)
    return tuple(
        rules.Registration(
            urn=str(live.urn),
            enrol_status=row.enrol_status,
            kind=places.kind_of(live),
            has_key_adult=_has_key_adult(live, on=on),
            attends=row.attends,
            **_with(live, row.attends, incident=incident, at=at),
        )
        for row in people.registrations_on(link.pupil_id, on=on)
        for live in goes_on_as(row.roll.establishment)
    )


class Nearby(TypedDict, total=False):
    """What decides whether a nursery or childminder alone is told."""

    is_soon: bool
    is_too_near: bool


def _with(place: Establishment, days: str, *, incident: Incident, at: datetime) -> Nearby:
    """Return when a nursery or childminder sees the child next, and how near it is. Of no school.

    :raises ValueError: if the kept days are none.
    """
    if places.kind_of(place) != "childcare":
        return {}
    held = policy()
    calendar = calendars.calendar_of(place, policy=held)
    if days:
        calendar = attending.attended(calendar, attending.Attendance(days), held)
    return {
        "is_soon": attending.is_soon(calendar, incident.belief_formed_at, held),
        "is_too_near": is_too_near(scene_of(incident), _provider(place, at=at)),
    }


def _provider(place: Establishment, *, at: datetime) -> Provider:
    told = contacts.contacts_of(establishment=place, on=local_day(at))
    people_there = [Reader(name=place.name, phones=(place.phone,))]
    people_there += [
        Reader(name=each.name, email=each.email, phones=(each.phone, each.mobile)) for each in told
    ]
    people_there += [
        as_reader(membership.user)
        for membership in members.who_belongs_to(establishment=place, at=at)
    ]
    return Provider(
        people=tuple(people_there),
        homes=(Home(line=place.street, postcode=place.postcode),),
        is_home=places.is_in_a_home(place),
    )


def goes_on_as(establishment: Establishment) -> list[Establishment]:
    """Return the one open establishment that this is now, or nothing where only a person can say.

    A school that was split has several successors, and a pupil is at one of them.
    """
    if establishment.is_open:
        return [establishment]
    live = places.successors_of(establishment.urn)
    return live if len(live) == 1 else []


def _has_key_adult(establishment: Establishment, *, on: date) -> bool:
    return bool(contacts.contacts_of(establishment=establishment, on=on))


def _desks(council_code: str | None, *, on: date) -> rules.Desks | None:
    if not council_code:
        return None
    return rules.Desks(
        council=council_code,
        with_contacts=frozenset(contacts.desk_kinds_with_contacts(council_code, on=on)),
    )


def _chosen(child: RecordedChild, routes: list[Route], *, on: date) -> rules.Chosen | None:
    """Return the latest recipient that a named person chose: at the hub, else at the force.

    `routes` are the child's, the latest first.
    """
    by_a_person = (
        each
        for each in routes
        if each.chosen_by_id and each.closed_at is None and each.reason != Route.Reason.HIGH_RISK
    )
    route = next(by_a_person, None)
    if route and route.establishment:
        return rules.Chosen(
            recipient=str(route.establishment.urn),
            reason=reason_at(route.establishment),
            has_key_adult=_has_key_adult(route.establishment, on=on),
        )
    if route and route.desk:
        return rules.Chosen(
            recipient=route.desk.code,
            reason=route.reason,  # type: ignore[arg-type]
            kind="desk",
            has_key_adult=bool(contacts.contacts_of(desk=route.desk, on=on)),
        )
    told = child.said.get("school_urn")
    named = places.establishment_by_urn(told) if told else None
    live = goes_on_as(named) if named else []
    if not live:
        return None
    return rules.Chosen(
        recipient=str(live[0].urn),
        reason=reason_at(live[0]),
        has_key_adult=_has_key_adult(live[0], on=on),
    )


def reason_at(place: Establishment) -> Literal["as_told", "childcare"]:
    """Return why a place is told that a person chose: of a nursery no statute asks it."""
    return "childcare" if places.kind_of(place) == "childcare" else "as_told"


def _denied(routes: list[Route]) -> list[str]:
    return [
        recipient_code(route.establishment, route.desk)
        for route in routes
        if route.closed_at is not None
    ]


def _settled(waits: list[Waiting]) -> list[rules.Why]:
    """Return what a person has looked at and released, so that it does not stop the child again."""
    return [
        row.why  # type: ignore[misc]
        for row in waits
        if row.closed_by_id and row.outcome == "released"
    ]
