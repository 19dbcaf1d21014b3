"""Route a child by the rules: write who is told, and what a person must look at first.

Run again whenever something about the child has changed; what is routed already stays, and a
recipient that no longer fits is closed, so that delivery can take back what went there.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from firstbell.core import routing as rules
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.actions.waiting import stop_waiting, wait
from firstbell.journey.intake.models import Incident, RecordedChild, Waiting
from firstbell.journey.linkage.models import Link
from firstbell.journey.linkage.queries import pupils_still_possible, unrouted_bell
from firstbell.journey.routing.facts import ROUTED_BY, facts_of, goes_on_as
from firstbell.journey.routing.models import Route
from firstbell.journey.routing.shares import Share, share_of
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.models import Desk, Establishment
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.agencies.recipient_codes import recipient_code
from firstbell.registry.people import queries as people

BY_THE_ROLL = (
    Route.Reason.REGISTERED,
    Route.Reason.DUAL_REGISTERED,
    Route.Reason.POST_16,
    Route.Reason.CHILDCARE,
)
"""Reasons that rest on the link: when the link changes, these routes change with it."""

OF_ROUTING = (
    Waiting.Why.HOLD,
    Waiting.Why.VICTIM,
    Waiting.Why.CAUSING_HARM,
    Waiting.Why.UNLINKED,
    Waiting.Why.NO_RECIPIENT,
    Waiting.Why.OUT_OF_AREA,
    Waiting.Why.NOT_OURS,
)
"""Waits that are routing's own: gone when routing no longer asks for them."""


@acting.as_system_within
def route_child(child_id: UUID, *, at: datetime) -> frozenset[str]:
    """Write the routes and waits of a child as the rules say now; return why it waits."""
    child = (
        RecordedChild.objects.select_for_update(of=("self",))
        .select_related("incident__source", "link")
        .prefetch_related(*ROUTED_BY)
        .get(id=child_id)
    )
    if child.incident.status == Incident.Status.WITHDRAWN:
        return frozenset()
    wanted = rules.route(facts_of(child, at=at))
    shares = _new_shares(child, wanted.told, at=at)
    result = rules.without_agreement(
        wanted, {recipient for recipient, share in shares.items() if not share.may_go}
    )
    _wait(child, result.waits, at=at)
    _stop_what_is_settled(child, {each.why for each in result.waits}, at=at)
    _stop_waiting_for_an_agreement(child, {each.recipient for each in wanted.told}, at=at)
    told = [_route(child, each, shares.get(each.recipient), at=at) for each in result.told]
    if any(each.recipient in shares for each in result.told):
        _stop_what_was_taken_back(child, at=at)
    if result.reaches_education or not result.waits or _a_person_undid_the_link(child):
        _close_what_no_longer_fits(child, told, at=at)
    return frozenset(each.why for each in result.waits)


def _wait(child: RecordedChild, waits: Collection[rules.Waits], *, at: datetime) -> None:
    if not waits:
        return
    bell = unrouted_bell(child, incident=child.incident)
    for each in waits:
        wait(
            child=child,
            why=each.why,
            owner=each.owner,
            due_at=bell,
            at=at,
            detail={"recipient": each.recipient} if each.recipient else {},
        )


def _new_shares(
    child: RecordedChild, wanted: Collection[rules.Told], *, at: datetime
) -> dict[str, Share]:
    """Return what each recipient that is not addressed yet would be told on, by its code.

    What is addressed already is delivery's: it lets nothing go out, and nothing be added to what
    went, on a day on which the agreement that it rests on is not in force.
    """
    routed = {recipient_code(route.establishment, route.desk) for route in child.routes.all()}
    new = [each for each in wanted if each.recipient not in routed]
    policy = policy_in_force() if new else None
    return {
        each.recipient: share_of(
            reason=each.reason,
            sender=child.incident.source,
            at=at,
            policy=policy,
            **_place(each),
        )
        for each in new
    }


def _route(child: RecordedChild, told: rules.Told, share: Share | None, *, at: datetime) -> Route:
    for before in child.routes.all():
        if share is None and told.recipient == recipient_code(before.establishment, before.desk):
            return before
    if share is None:
        raise LookupError("a new recipient has a share")
    route = Route.objects.create(
        child=child,
        **_place(told),
        reason=told.reason,
        attends=told.attends,
        routed_at=at,
        **share.as_columns(),
    )
    audit.record(
        "child.routed",
        subject_kind="child",
        subject_id=child.id,
        by=None,
        at=at,
        detail={"reason": told.reason, "recipient": told.recipient, **share.as_detail()},
    )
    events.record("child.routed", subject=route.id, at=at)
    return route


class Place(TypedDict):
    """Where a route goes: exactly one of the two."""

    establishment: Establishment | None
    desk: Desk | None


def _place(told: rules.Told) -> Place:
    if told.kind == "establishment":
        return {"establishment": Establishment.objects.get(urn=int(told.recipient)), "desk": None}
    return {"establishment": None, "desk": desk_for(told.recipient)}


def _stop_what_is_settled(child: RecordedChild, still: set[str], *, at: datetime) -> None:
    settled = set(OF_ROUTING) - still
    for waiting in child.waiting.all():
        if waiting.why in settled and waiting.closed_at is None:
            stop_waiting(waiting, by=None, at=at, outcome="routed")


def _stop_what_was_taken_back(child: RecordedChild, *, at: datetime) -> None:
    """End the wait for who is told instead: the rules have found somebody new."""
    for waiting in child.waiting.all():
        if waiting.why == Waiting.Why.RECALLED and waiting.closed_at is None:
            stop_waiting(waiting, by=None, at=at, outcome="routed")


def _stop_waiting_for_an_agreement(child: RecordedChild, wanted: set[str], *, at: datetime) -> None:
    """End the wait for an agreement with somebody whom the rules would not tell any more."""
    for waiting in child.waiting.all():
        is_open = waiting.why == Waiting.Why.NO_AGREEMENT and waiting.closed_at is None
        if is_open and waiting.detail.get("recipient") not in wanted:
            stop_waiting(waiting, by=None, at=at, outcome="routed")


def _a_person_undid_the_link(child: RecordedChild) -> bool:
    link: Link | None = getattr(child, "link", None)
    return link is not None and link.state != Link.State.LINKED and link.decided_by_id is not None


def _close_what_no_longer_fits(child: RecordedChild, told: list[Route], *, at: datetime) -> None:
    by_the_roll = [
        route
        for route in child.routes.all()
        if route.reason in BY_THE_ROLL
        and not (route.closed_at or route.chosen_by_id or _has_ended(route))
    ]
    wrong = [route for route in by_the_roll if route not in told]
    still_possible = _still_possible(child) if wrong else []
    for route in wrong:
        if route.establishment not in still_possible:
            close_route(route, at=at)


def _has_ended(route: Route) -> bool:
    """Say whether it went to a nursery or childminder that has ended: it was no wrong place."""
    is_open = route.establishment is None or route.establishment.is_open
    return route.reason == Route.Reason.CHILDCARE and not is_open


def _still_possible(child: RecordedChild) -> list[Establishment]:
    """Return where a child under review may still be a pupil: a twin is on the same roll."""
    link: Link | None = getattr(child, "link", None)
    if link is None or link.state != Link.State.REVIEW:
        return []
    on = local_day(child.incident.belief_formed_at)
    rows = people.registrations_of(pupils_still_possible(link), on=on).values()
    return [live for own in rows for row in own for live in goes_on_as(row.roll.establishment)]


def close_route(route: Route, *, at: datetime) -> None:
    """Close a route that was a wrong one; what went there is taken back by delivery."""
    route.closed_at = at
    route.save(update_fields=["closed_at"])
    audit.record("route.closed", subject_kind="child", subject_id=route.child_id, by=None, at=at)
    events.record("route.closed", subject=route.id, at=at)
