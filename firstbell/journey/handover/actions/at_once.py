"""Offer a child, or accept one, without a person's word: where a rule of the partnership says so.

One feed of a force can hold children of many councils. Who lives in one of ours is routed here;
who lives in another's goes to the installation that looks after that council.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from firstbell.core import handing_over as rules
from firstbell.foundation import acting
from firstbell.foundation.events import actions as events
from firstbell.journey.handover.actions import answering, offering
from firstbell.journey.handover.models import Arrival, Sibling
from firstbell.journey.handover.wire import Package, read_package
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.registry.agencies.queries import places
from firstbell.registry.agencies.queries.places import Residence
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

WAITS = (Waiting.Why.OUT_OF_AREA, Waiting.Why.UNLINKED, Waiting.Why.NO_RECIPIENT)
"""What a child waits for that the rules of routing could not settle here."""

BY_RULE = "rule"
"""In which role the receipt says that a rule answered."""


@acting.as_system_within
def offer_at_once(child_id: UUID, *, at: datetime) -> None:
    """Offer a child with no school here to who looks after its council, if the rule says so.

    Once for each revision: what was refused, withdrawn or accepted is for a person.
    """
    siblings = Sibling.objects.filter(ended_at=None, way=Sibling.Way.FIRSTBELL)
    if not siblings.exclude(lauas=[]).exists():
        return
    child = RecordedChild.objects.select_related("incident").get(id=child_id)
    home = _home(child.said.get("address") or child.incident.said.get("address") or {})
    if home is None or _is_ours(home) or not _only_wants_a_recipient(child):
        return
    sibling = siblings.filter(lauas__contains=[home.laua]).order_by("set_at").first()
    if sibling is None or not sibling.keys or not _may(sibling):
        return
    if child.offers.filter(revision=child.incident.revision).exists():
        return
    try:
        offering.offer(child=child, sibling_id=sibling.id, by=None, at=at)
    except offering.CannotOffer:
        return  # a person of the hub says what becomes of it


def _home(address: dict[str, str]) -> Residence | None:
    return places.residence_of(address.get("postcode") or "")


def _is_ours(home: Residence) -> bool:
    return home.laua in {council.laua for council in places.our_councils()}


def _only_wants_a_recipient(child: RecordedChild) -> bool:
    """Say whether all that the child waits for is somebody to tell."""
    whys = set(child.waiting.filter(closed_at=None).values_list("why", flat=True))
    return bool(whys) and whys <= set(WAITS)


def _may(sibling: Sibling) -> bool:
    ours = places.partnership()
    is_own_force = ours is not None and sibling.force_pfa == ours.force_pfa
    rule = policy_in_force().hand_over_at_once
    return rules.is_offered_at_once(rule=rule, is_own_force=is_own_force)


@acting.as_system_within
def take_or_ask(arrival_id: UUID, *, at: datetime) -> None:
    """Accept what arrived if the rule says so; otherwise let people of the hub be told of it."""
    row = Arrival.objects.get(id=arrival_id)
    package = read_package(row.package) if row.package else None
    if row.answered_at is not None or package is None:
        return
    if policy_in_force().accept_at_once == "own_councils" and _lives_here(package):
        try:
            answering.accept(arrival_id=arrival_id, by=None, as_role=BY_RULE, at=at)
        except (answering.CannotAnswer, answering.CannotTakeIn):
            pass  # a person of the hub looks
        else:
            return
    events.record("arrival.waits", subject=arrival_id, at=at)


def _lives_here(package: Package) -> bool:
    said = package.incident
    people = [*said.get("children", ()), *said.get("adults", ())]
    child: dict[str, Any] = next((each for each in people if each["id"] == package.child), {})
    home = _home(child.get("address") or said.get("address") or {})
    return home is not None and _is_ours(home)
