"""A new password for somebody who forgot theirs: asked for on a page, sent by the ledger's step.

Whoever asks learns nothing of whether the address is somebody's: an address of nobody is
recorded just the same, about nobody, and a mail server is spoken to only afterwards. None is
sent to who came in by a provider alone and has no second step here: whoever reads their mail
would have all that it takes.
"""

from datetime import datetime
from urllib.parse import quote
from uuid import UUID, uuid4

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.accounts.second_steps import has_second_step
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events


@acting.as_system
def ask_for_link(user_id: UUID | None, *, at: datetime) -> None:
    """Record that a link was asked for, for this person or for an address of nobody."""
    events.record("password.link_asked", subject=user_id or uuid4(), at=at)


def who_gets_link(user_id: UUID) -> User | None:
    """Return the person to whom a link may go, or None: a stranger, gone, or in by a provider."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None or not (user.has_usable_password() or has_second_step(user)):
        return None
    return user


def link_for(user: User) -> str:
    """Return a link to set a new password, at the one address that messages may name."""
    token = PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.BASE_URL + path.replace("UID-KEY", quote(f"{user_pk_to_url_str(user)}-{token}"))


@acting.as_system
def record_link_sent(user: User, *, at: datetime) -> None:
    """Write that a link went to a person."""
    audit.record("sign_in.link_sent", subject_kind="user", subject_id=user.id, by=None, at=at)
