"""Keep what a person is writing, and forget it when it was sent, discarded or is a day old."""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.drafts.content import LASTS, LONGEST, Fields, length_of, sealed
from firstbell.foundation.drafts.models import Draft

MOST = 50
"""Drafts of one person at once; the oldest gives way."""


class TooLong(ValueError):
    """More was written than a draft may hold."""


@acting.as_system
def keep_draft(*, address: str, fields: Fields, by: User, at: datetime) -> None:
    """Keep what a person has written into the form of an address, in the place of what was there.

    Nothing written: nothing is kept. Not on the trail: it is their own, and nobody was told.

    :raises TooLong: for more than a draft may hold.
    """
    if length_of(fields) > LONGEST:
        raise TooLong(f"a draft holds {LONGEST} characters at most")
    forget_old_drafts(at=at)
    if not any(value.strip() for _name, value in fields):
        discard_draft(address=address, by=by)
        return
    content = sealed(fields, person=by.id, address=address)
    Draft.objects.update_or_create(
        user=by, address=address, defaults={"content": content, "written_at": at}
    )
    kept = Draft.objects.filter(user=by).order_by("-written_at", "-id").values("id")
    Draft.objects.filter(user=by).exclude(
        id__in=list(kept[:MOST].values_list("id", flat=True))
    ).delete()


@acting.as_system
def discard_draft(*, address: str, by: User) -> None:
    """Forget what a person wrote into a form: it was sent, or they do not want it."""
    Draft.objects.filter(user=by, address=address).delete()


@acting.as_system
def forget_old_drafts(*, at: datetime) -> int:
    """Forget every draft that is more than a day old, and return how many there were."""
    forgotten, _ = Draft.objects.filter(written_at__lte=at - LASTS).delete()
    return forgotten
