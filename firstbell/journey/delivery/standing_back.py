"""From which incidents a person stands back: for them these do not exist, at any door or wall.

They are an adult of it, or the hub found a conflict when it was raised. Asked once for each
request, before anything else is read, and again by the doors.
"""

from uuid import UUID

from django.db.models import Q

from firstbell.core import conflicts
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Conflict
from firstbell.journey.intake.adults import own_incidents
from firstbell.registry.agencies.models import Contact


def stands_back_from(user: User) -> frozenset[UUID]:
    """Return the incidents that do not exist for this person, in three queries."""
    with acting.as_the_system(savepoint=False):
        as_key_adult = [
            conflicts.Reader(
                name=contact.name, phones=(contact.phone, contact.mobile), born_on=user.born_on
            )
            for contact in Contact.objects.filter(email__iexact=user.email)
        ]
        found = Conflict.objects.filter(Q(user=user) | Q(contact__email__iexact=user.email))
        kept = frozenset(found.values_list("notification__incident", flat=True))
        return own_incidents(user, also=as_key_adult) | kept
