"""Which school or desk? One child that waits for a person, and what that person can do.

Every post may come twice, late, or after a colleague's: it then leads to the child's page, which
says how things stand. A post that reached the sign-in page first comes back as a GET and
changes nothing.
"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.routing import access
from firstbell.journey.routing.actions import choose
from firstbell.journey.routing.forms import (
    DeskForm,
    PracticeForm,
    ReleaseForm,
    SchoolForm,
    SearchForm,
    SettleForm,
)
from firstbell.journey.routing.showing import CAN_RELEASE, CAN_SETTLE
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

DONE = ("school", "desk", "practice", "released", "settled", "texts", "taken_back", "nothing")
"""What the page may say was done just before it opened."""


@role_required(*access.HUB)
@or_a_stub
@require_safe
def child(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Show what is known of a child, why it waits, who is told and what can be done."""
    at = clock.now()
    page = access.child_page(_child_or_404(request, child_id, at), by=request.user, at=at)
    done = request.GET.get("done", "")
    shown = {"page": page, "done": done if done in DONE else ""}
    return render(request, "routing/child.html", shown)


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def choose_school(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Choose the school that is asked "on your roll?" from those that the words may mean."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    form = SchoolForm(request.POST if request.method == "POST" else None)
    if not access.is_open(row):
        return redirect("child", child_id)
    if request.method != "POST" or not form.is_valid():
        return _schools(request, row, at, form=form)
    school = access.school(form.cleaned_data["urn"])
    if school is None:
        return _schools(request, row, at, is_refused=True)
    try:
        choose.choose_establishment(child=row, establishment=school, by=request.user, at=at)
    except choose.CannotChoose:
        return _schools(request, row, at, is_refused=True)
    return _back(child_id, done="school")


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def find_school(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Look for a school by words. They are posted: an address must not say where a child goes."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    if request.method != "POST" or not access.is_open(row):
        return redirect("choose_school", child_id)
    search = SearchForm(request.POST)
    words = search.cleaned_data["words"] if search.is_valid() else None
    return _schools(request, row, at, search=search, words=words)


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def choose_desk(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Choose the desk that is told about a child without a school."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    if not access.is_open(row):
        return redirect("child", child_id)
    form = DeskForm(access.desks_to_tell(row), request.POST if request.method == "POST" else None)
    is_refused = False
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["desk"]
        try:
            choose.choose_desk(
                child=row,
                desk=desk_for(code),
                reason=access.reason_of_desk(code),
                by=request.user,
                at=at,
            )
        except choose.CannotChoose:
            is_refused = True
        else:
            return _back(child_id, done="desk")
    said = access.recorded_child(row, by=request.user, at=at)
    shown = {
        "form": form,
        "recorded": said,
        "child_id": child_id,
        "is_refused": is_refused,
        "readers": access.readers_at_desks(row, at=at),
    }
    return render(request, "routing/desk.html", shown)


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def tell_practice(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Tell the family's practice of a case of high risk, beside everybody else who is told."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    if not access.may_tell_a_practice(row):
        return redirect("child", child_id)
    practices = access.practices_to_tell(row)
    form = PracticeForm(practices, request.POST if request.method == "POST" else None)
    is_refused = False
    if request.method == "POST" and form.is_valid():
        practice = desk_for(form.cleaned_data["practice"])
        try:
            choose.tell_practice(child=row, practice=practice, by=request.user, at=at)
        except choose.CannotChoose:
            is_refused = True
        else:
            return _back(child_id, done="practice")
    said = access.recorded_child(row, by=request.user, at=at)
    shown = {
        "form": form,
        "recorded": said,
        "child_id": child_id,
        "is_refused": is_refused,
        "practices": practices,
    }
    return render(request, "routing/practice.html", shown)


@role_required(*access.HUB)
@or_a_stub
@here_and_back
def release(request: SignedInRequest, child_id: UUID) -> HttpResponse:
    """Let a child go on that a person had to look at first."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    form = ReleaseForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect("child", child_id)
    why = form.cleaned_data["why"]
    if why not in CAN_RELEASE or not access.waits_for(row, why):
        return _back(child_id, done="nothing")
    choose.release_child(child=row, why=why, by=request.user, at=at)
    return _back(child_id, done="released")


@keeps_draft()
@role_required(*access.HUB)
@or_a_stub
@here_and_back
def settle(request: SignedInRequest, child_id: UUID, why: str) -> HttpResponse:
    """End a wait with a person's word that nobody needs to be told by this system."""
    at = clock.now()
    row = _child_or_404(request, child_id, at)
    if why not in CAN_SETTLE:
        raise Http404
    if not access.waits_for(row, why):
        return _back(child_id, done="nothing") if request.method == "POST" else _back(child_id)
    form = filled(SettleForm(request.POST if request.method == "POST" else None), request)
    if request.method == "POST" and form.is_valid():
        choose.close_for_a_reason(
            child=row, why=why, outcome=form.outcome(), by=request.user, at=at
        )
        return _back(child_id, done="settled")
    said = access.recorded_child(row, by=request.user, at=at)
    shown = {"form": form, "recorded": said, "child_id": child_id, "why": why}
    return render(request, "routing/settle.html", shown)


def _child_or_404(request: SignedInRequest, child_id: UUID, at: datetime) -> access.Row:
    try:
        return access.child(request.user, child_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing


def _schools(
    request: SignedInRequest,
    row: access.Row,
    at: datetime,
    *,
    form: SchoolForm | None = None,
    search: SearchForm | None = None,
    words: str | None = None,
    is_refused: bool = False,
) -> HttpResponse:
    """Show the schools to choose from, and what is wrong with what was chosen."""
    page = access.schools_to_ask(row, words=words, by=request.user, at=at)
    shown = {
        "page": page,
        "form": search if search and search.errors else form,
        "search": search or SearchForm(),
        "is_refused": is_refused,
    }
    return render(request, "routing/school.html", shown)


def _back(child_id: UUID, *, done: str = "") -> HttpResponse:
    page = reverse("child", args=[child_id])
    return redirect(f"{page}?done={done}" if done else page)
