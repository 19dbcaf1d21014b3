"""The adults of an incident and the people who would read about it: are any of them one?

Asked when a notification is raised and again at every door. Reads rows, decides nothing: what
makes two people one is said in `core.conflicts`.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from firstbell.core import conflicts
from firstbell.core.conflicts import numbers_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.models import RecordedAdult


def as_adult(row: RecordedAdult) -> conflicts.Adult:
    """Return an adult as police recorded them."""
    return conflicts.Adult(
        given_names=row.given_names,
        surname=row.surname,
        born_on=row.born_on,
        phone=row.phone,
        email=row.email,
    )


def as_reader(user: User) -> conflicts.Reader:
    """Return somebody who signs in, by what their account says of them."""
    return conflicts.Reader(
        name=user.name, email=user.email, phones=(user.phone,), born_on=user.born_on
    )


def incidents_of(
    readers: Iterable[conflicts.Reader], *, among: Collection[UUID]
) -> frozenset[UUID]:
    """Return which of these incidents one of the readers is an adult of, in one query."""
    with acting.as_the_system(savepoint=False):
        adults = list(RecordedAdult.objects.filter(incident__in=set(among)))
    return _theirs(list(readers), adults)


def own_incidents(user: User, *, also: Iterable[conflicts.Reader] = ()) -> frozenset[UUID]:
    """Return every incident that somebody who signs in is an adult of, in one query.

    `also` is what is known of them elsewhere: as a key adult of a place, say.
    """
    readers = [as_reader(user), *also]
    numbers = {n for reader in readers for phone in reader.phones for n in numbers_of(phone)}
    may_be_theirs = Q(email__iexact=user.email) | Q(numbers__overlap=sorted(numbers))
    if user.born_on:
        may_be_theirs |= Q(born_on=user.born_on)
    with acting.as_the_system(savepoint=False):
        adults = list(RecordedAdult.objects.filter(may_be_theirs))
    return _theirs(readers, adults)


def _theirs(readers: list[conflicts.Reader], adults: list[RecordedAdult]) -> frozenset[UUID]:
    return frozenset(
        adult.incident_id
        for adult in adults
        if any(conflicts.conflict(as_adult(adult), reader) for reader in readers)
    )
