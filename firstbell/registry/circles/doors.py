"""What a page answers that is restricted and whose reader is outside the circle: a stub.

    @role_required(*HUB)
    @or_a_stub
    @require_safe
    def child(request, child_id): ...

The view raises Http404 from the door's `OnlyAStub`, as it does from any "not for them". Without
this decorator, and for anything but looking, the answer stays 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from firstbell.registry.agencies.doors import SignedInRequest
from firstbell.registry.circles.queries.guards import Stub

P = ParamSpec("P")
View = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def or_a_stub(view: View[P]) -> View[P]:
    """Show the stub of a restricted record where a page of it would be."""

    @wraps(view)
    def shown(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404 as absent:
            stub = getattr(absent.__cause__, "stub", None)
            if not isinstance(stub, Stub) or request.method == "POST":
                raise
            return render(request, "circles/stub.html", {"stub": stub})

    return shown
