"""Raise the walls, as the owner of the tables: everything anew, in one transaction of the caller.

The owner itself is shown all rows by a policy of its own, so that migrations and the functions
of the walls work although row level security is forced on it too.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Protocol

from psycopg import sql

from firstbell.walls.functions import FUNCTIONS, INNER
from firstbell.walls.relations import IS_SYSTEM
from firstbell.walls.tables import WALLS
from firstbell.walls.wall import Wall

Execute = Callable[[sql.Composable], object]

TAKE_DOWN = """
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON public.%I', each.policyname, each.tablename);
    END LOOP;
    FOR each IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                 WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'wall\\_%' LOOP
        EXECUTE format('DROP FUNCTION %s', each.name);
    END LOOP;
END $$
"""


def raise_walls(execute: Execute, serving_role: str) -> None:
    """Put every policy and function in place, in the stead of those that stand.

    Called inside a transaction: nobody may see the moment between.
    """
    execute(sql.SQL(TAKE_DOWN))
    for function in FUNCTIONS:
        execute(sql.SQL(function.as_sql()))
        execute(_who_may_ask(function.name, serving_role))
    for wall in WALLS:
        for statement in _statements(wall):
            execute(statement)
    execute(sql.SQL("COMMENT ON FUNCTION wall_me() IS {}").format(sql.Literal(digest())))


def _who_may_ask(function: str, serving_role: str) -> sql.Composed:
    name, role = sql.Identifier(function), sql.Identifier(serving_role)
    if function in INNER:
        return sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC").format(name)
    return sql.SQL(
        "REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO {role}"
    ).format(name=name, role=role)


def _statements(wall: Wall) -> Iterator[sql.Composed]:
    table = sql.Identifier(wall.table)
    read = " OR ".join(f"({each})" for each in (IS_SYSTEM, *wall.reads))
    for statement in (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        "CREATE POLICY owned ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        f"CREATE POLICY added ON {{table}} FOR INSERT WITH CHECK ({IS_SYSTEM})",
        f"CREATE POLICY changed ON {{table}} FOR UPDATE USING ({IS_SYSTEM})",
        f"CREATE POLICY removed ON {{table}} FOR DELETE USING ({IS_SYSTEM})",
    ):
        yield sql.SQL(statement).format(table=table)
    yield sql.SQL("CREATE POLICY read ON {} FOR SELECT USING ({})").format(table, sql.SQL(read))
    yield sql.SQL("COMMENT ON POLICY read ON {} IS {}").format(table, sql.Literal(wall.why))


def digest() -> str:
    """Return what tells these walls from those of another version."""
    text = "\n".join([*(each.as_sql() for each in FUNCTIONS), *map(repr, WALLS)])
    return hashlib.sha256(text.encode()).hexdigest()


class Cursor(Protocol):
    """What a statement is asked by."""

    def execute(self, statement: str, /) -> object:
        """Run one statement."""

    def fetchone(self) -> tuple[object, ...] | None:
        """Return the first row that it found."""


def stand(cursor: Cursor) -> bool:
    """Say whether it is the walls of this version that stand."""
    cursor.execute("SELECT obj_description(to_regprocedure('wall_me()'), 'pg_proc')")
    return cursor.fetchone() == (digest(),)
