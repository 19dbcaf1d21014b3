"""The two database roles: an owner that makes tables, and a serving role that owns nothing.

Called by `firstbell migrate` and by the tests, as the owner. Pages and jobs run as the serving
role, which may read and write rows, may only add to the audit trail, and bypasses nothing.
"""

from collections.abc import Callable

from psycopg import sql

ADD_ONLY = ("audit_auditentry",)


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
    for table in ADD_ONLY:
        execute(sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), role))
