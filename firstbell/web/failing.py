"""What fails at sign-in is written down: a password, a second step, a lock-out, and for whom.

An address that nobody has is kept as a keyed hash, so that the trail shows that one was tried
again and again and yet is no list of addresses. Known or not, the same is asked and written.
"""

from typing import Any

from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from firstbell.core.identity_tokens import Identity
from firstbell.foundation import acting, clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.refusals import record_refusal
from firstbell.registry.agencies.queries import people

UNKNOWN = "tried_address"
"""The kind of subject where an address was tried that nobody has."""

UNKNOWN_IDENTITY = "tried_identity"
"""The kind of subject where a provider named nobody whom we know, or named nobody."""


def signed_in(request: HttpRequest) -> User | None:
    """Return who is signed in already, as when a password is asked for again."""
    return request.user if isinstance(request.user, User) else None


def note_failed_sign_in(request: HttpRequest, email: str, *, is_locked: bool) -> None:
    """Write that somebody could not sign in with this address, or may not try again for now."""
    email = email.strip().lower()
    with acting.as_the_system(savepoint=False):
        person = people.person_by_email(email)
    record_refusal(
        "sign_in.locked" if is_locked else "sign_in.failed",
        subject_kind="user" if person else UNKNOWN,
        subject_id=person.id if person else audit.keyed(email),
        by=signed_in(request),
        at=clock.now(),
    )


def note_failed_identity(
    request: HttpRequest,
    provider: str,
    why: str,
    *,
    user: User | None = None,
    proven: Identity | None = None,
) -> None:
    """Write that somebody could not sign in by a provider, and why, by codes and ids alone.

    Who an unknown identity is stays with the provider: the trail holds a keyed hash.
    """
    tried = audit.keyed(f"{proven.issuer} {proven.subject}") if proven else ""
    record_refusal(
        "sign_in.failed",
        subject_kind="user" if user else UNKNOWN_IDENTITY,
        subject_id=user.id if user else tried,
        by=signed_in(request),
        at=clock.now(),
        detail={"provider": provider, "why": why},
    )


def note_changed_sign_in(request: HttpRequest, user: User, what: str) -> None:
    """Write that a password or a second step was set, changed or taken away."""
    audit.record(
        "sign_in.changed",
        subject_kind="user",
        subject_id=user.id,
        by=signed_in(request) or user,
        at=clock.now(),
        detail={"what": what},
    )


class NotesFailure:
    """A form for a second step that writes down when the step failed. Stands before the form."""

    user: Any
    is_bound: bool

    def full_clean(self) -> None:
        """Check the form, and write what was wrong with it by its codes alone."""
        super().full_clean()  # type: ignore[misc]
        if self.is_bound and self.errors:  # type: ignore[attr-defined]
            _note_failed_step(self.user, self.errors.as_data())  # type: ignore[attr-defined]


def _note_failed_step(user: User | None, errors: dict[str, list[ValidationError]]) -> None:
    codes = sorted({str(error.code) for each in errors.values() for error in each})
    record_refusal(
        "second_step.failed",
        subject_kind="user" if user else UNKNOWN,
        subject_id=user.id if user else "",
        by=signed_in(context.request),
        at=clock.now(),
        detail={"codes": codes},
    )
