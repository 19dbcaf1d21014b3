"""Answering: open, say whose pupil each child is, acknowledge. Each is a click of its own.

Every post may come twice, late, or after a colleague's: it then leads to the page that says how
things stand. A post that reached the sign-in page first comes back here as a GET and changes
nothing.
"""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.journey.delivery import access, families
from firstbell.journey.delivery.actions import together
from firstbell.journey.delivery.families import Row
from firstbell.journey.delivery.forms import AnswerForm
from firstbell.journey.delivery.sheet import mark_of
from firstbell.journey.delivery.views.finding import family_or_404
from firstbell.registry.agencies.doors import SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])


@role_required(*access.READERS)
@here_and_back
def open_family(request: SignedInRequest, incident_id: UUID, place_id: UUID) -> HttpResponse:
    """Open everything that is here about a family, and go on to the first step."""
    at = clock.now()
    rows = family_or_404(request.user, incident_id, place_id, at=at)
    if request.method == "POST":
        here = [row for row in rows if families.is_open_to_read(row)]
        together.open_together(notifications=here, by=request.user, at=at)
        if any(row.confirmed_at is None for row in here):
            return redirect("answer_family", incident_id, place_id)
    return redirect("family", incident_id, place_id)


@role_required(*access.READERS)
@here_and_back
def answer(request: SignedInRequest, incident_id: UUID, place_id: UUID) -> HttpResponse:
    """Ask of each child of a family: is it on your roll? Name and date of birth only."""
    at = clock.now()
    rows = family_or_404(request.user, incident_id, place_id, at=at)
    asked = [row for row in rows if _is_asked(row, request.POST)]
    if not asked:
        return redirect("family", incident_id, place_id)
    form = AnswerForm([(row.id, "") for row in asked], request.POST, question="")
    if request.method != "POST" or not form.is_valid():
        return _ask(request, rows, asked)
    answers = form.answers()
    yes = [row for row in asked if answers.get(row.id) is True]
    together.confirm_together(notifications=yes, by=request.user, at=at)
    no = [row for row in asked if answers.get(row.id) is False]
    if no:
        query = urlencode({"of": [str(row.id) for row in no]}, doseq=True)
        return redirect(f"{reverse('not_ours', args=[incident_id, place_id])}?{query}")
    return redirect("family", incident_id, place_id)


def _ask(request: SignedInRequest, rows: Sequence[Row], asked: Sequence[Row]) -> HttpResponse:
    """Show the first step, with what is missing where an answer was sent."""
    children = access.first_step(asked, by=request.user, at=clock.now())
    form = AnswerForm(
        [(child.notification_id, child.name or _("this child")) for child in children],
        request.POST if request.method == "POST" else None,
        question=_question(rows[0]),
    )
    cards = [
        {"child": child, "field": form[f"child-{child.notification_id}"]} for child in children
    ]
    shown = {"form": form, "cards": cards, "family": _of(rows, request)}
    return render(request, "delivery/answer.html", shown)


@role_required(*access.READERS)
@here_and_back
def not_ours(request: SignedInRequest, incident_id: UUID, place_id: UUID) -> HttpResponse:
    """Ask once more before a copy is closed; then close it, and say what happens next."""
    at = clock.now()
    rows = family_or_404(request.user, incident_id, place_id, at=at)
    meant = _meant(rows, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        refused = together.say_none_are_ours(
            notifications=meant,
            known_confirmed=_ids(request.POST, "known"),
            by=request.user,
            at=at,
        )
        if not refused:
            return redirect("family", incident_id, place_id)
        rows = family_or_404(request.user, incident_id, place_id, at=at)
        meant = [row for row in rows if row.id in {each.id for each in refused}]
    here = [row for row in meant if families.is_open_to_read(row) and row.opened_at]
    if not here:
        return redirect("family", incident_id, place_id)
    shown = {
        "children": access.first_step(here, by=request.user, at=at),
        "family": _of(rows, request),
        "is_new_to_you": request.method == "POST",
        "readers": access.who_reads_an_answer(here[0], at=at, stays=False),
    }
    return render(request, "delivery/not_ours.html", shown)


@role_required(*access.READERS)
@here_and_back
def acknowledge(request: SignedInRequest, incident_id: UUID, place_id: UUID) -> HttpResponse:
    """Say "I have read this and will act on it" for the children whose text was on the page."""
    at = clock.now()
    rows = family_or_404(request.user, incident_id, place_id, at=at)
    if request.method != "POST":
        return redirect("family", incident_id, place_id)
    seen = set(request.POST.getlist("seen"))
    unchanged = [row for row in rows if f"{row.id} {mark_of(row)}" in seen]
    together.acknowledge_together(notifications=unchanged, by=request.user, at=at)
    address = reverse("family", args=[incident_id, place_id])
    return redirect(f"{address}?changed=1" if len(unchanged) < len(seen) else address)


def _is_asked(row: Row, posted: QueryDict) -> bool:
    """Say whether a child stands on the first step, or stood there when the form was made."""
    if not families.is_open_to_read(row) or row.opened_at is None:
        return False
    return row.confirmed_at is None or f"child-{row.id}" in posted


def _question(row: Row) -> str:
    if row.establishment_id:
        return _("Is %(name)s on your roll?")
    return _("Is %(name)s one of the children that your desk is there for?")


def _of(rows: Sequence[Row], request: SignedInRequest) -> families.Family:
    here = [row for row in rows if families.is_open_to_read(row)] or rows
    return families.family_of(here, reader=request.user.id)


def _meant(rows: Sequence[Row], said: QueryDict) -> list[Row]:
    """Return the rows that a request names by id.

    :raises Http404: if it names one that is not of this family.
    """
    ids = _ids(said, "of")
    meant = [row for row in rows if row.id in ids]
    if len(meant) < len(ids):
        raise Http404
    return meant


def _ids(said: QueryDict, name: str) -> set[UUID]:
    try:
        return {UUID(each) for each in said.getlist(name)}
    except ValueError as wrong:
        raise Http404 from wrong
