"""Restrict or seal a record, change its circle, lift its guard; before each: who will read it.

What is filled in is sent twice: once to be shown who will be able to read the record, and once to
save it. A second or a late post leads to the page that says how things stand.
"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.core.need_to_know import Act
from firstbell.foundation import clock
from firstbell.journey.reconciliation.access import closing, guarding
from firstbell.journey.reconciliation.forms_guarding import WHY_NOT, GuardForm, MemberForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.actions import restricting
from firstbell.registry.circles.actions.restricting import CannotGuard
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

DONE = ("guarded", "added", "removed", "asked", "kept", "lifted", "referred", "ended")


@role_required(*guarding.WHO)
@require_safe
def circles(request: SignedInRequest) -> HttpResponse:
    """List the restricted and sealed records whose circle one is in."""
    found = guarding.circles_of(request.user, at=clock.now())
    shown = {"circles": found.inside, "empty": found.empty}
    return render(request, "reconciliation/circles.html", shown)


@role_required(*guarding.WHO)
@or_a_stub
@require_safe
def who_may_read(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Show who can read one record now, and how it is guarded."""
    at = clock.now()
    row = _row_or_404(request, incident_id, at)
    done = request.GET.get("done", "")
    code = request.GET.get("not", "")
    shown = {
        "page": guarding.page(row, by=request.user, at=at),
        "employers": closing.employers_of(row, at=at),
        "done": done if done in DONE else "",
        "why_not": WHY_NOT.get(code, ""),
        "is_of_the_hub": row.is_of_the_hub,
    }
    return render(request, "reconciliation/who_may_read.html", shown)


@role_required(*guarding.WHO)
@or_a_stub
@here_and_back
def restrict(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Ask how a record is to be guarded, show who will read it then, and save it."""
    at = clock.now()
    row = _row_or_404(request, incident_id, at, act=Act.SEAL)
    closed = _closed_for(request, row, at)
    form = GuardForm(
        request.POST if request.method == "POST" else closed,
        people=guarding.may_be_let_in(row, at=at),
        managers=guarding.may_stand_in(row, at=at),
        initial={"contact": request.user.id},
    )
    shown = {"form": form, "incident_id": incident_id, "reference": row.incident.reference}
    if not form.is_bound or not form.is_valid() or "change" in request.POST:
        return render(request, "reconciliation/guard.html", shown)
    if "save" not in request.POST:
        kind = form.cleaned_data["kind"]
        circle = form.people() | {request.user.id}
        shown["readers"] = guarding.will_read(row, at=at, guarding=guarding.proposed(kind, circle))
        return render(request, "reconciliation/guard_check.html", shown)
    try:
        _guard(request, row, form, at)
    except CannotGuard as trouble:
        form.refuse(trouble.code)
        return render(request, "reconciliation/guard.html", shown)
    return _back(incident_id, done="guarded")


def _closed_for(request: SignedInRequest, row: guarding.Row, at: datetime) -> QueryDict | None:
    """Return the form as it closes a record for the employer that the address names, or None."""
    code = request.GET.get("employer", "")
    if not code:
        return None
    found = closing.circle_without(row, code, by=request.user, at=at)
    if found is None:
        raise Http404
    data = QueryDict(mutable=True)
    data["kind"], data["ground"], data["contact"] = "sealed", "employee", str(request.user.id)
    data.setlist("circle", [str(each) for each in sorted(found.circle - {request.user.id})])
    data["stand_in"] = str(found.stand_in or "")
    return data


def _guard(request: SignedInRequest, row: guarding.Row, form: GuardForm, at: datetime) -> None:
    said = form.cleaned_data
    ids = set(form.people()) | ({UUID(said["stand_in"])} if said["stand_in"] else set())
    people = guarding.people_named(ids)
    restricting.guard(
        row.incident.id,
        kind=said["kind"],
        ground=said["ground"],
        contact=people[UUID(said["contact"])],
        circle=[people[id_] for id_ in sorted(form.people())],
        stand_in=people[UUID(said["stand_in"])] if said["stand_in"] else None,
        by=request.user,
        at=at,
    )


@role_required(*guarding.WHO)
@or_a_stub
@here_and_back
def let_in(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Let one more person into a circle, once it was shown who will read it then."""
    at = clock.now()
    row = _row_or_404(request, incident_id, at, act=Act.SEAL)
    guard = _guard_or_404(row)
    inside = guarding.circle_now(guard)
    people = [each for each in guarding.may_be_let_in(row, at=at) if each.user_id not in inside]
    form = MemberForm(request.POST if request.method == "POST" else None, people=people)
    shown = {"form": form, "incident_id": incident_id, "reference": row.incident.reference}
    if request.method != "POST" or not form.is_valid():
        return render(request, "reconciliation/let_in.html", shown)
    user_id = UUID(form.cleaned_data["user"])
    if "save" not in request.POST:
        then = guarding.proposed(guard.kind, inside | {user_id})
        shown["readers"] = guarding.will_read(row, at=at, guarding=then)
        return render(request, "reconciliation/let_in.html", shown)
    try:
        user = guarding.people_named([user_id])[user_id]
        restricting.add_to_circle(guard, user=user, by=request.user, at=at)
    except CannotGuard as trouble:
        return _back(incident_id, why_not=trouble.code)
    return _back(incident_id, done="added")


@role_required(*guarding.WHO)
@or_a_stub
@here_and_back
def take_out(request: SignedInRequest, incident_id: UUID, user_id: UUID) -> HttpResponse:
    """Take one person out of a circle, once it was shown who will read it then."""
    at = clock.now()
    row = _row_or_404(request, incident_id, at, act=Act.SEAL)
    guard = _guard_or_404(row)
    inside = guarding.circle_now(guard)
    if user_id not in inside:
        return _back(incident_id)
    user = guarding.people_named([user_id])[user_id]
    if request.method != "POST":
        then = guarding.proposed(guard.kind, inside - {user_id})
        shown = {
            "incident_id": incident_id,
            "person": user.name,
            "is_oneself": user_id == request.user.id,
            "readers": guarding.will_read(row, at=at, guarding=then),
        }
        return render(request, "reconciliation/take_out.html", shown)
    try:
        restricting.remove_from_circle(guard, user=user, by=request.user, at=at)
    except CannotGuard as trouble:
        return _back(incident_id, why_not=trouble.code)
    if user_id == request.user.id:
        return redirect("circles")
    return _back(incident_id, done="removed")


@role_required(*guarding.WHO)
@or_a_stub
@here_and_back
def lift(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Ask to lift a guard, or agree or say no as the second of two; first, who will read it."""
    at = clock.now()
    row = _row_or_404(request, incident_id, at, act=Act.SEAL)
    guard = _guard_or_404(row)
    if request.method != "POST":
        shown = {
            "page": guarding.page(row, by=request.user, at=at),
            "readers": guarding.will_read(row, at=at, guarding=guarding.proposed("", ())),
        }
        return render(request, "reconciliation/lift.html", shown)
    acts = {
        "ask": (restricting.ask_to_lift, "asked"),
        "agree": (restricting.lift, "lifted"),
        "keep": (restricting.keep_guard, "kept"),
    }
    act, done = acts.get(request.POST.get("answer", ""), (None, ""))
    if act is None:
        return _back(incident_id)
    try:
        act(guard, by=request.user, at=at)
    except CannotGuard as trouble:
        return _back(incident_id, why_not=trouble.code)
    return _back(incident_id, done=done)


def _row_or_404(
    request: SignedInRequest, incident_id: UUID, at: datetime, *, act: Act = Act.READ
) -> guarding.Row:
    try:
        row = guarding.record(request.user, incident_id, at=at)
    except guarding.NotForThem as nothing:
        raise Http404 from nothing
    if not row.may(act):
        raise Http404
    return row


def _guard_or_404(row: guarding.Row) -> guarding.InForce:
    try:
        return guarding.guard_in_force(row)
    except guarding.NotForThem as nothing:
        raise Http404 from nothing


def _back(incident_id: UUID, *, done: str = "", why_not: str = "") -> HttpResponse:
    page = reverse("who_may_read", args=[incident_id])
    return redirect(f"{page}?done={done}" if done else f"{page}?not={why_not}" if why_not else page)
