"""The pages of signing in at a provider: away to it, back from it, binding and unbinding.

Whatever went wrong, whoever tried reads the same words, and the trail holds the reason.
"""

import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firstbell.core.identity_tokens import Identity, NotBelieved, believed
from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.accounts.providers import Provider
from firstbell.foundation.accounts.second_steps import has_second_step
from firstbell.registry.agencies.actions import identities as linking
from firstbell.registry.agencies.actions.joining import hash_of
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agencies.queries import identities, people
from firstbell.web import their_steps
from firstbell.web.failing import note_failed_identity
from firstbell.web.providers import asking, calling, tokens
from firstbell.web.providers.offered import name_of, provider_of
from firstbell.web.sign_in import has_passkey

NOT_NOW = 503
REFUSED = 400


class NoAnswer(RuntimeError):
    """The browser came back without what it was sent for; the message is a code for the trail."""


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Send a visitor to a provider to sign in."""
    provider = provider_of(key)
    if request.user.is_authenticated:
        return redirect("home")
    too_often = ratelimit.consume_or_429(request, action="login")
    if too_often is not None:
        return too_often  # type: ignore[no-any-return]
    wanted = request.POST.get("next", "")
    next_page = wanted if get_adapter().is_safe_url(wanted) else ""
    return _away_to(request, provider, asking.begin(request, provider, next_page=next_page))


@require_POST
def start_joining(request: HttpRequest, secret: str, key: str) -> HttpResponse:
    """Send the holder of an invitation to a provider, to join by it and without a password."""
    provider = provider_of(key)
    invitation = people.open_invitation(hash_of(secret), clock.now())
    is_new = invitation is not None and people.person_by_email(invitation.email) is None
    if not is_new or request.user.is_authenticated:
        return redirect("join", secret)
    return _away_to(request, provider, asking.begin(request, provider, invitation=secret))


@require_POST
@role_required()
@reauthentication_required  # type: ignore[untyped-decorator]
def start_linking(request: SignedInRequest, key: str) -> HttpResponse:
    """Send a person to a provider, to bind who they are there to their account here."""
    provider = provider_of(key)
    question = asking.begin(request, provider, link_for=str(request.user.id))
    return _away_to(request, provider, question)


def _away_to(request: HttpRequest, provider: Provider, question: asking.Question) -> HttpResponse:
    """Show a page that goes on to the provider.

    No redirect: browsers hold the answer to a form to our own pages (form-action in the CSP).
    """
    try:
        address = calling.describe(provider)["authorization_endpoint"]
    except calling.IsAway:
        return _is_away(request, provider)
    asked = {
        "response_type": "code",
        "response_mode": "query",
        "client_id": provider.client_id,
        "redirect_uri": _back_address(provider),
        "scope": "openid",
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": question.challenge,
        "code_challenge_method": "S256",
    }
    if provider.asks_again:
        asked["prompt"] = "login"
    if provider.second_step_by_acr:
        asked["acr_values"] = " ".join(provider.second_step_by_acr)
    there = f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
    return render(request, "web/once_more.html", {"here": there})


def _back_address(provider: Provider) -> str:
    return f"{settings.BASE_URL}{reverse('provider_back', kwargs={'key': provider.key})}"


@require_GET
def back(request: HttpRequest, key: str) -> HttpResponse:
    """Take nothing from whoever comes back, but send them on from here, with their cookie."""
    provider = provider_of(key)
    here = reverse("provider_arrive", kwargs={"key": provider.key})
    told = urlencode({name: request.GET[name] for name in sorted(request.GET)})
    return render(request, "web/once_more.html", {"here": f"{here}?{told}"})


@require_GET
def arrive(request: HttpRequest, key: str) -> HttpResponse:
    """Take what the provider says, and let the person in, or bind, or go on with joining."""
    provider = provider_of(key)
    question = asking.take(request, provider, request.GET.get("state", ""))
    if question is None:
        return _refused(request, provider, "unknown_state")
    try:
        proven = _proven(request, provider, question)
    except calling.IsAway:
        note_failed_identity(request, provider.key, "provider_away")
        return _is_away(request, provider)
    except calling.Refused:
        return _refused(request, provider, "code_refused")
    except tokens.NotSigned:
        return _refused(request, provider, "not_signed")
    except NotBelieved as doubt:
        return _refused(request, provider, doubt.fault.value)
    except NoAnswer as missing:
        return _refused(request, provider, str(missing))
    return _go_on(request, provider, question, proven)


def _proven(request: HttpRequest, provider: Provider, question: asking.Question) -> Identity:
    """Return whom the provider has sent back."""
    told = request.GET
    issuer = told.get("iss", "" if calling.describe(provider)["names_itself"] else provider.issuer)
    if issuer != provider.issuer:
        raise NoAnswer("mixed_up")
    if "error" in told:
        raise NoAnswer("refused_there")
    if not told.get("code"):
        raise NoAnswer("no_code")
    token = calling.token_for(
        provider, code=told["code"], verifier=question.verifier, back=_back_address(provider)
    )
    claims = tokens.signed_claims(token, calling.keys(provider))
    return believed(claims, asked=question.asked(provider), now=time.time())


def _go_on(
    request: HttpRequest, provider: Provider, question: asking.Question, proven: Identity
) -> HttpResponse:
    if question.link_for:
        return _link(request, provider, question, proven)
    if request.user.is_authenticated:
        return redirect("home")
    if question.invitation:
        asking.keep_proven(request, question, proven)
        return redirect("join", asking.secret_of(question))
    return _sign_in(request, provider, question, proven)


def _sign_in(
    request: HttpRequest, provider: Provider, question: asking.Question, proven: Identity
) -> HttpResponse:
    at = clock.now()
    found = identities.identity_of(issuer=proven.issuer, subject=proven.subject)
    if found is None:
        return _refused(request, provider, "unknown_identity", proven=proven)
    user = found.user
    if not identities.may_come_in(user, at=at):
        return _refused(request, provider, "account_closed", user=user)
    if found.took_two_steps and not (proven.took_two_steps or has_second_step(user)):
        return _refused(request, provider, "one_step", user=user)
    linking.note_use(found, proven=proven, at=at)
    return their_steps.let_in(
        request, user, provider=provider.key, proven=proven, next_page=question.next
    )


def _link(
    request: HttpRequest, provider: Provider, question: asking.Question, proven: Identity
) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or str(user.id) != question.link_for:
        return _refused(request, provider, "another_person")
    try:
        linking.link(user, proven=proven, provider=provider.key, by=user, at=clock.now())
    except linking.CannotLink:
        note_failed_identity(request, provider.key, "linked_elsewhere", proven=proven)
        return render(
            request, "web/provider_not_linked.html", {"provider": provider}, status=REFUSED
        )
    return redirect("account")


def _refused(request: HttpRequest, provider: Provider, why: str, **whom: Any) -> HttpResponse:
    note_failed_identity(request, provider.key, why, **whom)
    return render(request, "web/provider_refused.html", {"provider": provider}, status=REFUSED)


def _is_away(request: HttpRequest, provider: Provider) -> HttpResponse:
    return render(request, "web/provider_away.html", {"provider": provider}, status=NOT_NOW)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required()
@reauthentication_required  # type: ignore[untyped-decorator]
def unlink(request: SignedInRequest, identity_id: UUID) -> HttpResponse:
    """Ask whether an identity shall not open one's account any more, and unbind it."""
    held = {each.id: each for each in identities.identities_of(request.user)}
    if identity_id not in held:
        raise Http404
    user = request.user
    is_last = len(held) == 1 and not (user.has_usable_password() or has_passkey(user))
    if request.method == "POST" and not is_last:
        linking.unlink(identity_id, by=user, at=clock.now())
        return redirect("account")
    page = {"name": name_of(held[identity_id].issuer), "is_last": is_last}
    return render(request, "web/provider_unlink.html", page)
