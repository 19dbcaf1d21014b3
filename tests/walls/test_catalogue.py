"""What the database's own catalogue says of the walls: none is missing, none can be passed by."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import connection

from firstbell.cli.postgres import OWNER, SERVING
from firstbell.walls.functions import FUNCTIONS
from firstbell.walls.tables import WALLS
from firstbell.walls.unwalled import WITHOUT_A_WALL

pytestmark = pytest.mark.django_db

WALLED = {wall.table for wall in WALLS}


def asked(question: str) -> list[tuple[object, ...]]:
    """Return what the catalogue answers."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        found: list[tuple[object, ...]] = cursor.fetchall()
        return found


def our_tables() -> set[str]:
    """Return the tables of every model of ours, those that join two of them included."""
    ours = [each for each in apps.get_models(include_auto_created=True) if is_ours(each.__module__)]
    return {each._meta.db_table for each in ours}


def is_ours(module: str) -> bool:
    return module.startswith("firstbell.")


def missing(walled: Iterable[str]) -> set[str]:
    """Return our tables that are neither walled nor named as holding nothing about a child."""
    return our_tables() - set(walled) - set(WITHOUT_A_WALL)


def test_every_table_of_ours_has_a_wall_or_a_reason_why_not() -> None:
    assert missing(WALLED) == set()


def test_a_table_that_was_forgotten_is_seen() -> None:
    assert missing(WALLED - {"intake_recordedadult"}) == {"intake_recordedadult"}


def test_no_table_is_said_to_have_a_wall_and_to_need_none() -> None:
    assert WALLED & set(WITHOUT_A_WALL) == set()
    assert set(WITHOUT_A_WALL) <= our_tables()
    assert all(WITHOUT_A_WALL.values())
    assert all(wall.why for wall in WALLS)


def test_every_wall_is_forced_on_the_owner_too() -> None:
    forced = asked(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        " AND relnamespace = 'public'::regnamespace"
    )
    assert {name for (name,) in forced} == WALLED


def test_every_wall_has_its_policies_and_none_more() -> None:
    found = asked("SELECT tablename, policyname, cmd, roles::text FROM pg_policies")
    assert set(found) == {
        (table, name, command, role)
        for table in WALLED
        for name, command, role in (
            ("owned", "ALL", f"{{{OWNER}}}"),
            ("added", "INSERT", "{public}"),
            ("changed", "UPDATE", "{public}"),
            ("removed", "DELETE", "{public}"),
            ("read", "SELECT", "{public}"),
        )
    }


def test_who_serves_owns_nothing_and_passes_no_wall() -> None:
    assert asked("SELECT current_user::text") == [(SERVING,)]
    assert asked(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    ) == [(False, False, False)]
    assert asked("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == [(0,)]
    assert asked("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == [
        (0,)
    ]


def test_no_view_looks_over_a_wall() -> None:
    views = asked(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm')"
        " AND relnamespace = 'public'::regnamespace"
    )
    assert views == []


def test_every_function_with_wider_sight_is_known_and_finds_its_tables_by_itself() -> None:
    definers = asked(
        "SELECT proname, proconfig::text, pg_get_userbyid(proowner) FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    ours = {each.name for each in FUNCTIONS if each.is_definer}
    known = ours | {"audit_append"}
    assert {str(name) for name, _, _ in definers if not is_of_the_past(str(name))} == known
    assert [name for name, how, _ in definers if "search_path=" not in str(how)] == []
    assert {owner for _, _, owner in definers} == {OWNER}


def is_of_the_past(name: str) -> bool:
    """Say whether it is a trigger that keeps what a row was before."""
    return name.startswith("pgtrigger_")


def test_nobody_else_may_ask_a_function_of_the_walls() -> None:
    open_to_all = asked(
        "SELECT proname FROM pg_proc WHERE proname LIKE 'wall\\_%' AND"
        " has_function_privilege('public', oid, 'EXECUTE')"
    )
    assert open_to_all == []
