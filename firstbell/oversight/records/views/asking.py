"""Requests for somebody's own record: from the receipt to the answer that is given."""

from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.oversight.records.access import NotForThem, asking
from firstbell.oversight.records.actions import asking as acts
from firstbell.oversight.records.actions import gathering
from firstbell.oversight.records.actions.deciding import SecondPersonNeeded
from firstbell.oversight.records.answering import pdf_of, what_is_left_out
from firstbell.oversight.records.forms import IdentityForm, PassageForm, ReasonForm, ReceiveForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

CANNOT = _("That cannot be done now: look at where the request stands.")
LAPSED = _("That copy is not handed out any more. Take another one.")

ASKED: Mapping[str, tuple[type[Form], Promise]] = {
    "identity": (IdentityForm, _("It was checked who asks")),
    "extend": (ReasonForm, _("Take two months more")),
    "close": (ReasonForm, _("Close without an answer")),
}
"""What needs a page of its own: its form, and what it is called."""


@role_required(*asking.WHO)
@require_safe
def requests(request: SignedInRequest) -> HttpResponse:
    """List the requests, the one due first at the top."""
    return render(request, "records/requests.html", {"lines": asking.requests(at=clock.now())})


@role_required(*asking.WHO)
@here_and_back
def new_request(request: SignedInRequest) -> HttpResponse:
    """Write that somebody asks."""
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        row = acts.receive(request_id=said.pop("once"), **said, by=request.user, at=clock.now())
        return redirect("subject_request", row.id)
    return render(request, "records/new_request.html", {"form": form})


@role_required(*asking.WHO)
@require_safe
def one_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Show where a request stands, and what may be done next."""
    try:
        page = asking.one_request(request.user, request_id, at=clock.now())
    except NotForThem as nothing:
        raise Http404 from nothing
    why = {"cannot": CANNOT, "lapsed": LAPSED}.get(request.GET.get("done", ""), "")
    shown = {"page": page, "line": page.line, "why_not": why, "once": uuid4()}
    return render(request, "records/request.html", shown)


@role_required(*asking.WHO)
@here_and_back
def do(request: SignedInRequest, request_id: UUID, what: str) -> HttpResponse:
    """Do one thing about a request; some of them ask something first."""
    at = clock.now()
    try:
        page = asking.one_request(request.user, request_id, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    try:
        if what in ASKED:
            return _ask(request, page, what)
        if request.method != "POST" or what not in AT_ONCE:
            raise Http404
        return AT_ONCE[what](request, request_id)
    except (acts.CannotDo, SecondPersonNeeded):
        return _back(request_id, "cannot")


def _ask(request: SignedInRequest, page: asking.RequestPage, what: str) -> HttpResponse:
    form_class, title = ASKED[what]
    form = form_class(request.POST or None)
    if not (request.method == "POST" and form.is_valid()):
        shown = {"form": form, "title": title, "line": page.line, "is_final": what == "close"}
        return render(request, "records/ask.html", shown)
    said, by, at = form.cleaned_data, request.user, clock.now()
    if what == "identity":
        acts.check_identity(page.line.id, on=said["on"], by=by, at=at)
    elif what == "extend":
        acts.extend(page.line.id, reason=said["reason"], by=by, at=at)
    else:
        acts.close(page.line.id, reason=said["reason"], by=by, at=at)
    return _back(page.line.id)


def _add(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    child_id = _id(request.POST.get("child", ""))
    gathering.add_record(request_id, child_id, by=request.user, at=clock.now())
    return _back(request_id)


def _offer(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    acts.offer(request_id, by=request.user, at=clock.now())
    return _back(request_id)


def _send_back(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    acts.send_back(request_id, by=request.user, at=clock.now())
    return _back(request_id)


def _agree(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    acts.agree(request_id, by=request.user, at=clock.now())
    return _back(request_id)


def _give(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    once = _id(request.POST.get("once", ""))
    made = acts.release(request_id, release_id=once, by=request.user, at=clock.now())
    return redirect("answer", request_id, made.id)


AT_ONCE: Mapping[str, Callable[[SignedInRequest, UUID], HttpResponse]] = {
    "add": _add,
    "offer": _offer,
    "send-back": _send_back,
    "agree": _agree,
    "give": _give,
}
"""What is done by one button."""


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise acts.CannotDo from wrong


def _back(request_id: UUID, what: str = "") -> HttpResponse:
    address = reverse("subject_request", args=[request_id])
    return redirect(f"{address}?done={what}" if what else address)


@role_required(*asking.WHO)
@require_safe
def go_on(request: SignedInRequest, request_id: UUID, number: int) -> HttpResponse:
    """Go to the first passage of a record that is not decided."""
    try:
        found = asking.next_passage(request.user, request_id, number, at=clock.now())
    except NotForThem as nothing:
        raise Http404 from nothing
    return redirect("passage", request_id, found) if found else _back(request_id)


@role_required(*asking.WHO)
@here_and_back
def passage(request: SignedInRequest, request_id: UUID, passage_id: UUID) -> HttpResponse:
    """Show one passage with what is marked, take the decision, and go to the next."""
    at = clock.now()
    try:
        page = asking.passage(request.user, request_id, passage_id, at=at)
    except NotForThem as nothing:
        raise Http404 from nothing
    before = {"decision": page.decision, "reason": page.reason}
    form = PassageForm(request.POST or None, initial=before, has_marks=page.has_marks)
    if request.method == "POST" and form.is_valid():
        try:
            gathering.decide(passage_id, **form.cleaned_data, by=request.user, at=at)
        except acts.CannotDo:
            return _back(request_id, "cannot")
        found = asking.next_passage(request.user, request_id, page.record_id, at=at)
        is_more = found is not None and asking.is_undecided(found)
        return redirect("passage", request_id, found) if is_more else _back(request_id)
    return render(request, "records/passage.html", {"page": page, "form": form})


@role_required(*asking.WHO)
@require_safe
def answer(request: SignedInRequest, request_id: UUID, release_id: UUID) -> HttpResponse:
    """Hand over a copy of an answer as a page to print."""
    found = _answer(request, request_id, release_id)
    if found is None:
        return _back(request_id, "lapsed")
    return render(
        request, "records/answer.html", {"answer": found, "left_out": what_is_left_out(found)}
    )


@role_required(*asking.WHO)
@require_safe
def answer_pdf(request: SignedInRequest, request_id: UUID, release_id: UUID) -> HttpResponse:
    """Hand over a copy of an answer as a PDF."""
    found = _answer(request, request_id, release_id)
    if found is None:
        return _back(request_id, "lapsed")
    made = HttpResponse(pdf_of(found), content_type="application/pdf")
    made.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return made


def _answer(request: SignedInRequest, request_id: UUID, release_id: UUID) -> asking.Answer | None:
    try:
        return asking.answer(request.user, request_id, release_id, at=clock.now())
    except NotForThem as nothing:
        raise Http404 from nothing
