"""The two database roles: an owner that makes tables, and a serving role that owns nothing.

Called by `firstbell migrate` and by the tests, as the owner. Pages and jobs run as the serving
role, which may read and write rows, may only add to the audit trail, may not write what rows
were before, and bypasses nothing.
"""

from collections.abc import Callable

from psycopg import sql

SEALED = ("audit_auditentry", "audit_audithead")
"""The trail: read by whoever serves, and added to by the function `audit_append` alone."""

COUNTED = ("people_registration", "people_roll", "people_namecount")
"""Tables that are loaded by the hundred thousand and read at once: their loader counts them."""

PAST = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
    LANGUAGE sql IMMUTABLE AS $never$ SELECT false $never$;
DO $$ DECLARE past regclass; keeper regprocedure; BEGIN
    FOR past IN SELECT attrelid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE attname = 'pgh_created_at' AND relkind = 'r'
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, TRUNCATE ON %s FROM %I', past, {name});
    END LOOP;
    FOR keeper IN SELECT DISTINCT tgfoid FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE proname LIKE 'pgtrigger\\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public', keeper);
    END LOOP;
END $$
"""


def let_serve(execute: Callable[[sql.Composed], object], serving_role: str) -> None:
    """Give the serving role what it needs on every table that there is, and no more."""
    role = sql.Identifier(serving_role)
    execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    # In one go: at no moment may who serves write the trail past its function.
    execute(
        sql.SQL(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};"
            " REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {sealed} FROM {role};"
            " GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO {role}"
        ).format(role=role, sealed=sql.SQL(", ").join(map(sql.Identifier, SEALED)))
    )
    execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role))
    execute(_may_count(serving_role))
    execute(_keep_the_past(serving_role))


def _may_count(serving_role: str) -> sql.Composed:
    """Return the grant of ANALYZE, which PostgreSQL knows from version 17 on."""
    grant = sql.SQL("GRANT MAINTAIN ON {} TO {}").format(
        sql.SQL(", ").join(map(sql.Identifier, COUNTED)), sql.Identifier(serving_role)
    )
    return sql.SQL(
        "DO $$ BEGIN IF current_setting('server_version_num')::int >= 170000"
        " THEN {}; END IF; END $$"
    ).format(grant)


def _keep_the_past(serving_role: str) -> sql.Composed:
    """Return what leaves the past to the database alone: see `foundation.history`.

    The triggers write as the owner of the tables; who serves may read and remove former rows,
    but neither write nor change one. Nothing that a session says turns a trigger off.
    """
    return sql.SQL(PAST).format(name=sql.Literal(serving_role))
