"""Home education: a school reports a child of its roll, the desk answers, the register shows it.

A search is answered by the page that was posted to: a name that somebody looks for must not
stand in an address.
"""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.registry.home_education import access
from firstbell.registry.home_education.actions import answering, reporting
from firstbell.registry.home_education.forms import (
    AnswerForm,
    EndForm,
    FindForm,
    ReportForm,
    TakeBackForm,
)

A_PAGE = 25

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*access.WHO)
@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """List what waits for a desk, what is open, and what has ended."""
    shown = access.register(request.user, at=clock.now())
    closed = Paginator(shown.closed, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "home_education/register.html", {"register": shown, "page": closed})


@role_required(Role.KEY_ADULT)
@here_and_back
def find(request: SignedInRequest, place_id: UUID) -> HttpResponse:
    """Find the pupil of one's own roll who leaves."""
    at = clock.now()
    try:
        school = access.school_of(request.user, place_id, at=at)
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        found = access.find(request.user, school, form.sought(), at=at)
    shown = {"school": school, "form": form, "found": found}
    return render(request, "home_education/find.html", shown)


@keeps_draft()
@role_required(Role.KEY_ADULT)
@here_and_back
def report(request: SignedInRequest, place_id: UUID, pupil_id: UUID) -> HttpResponse:
    """Report one pupil of one's own roll."""
    at = clock.now()
    try:
        school = access.school_of(request.user, place_id, at=at)
        row = access.pupil_of(request.user, school, pupil_id, at=at)
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
    if there := access.open_report(row):
        return redirect("home_education_entry", there)
    today = localdate(at)
    empty = ReportForm(request.POST if request.method == "POST" else None, today=today)
    form = filled(empty, request)
    if request.method == "POST" and form.is_valid():
        entry = reporting.report(row, form.said(), by=request.user, at=at)
        return redirect("home_education_entry", entry.id)
    shown = {
        "form": form,
        "school": school,
        "child": access.child_of(row),
        "council": access.goes_to(row),
    }
    return render(request, "home_education/report.html", shown)


@role_required(*access.WHO)
@require_safe
def entry(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    """Show one report, what came of it, and what this person may do."""
    return render(request, "home_education/entry.html", {"page": _page(request, entry_id)})


@role_required(*access.ANSWERS)
@here_and_back
def answer(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    """Say that the desk has the report, and whether the council agrees where it must."""
    page = _page(request, entry_id)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        must_be_agreed=page.entry.must_be_agreed,
        is_by_hub=page.is_hub,
    )
    if not page.may_answer:
        return redirect("home_education_entry", entry_id)
    if request.method == "POST" and form.is_valid():
        answering.answer(
            page.entry,
            agrees=form.does_agree,
            note=form.written(),
            is_by_hub=page.is_hub,
            by=request.user,
            at=clock.now(),
        )
        return redirect("home_education_entry", entry_id)
    return render(request, "home_education/answer.html", {"page": page, "form": form})


@role_required(*access.ANSWERS)
@here_and_back
def end(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    """End an entry of the register."""
    page = _page(request, entry_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if not page.may_end:
        return redirect("home_education_entry", entry_id)
    if form.is_valid():
        answering.end(page.entry, **form.cleaned_data, by=request.user, at=clock.now())
        return redirect("home_education_entry", entry_id)
    return render(request, "home_education/end.html", {"page": page, "form": form})


@role_required(Role.KEY_ADULT)
@here_and_back
def take_back(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    """Take a report back that was wrong."""
    page = _page(request, entry_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if not page.may_take_back:
        return redirect("home_education_entry", entry_id)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        reporting.take_back(page.entry, reason=reason, by=request.user, at=clock.now())
        return redirect("home_education_entry", entry_id)
    return render(request, "home_education/take_back.html", {"page": page, "form": form})


@role_required(*access.HUB)
@require_POST
def settle_words(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    """Let the desk read words that may name somebody else, or keep them back."""
    page = _page(request, entry_id)
    if page.may_settle_words:
        let_go = request.POST.get("let_go") == "yes"
        answering.settle_words(page.entry, let_go=let_go, by=request.user, at=clock.now())
    return redirect("home_education_entry", entry_id)


def _page(request: SignedInRequest, entry_id: UUID) -> access.Page:
    try:
        return access.page_of(request.user, entry_id, at=clock.now())
    except access.NotTheirs as not_theirs:
        raise Http404 from not_theirs
