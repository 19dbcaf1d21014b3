"""Read the trail: about whom, by whom, in which period; and whole, to check it.

For the pages that show who looked, and for `firstbell verify-audit`. No rule of the product ever
decides by what the trail says, but for the bound on refusals in `audit.refusals`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.checking import Report, check
from firstbell.foundation.audit.models import AuditEntry, AuditHead
from firstbell.foundation.audit.sealing import Head, Row

PAGE = 50
"""Entries on one page."""

AT_ONCE = 2000
"""Rows fetched at once while the whole trail is read."""

WHOLE = """
SELECT coalesce(shard, -1), coalesce(number, 0), coalesce(previous, ''), coalesce(hash, ''),
       id::text, written_at::text, at::text, by_id::text, actor, action, subject_kind, subject_id,
       detail::text, why, came_from, through, session
  FROM audit_auditentry AS entry ORDER BY entry.shard, entry.number, entry.id
"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some entries, the newest first, and whether older ones follow."""

    entries: tuple[AuditEntry, ...]
    number: int
    has_older: bool


def about(subjects: Iterable[tuple[str, object]]) -> QuerySet[AuditEntry]:
    """Return the entries about any of these subjects, each a kind and an id.

    The caller says what belongs together: an incident, its children, their notifications, calls.
    """
    ids: dict[str, list[str]] = defaultdict(list)
    for kind, id_ in subjects:
        ids[kind].append(str(id_))
    which = Q(pk__in=[])
    for kind, of_kind in ids.items():
        which |= Q(subject_kind=kind, subject_id__in=of_kind)
    return _newest_first().filter(which)


def by_person(person: User) -> QuerySet[AuditEntry]:
    """Return the entries of what this person did, read or tried."""
    return _newest_first().filter(by=person)


def everything() -> QuerySet[AuditEntry]:
    """Return all entries."""
    return _newest_first()


def between(
    entries: QuerySet[AuditEntry], *, since: datetime | None = None, until: datetime | None = None
) -> QuerySet[AuditEntry]:
    """Return those of the entries in a period; its end is not in it."""
    if since is not None:
        entries = entries.filter(at__gte=since)
    if until is not None:
        entries = entries.filter(at__lt=until)
    return entries


def page(entries: QuerySet[AuditEntry], *, number: int = 1, size: int = PAGE) -> Page:
    """Return one page of the entries; pages are counted from 1, the newest first."""
    start = (max(number, 1) - 1) * size
    found = list(entries[start : start + size + 1])
    return Page(entries=tuple(found[:size]), number=max(number, 1), has_older=len(found) > size)


def newest_written_at() -> datetime | None:
    """Return what the database's clock showed when the newest entry was written, if there is one.

    Only to notice a clock that was set back; no rule decides by it.
    """
    newest: datetime | None = (
        AuditEntry.objects.order_by("-id").values_list("written_at", flat=True).first()
    )
    return newest


def heads() -> dict[int, Head]:
    """Return the last number and hash of every shard."""
    return {row.shard: Head(row.number, bytes(row.hash)) for row in AuditHead.objects.all()}


def check_trail(anchors: Iterable[Mapping[int, Head]] = ()) -> Report:
    """Check the whole trail as it is at one moment, against itself and against its anchors.

    Outside a transaction, heads and entries are read as of one instant, whatever is written
    meanwhile; inside one, the caller sees to that.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if is_outermost:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # As `audit_append` has them, so that the same instant is the same text.
            cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'")
        return check(_rows(), heads(), anchors)


def _rows() -> Iterator[Row]:
    """Yield the whole trail, some rows at a time, however long it is."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(WHOLE)
        while found := cursor.fetchmany(AT_ONCE):
            yield from map(as_row, found)


def as_row(found: Sequence[Any]) -> Row:
    """Return a row of `WHOLE` as the check takes it."""
    shard, number, previous, hash_, *rest = found
    return Row(shard, number, bytes(previous), bytes(hash_), tuple(rest))


def _newest_first() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.select_related("by").order_by("-written_at", "-id")
