"""Bind who somebody is at an identity provider to their account, and unbind it.

Only a person who has proven who they are in another way binds: signed in, or by the link of
their invitation. One identity opens one account, and one account has one at each provider.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from firstbell.core.identity_tokens import Identity as Proven
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import Identity, User
from firstbell.foundation.audit import actions as audit


class CannotLink(RuntimeError):
    """The identity opens another account, or this account has another one there already."""


@acting.as_system
def link(user: User, *, proven: Proven, provider: str, by: User, at: datetime) -> Identity:
    """Bind an identity to an account. Binding the same one again changes nothing.

    :raises CannotLink: if it is somebody else's, or they have another one at this provider.
    """
    same = Identity.objects.filter(user=user, issuer=proven.issuer, subject=proven.subject).first()
    if same is not None:
        return same
    try:
        with transaction.atomic():
            identity = Identity.objects.create(
                user=user,
                issuer=proven.issuer,
                subject=proven.subject,
                linked_at=at,
                took_two_steps=proven.took_two_steps,
            )
    except IntegrityError as taken:
        raise CannotLink("this identity cannot be bound to this account") from taken
    _trail("identity.linked", identity, by=by, at=at, detail={"provider": provider})
    return identity


@acting.as_system
def unlink(identity_id: UUID, *, by: User, at: datetime) -> bool:
    """Unbind an identity of one's own; say whether there was one."""
    identity = Identity.objects.select_for_update().filter(id=identity_id, user=by).first()
    if identity is None:
        return False
    _trail("identity.unlinked", identity, by=by, at=at, detail={})
    identity.delete()
    return True


@acting.as_system
def note_use(identity: Identity, *, proven: Proven, at: datetime) -> None:
    """Remember that somebody came in by this identity, and whether in two steps."""
    Identity.objects.filter(id=identity.id).update(
        last_used_at=at, took_two_steps=proven.took_two_steps
    )


def _trail(
    action: str, identity: Identity, *, by: User, at: datetime, detail: dict[str, object]
) -> None:
    audit.record(
        action,
        subject_kind="user",
        subject_id=identity.user_id,
        by=by,
        at=at,
        detail={"identity": str(identity.id), **detail},
    )
