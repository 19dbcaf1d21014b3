"""Whoever needs a passkey by their role shows it, before anything else and in each session.

Whose role needs one is a rule of the partnership (`core.memberships`). A provider's own two
steps stand in for it: what they are is settled there. Whoever holds a passkey and has not shown
it can do nothing else with the account, so that a stolen code adds no passkey of its own.
"""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.core.memberships import NEED_PASSKEY
from firstbell.core.policy import Policy
from firstbell.foundation import acting, clock
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people
from firstbell.web import their_steps
from firstbell.web.sign_in import has_passkey

ASKED = "passkey_asked"
"""What a session holds: whether the person's roles asked for a passkey when it began."""

OPEN_BEFORE = ("account_logout", "passkey_needed", "mfa_reauthenticate_webauthn")
"""The pages of an account that are open to whoever has not shown the passkey that they hold."""


def note_if_asked(request: HttpRequest, user: User, policy: Policy) -> None:
    """Keep in a session that begins whether this person's roles ask for a passkey."""
    if roles := NEED_PASSKEY[policy.passkey_required_for]:
        with acting.as_the_system():
            is_asked = people.has_role(user, *map(Role, roles), at=clock.now())
        request.session[ASKED] = is_asked


def is_owed(request: HttpRequest, user: User) -> bool:
    """Say whether this person still has to show a passkey in this session."""
    return bool(request.session.get(ASKED)) and not _has_shown(request, user)


def is_shut(request: HttpRequest, user: User) -> bool:
    """Say whether this page of the account is shut until the passkey has been shown."""
    is_open = request.path in {reverse(name) for name in OPEN_BEFORE}
    return not is_open and is_owed(request, user) and has_passkey(user)


def _has_shown(request: HttpRequest, user: User) -> bool:
    records = get_authentication_records(request, user)
    return their_steps.took_both_there(request, user) or any(
        each.get("method") == "mfa" and each.get("type") == "webauthn" for each in records
    )


class ShowPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Where a passkey is shown. No other way is offered to whoever would only be led back."""

    def get_reauthentication_alternatives(self) -> list[dict[str, object]]:
        """Return the ways beside a passkey that let this person go on."""
        if is_owed(self.request, self.request.user):
            return []
        others: list[dict[str, object]] = super().get_reauthentication_alternatives()
        return others


@login_required
@require_safe
def passkey_needed(request: HttpRequest) -> HttpResponse:
    """Say that a passkey is needed, and lead to showing it or to adding one."""
    user = request.user
    if not isinstance(user, User) or not is_owed(request, user):
        return redirect("account")
    return render(request, "web/passkey_needed.html", {"holds_one": has_passkey(user)})
