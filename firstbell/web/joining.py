"""The pages behind an invitation's link: set a password, or accept by signing in.

Looking at the page changes nothing, so a mail scanner that follows the link spoils nothing.
"""

from typing import cast
from urllib.parse import quote

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from firstbell.core.identity_tokens import Identity
from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.dates import PlainDateField
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.actions.identities import CannotLink
from firstbell.registry.agencies.queries import people
from firstbell.web import their_steps
from firstbell.web.failing import note_failed_identity
from firstbell.web.providers import asking
from firstbell.web.providers.offered import provider_of
from firstbell.web.sign_in import let_in


class JoinForm(forms.Form):
    """A password, and what keeps a person from being shown an incident of their own family."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Three words that do not belong together work well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        error_messages={"required": _("Enter a password of at least 12 characters")},
    )
    phone = forms.CharField(
        label=_("Your own telephone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_(
            "Only so that you are never shown an incident that you or your family are part of."
        ),
    )
    born_on = PlainDateField(
        label=_("Your date of birth"),
        required=False,
        help_text=_("For the same reason, and for nothing else. For example, 27 3 1985."),
    )

    def __init__(
        self, *args: object, invited: User, needs_password: bool = True, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.invited = invited
        if not needs_password:
            del self.fields["password"]

    def clean_password(self) -> str:
        """Refuse a password that is short, common or like the person's own name."""
        password = cast(str, self.cleaned_data["password"])
        validate_password(password, self.invited)
        return password


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who is asked to join as what, and take their answer.

    Of two answers at once, or of an answer to a link that has just been replaced, one is too
    late: it leads to the page that says so.
    """
    try:
        return _join(request, secret)
    except joining.NoSuchInvitation:
        return _closed(request)
    except joining.AlreadyHere:
        return redirect("join", secret)


def _join(request: HttpRequest, secret: str) -> HttpResponse:
    at = clock.now()
    invitation = people.open_invitation(joining.hash_of(secret), at)
    if invitation is None:
        return _closed(request)
    page = {
        "invitation": invitation,
        "role": invitation.get_role_display(),
        "place": people.place_name(invitation),
    }
    if people.person_by_email(invitation.email) is not None or request.user.is_authenticated:
        return _accept_as(request, secret, page, invited=invitation.email)
    proven = asking.proven_for(request, secret)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        invited=User(email=invitation.email, name=invitation.name),
        needs_password=proven is None,
    )
    if form.is_valid():
        if proven is not None:
            return _accept_by(request, secret, form, *proven)
        return let_in(request, joining.accept(secret=secret, **form.cleaned_data, at=at).user)
    named = provider_of(proven[0]) if proven else None
    return render(
        request, "web/join.html", {**page, "form": form, "secret": secret, "provider": named}
    )


def _accept_by(
    request: HttpRequest, secret: str, form: JoinForm, key: str, proven: Identity
) -> HttpResponse:
    """Let a person join who has just signed in at a provider."""
    asking.forget(request)
    try:
        joined = joining.accept_by_identity(
            secret=secret, proven=proven, provider=key, **form.cleaned_data, at=clock.now()
        )
    except CannotLink:
        note_failed_identity(request, key, "linked_elsewhere", proven=proven)
        provider = {"provider": provider_of(key)}
        return render(request, "web/provider_not_linked.html", provider, status=400)
    return their_steps.let_in(request, joined.user, provider=key, proven=proven)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "web/join_closed.html", status=404)


def _accept_as(
    request: HttpRequest, secret: str, page: dict[str, object], *, invited: str
) -> HttpResponse:
    """Let the invited person, signed in as themselves, take the new membership."""
    here = reverse("join", kwargs={"secret": secret})
    user = request.user if isinstance(request.user, User) else None
    is_invited = user is not None and user.email.lower() == invited
    if request.method == "POST" and user is not None and is_invited:
        joining.accept_as(secret=secret, by=user, at=clock.now())
        return redirect("home")
    sign_in = f"{reverse('account_login')}?next={quote(here)}"
    return render(
        request, "web/join_again.html", {**page, "is_invited": is_invited, "sign_in": sign_in}
    )
