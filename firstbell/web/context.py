"""What every page's template may use. Works on error pages too, where there may be no user."""

import time

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from firstbell.foundation import acting, clock
from firstbell.foundation.accounts.models import User
from firstbell.web import idle, navigation
from firstbell.web.providers.offered import providers
from firstbell.web.sign_in import has_two_steps


def every_page(request: HttpRequest) -> dict[str, object]:
    """Give templates the time that rules see, who is signed in, and where people may sign in.

    `signed` is None for a visitor, and for a person who has not finished signing in.
    """
    at = clock.now()

    def signed() -> navigation.Signed | None:
        user = getattr(request, "user", None)
        if not isinstance(user, User) or not has_two_steps(request, user):
            return None
        return navigation.signed_in(user, request.path, at)

    return {
        "clock_now": at,
        "clock_is_set": clock.is_set(),
        "stands_still": acting.stands_still(),
        "stands_beside": acting.stands_beside(),
        "providers": providers(),
        "signed": SimpleLazyObject(signed),
        "seconds_left": SimpleLazyObject(lambda: int(idle.seconds_left(request, time.time()))),
    }
