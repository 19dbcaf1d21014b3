"""A small trail for tests, and a hand that gets at it past every lock: the superuser's."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import connection, transaction

from firstbell.cli.postgres import Server
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit import origin
from firstbell.foundation.audit.checking import Report, check
from firstbell.foundation.audit.queries import WHOLE, as_row
from firstbell.foundation.audit.sealing import Head

Superuser = psycopg.Connection[tuple[object, ...]]


def keep_to(shard: int) -> None:
    """Let this transaction write to one shard, whatever its backend's own is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('firstbell.shard', %s, true)", [str(shard)])


def make_trail(at: datetime, *, entries: int, shards: Iterable[int], by: User | None) -> None:
    """Write so many entries into each of the shards, and commit."""
    came = origin.Origin(came_from="192.0.2.7", through="child", session_key=lambda: "a key")
    for shard in shards:
        with transaction.atomic(), origin.of(came):
            keep_to(shard)
            for number in range(entries):
                audit.record(
                    "child.read",
                    subject_kind="child",
                    subject_id=UUID(int=number),
                    by=by if number % 3 else None,
                    at=at,
                    detail={"count": number, "codes": ["a", "ü"]},
                    why="safeguarding",
                )


@contextmanager
def as_superuser(server: Server) -> Iterator[Superuser]:
    """Work on the trail as who may do anything, and undo all of it."""
    with psycopg.connect(server.superuser_url) as superuser:
        superuser.execute(
            "ALTER TABLE audit_auditentry DROP CONSTRAINT one_entry_for_a_number,"
            " DROP CONSTRAINT audit_auditentry_pkey"
        )
        try:
            yield superuser
        finally:
            superuser.rollback()


def checked(superuser: Superuser, anchors: Iterable[dict[int, Head]] = ()) -> Report:
    """Check the trail as this connection sees it, before anything is committed."""
    rows = superuser.execute(WHOLE.encode()).fetchall()
    return check(map(as_row, rows), heads_of(superuser), anchors)


def heads_of(superuser: Superuser) -> dict[int, Head]:
    """Return the heads as this connection sees them."""
    found = superuser.execute("SELECT shard, number, hash FROM audit_audithead").fetchall()
    return {shard: Head(number, hash_) for shard, number, hash_ in found}  # type: ignore[misc, arg-type]


def told(report: Report) -> list[str]:
    """Return the findings as the command prints them."""
    return [str(finding) for finding in report.findings]
