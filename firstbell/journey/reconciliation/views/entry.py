"""Enter an incident, correct one as its next revision, or put right one that was refused."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import keeps_draft, written
from firstbell.journey.intake.actions import mending, typed
from firstbell.journey.intake.receipts import IncidentReceipt
from firstbell.journey.reconciliation.access import police
from firstbell.journey.reconciliation.access.police import Entry
from firstbell.journey.reconciliation.entry.document import without_places
from firstbell.journey.reconciliation.entry.sheet import EntrySheet
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required

here_and_back = require_http_methods(["GET", "HEAD", "POST"])
kept_while_typed = keeps_draft(but=("add", "remove", "send"))


@kept_while_typed
@role_required(Role.POLICE_SENDER)
@here_and_back
def enter(request: SignedInRequest) -> HttpResponse:
    """Enter an incident that no machine has sent."""
    try:
        entry = police.new_entry(request.user, at=clock.now())
    except police.NotForThem as nothing:
        raise Http404 from nothing
    return _form(request, entry)


@kept_while_typed
@role_required(Role.POLICE_SENDER)
@here_and_back
def correct(request: SignedInRequest, incident_id: UUID) -> HttpResponse:
    """Correct an incident: what is sent is its next revision."""
    try:
        entry = police.entry_to_correct(
            request.user, incident_id, put_back=request.GET.get("back"), at=clock.now()
        )
    except police.NotForThem as nothing:
        raise Http404 from nothing
    return _form(request, entry)


@kept_while_typed
@role_required(Role.POLICE_SENDER)
@here_and_back
def mend(request: SignedInRequest, refused_id: UUID) -> HttpResponse:
    """Put right what was refused, with what was sent before one's eyes."""
    try:
        entry = police.entry_to_mend(request.user, refused_id, at=clock.now())
    except police.NotForThem as nothing:
        raise Http404 from nothing
    return _form(request, entry)


def _form(request: SignedInRequest, entry: Entry) -> HttpResponse:
    before = written(request)
    as_sent = EntrySheet.from_said(entry.unsafe.hidden(entry.said))
    dropped = [
        each for each in entry.problems if as_sent.place_of(each.place, said_only=False)[1] is None
    ]
    base = without_places(entry.said, [each.place for each in dropped if each.place])
    if request.method == "POST" and "send" in request.POST:
        return _sent(request, entry, base, dropped)
    if request.method == "POST":
        sheet = EntrySheet.from_post(request.POST).unchecked()
        kind = request.POST.get("add", "")
        sheet = sheet.with_row(kind) if kind in sheet.rows else sheet
        return _page(request, entry, sheet, dropped=dropped)
    if before is not None:
        return _page(request, entry, _restored(entry, before), dropped=dropped)
    sheet = EntrySheet.from_said(entry.unsafe.hidden(base))
    refused = sheet.note_problems(each for each in entry.problems if each not in dropped)
    return _page(request, entry, sheet, refused=refused, dropped=dropped)


def _restored(entry: Entry, before: QueryDict) -> EntrySheet:
    """Return the form as it was typed; where a newer revision came meanwhile, it says so."""
    sheet = EntrySheet.from_post(before).unchecked()
    if before.get("revision", "") != str(entry.revision):
        sheet.unplaced.append(_meanwhile())
    return sheet


def _meanwhile() -> str:
    return _(
        "Another revision has arrived since you opened this page. Look at the incident, "
        "then send this again if it still holds."
    )


def _sent(
    request: SignedInRequest, entry: Entry, base: Mapping[str, Any], dropped: Sequence[Any]
) -> HttpResponse:
    sheet = EntrySheet.from_post(request.POST)
    if entry.incident_id is not None:
        sheet.keep_reference(str(entry.said["reference"]))
    if not sheet.is_valid():
        return _page(request, entry, sheet, dropped=dropped)
    document = entry.unsafe.put_back(sheet.document(base), base=base)
    if _is_in_the_way(request, entry, sheet, document):
        return _page(request, entry, sheet, dropped=dropped)
    receipt = _send(request, entry, document)
    held = police.incident_named(entry.agency, receipt["reference"] or "")
    if receipt["fate"] == "refused" or held is None:
        sheet.add_problems(receipt["problems"])
        return _page(request, entry, sheet, dropped=dropped)
    return redirect(f"{reverse('sent_incident', args=[held.id])}?done={receipt['fate']}")


def _is_in_the_way(
    request: SignedInRequest, entry: Entry, sheet: EntrySheet, document: dict[str, object]
) -> bool:
    """Say on the form what keeps it from being sent: somebody was there before.

    A second click is nobody: it says just what is held already.
    """
    if entry.incident_id is None and entry.refused is None:
        held = police.incident_named(entry.agency, str(document["reference"]))
        if held is None or police.says_the_same(document, held.content_hash):
            return False
        sheet.incident.add_error(
            "reference",
            _("This reference was sent before. Open it from your feeds and correct it."),
        )
        return True
    if request.POST.get("revision", "") == str(entry.revision):
        return False
    if police.says_the_same(document, entry.content_hash):
        return False
    sheet.unplaced.append(_meanwhile())
    return True


def _send(request: SignedInRequest, entry: Entry, document: dict[str, object]) -> IncidentReceipt:
    by, at = request.user, clock.now()
    if entry.refused is not None:
        return mending.mend_refused(refused=entry.refused, document=document, by=by, at=at)
    return typed.enter_incident(agency=entry.agency, document=document, by=by, at=at)


def _page(request: SignedInRequest, entry: Entry, sheet: EntrySheet, **more: Any) -> HttpResponse:
    if entry.incident_id is not None:
        sheet.keep_reference(str(entry.said["reference"]))
    shown = {
        "entry": entry,
        "sheet": sheet,
        "errors": list(sheet.errors()),
        "readers": police.who_will_read(entry, at=clock.now()),
        **more,
    }
    return render(request, "reconciliation/entry.html", shown)
