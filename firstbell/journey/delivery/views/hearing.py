"""What difference did it make? A key adult notes it; others read figures, the hub words too."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.foundation import clock
from firstbell.foundation.drafts.keeping import filled, keeps_draft
from firstbell.journey.delivery import access, families, heard
from firstbell.journey.delivery.actions import hearing
from firstbell.journey.delivery.forms_heard import DifferenceForm
from firstbell.journey.delivery.heard_words import in_words
from firstbell.journey.delivery.views.finding import one_or_404
from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required


@keeps_draft()
@role_required(Role.KEY_ADULT)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedInRequest, notification_id: UUID) -> HttpResponse:
    """Note what difference one notification made, below what was noted before."""
    at = clock.now()
    row = one_or_404(request.user, notification_id, at=at)
    is_overt = heard.has_overt_support(row)
    if is_overt is None or not (families.is_open_to_read(row) and row.acknowledged_at):
        return redirect("notification", row.id)
    form = DifferenceForm(request.POST if request.method == "POST" else None, is_overt=is_overt)
    if form.is_valid():
        try:
            hearing.note_difference(notification=row, **form.cleaned_data, by=request.user, at=at)
        except hearing.CannotHear:
            return redirect("notification", row.id)
        return redirect("note_difference", row.id)
    (sheet,) = access.sheets([row], by=request.user, at=at)
    shown = {
        "form": filled(form, request),
        "sheet": sheet,
        "said": heard.said_of(row),
        "is_overt": is_overt,
    }
    return render(request, "delivery/difference.html", shown)


@role_required(*heard.READ_FIGURES)
@require_safe
def figures(request: SignedInRequest) -> HttpResponse:
    """Show month by month what was said."""
    months = [(each.first_on, in_words(each.figures)) for each in heard.months()]
    reads_words = heard.reads_words(request.user, at=clock.now())
    shown = {"months": months, "reads_words": reads_words}
    return render(request, "delivery/differences.html", shown)


@role_required(*heard.HUB)
@require_safe
def words(request: SignedInRequest) -> HttpResponse:
    """Show what was said in words, of the records that somebody of the hub may read."""
    shown = {"said": heard.words(request.user, at=clock.now())}
    return render(request, "delivery/difference_words.html", shown)


@role_required(*heard.HUB)
@require_POST
def settle_words(request: SignedInRequest, feedback_id: UUID) -> HttpResponse:
    """Let words stand that may name somebody else, or keep them back."""
    at = clock.now()
    try:
        row = heard.words_to_settle(request.user, feedback_id, at=at)
    except heard.NothingSaid as nothing:
        raise Http404 from nothing
    let_go = request.POST.get("let_go") == "yes"
    hearing.settle_words(row, let_go=let_go, by=request.user, at=at)
    return redirect("difference_words")
