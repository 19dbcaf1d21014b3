"""A recorded child as the core of linkage wants to see it. Reads rows, decides nothing."""

from datetime import date

from firstbell.core.calendars import local_day
from firstbell.core.linkage.records import RecordedChild as Recorded
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.registry.agencies.queries import places


def as_recorded(child: RecordedChild, *, incident: Incident) -> Recorded:
    """Return what police recorded of a child, in the words of `core.linkage`.

    The child's own address counts before the incident's, which may be a relative's home.
    """
    said = child.said
    address = said.get("address") or incident.said.get("address") or {}
    return Recorded(
        child_id=child.id,
        given_names=child.given_names,
        surname=child.surname,
        also_known_as=tuple(
            (name.get("given_names") or "", name.get("surname") or "")
            for name in said.get("also_known_as") or []
        ),
        born_on=child.born_on,
        age_estimate=said.get("age_estimate"),
        on=day_of(incident),
        sex=said.get("sex") or "",
        upn=said.get("upn") or "",
        address_line_1=(address.get("lines") or [""])[0],
        postcode=address.get("postcode") or "",
        uprn=address.get("uprn") or "",
        school_as_told=said.get("school_as_told") or "",
        school_urns=schools_meant(child),
        household=str(incident.id),
        adult_surnames=tuple(adult.surname for adult in incident.adults.all() if adult.surname),
    )


def schools_meant(child: RecordedChild) -> tuple[str, ...]:
    """Return the URNs that the school as told may mean; the one a person chose comes alone."""
    if chosen := child.said.get("school_urn"):
        return (str(chosen),)
    words = child.said.get("school_as_told")
    if not words:
        return ()
    near = [council.code for council in places.our_councils()]
    return tuple(
        str(each.urn) for each in places.establishments_that_words_may_mean(words, near=near)
    )


def day_of(incident: Incident) -> date:
    """Return the day on which the duty began, by the wall clock."""
    return local_day(incident.belief_formed_at)
