"""Say into which folder a source drops its files, and write down how it was found."""

from datetime import datetime, timedelta

from firstbell.core.folders import Trouble
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.models import WatchedFolder
from firstbell.journey.intake.sheets.files import mapping_of
from firstbell.registry.agencies.models import Agency

WRITTEN_EVERY = timedelta(minutes=1)
"""A look that finds what the one before found is written down no more often than this."""


class ForAnother(ValueError):
    """A mapping is that of another source."""


@acting.as_system
def watch_folder(*, source: Agency, mapping: str, by: User | None, at: datetime) -> WatchedFolder:
    """Look from now on into the folder of a source, and read spreadsheets there by a mapping.

    :raises WrongMapping: when the mapping cannot be used.
    :raises ForAnother: when it names another source.
    """
    digest = ""
    if mapping:
        read = mapping_of(mapping.encode())
        digest = read.digest
        if read.delivery.source != source.code:
            raise ForAnother(read.delivery.source)
    row, _ = WatchedFolder.objects.update_or_create(
        source=source, defaults={"mapping": mapping, "set_at": at}
    )
    _trail("folder.watched", source, by=by, at=at, detail={"mapping": digest})
    return row


@acting.as_system
def leave_folder(*, source: Agency, by: User | None, at: datetime) -> bool:
    """Look no more into the folder of a source; return whether anything did. Files stay."""
    number, _ = WatchedFolder.objects.filter(source=source).delete()
    if number:
        _trail("folder.left", source, by=by, at=at, detail={})
    return bool(number)


@acting.as_system
def note_look(*, folder: WatchedFolder, trouble: Trouble | None, at: datetime) -> None:
    """Write down that a folder was looked into, and what is wrong with it."""
    before = folder.looked_at
    is_news = folder.trouble != (trouble or "")
    if not is_news and before is not None and abs(at - before) < WRITTEN_EVERY:
        return
    folder.looked_at = at
    if is_news:
        folder.trouble = trouble or ""
        folder.trouble_since = at if trouble else None
    WatchedFolder.objects.filter(source=folder.source_id).update(
        looked_at=at, trouble=folder.trouble, trouble_since=folder.trouble_since
    )


@acting.as_system
def note_removed(*, source: Agency, number: int, by: User | None, at: datetime) -> None:
    """Write down that so many files were removed that had been kept for their time."""
    _trail("folder.files_removed", source, by=by, at=at, detail={"number": number})


def _trail(
    action: str, source: Agency, *, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    audit.record(action, subject_kind="agency", subject_id=source.id, by=by, at=at, detail=detail)
