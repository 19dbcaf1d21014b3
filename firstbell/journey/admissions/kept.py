"""What a request for a school place must not say, from the rows of a child and its family.

Old schools from rolls, routes and what police were told; addresses from every revision, from other
incidents of the same pupils and from rolls; the councils of all of them; the family's own numbers.
Read as the system: it is compared with what somebody wrote, and shown to nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstbell.core.admissions import Kept, in_words, lines_to_keep
from firstbell.core.calendars import local_day
from firstbell.core.conflicts import numbers_of
from firstbell.core.disclosure import Others, Person, is_kept_safe
from firstbell.foundation import acting
from firstbell.journey.intake.models import Incident, RecordedChild, Revision
from firstbell.journey.linkage.models import Link
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Agency, Establishment
from firstbell.registry.agencies.queries import places
from firstbell.registry.people.models import Registration


@dataclass(kw_only=True)
class _Traces:
    """What was found so far."""

    addresses: list[Mapping[str, Any]] = field(default_factory=list)
    people: list[Mapping[str, Any]] = field(default_factory=list)
    schools: set[str] = field(default_factory=set)
    councils: set[str] = field(default_factory=set)


def kept_of(child: RecordedChild, *, receiving: str, at: datetime) -> Kept:
    """Return what a request for a child must not say to the council with the code `receiving`.

    The name of that council itself may be said: the desk knows whose it is.
    """
    with acting.as_the_system(savepoint=False):
        found = _Traces()
        pupils = _gather_recorded(child, found)
        _gather_schools(child, pupils, found)
        councils = _names_of_councils(found, receiving)
    own = {"id": child.reference, **child.said}
    others = [each for each in found.people if not _is_same(each, own)]
    adults = [each for each in others if each.get("surname") or each.get("given_names")]
    safe = [each for each in found.addresses if is_kept_safe(each)]
    return Kept(
        others=Others(
            child=_person(own),
            people=tuple(map(_person, others)),
            schools=tuple(sorted(found.schools)),
            written_on=local_day(at),
        ),
        lines=lines_to_keep(old=[each for each in found.addresses if each not in safe], safe=safe),
        councils=frozenset(filter(None, map(in_words, councils))),
        numbers=frozenset().union(*(numbers_of(each.get("phone") or "") for each in others)),
        emails=frozenset(each["email"].casefold() for each in others if each.get("email")),
        people=frozenset(
            in_words(f"{each.get('given_names') or ''} {each.get('surname') or ''}")
            for each in adults
        ),
    )


def _gather_recorded(child: RecordedChild, found: _Traces) -> set[UUID]:
    """Look through what police ever recorded of the family; return its pupils, as linked."""
    here = Q(child__incident=child.incident_id)
    pupils = set(Link.objects.filter(here).exclude(pupil=None).values_list("pupil", flat=True))
    incidents = {
        child.incident_id,
        *Link.objects.filter(pupil__in=pupils).values_list("child__incident", flat=True),
    }
    documents = [
        *Incident.objects.filter(id__in=incidents).values_list("said", flat=True),
        *Revision.objects.filter(incident__in=incidents).values_list("said", flat=True),
    ]
    urns = set()
    for said in documents:
        family = [*(said.get("adults") or ()), *(said.get("children") or ())]
        found.people += family
        found.addresses += [each["address"] for each in (said, *family) if each.get("address")]
        found.schools |= {each["school_as_told"] for each in family if each.get("school_as_told")}
        urns |= {int(each["school_urn"]) for each in family if each.get("school_urn")}
    _gather_establishments(Establishment.objects.filter(urn__in=urns), found)
    return pupils


def _gather_schools(child: RecordedChild, pupils: set[UUID], found: _Traces) -> None:
    rows = Registration.objects.filter(pupil__in=pupils).select_related("roll__establishment")
    schools = []
    for row in rows:
        lines = (row.address_line_1, row.address_line_2, row.address_line_3, row.town)
        found.addresses.append({"lines": [*filter(None, lines)], "postcode": row.postcode})
        schools.append(row.roll.establishment)
    told = Route.objects.filter(child__incident=child.incident_id).exclude(establishment=None)
    _gather_establishments(
        [*schools, *(each.establishment for each in told.select_related("establishment"))], found
    )


def _gather_establishments(rows: Iterable[Establishment | None], found: _Traces) -> None:
    for school in filter(None, rows):
        found.schools.add(school.name)
        found.councils.add(school.council_code)


def _names_of_councils(found: _Traces, receiving: str) -> set[str]:
    old = [each for each in found.addresses if not is_kept_safe(each)]
    for postcode in {each.get("postcode") or "" for each in old} - {""}:
        if (residence := places.residence_of(postcode)) and residence.council_code:
            found.councils.add(residence.council_code)
    codes = found.councils - {receiving, ""}
    named = Agency.objects.filter(kind=Agency.Kind.COUNCIL, code__in=codes)
    registered = Establishment.objects.filter(council_code__in=codes).exclude(council_name="")
    return {
        *named.values_list("name", flat=True),
        *registered.values_list("council_name", flat=True).distinct(),
    }


def _is_same(said: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    """Say whether somebody in a document is the child: by its id, or by name and birth date."""
    if said.get("id") == own["id"]:
        return True
    return all(
        said.get(key) and said.get(key) == own.get(key)
        for key in ("given_names", "surname", "date_of_birth")
    )


def _person(said: Mapping[str, Any]) -> Person:
    born = said.get("date_of_birth")
    return Person(
        given_names=said.get("given_names") or "",
        surname=said.get("surname") or "",
        also=tuple(_names(said)),
        born_on=date.fromisoformat(born) if born else None,
    )


def _names(said: Mapping[str, Any]) -> Iterator[str]:
    for each in said.get("also_known_as") or ():
        yield f"{each.get('given_names') or ''} {each.get('surname') or ''}".strip()
