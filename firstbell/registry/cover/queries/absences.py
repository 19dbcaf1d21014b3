"""Who is off on a day, by their address in small letters."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from firstbell.registry.agencies.models import Contact
from firstbell.registry.cover.models import Absence


def standing_on(day: date) -> QuerySet[Absence]:
    """Return the absences that hold on a day."""
    return Absence.objects.filter(taken_back_at=None, first_on__lte=day, last_on__gte=day)


def still_to_come(today: date) -> QuerySet[Absence]:
    """Return the absences of today and later, the soonest first."""
    rows = Absence.objects.filter(taken_back_at=None, last_on__gte=today)
    return rows.select_related("said_by").order_by("first_on", "name", "id")


def addresses_off(day: date, among: Iterable[str]) -> frozenset[str]:
    """Return which of these addresses are off on a day, in small letters."""
    asked = {each.casefold() for each in among}
    if not asked:
        return frozenset()
    return frozenset(standing_on(day).filter(email__in=asked).values_list("email", flat=True))


def who_is_off(contacts: Iterable[Contact], *, on: date) -> list[Contact]:
    """Return those of these key adults who are off on a day, in one query."""
    asked = list(contacts)
    off = addresses_off(on, (each.email for each in asked))
    return [each for each in asked if each.email.casefold() in off]
