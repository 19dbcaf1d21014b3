"""Freeze a copy of the records, and let it go on."""

from datetime import datetime

from django.db import connection, transaction

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events.models import Freeze, Whereabouts
from firstbell.foundation.freezing import Frozen, frozen

WHERE = """
SELECT CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
            THEN (SELECT system_identifier::text FROM pg_control_system()) ELSE '' END,
       (SELECT oid::text FROM pg_database WHERE datname = current_database())
"""
"""The server and the database; a server that does not say which it is counts as the same."""


@transaction.atomic
def look_where_it_is(*, at: datetime) -> Frozen | None:
    """Freeze a copy that is in another place than where its records lived; note a first place.

    Whoever serves or works asks once, before anything else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOOKING])
        cursor.execute(WHERE)
        server, database = cursor.fetchone()
    known = Whereabouts.objects.first()
    if known and (known.server, known.database) != (server, database):
        freeze(why=Freeze.Why.MOVED, at=at)
    if known is None or (known.server, known.database) != (server, database):
        Whereabouts.objects.all().delete()
        Whereabouts.objects.create(server=server, database=database, noted_at=at)
    return frozen()


BY_HAND = Freeze.Why.BY_HAND

LOOKING = 0x46425748
"""Number of the lock under which the place is looked at."""


@transaction.atomic
def freeze(*, why: str, at: datetime, as_of: datetime | None = None) -> None:
    """Let the ledger stand still; what is frozen already stays as it is."""
    if Freeze.objects.filter(thawed_at=None).exists():
        return
    row = Freeze.objects.create(why=why, frozen_at=at, as_of=as_of)
    audit.record(
        "copy.frozen",
        subject_kind="freeze",
        subject_id=row.pk,
        by=None,
        at=at,
        detail={"why": why, "as_of": as_of.isoformat() if as_of else None},
    )


@transaction.atomic
def end(*, at: datetime, by: User | None, detail: dict[str, object]) -> None:
    """Let the ledger go on. What would be sent was looked at by then, by two people.

    `by` is the first of them; the others stand in `detail`. Nobody: there was nobody who could.
    """
    for row in Freeze.objects.select_for_update().filter(thawed_at=None):
        Freeze.objects.filter(pk=row.pk).update(thawed_at=at)
        audit.record(
            "copy.thawed",
            subject_kind="freeze",
            subject_id=row.pk,
            by=by,
            at=at,
            detail={**detail, "why": row.why},
        )
