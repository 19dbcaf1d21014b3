"""Whether somebody took two steps at their provider in this session: then ours is not asked for."""

from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse

from firstbell.core.identity_tokens import Identity
from firstbell.foundation.accounts.models import User

METHOD = "provider"


def let_in(
    request: HttpRequest, user: User, *, provider: str, proven: Identity, next_page: str = ""
) -> HttpResponse:
    """Sign in a person whom a provider has named; our second step follows unless theirs counts."""
    record_authentication(
        request, user, method=METHOD, provider=provider, two_steps=proven.took_two_steps
    )
    login = Login(user=user, email=user.email, redirect_url=next_page or None)
    response: HttpResponse = perform_login(request, login)
    return response


def provider_of(request: HttpRequest, user: User) -> str:
    """Return by which provider this person came in to this session, or nothing."""
    return next((str(each["provider"]) for each in _by_provider(request, user)), "")


def took_both_there(request: HttpRequest, user: User) -> bool:
    """Say whether the provider has asked this person for two steps in this session."""
    return any(each["two_steps"] for each in _by_provider(request, user))


def _by_provider(request: HttpRequest, user: User) -> list[dict[str, object]]:
    records = get_authentication_records(request, user)
    return [each for each in records if each.get("method") == METHOD]


class OurSecondStep(AuthenticateStage):  # type: ignore[misc]
    """Our own second step of signing in, asked for unless the provider has asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is not None and took_both_there(request, user):
            return False
        return bool(super()._should_handle(request))
