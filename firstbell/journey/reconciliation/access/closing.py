"""Closing a record for somebody's employer: which agency that may be, and who is let in without it.

Works on a row that the door of guarding has let through. Only a person closes it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.core import employers as rule
from firstbell.core.employers import Candidate, Employer
from firstbell.core.need_to_know import HUB_ROLES
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake import readers
from firstbell.journey.intake.models import Incident
from firstbell.journey.reconciliation.access.guarding import Row
from firstbell.registry.agencies.queries import places
from firstbell.registry.circles.queries import members
from firstbell.registry.circles.queries.members import Person


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Who is let into a record that is closed, and which manager outside is told if need be."""

    circle: frozenset[UUID]
    stand_in: UUID | None


def employers_of(row: Row, *, at: datetime) -> list[Employer]:
    """Return the agencies for which an adult of a record seems to work."""
    people, back = _people(row, at=at)
    return rule.may_employ(
        _agencies(row.incident),
        written=_written(row.incident),
        of_adults=[_candidate(each) for each in people if each.user_id in back],
    )


def circle_without(row: Row, key: str, *, by: User, at: datetime) -> Closed | None:
    """Return who is let in where it is closed for one agency, `by` always; None: no such agency."""
    found = next((each for each in _agencies(row.incident) if str(each.key) == key), None)
    if found is None:
        return None
    people, back = _people(row, at=at)
    free = [each for each in people if each.user_id not in back]
    circle = rule.circle_without(map(_candidate, free), employer=found, keeps={by.id})
    return Closed(circle=circle, stand_in=_stand_in(free, circle))


def _stand_in(people: Iterable[Person], circle: Collection[UUID]) -> UUID | None:
    """Return a manager outside where the circle has too few of the hub to stand in for another."""
    everybody = list(people)
    inside = [each for each in everybody if each.user_id in circle and each.roles & HUB_ROLES]
    if len(inside) > 1:
        return None
    outside = (each for each in everybody if each.user_id not in circle)
    return next((each.user_id for each in outside if "hub-manager" in each.roles), None)


def _people(row: Row, *, at: datetime) -> tuple[list[Person], frozenset[UUID]]:
    """Return who could be let in, and which of them are adults of it or close to it."""
    with acting.as_the_system(savepoint=False):
        found = members.may_join(force=row.incident.source_id, at=at)
        users = User.objects.filter(id__in=[each.user_id for each in found])
        return found, readers.who_stands_back(row.incident, users)


def _agencies(incident: Incident) -> list[Employer]:
    force = incident.source
    councils = places.our_councils()
    return [
        Employer(key=force.id, name=force.name, kind="police"),
        *(Employer(key=each.id, name=each.name, kind="council") for each in councils),
    ]


def _written(incident: Incident) -> list[str]:
    return [str(each.get("employer") or "") for each in incident.said.get("adults", ())]


def _candidate(person: Person) -> Candidate:
    return Candidate(user_id=person.user_id, roles=person.roles, agencies=person.agencies)
