"""The adults of an incident and the people who would read about it: are any of them one?

Asked when a notification is raised and again at every door. Reads rows, decides nothing: what
makes two people one is said in `core.conflicts`, and who is close to them in `core.closeness`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from firstbell.core import conflicts
from firstbell.core.closeness import (
    NOTHING_DECLARED,
    Closeness,
    Home,
    Scene,
    keys_to_look_for,
    nearness,
)
from firstbell.core.conflicts import born_as_read, numbers_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.models import Incident, RecordedAdult, RefusedIncident
from firstbell.registry.circles.queries.interests import (
    Declared,
    closeness_by_email,
    closeness_of,
)

# Behind a policy the indexes of numbers and addresses would not be used.
THEY_MAY_BE = (
    "SELECT * FROM intake_recordedadult"
    " WHERE id IN (SELECT wall_adults_like(%s, %s::text[], %s::date[]))"
)
MAY_BE_NEAR = "SELECT wall_incidents_near(%s::bigint[], %s::text[])"


def as_adult(row: RecordedAdult) -> conflicts.Adult:
    """Return an adult as police recorded them."""
    return conflicts.Adult(
        given_names=row.given_names,
        surname=row.surname,
        born_on=row.born_on,
        phone=row.phone,
        email=row.email,
    )


def scene_of(incident: Incident) -> Scene:
    """Return the people and homes of an incident; its adults in the order in which they come.

    What it says in force, whatever is marked unsafe or not shown: nothing of it leaves here.
    """
    return _scene(incident.said, tuple(map(as_adult, incident.adults.all())))


def near_to(user: User) -> Callable[[Mapping[str, Any]], bool]:
    """Return what says of an incident that is not kept here whether somebody is too near to it.

    One that another area offers, say. One query, however many are asked about.
    """
    near = closeness_by_email([user.email]).get(user.email.casefold(), NOTHING_DECLARED)
    reader = as_reader(user)

    def is_near(said: Mapping[str, Any]) -> bool:
        return nearness(_scene(said, tuple(_adults_in(said))), reader, near) is not None

    return is_near


def _scene(said: Mapping[str, Any], adults: tuple[conflicts.Adult, ...]) -> Scene:
    places = [] if said.get("place_kind") == "public" else [said.get("address")]
    places += [each.get("address") for each in (*said.get("adults", ()), *said.get("children", ()))]
    return Scene(
        adults=adults,
        children=tuple(name for each in said.get("children", ()) for name in _names_of(each)),
        homes=tuple(map(_home, filter(None, places))),
    )


def _names_of(child: Mapping[str, Any]) -> Iterator[conflicts.Adult]:
    """Yield a child once for each name that it goes by."""
    born_on = _day(child.get("date_of_birth", ""))
    for name in (child, *child.get("also_known_as", ())):
        yield conflicts.Adult(
            given_names=name.get("given_names", ""),
            surname=name.get("surname", ""),
            born_on=born_on,
        )


def _home(address: Mapping[str, Any]) -> Home:
    lines = address.get("lines", ())
    return Home(line=lines[0] if lines else "", postcode=address.get("postcode", ""))


def as_reader(user: User) -> conflicts.Reader:
    """Return somebody who signs in, by what their account says of them."""
    return conflicts.Reader(
        name=user.name, email=user.email, phones=(user.phone,), born_on=user.born_on
    )


def own_incidents(
    user: User,
    *,
    also: Iterable[conflicts.Reader] = (),
    declared: Iterable[Declared] | None = None,
) -> frozenset[UUID]:
    """Return every incident that somebody who signs in is an adult of, or close to.

    `also` is what is known of them elsewhere: as a key adult of a place, say. `declared` are their
    interests where they are known already. One query, and more only for who has declared any.
    """
    readers = [as_reader(user), *also]
    numbers = {n for reader in readers for phone in reader.phones for n in numbers_of(phone)}
    told = [user.email, sorted(numbers), list(born_as_read(user.born_on))]
    with acting.as_the_system(savepoint=False):
        adults = list(RecordedAdult.objects.raw(THEY_MAY_BE, told))
    own = _theirs(readers, adults)
    if declared is None:
        near = closeness_by_email([user.email]).get(user.email.casefold(), NOTHING_DECLARED)
    else:
        near = closeness_of(declared)
    return own if near == NOTHING_DECLARED else own | _near(readers, near)


def _near(readers: list[conflicts.Reader], closeness: Closeness) -> frozenset[UUID]:
    """Return the incidents to which somebody is close by what was declared of them."""
    emails = [each.email.upper() for each in closeness.persons if each.email]
    may_be_near = RawSQL(  # noqa: S611 - our own text, values apart
        MAY_BE_NEAR, [list(keys_to_look_for(closeness)), emails]
    )
    with acting.as_the_system(savepoint=False):
        found = list(Incident.objects.filter(id__in=may_be_near).prefetch_related("adults"))
    return frozenset(
        incident.id
        for incident in found
        if any(nearness(scene_of(incident), reader, closeness) for reader in readers)
    )


def refused_that_name(user: User, *, among: QuerySet[RefusedIncident]) -> frozenset[UUID]:
    """Return which of these refused incidents name somebody who signs in as an adult.

    What was refused has no rows of its adults, so that what was sent is read; it may be of any
    shape. What is too broken to name anybody names nobody.
    """
    reader = as_reader(user)
    with acting.as_the_system(savepoint=False):
        rows = list(among.values_list("id", "content"))
    return frozenset(id_ for id_, content in rows if _names(content, reader))


def _names(content: object, reader: conflicts.Reader) -> bool:
    if isinstance(content, dict) and isinstance(text := content.get("as_sent"), str):
        return conflicts.text_names(text, reader)
    return any(conflicts.conflict(adult, reader) for adult in _adults_in(content))


def _adults_in(content: object) -> Iterator[conflicts.Adult]:
    """Yield the adults that a refused incident names, or a delivery that was refused whole."""
    if not isinstance(content, dict):
        return
    incidents, adults = content.get("incidents"), content.get("adults")
    for incident in incidents if isinstance(incidents, list) else ():
        yield from _adults_in(incident)
    for each in adults if isinstance(adults, list) else ():
        if isinstance(each, dict):
            yield conflicts.Adult(
                given_names=_text(each, "given_names"),
                surname=_text(each, "surname"),
                born_on=_day(_text(each, "date_of_birth")),
                phone=_text(each, "phone"),
                email=_text(each, "email"),
            )


def _text(said: Mapping[str, object], key: str) -> str:
    value = said.get(key)
    return value if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _theirs(readers: list[conflicts.Reader], adults: list[RecordedAdult]) -> frozenset[UUID]:
    return frozenset(
        adult.incident_id
        for adult in adults
        if any(conflicts.conflict(as_adult(adult), reader) for reader in readers)
    )
