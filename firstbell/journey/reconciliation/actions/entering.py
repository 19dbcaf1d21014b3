"""Enter what was done on paper: a call that a hub made from a line of its morning sheet."""

from collections.abc import Collection
from datetime import datetime

from firstbell.core.paper import wrong_time
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import on_paper
from firstbell.journey.delivery.actions.on_paper import OnPaper
from firstbell.journey.reconciliation.models import MorningSheet, PaperEntry, SheetLine


class CannotEnter(ValueError):
    """That cannot be entered from this sheet: the time is wrong, or nothing of it was chosen."""


@acting.as_system
def enter_call(
    *, sheet: MorningSheet, said: OnPaper, lines: Collection[int], by: User, at: datetime
) -> tuple[PaperEntry, bool]:
    """Enter one call; say whether it was news.

    The same call again, by anybody, is the entry that is there: only lines that it did not name
    are added to it.

    :raises CannotEnter: if it cannot have been so.
    """
    # One after the other: two who enter the same paper at once must not both be the first.
    MorningSheet.objects.select_for_update().get(id=sheet.id)
    if wrong_time(said.happened_at, made_at=sheet.made_at, at=at):
        raise CannotEnter("the call was not between the sheet and now")
    rows = SheetLine.objects.filter(sheet=sheet, number__in=lines, notification__isnull=False)
    chosen = [line.notification for line in rows.select_related("notification")]
    told = [row for row in chosen if row is not None]
    if not told:
        raise CannotEnter("no line of the sheet was chosen")
    try:
        call, changed = on_paper.write_down(said, told, by=by, at=at)
    except on_paper.NotThatPerson as nobody:
        raise CannotEnter("say whom you spoke to") from nobody
    entry, is_new = PaperEntry.objects.get_or_create(
        call=call,
        defaults={"id": call.id, "sheet": sheet, "entered_by": by, "entered_at": at},
    )
    return entry, is_new or bool(changed)
