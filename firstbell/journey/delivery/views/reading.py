"""Reading: the whole of what was told about the children confirmed as on the roll."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from firstbell.foundation import clock
from firstbell.journey.delivery import access, families
from firstbell.journey.delivery.families import Row
from firstbell.journey.delivery.sheet import Sheet, told_once
from firstbell.journey.delivery.views.finding import advice, family_or_404, one_or_404
from firstbell.registry.agencies.doors import SignedInRequest, role_required


@role_required(*access.READERS)
@require_safe
def family(request: SignedInRequest, incident_id: UUID, place_id: UUID) -> HttpResponse:
    """Show where a family stands: still closed, to be answered, to be read, or gone."""
    at = clock.now()
    rows = family_or_404(request.user, incident_id, place_id, at=at)
    here = [row for row in rows if families.is_open_to_read(row)]
    if not here:
        return _closed(request, rows)
    if not any(row.confirmed_at for row in here):
        if all(row.opened_at for row in here):
            return redirect("answer_family", incident_id, place_id)
        return _cover(request, here)
    sheets = access.sheets(here, by=request.user, at=at)
    return _read(request, sheets, rows=rows)


@role_required(*access.READERS)
@require_safe
def notification(request: SignedInRequest, notification_id: UUID) -> HttpResponse:
    """Show one child's notification; until it is confirmed, where its family stands."""
    at = clock.now()
    row = one_or_404(request.user, notification_id, at=at)
    if not families.is_open_to_read(row):
        return _closed(request, [row])
    if not row.confirmed_at:
        return redirect("family", row.incident_id, families.place_id_of(row))
    return _read(request, access.sheets([row], by=request.user, at=at), rows=[row])


def _read(
    request: SignedInRequest, sheets: Sequence[Sheet], *, rows: Sequence[Row]
) -> HttpResponse:
    shared, own = told_once(sheets)
    unread = [sheet for sheet in sheets if sheet.acknowledged_at is None]
    others = [row for row in rows if families.is_open_to_read(row) and not row.confirmed_at]
    gone = [row for row in rows if not families.is_open_to_read(row)]
    first = sheets[0]
    shown = {
        "shared": shared,
        "sheets": own,
        "unread": unread,
        "others": len(others),
        "others_are_opened": all(row.opened_at for row in others),
        "gone": families.answered(gone, reader=request.user.id),
        "incident_id": first.incident_id,
        "place_id": first.place_id,
        "due_at": min(sheet.due_at for sheet in sheets),
        "reference": first.reference,
        "withdrawn_at": first.withdrawn_at,
        "is_withdrawal_asked": any(row.withdrawal_asked_at for row in rows),
        "is_changed_meanwhile": "changed" in request.GET,
        "advice": advice(),
        "readers": access.who_reads_an_answer(rows[0], at=clock.now()) if unread else (),
    }
    return render(request, "delivery/read.html", shown)


def _cover(request: SignedInRequest, rows: Sequence[Row]) -> HttpResponse:
    cover = families.family_of(rows, reader=request.user.id)
    is_withdrawn = all(row.withdrawn_at for row in rows)
    shown = {
        "family": cover,
        "is_withdrawn": is_withdrawn,
        "is_withdrawal_asked": any(row.withdrawal_asked_at for row in rows),
    }
    return render(request, "delivery/cover.html", shown)


def _closed(request: SignedInRequest, rows: Sequence[Row]) -> HttpResponse:
    lines = families.answered(rows, reader=request.user.id)
    return render(request, "delivery/closed.html", {"lines": lines})
