"""Refer a record to an advocate's service, and end that; before each: who will read it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.core.need_to_know import Act
from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.reconciliation.access import guarding, referrals
from firstbell.journey.reconciliation.forms_circles import ReferralForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.circles.actions import referring
from firstbell.registry.circles.doors import or_a_stub

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@keeps_draft(but=("check", "save"))
@role_required(*referrals.WHO)
@or_a_stub
@here_and_back
def refer(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Ask for a service and a purpose, show who will read the record then, and refer it."""
    at = clock.now()
    row = _row_or_404(request, incident_id)
    empty = ReferralForm(
        request.POST if request.method == "POST" else None, services=referrals.services(row)
    )
    form = filled(empty, request)
    shown = {"form": form, "incident_id": incident_id, "reference": row.incident.reference}
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return render(request, "reconciliation/refer.html", shown)
    service = referrals.service(UUID(form.cleaned_data["service"]))
    if "save" not in request.POST:
        shown["service"] = service.name
        shown["readers"] = guarding.will_read(row, at=at, more_services=[service])
        return render(request, "reconciliation/refer_check.html", shown)
    referring.refer(
        row.incident.id,
        agency=service,
        purpose=form.cleaned_data["purpose"],
        by=request.user,
        at=at,
    )
    return _back(incident_id, done="referred")


@role_required(*referrals.WHO)
@or_a_stub
@here_and_back
def end(request: SignedInRequest, incident_id: UUID, referral_id: UUID) -> HttpResponse:
    """End a referral, once it was shown who can still read the record then."""
    at = clock.now()
    row = _row_or_404(request, incident_id)
    try:
        referral = referrals.referral(row, referral_id)
    except referrals.NotForThem:
        return _back(incident_id)
    if request.method == "POST":
        referring.end_referral(referral, by=request.user, at=at)
        return _back(incident_id, done="ended")
    left = guarding.will_read(row, at=at, without_services=[referral.agency_id])
    shown = {"incident_id": incident_id, "service": str(referral.agency), "readers": left}
    return render(request, "reconciliation/end_referral.html", shown)


def _row_or_404(request: SignedInRequest, incident_id: UUID) -> guarding.Row:
    try:
        row = guarding.record(request.user, incident_id, at=clock.now())
    except guarding.NotForThem as nothing:
        raise Http404 from nothing
    if not row.may(Act.REFER):
        raise Http404
    return row


def _back(incident_id: UUID, *, done: str = "") -> HttpResponse:
    page = reverse("who_may_read", args=[incident_id])
    return redirect(f"{page}?done={done}" if done else page)
