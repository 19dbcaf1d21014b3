"""What is odd about a delivery and accepted all the same, and what its sender is asked.

An oddity never delays a notification: it is flagged in the receipt and on the sender's page.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from firstbell.core.calendars import local_day
from firstbell.core.completeness import MEASURES, Completeness
from firstbell.core.identifiers import check_upn
from firstbell.core.linkage import RecordedChild as Recorded
from firstbell.core.linkage.enough import can_be_looked_for
from firstbell.journey.intake.feed import Child, Header, Incident
from firstbell.journey.intake.people import ADULT_AT, age_on
from firstbell.journey.intake.reading import pointer
from firstbell.journey.intake.receipts import Flag, Question

INSTANTS = ("occurred_from", "occurred_to", "reported_at", "attended_at", "belief_formed_at")


def of_header(header: Header, *, covered_to: datetime | None, at: datetime) -> list[Flag]:
    """Return what is odd about a feed whose source's last feed before it reached `covered_to`."""
    flags = [
        _future(pointer("feed", name))
        for name in ("created_at", "covers_from", "covers_to")
        if getattr(header, name) > at
    ]
    if header.covers_to < header.covers_from:
        flags.append(
            Flag(
                code="covers_nothing",
                place="/feed/covers_to",
                note=_("The feed ends before it begins."),
            )
        )
    if covered_to is not None and covered_to < header.covers_from:
        flags.append(
            Flag(
                code="gap",
                place="/feed/covers_from",
                note=_("No feed of this source covers the time from %(start)s to %(end)s.")
                % {"start": covered_to.isoformat(), "end": header.covers_from.isoformat()},
            )
        )
    return flags


def of_incident(
    incident: Incident, *, place: str, belief_formed_at: datetime, at: datetime
) -> list[Flag]:
    """Return what is odd about an incident."""
    flags = [
        _future(place + pointer(name))
        for name in INSTANTS
        if (instant := getattr(incident, name)) is not None and instant > at
    ]
    if incident.risk and incident.risk.graded_at and incident.risk.graded_at > at:
        flags.append(_future(place + pointer("risk", "graded_at")))
    adults = {adult.id for adult in incident.adults}
    for index, child in enumerate(incident.children):
        where = place + pointer("children", index)
        flags += _of_child(child, place=where, adults=adults, belief_formed_at=belief_formed_at)
        if not can_be_looked_for(_to_look_for(child, incident, on=local_day(belief_formed_at))):
            flags.append(_too_little(where))
    return flags


def same_content(*, place: str, reference: str) -> Flag:
    """Flag an incident that says the same as an earlier one of the source, named by reference."""
    return Flag(
        code="same_content",
        place=place,
        note=_("It says the same as %(reference)s. It was accepted; withdraw one if it is a slip.")
        % {"reference": reference},
    )


def questions(complete: Completeness, *, place: str) -> list[Question]:
    """Return what the sender is asked to complete; nothing waits for the answer."""
    return [
        Question(
            code=measured.measure,
            place=place + pointer("children"),
            child="",
            question=_(MEASURES[measured.measure]),
        )
        for measured in complete.measured
        if measured.answer == "no"
    ]


def is_still_a_child_of_it(*, place: str, child: str) -> Question:
    """Ask about a child whom an earlier revision named and this one does not."""
    return Question(
        code="vanished",
        place=place + pointer("children"),
        child=child,
        question=_("An earlier revision named this child. Was the child left out on purpose?"),
    )


def _of_child(
    child: Child, *, place: str, adults: set[str], belief_formed_at: datetime
) -> Iterator[Flag]:
    if child.upn and check_upn(child.upn).state == "invalid":
        yield Flag(code="bad_upn", place=place + pointer("upn"), note=_("This is no valid UPN."))
    if child.date_of_birth is not None:
        age = age_on(child.date_of_birth, local_day(belief_formed_at))
        if age < 0 or age >= ADULT_AT:
            yield Flag(
                code="unlikely_birth_date",
                place=place + pointer("date_of_birth"),
                note=_("By the birth date this was no child under 18 at the time."),
            )
    for index, relationship in enumerate(child.relationships):
        if relationship.adult is not None and relationship.adult not in adults:
            yield Flag(
                code="unknown_adult",
                place=place + pointer("relationships", index, "adult"),
                note=_("No adult of the incident has this id."),
            )


def _to_look_for(child: Child, incident: Incident, *, on: date) -> Recorded:
    """What linkage will have of a child, as far as the delivery itself says it."""
    address = child.address or incident.address
    return Recorded(
        child_id=child.id,
        given_names=child.given_names or "",
        surname=child.surname or "",
        also_known_as=tuple(
            (name.given_names or "", name.surname or "") for name in child.also_known_as
        ),
        born_on=child.date_of_birth,
        age_estimate=child.age_estimate,
        on=on,
        upn=child.upn or "",
        address_line_1=(address.lines or [""])[0] if address else "",
        postcode=(address.postcode or "") if address else "",
        uprn=(address.uprn or "") if address else "",
        school_as_told=child.school_as_told or "",
        school_urns=(str(child.school_urn),) if child.school_urn else (),
        adult_surnames=tuple(adult.surname for adult in incident.adults if adult.surname),
    )


def _too_little(place: str) -> Flag:
    return Flag(
        code="too_little",
        place=place,
        note=_(
            "Too little is said of this child to find it on any roll. Give a full name, and a"
            " date of birth, an address or a school. It was accepted and waits for a person."
        ),
    )


def _future(place: str) -> Flag:
    return Flag(code="future", place=place, note=_("The instant lies in the future."))
