"""The hub's door to hand-overs: what is offered, what arrives, receipts, and the other areas.

A child that is offered goes through the door of every child. What arrives is for the hub, but for
whoever is an adult of it or close to it: for them it does not exist. Reading what came about a
child writes the trail in the same transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.handover import showing
from firstbell.journey.handover.models import Arrival, Offer, OwnKey, PassedOn, Sibling
from firstbell.journey.handover.nearness import nearness_of
from firstbell.journey.handover.wire import read_package
from firstbell.journey.intake.asking import asking
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.linkage.showing import Recorded
from firstbell.journey.routing import access as routing
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people, places

HUB = routing.HUB
MANAGERS = (Role.HUB_MANAGER,)
NotForThem = routing.NotForThem

SHOWN_FOR = timedelta(days=28)
"""For so long an answered hand-over stands in the list; its receipt stays."""


@dataclass(frozen=True, kw_only=True)
class Lists:
    """The hand-overs of this hub: what waits for it, what it waits for, and what is answered."""

    arrivals: tuple[showing.HandOverLine, ...]
    offers: tuple[showing.HandOverLine, ...]
    answered: tuple[showing.HandOverLine, ...]
    # Police have withdrawn what the other area has accepted, and it has not said that it knows.
    not_passed_on: tuple[showing.HandOverLine, ...]


@dataclass(frozen=True, kw_only=True)
class OfferPage:
    """One child, to whom it can be offered, and how an offer stands."""

    child_id: UUID
    recorded: Recorded
    open_offer: showing.HandOverLine | None
    areas: tuple[tuple[str, str], ...]
    is_needed: bool


def lists(user: User, *, at: datetime) -> Lists:
    """Return the hand-overs that this person of the hub may know of; no line names a child."""
    shut = asking(user, at=at).shut()
    offers = [showing.line_of_offer(each, at=at) for each in _offers(shut, at)]
    is_near = nearness_of(user)
    arrivals = [
        showing.line_of_arrival(each, at=at) for each in _arrivals(shut, at) if not is_near(each)
    ]
    words = [showing.line_of_word(each, at=at) for each in _not_passed_on(shut)]
    return Lists(
        not_passed_on=tuple(words),
        arrivals=tuple(each for each in arrivals if each.is_open),
        offers=tuple(each for each in offers if each.is_open),
        answered=tuple(
            sorted(
                (each for each in (*arrivals, *offers) if not each.is_open),
                key=lambda each: each.began_at,
                reverse=True,
            )
        ),
    )


def _offers(shut: Collection[UUID], at: datetime) -> Iterable[Offer]:
    rows = Offer.objects.select_related("sibling__agency", "child__incident", "passed_on")
    rows = rows.exclude(child__incident__in=shut)
    return rows.exclude(answered_at__lt=at - SHOWN_FOR).order_by("due_at", "id")


def _not_passed_on(shut: Collection[UUID]) -> Iterable[PassedOn]:
    rows = PassedOn.objects.select_related("offer__sibling__agency", "offer__child__incident")
    rows = rows.filter(heard_at=None).exclude(offer__child__incident__in=shut)
    return rows.order_by("due_at", "offer")


def _arrivals(shut: Collection[UUID], at: datetime) -> Iterable[Arrival]:
    rows = Arrival.objects.select_related("sibling__agency")
    rows = rows.exclude(incident__in=shut, incident__isnull=False)
    return rows.exclude(answered_at__lt=at - SHOWN_FOR).order_by("due_at", "id")


def waiting_arrivals(user: User) -> int:
    """Return how many children wait for an answer of this hub, as far as this person may know."""
    rows = list(Arrival.objects.filter(answered_at=None))
    if not rows:
        return 0
    is_near = nearness_of(user)
    return sum(not is_near(each) for each in rows)


def arrival(user: User, arrival_id: UUID, *, at: datetime) -> Arrival:
    """Return what another area offers or has offered.

    :raises NotForThem: if there is none for this person.
    """
    row = Arrival.objects.select_related("sibling__agency").filter(id=arrival_id).first()
    if row is None or nearness_of(user)(row) or row.incident_id in asking(user, at=at).shut():
        raise NotForThem
    return row


def arrival_page(row: Arrival, *, by: User, at: datetime) -> showing.ArrivalPage | None:
    """Return what came about the child, and write the trail; None once it is answered."""
    package = read_package(row.package) if row.package else None
    if package is None:
        return None
    audit.record("arrival.read", subject_kind="hand_over", subject_id=row.id, by=by, at=at)
    return showing.arrival_page(row, package)


def role_at_the_hub(user: User, *, at: datetime) -> str:
    """Return in which role somebody answers, as the receipt says it."""
    held = people.roles_of(user, at)
    return str((Role.HUB_MANAGER if Role.HUB_MANAGER in held else Role.HUB_WORKER).value)


def child(user: User, child_id: UUID, *, at: datetime) -> RecordedChild:
    """Return one recorded child, to offer it.

    :raises NotForThem: if there is none for this person.
    """
    return routing.child(user, child_id, at=at)


def offer_page(row: RecordedChild, *, by: User, at: datetime) -> OfferPage:
    """Return the child with the areas to which it can be offered, and write the trail.

    The areas in which the child seems to live come first.
    """
    said = routing.recorded_child(row, by=by, at=at)
    offers = Offer.objects.select_related("sibling__agency", "child__incident")
    now = offers.filter(child=row, answered_at=None).first()
    return OfferPage(
        child_id=row.id,
        recorded=said,
        open_offer=showing.line_of_offer(now, at=at) if now else None,
        areas=tuple((str(each.id), _named(each)) for each in areas_for(row)),
        is_needed=any(each.closed_at is None for each in row.waiting.all()),
    )


def areas_for(row: RecordedChild) -> list[Sibling]:
    """Return to whom a child can be offered: who looks after its council or force first."""
    address = row.said.get("address") or row.incident.said.get("address") or {}
    home = places.residence_of(address.get("postcode") or "")
    rows = Sibling.objects.filter(ended_at=None)

    def nearest(each: Sibling) -> tuple[bool, bool, str]:
        is_council = home is not None and home.laua in each.lauas
        is_force = home is not None and home.force_pfa == each.force_pfa
        return (not is_council, not is_force, each.agency.name)

    return sorted(rows.select_related("agency"), key=nearest)


def _named(row: Sibling) -> str:
    """Return an area and how it is reached, where that is not by a message."""
    words = {
        Sibling.Way.FILE.value: _("%(area)s, by file"),
        Sibling.Way.PERSON.value: _("%(area)s, by telephone to %(who)s"),
    }
    said = words.get(row.way, "%(area)s")
    return said % {"area": row.agency.name, "who": row.contact}


def heard_page(user: User, offer_id: UUID, *, at: datetime) -> showing.HandOverLine:
    """Return an open offer to a named person, to write down what they said.

    :raises NotForThem: if there is none for this person.
    """
    row = offer(user, offer_id, at=at)
    if row.answered_at is not None or row.sibling.way != Sibling.Way.PERSON:
        raise NotForThem
    return showing.line_of_offer(row, at=at)


def word_page(user: User, offer_id: UUID, *, at: datetime) -> showing.HandOverLine:
    """Return what is not passed on yet to an area, to write down whom somebody told there.

    :raises NotForThem: if there is nothing for this person.
    """
    offer(user, offer_id, at=at)
    rows = PassedOn.objects.select_related("offer__sibling__agency", "offer__child__incident")
    row = rows.filter(offer=offer_id, heard_at=None).first()
    if row is None:
        raise NotForThem
    return showing.line_of_word(row, at=at)


def offer(user: User, offer_id: UUID, *, at: datetime) -> Offer:
    """Return one offer of a child that this person may act on.

    :raises NotForThem: if there is none.
    """
    rows = Offer.objects.select_related("sibling__agency", "child__incident")
    row = rows.filter(id=offer_id).first()
    if row is None:
        raise NotForThem
    routing.child(user, row.child_id, at=at)
    return row


def receipt(user: User, hand_over_id: UUID, *, at: datetime) -> showing.ReceiptPage:
    """Return the receipt of a hand-over, out or in, and write the trail.

    :raises NotForThem: if there is none for this person, or it is not answered yet.
    """
    row: Offer | Arrival
    if Offer.objects.filter(id=hand_over_id).exists():
        row = offer(user, hand_over_id, at=at)
    else:
        row = arrival(user, hand_over_id, at=at)
    if not row.receipt:
        raise NotForThem
    audit.record("receipt.read", subject_kind="hand_over", subject_id=row.id, by=user, at=at)
    return showing.receipt_page(row)


def areas() -> list[showing.AreaLine]:
    """Return the other areas, in order of their name. Nothing here is about a child."""
    rows = Sibling.objects.filter(ended_at=None).select_related("agency", "set_by")
    return [showing.area_line(each) for each in rows.order_by("agency__name", "agency__code")]


def area(sibling_id: UUID) -> showing.AreaLine:
    """Return one other area.

    :raises NotForThem: if there is none.
    """
    rows = Sibling.objects.filter(id=sibling_id, ended_at=None)
    row = rows.select_related("agency", "set_by").first()
    if row is None:
        raise NotForThem
    return showing.area_line(row)


def our_key() -> str:
    """Return our public key, as another area is given it; empty until it is made."""
    row = OwnKey.objects.first()
    return f"whpk_{row.public}" if row else ""
