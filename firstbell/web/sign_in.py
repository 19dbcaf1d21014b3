"""How people get in: by invitation only, always in two steps, and every time is on the trail."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.accounts.second_steps import SECOND_STEPS, has_second_step
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.sealing import seal, unseal
from firstbell.foundation.shadow import nothing_leaves
from firstbell.web import their_steps
from firstbell.web.failing import note_changed_sign_in, note_failed_sign_in

OUR_SECOND_STEP = "firstbell.web.their_steps.OurSecondStep"

SEALED = "sealed:"
"""Stands before what is sealed. Nothing that was kept in the clear began so."""

SECOND_STEP = "second step"
"""What keys of one-time codes and seeds of recovery codes are sealed for."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: an account begins with an invitation."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Refuse every sign-up."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, and write that this person came in.

        Who has no second step yet is sent to set one up, and need not give again the password
        that they gave a moment ago.
        """
        super().login(request, user)
        provider = their_steps.provider_of(request, user)
        if not provider and not has_second_step(user):
            record_authentication(request, user, method="password", reauthenticated=True)
        audit.record(
            "person.signed_in",
            subject_kind="user",
            subject_id=user.id,
            by=user,
            at=clock.now(),
            detail={"provider": provider} if provider else None,
        )

    def reauthenticate(self, user: User, password: str) -> bool:
        """Ask for the password again, and keep the session where its hash was renewed by that.

        Django renews a hash that has become too weak, and ends every session under the old one.
        """
        before = user.password
        is_theirs = bool(super().reauthenticate(user, password))
        user.refresh_from_db(fields=["password"])
        if is_theirs and user.password != before:
            update_session_auth_hash(self.request, user)
        return is_theirs

    def get_login_stages(self) -> list[str]:
        """Return the steps of signing in, with our second step where the provider had none."""
        ours = {"allauth.mfa.stages.AuthenticateStage": OUR_SECOND_STEP}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def logout(self, request: HttpRequest) -> None:
        """End the session, and write that this person left."""
        if isinstance(request.user, User):
            audit.record(
                "person.signed_out",
                subject_kind="user",
                subject_id=request.user.id,
                by=request.user,
                at=clock.now(),
            )
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: str) -> None:
        """Refuse who has tried too often, and write it.

        :raises ValidationError: if they have.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_failed_sign_in(request, credentials.get("email", ""), is_locked=True)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Write that a password was wrong, or an address unknown."""
        note_failed_sign_in(request, credentials.get("email", ""), is_locked=False)

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: object, **kwargs: object
    ) -> None:
        """Write what was changed about how this person signs in; allauth tells of it here."""
        note_changed_sign_in(self.request, user, template_prefix.rpartition("/")[2])
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send a mail of allauth's, unless nobody is told of anything here."""
        if not nothing_leaves():
            super().send_mail(*args, **kwargs)

    def add_message(self, *_args: object, **_kwargs: object) -> None:
        """Say nothing: a page that says what was done needs no banner over it."""

    def is_safe_url(self, url: str | None) -> bool:
        """Say whether somebody may be sent there: to a path of our own and nowhere else."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Two steps, always: the last second step can be replaced but never taken away."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Enter the one that the app shows now."),
        "cannot_delete_authenticator": _(
            "This is your only second step. Add another one first, then remove this."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal what a second step rests on, such as the key of one-time codes."""
        return SEALED + seal(text, purpose=SECOND_STEP)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was sealed; what was kept before anything was sealed is read as it is.

        :raises CannotUnseal: if the secret key it was sealed under is gone.
        """
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        return unseal(encrypted_text.removeprefix(SEALED), purpose=SECOND_STEP)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's
        """Suggest a name for a new passkey."""
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": held + 1}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to remove the only second step that a person has."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_STEPS)
        return bool(others.exclude(pk=authenticator.pk).exists())


def has_two_steps(request: HttpRequest, user: User) -> bool:
    """Say whether this person comes in by two steps: their own, or those of their provider.

    Who does is asked about once for each request, which ends where steps are taken away.
    """
    if getattr(request, "two_steps_of", None) != user.id:
        if not (has_second_step(user) or their_steps.took_both_there(request, user)):
            return False
        request.two_steps_of = user.id  # type: ignore[attr-defined]
    return True


def has_passkey(user: User) -> bool:
    """Say whether this person has a passkey, which signs in alone."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]))


def let_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in a person who has just chosen their password; the second step is asked for next."""
    response: HttpResponse = perform_password_login(
        request, {"email": user.email}, Login(user=user, email=user.email)
    )
    return response
