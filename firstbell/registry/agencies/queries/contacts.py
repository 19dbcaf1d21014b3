"""Who is told at an establishment or a desk, and in which order.

A contact that a later file left out is ended, never removed, because attempts and conflicts
name it; so every question about contacts says for which day it is asked.
"""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from firstbell.core.calendars import local_day
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Contact, Desk, Establishment, Membership
from firstbell.registry.agencies.queries import people


def contacts_of(
    *,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
    on: date,
    in_term: bool | None = None,
) -> list[Contact]:
    """Return the key adults of one place on a day, in the order in which they are told.

    `in_term` True gives those who are told in term, False those on duty in the holidays, and
    None everybody.

    :raises ValueError: unless exactly one place is named.
    """
    if (establishment is None) == (desk is None):
        raise ValueError("name an establishment or a desk, and only one of them")
    found = valid_on(on).filter(establishment=establishment, desk=desk)
    if in_term is not None:
        found = found.filter(in_term=True) if in_term else found.filter(in_holidays=True)
    return list(found)


def who_is_told(
    *, establishment: Establishment | None = None, desk: Desk | None = None, at: datetime
) -> list[Contact]:
    """Return the key adults of one place to hurry or ring now, in order.

    Those without an account are among them. Those whose membership there has ended are not.

    :raises ValueError: unless exactly one place is named.
    """
    everyone = contacts_of(establishment=establishment, desk=desk, on=local_day(at))
    here = Q(establishment=establishment, desk=desk)
    held = Membership.objects.filter(here, user=OuterRef("pk"))
    holds = people.holding(at).filter(here, user=OuterRef("pk"))
    gone = User.objects.alias(folded=Lower("email")).filter(
        Exists(held), ~Exists(holds), folded__in=[each.email.lower() for each in everyone]
    )
    addresses = {each.lower() for each in gone.values_list("email", flat=True)}
    return [each for each in everyone if each.email.lower() not in addresses]


def is_known_address(email: str) -> bool:
    """Say whether somebody who is told of children or signs in has this address."""
    return (
        Contact.objects.filter(email__iexact=email).exists()
        or people.person_by_email(email) is not None
    )


def desk_kinds_with_contacts(council_code: str, *, on: date) -> frozenset[str]:
    """Return the kinds of those desks of a council that have somebody to tell on a day."""
    found = valid_on(on).filter(desk__council_code=council_code)
    return frozenset(found.exclude(desk=None).values_list("desk__kind", flat=True))


def valid_on(on: date) -> QuerySet[Contact]:
    """Return every contact of that day, in order within its place."""
    disabled = User.objects.alias(folded=Lower("email")).filter(
        is_active=False, folded=Lower(OuterRef("email"))
    )
    return (
        Contact.objects.filter(~Exists(disabled))
        .filter(Q(valid_from=None) | Q(valid_from__lte=on))
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .order_by("order", "name", "id")
    )
