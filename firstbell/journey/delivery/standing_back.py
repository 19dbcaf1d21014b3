"""From which incidents a person stands back: for them these do not exist, at any door or wall.

They are an adult of it or close to it, or were found to be when it was raised. Asked once for each
request, before anything else is read, and again by the doors.
"""

from uuid import UUID

from django.db.models import JSONField, Q, Value

from firstbell.core import conflicts
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Conflict
from firstbell.journey.intake.adults import own_incidents
from firstbell.registry.agencies.models import Contact
from firstbell.registry.circles.models import Interest
from firstbell.registry.circles.queries.interests import Declared


def stands_back_from(user: User) -> frozenset[UUID]:
    """Return the incidents that do not exist for this person, in three queries."""
    with acting.as_the_system(savepoint=False):
        as_key_adult = [
            conflicts.Reader(
                name=contact.name, phones=(contact.phone, contact.mobile), born_on=user.born_on
            )
            for contact in Contact.objects.filter(email__iexact=user.email)
        ]
        kept, declared = _kept_and_declared(user)
        return own_incidents(user, also=as_key_adult, declared=declared) | kept


def _kept_and_declared(user: User) -> tuple[frozenset[UUID], list[Declared]]:
    """Return from which incidents they were kept before, and what they are close to, at once.

    The two have nothing in common but that both are asked of everybody at every request.
    """
    found = Conflict.objects.filter(Q(user=user) | Q(contact__email__iexact=user.email))
    declared = Interest.objects.filter(email=user.email.casefold(), ended_at=None)
    kept = found.annotate(kind=Value(""), said=Value(None, JSONField())).values_list(
        "notification__incident", "kind", "said"
    )
    rows = list(kept.union(declared.values_list("id", "kind", "said"), all=True))
    return (
        frozenset(id_ for id_, kind, _ in rows if not kind),
        [(kind, said) for _, kind, said in rows if kind],
    )
