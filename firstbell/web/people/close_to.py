"""Whom and which homes somebody is close to: declared in private, or written down by the hub.

Everybody has a page of their own and sees no other; the hub's managers see what the hub wrote
down of others. Nobody at a person's own place sees any of it.
"""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.registry.circles.actions import declaring
from firstbell.registry.circles.queries import interests
from firstbell.web.people.close_to_forms import FORM_OF, KINDS, form_of

DONE = {
    "declared": _("Kept. From now on you are not told of what concerns them, and not shown it."),
    "written": _("Kept. From now on that person is not told of what concerns them."),
    "ended": _("Ended. It keeps nobody from what comes; what it kept from them stays so."),
}
"""What a list says above itself after something was done."""

KEEPS_IT = (Role.HUB_MANAGER,)
"""Who writes down for others what the hub is told."""


@role_required()
@require_safe
def close_to(request: SignedInRequest) -> HttpResponse:
    """Show somebody what they have declared themselves."""
    return _list(request, interests.own(request.user), is_own=True)


@role_required(*KEEPS_IT)
@require_safe
def hub_close_to(request: SignedInRequest) -> HttpResponse:
    """Show a manager of the hub what it wrote down of others."""
    return _list(request, interests.written_down_by_the_hub(request.user), is_own=False)


def _list(request: SignedInRequest, rows: list[interests.Shown], *, is_own: bool) -> HttpResponse:
    done = request.GET.get("done", "")
    page = {"rows": rows, "is_own": is_own, "kinds": KINDS[is_own]}
    said = {"said": DONE.get(done), "is_done": done in DONE}
    return render(request, "people/close_to.html", page | said)


@role_required()
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: SignedInRequest, kind: str) -> HttpResponse:
    """Let somebody declare one person or home that they are close to."""
    return _declare(request, kind, is_own=True)


@role_required(*KEEPS_IT)
@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request: SignedInRequest, kind: str) -> HttpResponse:
    """Let a manager of the hub write down to whom somebody else is close."""
    return _declare(request, kind, is_own=False)


def _declare(request: SignedInRequest, kind: str, *, is_own: bool) -> HttpResponse:
    if kind not in FORM_OF:
        raise Http404
    asked = request.POST if request.method == "POST" else None
    form = form_of(kind, asked, own_address=request.user.email, is_own=is_own)
    if not form.is_valid():
        page = {"form": form, "is_own": is_own, "label": dict(KINDS[is_own])[kind]}
        return render(request, "people/declare.html", page)
    declaring.declare(
        email=request.user.email if is_own else form.cleaned_data["whose"],
        kind=kind,
        said=form.said(),
        by=request.user,
        at=clock.now(),
    )
    where = "close_to" if is_own else "hub_close_to"
    return redirect(f"{reverse(where)}?done={'declared' if is_own else 'written'}")


@role_required()
@require_POST
def end(request: SignedInRequest, interest_id: UUID) -> HttpResponse:
    """End what somebody declared, or what the hub wrote down."""
    row = interests.one(request.user, interest_id, at=clock.now())
    if row is None:
        raise Http404
    declaring.end(row, by=request.user, at=clock.now())
    return redirect(f"{reverse('close_to' if row.by_themselves else 'hub_close_to')}?done=ended")
