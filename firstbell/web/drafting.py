"""Drafts of every form that keeps one: kept while it is written, shown again, forgotten when sent.

Which forms these are, their own views say (`foundation.drafts.keeping`). Nothing here sends a
form: a draft is put before the person, who reads it and sends it or does not.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.drafts import actions, queries
from firstbell.foundation.drafts.content import Fields
from firstbell.foundation.drafts.keeping import left_out_of
from firstbell.registry.agencies.doors import SignedInRequest, role_required

Next = Callable[[HttpRequest], HttpResponseBase]

ADDRESS = "draft_address"
"""The field in which a page that keeps a draft names the address of its form."""

NO_FORMS = ("/static/", "/health", "/api/", "/oauth/")

SENT = (301, 302, 303)
"""What a form's address answers when it took what was sent."""


class Drafts:
    """Let pages look up what the person wrote before, and forget it once it was sent."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # The path first, as these must answer when the database, and so the session, does not.
        if request.path.startswith(NO_FORMS) or not isinstance(request.user, User):
            return self.get_response(request)
        user = request.user
        request.look_up_draft = partial(_look_up, request, user)  # type: ignore[attr-defined]
        response = self.get_response(request)
        route = request.resolver_match
        was_sent = request.method == "POST" and response.status_code in SENT
        if was_sent and route is not None and left_out_of(route.func) is not None:
            actions.discard_draft(address=request.path, by=user)
        return response


def _look_up(request: HttpRequest, user: User, address: str) -> QueryDict | None:
    """Return a draft as it was sent, and note on the request that the page shows it."""
    fields = queries.draft_of(user, address, at=clock.now())
    if fields is None:
        return None
    request.draft_shown = address  # type: ignore[attr-defined]
    written = QueryDict(mutable=True)
    for name, value in fields:
        written.appendlist(name, value)
    return written


def keep(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Keep a form that came too late, if its address keeps drafts; one that is too long is not."""
    fields = fields_kept(request.POST, request.path)
    if fields is not None:
        try:
            actions.keep_draft(address=request.path, fields=fields, by=user, at=at)
        except actions.TooLong:
            return


def fields_kept(posted: QueryDict, address: str) -> Fields | None:
    """Return the fields of a form that are kept for this address, or None when it keeps none."""
    try:
        left_out = left_out_of(resolve(address).func)
    except Resolver404:
        left_out = None
    if left_out is None:
        return None
    return [
        (name, value)
        for name, values in posted.lists()
        if name not in left_out and name != ADDRESS
        for value in values
        if isinstance(value, str)
    ]


def keeps_one(address: str) -> bool:
    """Say whether the form of an address keeps a draft."""
    return fields_kept(QueryDict(), address) is not None


@role_required()
@require_POST
def keep_draft(request: SignedInRequest) -> HttpResponse:
    """Keep what is being written: sent by the page's own script, every few seconds."""
    address = request.POST.get(ADDRESS, "")
    fields = fields_kept(request.POST, address)
    if fields is None:
        raise Http404
    try:
        actions.keep_draft(address=address, fields=fields, by=request.user, at=clock.now())
    except actions.TooLong:
        return JsonResponse({"is_kept": False}, status=413)
    return JsonResponse({"is_kept": True})


@role_required()
@require_POST
def discard_draft(request: SignedInRequest) -> HttpResponse:
    """Forget what was written, and go back to the page with its form as it was."""
    actions.discard_draft(address=request.POST.get(ADDRESS, ""), by=request.user)
    back = request.POST.get("back", "")
    is_here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_here else "home")
