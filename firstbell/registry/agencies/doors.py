"""The first line of every view: for whom is this page?

A page that is not for this person and a page that is not there answer alike (404), so that
nobody learns what there is by trying. This door knows roles only; which child's record a
person may read is decided by the `access.py` of the app, and answers 404 in the same way.

    from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required

    @role_required(Role.KEY_ADULT, Role.DESK_OFFICER)
    def this_morning(request: SignedInRequest) -> HttpResponse:
        places = people.places_of(request.user, Role.KEY_ADULT, at=clock.now())

Inside, `request.user` is a `User`, never anonymous. An anonymous visitor goes to the sign-in
page and comes back; a person without a second sign-in step never gets here (`web.middleware`).
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Ending, Role
from firstbell.registry.agencies.queries import people

__all__ = ["Ending", "Role", "SignedInRequest", "role_required"]

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request whose `user` is known: what a view behind a door is given."""

    user: User


View = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]
Door = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def role_required(*roles: Role) -> Callable[[View[P]], Door[P]]:
    """Let in who holds any of `roles` now; with no role named, everyone who is signed in."""

    def guard(view: View[P]) -> Door[P]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if roles and not people.has_role(request.user, *roles, at=clock.now()):
                raise Http404
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return door

    return guard
