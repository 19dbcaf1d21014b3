"""A trail that was written before it was chained is chained as it stands, oldest first."""

from datetime import datetime, timedelta

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg.types.json import Jsonb

from firstbell.cli.ground import migrate
from firstbell.foundation.audit.queries import check_trail
from tests.conftest import Installation, point_django_at


def test_earlier_entries_are_chained_in_their_order(
    installation: Installation, monday: datetime, django_db_blocker: object
) -> None:
    database = installation.database
    with django_db_blocker.unblock(), point_django_at(database):  # type: ignore[attr-defined]
        call_command("migrate", "audit", "0001", database="owner", verbosity=0)
        with psycopg.connect(database.owner_url) as owner:
            for number in range(5):
                owner.execute(
                    "INSERT INTO audit_auditentry"
                    " (id, at, actor, action, subject_kind, subject_id, detail)"
                    " VALUES (%s, %s, 'system', 'child.read', 'child', '7', %s)",
                    [9 - number, monday + timedelta(hours=number), Jsonb({"count": number})],
                )
        migrate()
        connections["owner"].close()
        report = check_trail()
        with psycopg.connect(database.superuser_url) as superuser:
            chained = superuser.execute(
                "SELECT id, shard, number, written_at = at FROM audit_auditentry ORDER BY number"
            ).fetchall()
            heads = superuser.execute(
                "SELECT count(*), sum(number) FROM audit_audithead"
            ).fetchone()

    assert chained == [(id_, 0, number, True) for number, id_ in enumerate(range(5, 10), start=1)]
    assert heads == (16, 5)
    assert (report.entries, report.findings) == (5, ())
