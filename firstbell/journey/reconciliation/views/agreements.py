"""The register of information-sharing agreements: what must be done, one agreement, each act.

A form that comes twice, or after a colleague's, changes nothing more and says how things stand.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.journey.reconciliation import forms_agreements as asked
from firstbell.journey.reconciliation.access import agreements as access
from firstbell.registry.agencies.doors import SignedInRequest, role_required
from firstbell.registry.agreements.actions import making
from firstbell.registry.agreements.queries import register

here_and_back = require_http_methods(["GET", "HEAD", "POST"])

DONE = ("made", "drafted", "put", "signed", "renewed", "reviewed", "ended", "nothing")
"""What the page may say was done just before it opened."""


@role_required(*access.READS)
@require_safe
def agreements(request: SignedInRequest) -> HttpResponse:
    """List every agreement by what must be done about it."""
    at = clock.now()
    shown = {
        "groups": access.listed(request.user, at=at),
        "keeps": access.keeps(request.user, at=at),
    }
    return render(request, "reconciliation/agreements.html", shown)


@role_required(*access.READS)
@require_safe
def agreement(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Show one agreement, and what rests on it now."""
    at = clock.now()
    done = request.GET.get("done", "")
    try:
        page = access.page(agreement_id, at=at)
    except access.NoSuchAgreement as nothing:
        raise Http404 from nothing
    shown = {
        "page": page,
        "rests": access.rests(request.user, agreement_id, at=at),
        "keeps": access.keeps(request.user, at=at),
        "done": done if done in DONE else "",
    }
    return render(request, "reconciliation/agreement.html", shown)


@role_required(*access.KEEPS)
@here_and_back
def new(request: SignedInRequest) -> HttpResponse:
    """Begin an agreement with its first draft."""
    at = clock.now()
    form = asked.AgreementForm(register.parties_to_choose(), request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, heading=_("A new agreement"), button=_("Keep the draft"))
    said = dict(form.cleaned_data)
    parties = [party for code in said.pop("parties") if (party := register.party_of(code))]
    try:
        made = making.make_agreement(
            **said, parties=parties, owner=request.user, by=request.user, at=at
        )
    except making.NotNow as trouble:
        form.add_error(None, str(trouble))
        return _form(request, form, heading=_("A new agreement"), button=_("Keep the draft"))
    return _back(made.id, done="made")


@role_required(*access.KEEPS)
@here_and_back
def draft(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Keep one more draft or note, with its day."""
    at, row = clock.now(), _one_or_404(agreement_id)
    form = asked.DraftForm(request.POST or None)

    def act() -> object:
        return making.add_draft(agreement=row, **form.cleaned_data, by=request.user, at=at)

    return _ask(request, row, form, act, _("Add a draft, or where it stands"), done="drafted")


@role_required(*access.KEEPS)
@require_POST
def put(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Put an agreement before its parties, so that they may sign."""
    row = _one_or_404(agreement_id)
    try:
        making.put_under_review(agreement=row, by=request.user, at=clock.now())
    except making.NotNow:
        return _back(row.id, done="nothing")
    return _back(row.id, done="put")


@role_required(*access.KEEPS)
@here_and_back
def sign(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Write down that a party signed."""
    at, row = clock.now(), _one_or_404(agreement_id)
    form = asked.SignForm(_parties_that_have_not_signed(row.id, at), request.POST or None)

    def act() -> object:
        said = dict(form.cleaned_data)
        party = register.party_to_sign(row, said.pop("party"))
        if party is None:
            raise making.NotNow(_("this party is not one of the agreement’s"))
        return making.sign(agreement=row, party=party, **said, by=request.user, at=at)

    if not access.page(row.id, at=at).can_sign:
        return _back(row.id, done="nothing" if request.method == "POST" else "")
    return _ask(request, row, form, act, _("Record a signature"), done="signed")


@role_required(*access.KEEPS)
@here_and_back
def renew(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Propose the next term."""
    at, row = clock.now(), _one_or_404(agreement_id)
    form = asked.RenewForm(request.POST or None)

    def act() -> object:
        return making.renew(agreement=row, **form.cleaned_data, by=request.user, at=at)

    page = access.page(row.id, at=at)
    if not page.can_renew:
        return _back(row.id, done="nothing" if request.method == "POST" else "")
    lead = _("It holds once every party has signed for the new term.")
    if page.line.last_on:
        lead = _(
            "The last term ends on %(day)s. Begin the next on the day after, so that nothing"
            " stops. It holds once every party has signed."
        ) % {"day": date_format(page.line.last_on, "j F Y")}
    return _ask(request, row, form, act, _("Renew this agreement"), done="renewed", lead=lead)


@role_required(*access.KEEPS)
@here_and_back
def review(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """Say when it is reviewed next, and who sees to it."""
    at, row = clock.now(), _one_or_404(agreement_id)
    form = asked.ReviewForm(register.owners_to_choose(at=at), request.POST or None)

    def act() -> object:
        said = form.cleaned_data
        owner = register.owner_of(said["owner"], at=at)
        return making.hold_review(
            agreement=row, review_on=said["review_on"], owner=owner, by=request.user, at=at
        )

    return _ask(request, row, form, act, _("Set the next review"), done="reviewed")


@role_required(*access.KEEPS)
@here_and_back
def end(request: SignedInRequest, agreement_id: UUID) -> HttpResponse:
    """End an agreement now."""
    at, row = clock.now(), _one_or_404(agreement_id)
    form = asked.EndForm(request.POST or None)

    def act() -> None:
        making.end(agreement=row, why=form.cleaned_data["why"], by=request.user, at=at)

    heading = _("End this agreement")
    lead = _(
        "At once nothing more goes to those who are told by this agreement alone: their children"
        " wait. What the law asks goes on. It cannot be taken up again; you would begin a new one."
    )
    return _ask(request, row, form, act, heading, done="ended", danger=True, lead=lead)


def _ask(
    request: SignedInRequest,
    row: access.Row,
    form: forms.Form,
    act: Callable[[], object],
    heading: str,
    *,
    done: str,
    danger: bool = False,
    lead: str = "",
) -> HttpResponse:
    """Ask, do what was asked for, and go back to the agreement; or say why it cannot be done."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except making.NotNow as trouble:
            form.add_error(None, str(trouble))
        else:
            return _back(row.id, done=done)
    return _form(request, form, heading=heading, row=row, button=heading, danger=danger, lead=lead)


def _form(
    request: SignedInRequest,
    form: forms.Form,
    *,
    heading: str,
    button: str,
    row: access.Row | None = None,
    danger: bool = False,
    lead: str = "",
) -> HttpResponse:
    shown = {
        "form": form,
        "heading": heading,
        "button": button,
        "agreement_id": row.id if row else None,
        "title": row.title if row else "",
        "danger": danger,
        "lead": lead,
    }
    return render(request, "reconciliation/agreement_form.html", shown)


def _parties_that_have_not_signed(agreement_id: UUID, at: datetime) -> list[tuple[str, str]]:
    page = access.page(agreement_id, at=at)
    return [(str(each.party_id), each.name) for each in page.signatures if not each.signed_on]


def _one_or_404(agreement_id: UUID) -> access.Row:
    try:
        return access.one(agreement_id)
    except access.NoSuchAgreement as nothing:
        raise Http404 from nothing


def _back(agreement_id: UUID, *, done: str = "") -> HttpResponse:
    page = reverse("agreement", args=[agreement_id])
    return redirect(f"{page}?done={done}" if done else page)
