"""What the hub sees of hand-overs: lines of a list, one child that is offered, a receipt.

Works on rows that a door has let through. A list names no child: it is read over a shoulder.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from firstbell.core import handing_over as rules
from firstbell.journey.handover.models import Answered, Arrival, Offer, PassedOn, Sibling
from firstbell.journey.handover.wire import Package
from firstbell.journey.intake.models import Incident, RecordedAdult, RecordedChild
from firstbell.journey.intake.unsafe import NOTHING
from firstbell.journey.intake.validation import check_incident
from firstbell.journey.linkage.showing import Recorded, recorded
from firstbell.journey.routing.happened import Line, told_of


@dataclass(frozen=True, kw_only=True)
class HandOverLine:
    """One hand-over in a list: with whom, how it stands, by when, and where it leads."""

    id: UUID
    area: str
    phone: str
    reference: str
    is_out: bool
    is_open: bool
    began_at: datetime
    due_at: datetime
    is_late: bool
    stands: str
    child_id: UUID | None
    incident_id: UUID | None
    way: str
    # Of the hand-over on both sides: what a file about it is asked for by.
    hand_over: UUID


@dataclass(frozen=True, kw_only=True)
class ArrivalPage:
    """One child whom another area offers: all that came, and by when to answer."""

    arrival_id: UUID
    area: str
    phone: str
    reference: str
    offered_at: datetime | None
    due_at: datetime
    bell_at: datetime | None
    law: str
    recorded: Recorded
    happened: tuple[Line, ...]
    changed: bool


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    """The receipt of one hand-over, the same at both ends, and what was added to a refusal."""

    id: UUID
    area: str
    printed: str
    # The second receipt: that the area knows of a withdrawal by police.
    later: str
    note: str
    # Where the other side is to be brought our answer as a file: by what that is asked for.
    by_file: UUID | None


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    """One other area, as those see it who say how children are handed to it."""

    id: UUID
    code: str
    name: str
    url: str
    keys: tuple[str, ...]
    lauas: tuple[str, ...]
    force_pfa: str
    contact: str
    phone: str
    set_at: datetime
    set_by: str


def line_of_offer(row: Offer, *, at: datetime) -> HandOverLine:
    """Return one child that we offer, in plain words."""
    return HandOverLine(
        id=row.id,
        area=row.sibling.agency.name,
        phone=row.sibling.phone,
        reference=row.child.incident.reference,
        is_out=True,
        is_open=row.answered_at is None,
        began_at=row.offered_at,
        due_at=row.due_at,
        is_late=row.answered_at is None and row.due_at <= at,
        stands=_stands_out(row),
        child_id=row.child_id,
        incident_id=None,
        way=row.sibling.way,
        hand_over=row.id,
    )


def line_of_arrival(row: Arrival, *, at: datetime) -> HandOverLine:
    """Return one child that we are offered, in plain words."""
    return HandOverLine(
        id=row.id,
        area=row.sibling.agency.name,
        phone=row.sibling.phone,
        reference=row.reference or _("not told"),
        is_out=False,
        is_open=row.answered_at is None,
        began_at=row.arrived_at,
        due_at=row.due_at,
        is_late=row.answered_at is None and row.due_at <= at,
        stands=_stands_in(row),
        child_id=None,
        incident_id=row.incident_id,
        way=row.sibling.way,
        hand_over=row.hand_over,
    )


def line_of_word(row: PassedOn, *, at: datetime) -> HandOverLine:
    """Return one withdrawal by police that an area has not said it knows, in plain words."""
    way = row.offer.sibling.way
    is_sent = way == Sibling.Way.FIRSTBELL
    return replace(
        line_of_offer(row.offer, at=at),
        is_open=True,
        began_at=row.began_at,
        due_at=row.due_at,
        is_late=row.due_at <= at,
        stands=_("Sent; they have not confirmed it yet") if is_sent else _("Ring them"),
    )


def _stands_out(row: Offer) -> str:
    word = getattr(row, "passed_on", None) if row.state == Offer.State.ACCEPTED else None
    if word is not None and word.heard_at is not None:
        return _("Accepted; police have withdrawn the incident since, and they know")
    if row.answered_at is not None:
        return _with_reason(row, str(row.get_state_display()))
    if row.sibling.way == Sibling.Way.PERSON:
        return _("Ring them; nobody has said yes yet")
    if row.withdrawal_asked_at is not None:
        return _("You asked to have the child back; they have not confirmed it yet")
    if row.sibling.way == Sibling.Way.FILE:
        return _("To go by file; nobody has answered yet")
    if row.arrived_at is None:
        return _("On its way; it has not reached them yet")
    return _("It is there; nobody has answered yet")


def _stands_in(row: Arrival) -> str:
    if row.police_withdrew_at is not None:
        return _("Accepted; police have withdrawn the incident since")
    return _with_reason(row, str(row.get_state_display()))


def _with_reason(row: Answered, words: str) -> str:
    return f"{words}: {row.get_reason_display()}" if row.reason else words


def arrival_page(row: Arrival, package: Package) -> ArrivalPage | None:
    """Return all that came about one child; None where it is no incident any more."""
    said = check_incident(package.incident, place="").incident
    if said is None:
        return None
    incident = Incident(
        source=row.sibling.agency,
        reference=package.reference,
        revision=said.revision,
        said=package.incident,
    )
    child = _child(package, incident)
    return ArrivalPage(
        arrival_id=row.id,
        area=row.sibling.agency.name,
        phone=row.sibling.phone,
        reference=package.reference,
        offered_at=row.offered_at,
        due_at=row.due_at,
        bell_at=row.bell_at,
        law=package.law,
        recorded=recorded(child, unsafe=NOTHING),
        happened=told_of(package.incident, child.said, adults=_adults(package), unsafe=NOTHING),
        changed=bool(package.changed),
    )


def _child(package: Package, incident: Incident) -> RecordedChild:
    """Return the child as it would be kept here; it may be recorded as an adult."""
    people = [*package.incident.get("children", ()), *package.incident.get("adults", ())]
    said: dict[str, Any] = next((each for each in people if each["id"] == package.child), {})
    return RecordedChild(
        incident=incident,
        reference=package.child,
        role=said.get("role") or RecordedChild.Role.AFFECTED,
        given_names=said.get("given_names") or "",
        surname=said.get("surname") or "",
        born_on=_day(said),
        said=said,
    )


def _adults(package: Package) -> list[RecordedAdult]:
    return [
        RecordedAdult(
            reference=each["id"],
            role=each.get("role") or "",
            given_names=each.get("given_names") or "",
            surname=each.get("surname") or "",
            born_on=_day(each),
        )
        for each in package.incident.get("adults", ())
        if each["id"] != package.child
    ]


def _day(said: dict[str, Any]) -> date | None:
    text = said.get("date_of_birth")
    return date.fromisoformat(text) if text else None


def receipt_page(row: Offer | Arrival) -> ReceiptPage:
    """Return the receipt of a hand-over that is answered."""
    return ReceiptPage(
        id=row.id,
        area=row.sibling.agency.name,
        printed=rules.read_receipt(row.receipt).printed(),
        later=_later(row),
        note=row.note,
        by_file=_by_file(row),
    )


def _later(row: Offer | Arrival) -> str:
    if isinstance(row, Arrival):
        receipt = row.withdrawal_receipt
    else:
        word = PassedOn.objects.filter(offer=row).first()
        receipt = word.receipt if word else ""
    return rules.read_receipt(receipt).printed() if receipt else ""


def _by_file(row: Offer | Arrival) -> UUID | None:
    is_ours = isinstance(row, Arrival) and row.sibling.way == Sibling.Way.FILE
    return row.hand_over if is_ours and isinstance(row, Arrival) else None


def area_line(row: Sibling) -> AreaLine:
    """Return one other area."""
    return AreaLine(
        id=row.id,
        code=row.agency.code,
        name=row.agency.name,
        url=row.url,
        keys=tuple(row.keys),
        lauas=tuple(row.lauas),
        force_pfa=row.force_pfa,
        contact=row.contact,
        phone=row.phone,
        set_at=row.set_at,
        set_by=row.set_by.name if row.set_by else "",
    )
