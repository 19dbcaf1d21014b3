"""Read what speaks for children of an incident's home who were not recorded. Writes nothing.

The rolls in force, earlier incidents with the same adult or the same child, and what people have
answered before. Left out before anything is compared: an address that is kept safe or marked as
not safe, and every record that is restricted or sealed. Which child is asked about is said in
`core.unrecorded`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstbell.core.calendars import local_day
from firstbell.core.linkage import addresses
from firstbell.core.linkage.keys import key_of
from firstbell.core.linkage.names import is_first_name_like, joined, words
from firstbell.core.unrecorded import (
    Answered,
    Before,
    HomeFrom,
    Households,
    Known,
    OnRoll,
    Probable,
    Recorded,
    Scene,
    probably_there,
)
from firstbell.journey.intake.models import Incident, RecordedAdult, RecordedChild
from firstbell.journey.intake.unsafe import PLACE, Kind, Unsafe, unsafe_of
from firstbell.journey.linkage.models import Candidate, Link, Unrecorded
from firstbell.journey.linkage.recorded import day_of
from firstbell.registry.people import queries as people
from firstbell.registry.people.models import Registration

AT_HOME = ("home", "")
"""Kinds of place at which somebody lives who was there; blank where police did not say."""

Answer = Unrecorded.Answer


def who_else(
    incident: Incident, rules: Households, *, shut: Collection[UUID]
) -> tuple[Probable, ...]:
    """Return the children to ask a person about; `shut` are the records that do not count.

    The key of each is the pupil's id, or the recorded child's where no roll knows it.
    """
    if incident.status != Incident.Status.ACTIVE or incident.erased_at:
        return ()
    return probably_there(scene_of(incident, rules, shut=shut), rules)


def scene_of(incident: Incident, rules: Households, *, shut: Collection[UUID]) -> Scene:
    """Return what is known of one incident's household; `shut` are records that do not count."""
    on = day_of(incident)
    # Who vanished from the record is known, and asked about elsewhere.
    children = list(incident.children.select_related("link"))
    adults = list(incident.adults.all())
    linked = [link.pupil_id for each in children if (link := _link(each)) and link.pupil_id]
    rows = people.registrations_of(linked, on=on)
    since = on - rules.household_memory
    kept = set(_homes_kept_safe(incident))
    said = set(_homes_said(incident, children, unsafe_of(incident))) - kept
    on_rolls = {key for own in rows.values() for row in own if (key := home_of_row(row))} - kept
    homes: dict[int, HomeFrom] = {**dict.fromkeys(on_rolls, "roll"), **dict.fromkeys(said, "said")}
    return Scene(
        on=on,
        recorded=_recorded(children),
        adults=[each.surname for each in adults if each.surname],
        homes=homes,
        on_rolls=list(_on_rolls(homes, on=on)),
        before=list(_before(incident, adults, linked, since=since, shut=shut)),
        answered=list(_answered(homes, but=incident)),
    )


def home_key(line: str, postcode: str) -> int | None:
    """Return the key of a home, which a roll's rows have too; None where it is not said enough."""
    code, house = addresses.postcode(postcode), addresses.house(line)
    if not (code and house):
        return None
    return key_of("postcode, house", {"postcode": code, "house": house})


def home_of_row(row: Registration) -> int | None:
    """Return the key of the home where a roll has a pupil."""
    return home_key(row.address_line_1, row.postcode)


def _link(child: RecordedChild) -> Link | None:
    return getattr(child, "link", None)


def _homes_said(
    incident: Incident, children: Iterable[RecordedChild], unsafe: Unsafe
) -> Iterator[int]:
    """Yield the homes that police named and that nobody has marked as not safe."""
    said = [(child.reference, child.said.get("address")) for child in children]
    if (incident.said.get("place_kind") or "") in AT_HOME:
        said.append((PLACE, incident.said.get("address")))
    for who, address in said:
        if address and not unsafe.has(who, Kind.ADDRESS) and (key := _home(address)):
            yield key


def _homes_kept_safe(incident: Incident) -> Iterator[int]:
    """Yield every home that police keep safe, whoever of the incident lives there."""
    for address in _addresses(incident):
        if address.get("safe") and (key := _home(address)):
            yield key


def _addresses(incident: Incident) -> Iterator[Mapping[str, Any]]:
    said = incident.said
    people_ = (*(said.get("adults") or ()), *(said.get("children") or ()))
    for part in (said, *people_):
        yield part.get("address") or {}


def _home(address: Mapping[str, Any]) -> int | None:
    return home_key((address.get("lines") or [""])[0], address.get("postcode") or "")


def _recorded(children: Collection[RecordedChild]) -> list[Recorded]:
    links = {each.id: link for each in children if (link := _link(each))}
    unsure = [link for link in links.values() if link.state == Link.State.REVIEW]
    may_be: dict[UUID, set[UUID]] = {}
    candidates = Candidate.objects.filter(link__in=unsure).values_list("link", "pupil")
    for link_id, pupil_id in candidates if unsure else ():
        may_be.setdefault(link_id, set()).add(pupil_id)
    return [
        Recorded(
            pupil=(link := links.get(each.id)) and link.pupil_id,
            may_be=frozenset(may_be.get(link.id, ()) if link else ()),
            given_names=each.given_names,
            surnames=(
                each.surname,
                *(name.get("surname") or "" for name in each.said.get("also_known_as") or ()),
            ),
            born_on=each.born_on,
        )
        for each in children
    ]


def _on_rolls(homes: Collection[int], *, on: date) -> Iterator[OnRoll]:
    seen = set()
    for row in people.registered_with(homes, on=on):
        home = home_of_row(row)
        if home in homes and (row.pupil_id, home) not in seen:
            seen.add((row.pupil_id, home))
            yield OnRoll(child=_of_row(row), home=home, since=local_day(row.roll.loaded_at))


def _of_row(row: Registration) -> Known:
    return Known(
        key=row.pupil_id,
        given_names=(row.forename, row.preferred_forename),
        surnames=(row.surname, row.preferred_surname, row.former_surname),
        born_on=row.born_on,
    )


def _before(
    incident: Incident,
    adults: Iterable[RecordedAdult],
    linked: Collection[UUID],
    *,
    since: date,
    shut: Collection[UUID],
) -> Iterator[Before]:
    """Yield the children of earlier incidents of a same adult or a same pupil, the latest last."""
    dated = [each for each in adults if each.born_on]
    same = RecordedAdult.objects.filter(born_on__in=[each.born_on for each in dated])
    with_adult = {
        other.incident_id
        for other in (same.exclude(incident=incident) if dated else ())
        if any(_is_one(each, other) for each in dated)
    }
    found: dict[object, Before] = {}
    rows = RecordedChild.objects.filter(
        Q(incident__in=with_adult)
        | Q(incident__in=RecordedChild.objects.filter(link__pupil__in=linked).values("incident")),
        incident__status=Incident.Status.ACTIVE,
        incident__belief_formed_at__date__gte=since,
        incident__belief_formed_at__lt=incident.belief_formed_at,
        vanished_at=None,
        erased_at=None,
        role=RecordedChild.Role.AFFECTED,
    ).exclude(Q(incident=incident) | Q(incident__in=shut))
    for each in rows.select_related("incident", "link").order_by("incident__belief_formed_at"):
        if any(address.get("safe") for address in _addresses(each.incident)):
            continue
        link = _link(each)
        pupil = link.pupil_id if link else None
        child = Known(
            key=pupil or each.id,
            given_names=(each.given_names,),
            surnames=(each.surname,),
            born_on=each.born_on,
        )
        # A baby on no roll is the same one in each incident that names it.
        key = pupil or (joined(each.given_names), each.born_on)
        found[key] = Before(child=child, on=day_of(each.incident))
    yield from found.values()


def _is_one(one: RecordedAdult, other: RecordedAdult) -> bool:
    """Say whether two records are of one adult: birth date, surname and first name agree."""
    if one.born_on != other.born_on or joined(one.surname) != joined(other.surname):
        return False
    return is_first_name_like(one.given_names, words(other.given_names)[:1])


def _answered(homes: Collection[int], *, but: Incident) -> Iterator[Answered]:
    rows = Unrecorded.objects.filter(answer__in=[Answer.LIVES_THERE, Answer.NOT_THERE])
    for each in rows.filter(home__in=homes).exclude(incident=but):
        yield Answered(
            child=each.pupil_id or each.earlier_id,
            home=each.home,
            lives_there=each.answer == Answer.LIVES_THERE,
            on=local_day(each.answered_at or each.asked_at),
        )
