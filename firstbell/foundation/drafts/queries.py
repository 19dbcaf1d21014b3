"""Reads of drafts: a person's own, and no other's."""

from datetime import datetime

from firstbell.foundation.accounts.models import User
from firstbell.foundation.drafts.content import LASTS, Fields, unsealed
from firstbell.foundation.drafts.models import Draft


def draft_of(user: User, address: str, *, at: datetime) -> Fields | None:
    """Return what this person wrote into the form of this address in the last day, or None."""
    row = Draft.objects.filter(user=user, address=address, written_at__gt=at - LASTS).first()
    return unsealed(row.content, person=user.id, address=address) if row else None
