"""The second step: a code works once, and nobody is left without a second step.

Both go beyond allauth, whose forms and views this wraps.
"""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.views import remove_webauthn
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from firstbell.web.failing import NotesFailure
from firstbell.web.sign_in import SecondStepAdapter

CODE_COULD_WORK = 90
"""Seconds in which a code is accepted: its own half minute, the one before and the one after."""


def refuse_used(user_id: object, code: str) -> None:
    """Remember that a code was used, for as long as somebody who saw it could use it again.

    allauth remembers it for its own half minute only.

    :raises ValidationError: if it was used before.
    """
    if not cache.add(f"code-used-{user_id}-{code}", 1, timeout=CODE_COULD_WORK):
        raise ValidationError(_("This code was used already. Wait for the next one."))


class CodeForm(NotesFailure, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def clean_code(self) -> str:
        """Return the code, used from now on."""
        code: str = super().clean_code()
        refuse_used(self.user.pk, code)
        return code


class CodeAgainForm(NotesFailure, ReauthenticateForm):  # type: ignore[misc]
    """The second step, asked for again before something that matters."""

    def clean_code(self) -> str:
        """Return the code, used from now on."""
        code: str = super().clean_code()
        refuse_used(self.user.pk, code)
        return code


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey, which signs in alone unless the person would rather give a password too."""

    passwordless = forms.BooleanField(
        label=_("It signs me in alone, without my password"),
        initial=True,
        required=False,
        help_text=_("Your computer or telephone asks for your finger, your face or its PIN."),
    )


class PasskeyForm(NotesFailure, LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by a passkey alone."""


class PasskeyStepForm(NotesFailure, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step of signing in."""


class PasskeyAgainForm(NotesFailure, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, asked for again before something that matters."""


def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the only second step; the list of passkeys says why."""
    own = Authenticator.objects.filter(pk=pk, user_id=request.user.pk).first()
    if own is not None and not SecondStepAdapter().can_delete_authenticator(own):
        return redirect("mfa_list_webauthn")
    response: HttpResponse = remove_webauthn(request, pk=pk)
    return response
