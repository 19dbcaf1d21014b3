"""What was asked of a provider, kept in the session until the person is back; it works once."""

import base64
import hashlib
import secrets
import time
from dataclasses import asdict, dataclass, replace
from hmac import compare_digest

from django.http import HttpRequest

from firstbell.core.identity_tokens import Asked, Identity
from firstbell.foundation.accounts.providers import Provider
from firstbell.foundation.sealing import CannotUnseal, seal, unseal

KEPT, PROVEN = "provider_asked", "provider_proven"

LASTS = 600
"""Seconds within which somebody must be back: enough to find a telephone. Ours."""

INVITATION = "invitation"
"""What the secret of an invitation is sealed for while its holder is at the provider."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: at which provider, what for, and what only its answer can know."""

    provider: str
    state: str
    nonce: str
    verifier: str
    began: float
    next: str = ""
    link_for: str = ""
    """The id of the person who binds the identity to their account."""
    invitation: str = ""
    """The secret of the invitation that somebody is about to accept, sealed."""

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def asked(self, provider: Provider) -> Asked:
        """Return it as the rules take it."""
        return Asked(
            issuer=provider.issuer,
            client_id=provider.client_id,
            nonce=self.nonce,
            began=self.began,
            is_afresh=provider.asks_again,
            acr=provider.second_step_by_acr,
            amr=provider.second_step_by_amr,
        )


def begin(
    request: HttpRequest,
    provider: Provider,
    *,
    next_page: str = "",
    link_for: str = "",
    invitation: str = "",
) -> Question:
    """Make a question, in the place of any other that this browser was about to answer."""
    question = Question(
        provider=provider.key,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        began=time.time(),
        next=next_page,
        link_for=link_for,
        invitation=seal(invitation, purpose=INVITATION) if invitation else "",
    )
    request.session[KEPT] = asdict(question)
    request.session.pop(PROVEN, None)
    return question


def take(request: HttpRequest, provider: Provider, state: str) -> Question | None:
    """Return the question that this is the answer to, once; None where nothing of it was asked."""
    kept = request.session.pop(KEPT, None)
    if kept is None:
        return None
    question = Question(**kept)
    is_it = question.provider == provider.key and compare_digest(
        question.state.encode(), state.encode()
    )
    is_late = not 0 <= time.time() - question.began <= LASTS
    return question if is_it and not is_late else None


def keep_proven(request: HttpRequest, question: Question, proven: Identity) -> None:
    """Keep who somebody is, until they have answered the page of their invitation."""
    late = replace(question, began=time.time())
    request.session[PROVEN] = {"question": asdict(late), "proven": asdict(proven)}


def proven_for(request: HttpRequest, secret: str) -> tuple[str, Identity] | None:
    """Return at which provider the holder of this invitation has proven who they are, and who."""
    kept = request.session.get(PROVEN)
    if kept is None:
        return None
    question = Question(**kept["question"])
    is_theirs = compare_digest(secret_of(question).encode(), secret.encode())
    if not is_theirs or not 0 <= time.time() - question.began <= LASTS:
        return None
    return question.provider, Identity(**kept["proven"])


def forget(request: HttpRequest) -> None:
    """Forget who somebody has proven to be."""
    request.session.pop(PROVEN, None)


def secret_of(question: Question) -> str:
    """Return the secret of the invitation that a question is about, or nothing."""
    try:
        return unseal(question.invitation, purpose=INVITATION)
    except CannotUnseal:
        return ""
