"""Read what a force recorded before of a home and its people, for one look. Shows nothing itself.

Read as the system, for the indexes that find it work behind no policy; what of it may be shown
is said in `core.looking_up`. No roll, no link and no answer of anybody is read here.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

from firstbell.core.calendars import local_day
from firstbell.core.looking_up import Child, Earlier, Person, home_marks, is_one
from firstbell.core.need_to_know import Guard, Phase
from firstbell.core.searching import Sought
from firstbell.foundation import acting
from firstbell.journey.intake.adults import MAY_BE_NEAR
from firstbell.journey.intake.asking import phase_of
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.lookup.message import line_of
from firstbell.journey.lookup.models import LiveIncident
from firstbell.registry.circles.queries.guards import guarded

AT_HOME = ("home", "")
"""Kinds of place at which somebody lives who was there; blank where police did not say."""

Said = Mapping[str, Any]


def people_of(live: LiveIncident) -> list[Person]:
    """Return the people whom the control room named."""
    return [_person(each) for each in live.said.get("people") or ()]


def earlier_than(
    live: LiveIncident, *, stands_back: Collection[UUID], at: datetime
) -> list[Earlier]:
    """Return every incident of the force that may have to do with a live one, with its facts."""
    here, people = _marks(live.said.get("address")), people_of(live)
    guards = guarded()
    with acting.as_the_system(savepoint=False):
        found = _near(live, people, at=at)
    return [
        Earlier(
            record=each.id,
            on=local_day(each.belief_formed_at),
            guard=guards[each.id].guard if each.id in guards else Guard.NONE,
            phase=Phase.ERASED if each.erased_at else phase_of(each),
            keeps_safe=any(part.get("safe") for part in _addresses(each.said)),
            stands_back=each.id in stands_back,
            is_at_home=_is_at_home(each.said, here),
            somebody_lives_here=any(_lives(part, here) == "here" for part in _people(each.said)),
            of_a_person=_of_a_person(each, people),
            surnames=tuple(_surnames(each)),
            children=tuple(_child(row, here) for row in each.children.all()),
        )
        for each in found
    ]


def _near(live: LiveIncident, people: list[Person], *, at: datetime) -> list[Incident]:
    """Return incidents that share a postcode, a UPRN or a birth date; more than are about it."""
    address = live.said.get("address") or {}
    sought = [
        Sought(postcode=address.get("postcode") or ""),
        Sought(number=address.get("uprn") or ""),
        *(Sought(born_on=each.born_on) for each in people),
    ]
    keys = sorted({key for each in sought for group in each.groups() for key in group})
    near = RawSQL(MAY_BE_NEAR, [keys, []])  # noqa: S611 - our own text, values apart
    rows = Incident.objects.filter(
        id__in=near, source=live.source, belief_formed_at__lte=at, same_content_as=None
    ).exclude(reference=live.reference)
    return list(rows.prefetch_related("adults", "children"))


def _marks(address: Said | None) -> frozenset[str]:
    said = address or {}
    return home_marks(line_of(said), said.get("postcode") or "", said.get("uprn") or "")


def _people(said: Said) -> Iterator[Said]:
    yield from said.get("adults") or ()
    yield from said.get("children") or ()


def _addresses(said: Said) -> Iterator[Said]:
    for part in (said, *_people(said)):
        yield part.get("address") or {}


def _lives(person: Said, here: frozenset[str]) -> Any:
    """Return where a person was said to live: "here", "elsewhere", or nothing where not said."""
    home = _marks(person.get("address"))
    return "" if not home else "elsewhere" if home.isdisjoint(here) else "here"


def _is_at_home(said: Said, here: frozenset[str]) -> bool:
    if (said.get("place_kind") or "") in AT_HOME and not _marks(said.get("address")).isdisjoint(
        here
    ):
        return True
    others = (each for each in said.get("adults") or () if each.get("role") != "suspect")
    return any(_lives(each, here) == "here" for each in others)


def _person(said: Said) -> Person:
    born = said.get("date_of_birth")
    return Person(
        given_names=said.get("given_names") or "",
        surname=said.get("surname") or "",
        born_on=datetime.fromisoformat(born).date() if born else None,
    )


def _of_a_person(incident: Incident, people: list[Person]) -> Any:
    roles = {
        "suspect" if adult.role == "suspect" else "other"
        for adult in incident.adults.all()
        if any(
            is_one(
                each,
                Person(given_names=adult.given_names, surname=adult.surname, born_on=adult.born_on),
            )
            for each in people
        )
    }
    return "other" if "other" in roles else next(iter(roles), "")


def _surnames(incident: Incident) -> Iterator[str]:
    named = (
        *(each.surname for each in incident.adults.all()),
        *(each.surname for each in incident.children.all()),
    )
    yield from filter(None, named)


def _child(row: RecordedChild, here: frozenset[str]) -> Child:
    return Child(
        key=row.id,
        given_names=row.given_names,
        born_on=row.born_on,
        age_estimate=row.said.get("age_estimate"),
        role=row.role,
        presence=row.said.get("presence") or "unknown",
        lives=_lives(row.said, here),
        is_as_recorded=not (row.vanished_at or row.erased_at or row.added_by_id),
    )
