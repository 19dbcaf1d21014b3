"""What a child or an adult of an incident can be found by. Pure: no database, no clock.

Goes into the row as integer keys; who may ask for them is for the door that searches.
"""

from firstbell.core.conflicts import numbers_of
from firstbell.core.searching import Findable
from firstbell.journey.intake.feed import Address, Adult, Child, Incident


def findable_child(child: Child, incident: Incident) -> Findable:
    """Return what a child of the incident can be found by, its own number included."""
    names = [(child.given_names, child.surname)]
    names += [(each.given_names, each.surname) for each in child.also_known_as]
    address = child.address
    return Findable(
        names=tuple(text for name in names for text in name if text),
        born_on=child.date_of_birth,
        postcodes=_postcodes(address, incident),
        numbers=(incident.reference, child.upn or "", (address and address.uprn) or ""),
    )


def findable_adult(adult: Adult, incident: Incident) -> Findable:
    """Return what an adult of the incident can be found by."""
    return Findable(
        names=tuple(text for text in (adult.given_names, adult.surname) if text),
        born_on=adult.date_of_birth,
        postcodes=_postcodes(adult.address, incident),
        numbers=(incident.reference, *sorted(numbers_of(adult.phone or ""))),
    )


def _postcodes(address: Address | None, incident: Incident) -> tuple[str, ...]:
    places = (address, incident.address)
    return tuple(place.postcode for place in places if place and place.postcode)
