"""What was told to the wrong one: the list with its clocks, one record, and what is done about it.

A post that comes late finds the record as it stands, and says what is left to do.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.oversight.breaches import access, actions
from firstbell.oversight.breaches.forms import CloseForm, DecideForm, IcoForm, PeopleForm
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*access.WHO)
@require_safe
def breaches(request: SignedInRequest) -> HttpResponse:
    """List the records, the one due first at the top."""
    waiting, closed = access.breaches(request.user, at=clock.now())
    return render(request, "breaches/breaches.html", {"waiting": waiting, "closed": closed})


@role_required(*access.WHO)
@require_safe
def breach(request: SignedInRequest, breach_id: UUID) -> HttpResponse:
    """Show one record: what happened, who had it, what is decided and what is left."""
    try:
        page = access.breach(request.user, breach_id, at=clock.now())
    except access.NotForThem as nothing:
        raise Http404 from nothing
    done = request.GET.get("done", "")
    shown = {"page": page, "line": page.line, "done": done if done in DONE else ""}
    return render(request, "breaches/breach.html", shown)


@keeps_draft()
@role_required(*access.WHO)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, breach_id: UUID, what: str) -> HttpResponse:
    """Ask what an act about a record needs, and do it."""
    at = clock.now()
    if what not in ACTS:
        raise Http404
    try:
        page = access.may_decide(request.user, breach_id, at=at)
    except access.NotForThem as nothing:
        raise Http404 from nothing
    form_of, do, title = ACTS[what]
    form = filled(form_of(request.POST or None, page, at), request)
    if request.method == "POST" and form.is_valid():
        try:
            do(form, page.line.id, request.user, at)
        except actions.CannotDo:
            return _back(breach_id, "cannot")
        return _back(breach_id, "kept")
    shown = {"form": form, "title": title, "page": page, "line": page.line}
    return render(request, "breaches/act.html", shown)


DONE = ("kept", "cannot")

FormOf = Callable[[QueryDict | None, access.Page, datetime], Any]
Do = Callable[[Any, UUID, User, datetime], None]


def _plain(form: type[Form]) -> FormOf:
    return lambda data, _page, _at: form(data)


def _told(form: type[IcoForm] | type[PeopleForm]) -> FormOf:
    return lambda data, page, at: form(data, now=at, due_at=page.line.due_at)


def _decide(form: DecideForm, record_id: UUID, by: User, at: datetime) -> None:
    actions.decide(record_id=record_id, **form.as_decision(), by=by, at=at)


def _ico(form: IcoForm, record_id: UUID, by: User, at: datetime) -> None:
    said = form.cleaned_data
    actions.note_ico_told(
        record_id=record_id,
        told_at=form.told_at(said),
        reference=said["reference"],
        late_why=said["late_why"],
        by=by,
        at=at,
    )


def _people(form: PeopleForm, record_id: UUID, by: User, at: datetime) -> None:
    said = form.cleaned_data
    actions.note_people_told(
        record_id=record_id, told_at=form.told_at(said), how=said["how"], by=by, at=at
    )


def _close(form: CloseForm, record_id: UUID, by: User, at: datetime) -> None:
    actions.close(record_id=record_id, remedy=form.cleaned_data["remedy"], by=by, at=at)


ACTS: Mapping[str, tuple[FormOf, Do, Promise]] = {
    "decide": (_plain(DecideForm), _decide, _("Weigh the risk and decide who is told")),
    "ico": (_told(IcoForm), _ico, _("The ICO was told")),
    "people": (_told(PeopleForm), _people, _("The people concerned were told")),
    "close": (_plain(CloseForm), _close, _("Close this record")),
}
"""What may be done about a record: its form, the act, and what it is called."""


def _back(breach_id: UUID, done: str) -> HttpResponse:
    return redirect(f"{reverse('breach', args=[breach_id])}?done={done}")
