"""Who of an incident is a child of the journey. Pure: no database, no clock.

Every child that is listed, and every adult who was under 18 when the belief was formed: many
forces record a young person of 17 as an adult.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firstbell.core.calendars import local_day
from firstbell.core.completeness import ChildRecord, Completeness, completeness
from firstbell.core.conflicts import numbers_of
from firstbell.core.routing import role_of_young_adult
from firstbell.core.searching import keys_of
from firstbell.journey.intake.content import as_said
from firstbell.journey.intake.feed import Adult, Child, Incident
from firstbell.journey.intake.findable import findable_adult, findable_child

ADULT_AT = 18
"""Section 105 Children Act 1989: a child is a person under the age of eighteen."""


class OneIdForTwo(ValueError):
    """A child and an under-age adult have the same id; `index` is that of the adult."""

    def __init__(self, index: int) -> None:
        super().__init__(f"adult {index} has the id of a child")
        self.index = index


@dataclass(frozen=True, kw_only=True)
class ChildSaid:
    """One child of the journey as one revision says."""

    child: Child
    incident: Incident
    is_recorded_as_adult: bool = False

    @property
    def columns(self) -> dict[str, Any]:
        """What the child's row holds of it."""
        return {
            "role": self.child.role,
            "is_recorded_as_adult": self.is_recorded_as_adult,
            "given_names": self.child.given_names or "",
            "surname": self.child.surname or "",
            "born_on": self.child.date_of_birth,
            "said": as_said(self.child),
            "search_keys": list(keys_of(findable_child(self.child, self.incident))),
        }


def children_said(incident: Incident, *, belief_formed_at: datetime) -> dict[str, ChildSaid]:
    """Return every child of the journey by id, the listed ones first.

    :raises OneIdForTwo: when an under-age adult has the id of a child.
    """
    day = local_day(belief_formed_at)
    found = {child.id: ChildSaid(child=child, incident=incident) for child in incident.children}
    for index, adult in enumerate(incident.adults):
        if adult.date_of_birth is None or age_on(adult.date_of_birth, day) >= ADULT_AT:
            continue
        if adult.id in found:
            raise OneIdForTwo(index)
        found[adult.id] = ChildSaid(
            child=_as_child(adult), incident=incident, is_recorded_as_adult=True
        )
    return found


def age_on(born_on: date, day: date) -> int:
    """Return the age in whole years; born on 29 February, one is older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _as_child(adult: Adult) -> Child:
    return Child(
        id=adult.id,
        role=role_of_young_adult(adult.role),
        given_names=adult.given_names,
        surname=adult.surname,
        date_of_birth=adult.date_of_birth and adult.date_of_birth.isoformat(),  # type: ignore[arg-type]
        address=adult.address,
    )


def adult_columns(adult: Adult, incident: Incident) -> dict[str, Any]:
    """Return what an adult's row holds."""
    return {
        "role": adult.role or "",
        "given_names": adult.given_names or "",
        "surname": adult.surname or "",
        "born_on": adult.date_of_birth,
        "phone": adult.phone or "",
        "numbers": sorted(numbers_of(adult.phone or "")),
        "email": adult.email or "",
        "search_keys": list(keys_of(findable_adult(adult, incident))),
    }


def completeness_of(incident: Incident) -> Completeness:
    """Return how complete the record of the listed children is."""
    return completeness([_measured(child) for child in incident.children])


def _measured(child: Child) -> ChildRecord:
    return ChildRecord(
        named=bool(child.given_names or child.surname),
        birth_date=child.date_of_birth is not None,
        seen=child.seen,
        spoken_to=child.spoken_to,
        spoken_to_alone=child.spoken_to_alone,
        voice=child.voice or "",
        school_as_told=child.school_as_told or "",
        school_urn=child.school_urn or "",
        home_educated=child.home_educated,
        language=child.language or "",
        interpreter=child.interpreter or "",
    )
