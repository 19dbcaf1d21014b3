"""The two database roles: an owner that makes tables, and a serving role that owns nothing.

Called by `firstbell migrate` and by the tests, as the owner. Pages and jobs run as the serving
role, which may read and write rows, may only add to the audit trail, and bypasses nothing.
"""

from collections.abc import Callable

from psycopg import sql

ADD_ONLY = ("audit_auditentry",)

COUNTED = ("people_registration", "people_roll")
"""Tables that are loaded by the hundred thousand and read at once: their loader counts them."""


def let_serve(execute: Callable[[sql.Composed], object], serving_role: str) -> None:
    """Give the serving role what it needs on every table that there is, and no more."""
    role = sql.Identifier(serving_role)
    execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(
            role
        )
    )
    execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role))
    execute(_may_count(serving_role))
    for table in ADD_ONLY:
        execute(sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role))


def _may_count(serving_role: str) -> sql.Composed:
    """Return the grant of ANALYZE, which PostgreSQL knows from version 17 on."""
    grant = sql.SQL("GRANT MAINTAIN ON {} TO {}").format(
        sql.SQL(", ").join(map(sql.Identifier, COUNTED)), sql.Identifier(serving_role)
    )
    return sql.SQL(
        "DO $$ BEGIN IF current_setting('server_version_num')::int >= 170000"
        " THEN {}; END IF; END $$"
    ).format(grant)
