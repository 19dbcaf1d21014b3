"""Who attends: the list that a nursery or childminder keeps itself, child by child."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.registry.people import access
from firstbell.registry.people.actions import typing_in
from firstbell.registry.people.forms import DAYS, ChildForm, DaysForm

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(Role.KEY_ADULT)
@require_safe
def attending(request: SignedInRequest) -> HttpResponse:
    """Show the list of one's own place, or choose among several."""
    places = access.places_to_list(request.user, at=clock.now())
    if len(places) == 1:
        return _list(request, places[0])
    return render(request, "attending/places.html", {"places": places})


@role_required(Role.KEY_ADULT)
@require_safe
def attending_at(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """List who comes to one place, and on which days."""
    return _list(request, _place(request, place_id))


def _list(request: SignedInRequest, place: access.Provider) -> HttpResponse:
    children = access.children_at(request.user, place, at=clock.now())
    return render(request, "attending/list.html", {"place": place, "children": children})


@keeps_draft()
@role_required(Role.KEY_ADULT)
@here_and_back
def add(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Put a child on the list."""
    at = clock.now()
    place = _place(request, place_id)
    empty = ChildForm(request.POST if request.method == "POST" else None, today=localdate(at))
    form = filled(empty, request)
    if request.method == "POST" and form.is_valid():
        typing_in.add_child(place=place, said=form.said(), by=request.user, at=at)
        return redirect("attending_at", place.id)
    return render(request, "attending/add.html", {"place": place, "form": form})


@role_required(Role.KEY_ADULT)
@here_and_back
def change(request: SignedInRequest, place_id: UUID, pupil_id: UUID) -> HttpResponse:
    """Change the days of a child, or say that it comes no longer."""
    at = clock.now()
    place = _place(request, place_id)
    try:
        row = access.row_of(request.user, place, pupil_id, at=at)
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    child = access.child_of(row)
    days = child.attends.days if child.attends else ""
    held = dict(zip((name for name, _label in DAYS), days, strict=False))
    form = DaysForm(request.POST if request.method == "POST" else None, initial=held)
    if form.is_valid():
        typing_in.change_days(row=row, attends=form.attends(), by=request.user, at=at)
        return redirect("attending_at", place.id)
    return render(request, "attending/change.html", {"place": place, "child": child, "form": form})


@role_required(Role.KEY_ADULT)
@require_POST
def end(request: SignedInRequest, place_id: UUID, pupil_id: UUID) -> HttpResponse:
    """Say that today is a child's last day."""
    at = clock.now()
    place = _place(request, place_id)
    try:
        row = access.row_of(request.user, place, pupil_id, at=at)
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    typing_in.end_child(row=row, by=request.user, at=at)
    return redirect("attending_at", place.id)


def _place(request: SignedInRequest, place_id: UUID) -> access.Provider:
    try:
        return access.place_of(request.user, place_id, at=clock.now())
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
