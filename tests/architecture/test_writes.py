"""Rows are written in `actions` and `flow` alone, raw SQL and bulk copy included."""

import ast
import re
from functools import cache

import pytest
from django.apps import apps

from tests.architecture.sources import (
    Module,
    dotted,
    excused,
    imported_names,
    module_of,
    modules,
    texts,
)

WRITES = frozenset(
    {
        "save",
        "asave",
        "create",
        "acreate",
        "update",
        "aupdate",
        "delete",
        "adelete",
        "bulk_create",
        "abulk_create",
        "bulk_update",
        "get_or_create",
        "aget_or_create",
        "update_or_create",
        "executemany",
        "set_password",
    }
)
WRITES_THROUGH_A_RELATION = frozenset({"add", "remove", "clear", "set"})
STATEMENT = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\w+\s+SET|UPDATE\s+\w+\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE\s+\w"
    r"|MERGE\s+INTO|(?-i:COPY)\s+[\w({]+)",
    re.IGNORECASE,
)

PURE = ("firstbell/core/", "firstbell/sample/")
"""Parts that an import contract keeps from Django and from any database: a dict's `update`."""

NO_ROWS = ("collections.Counter", "hashlib.", "numpy", "os.environ")
"""Makers of things with an `update` or a `save` of their own that are no rows."""


def may_write(module: Module) -> bool:
    """Say whether a module is one of those that hold writes."""
    return "actions" in module.parts or module.parts[-1] == "flow"


def written(module: Module) -> list[tuple[int, str]]:
    """Return the lines of a module that write rows, and how."""
    names = imported_names(module.tree)
    plain = _plain_values(module.tree, names)
    found = []
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        how, of = node.func.attr, node.func.value
        name = dotted(of, names)
        is_copy = how == "copy" and bool(node.args)
        is_related = isinstance(of, ast.Attribute) and of.attr in _relations()
        if (
            (how in WRITES and not _is_plain(of, plain) and not name.startswith(NO_ROWS))
            or (how in WRITES_THROUGH_A_RELATION and is_related)
            or is_copy
        ):
            found.append((node.lineno, f"{name}.{how}"))
    return found + [
        (line, text.strip()[:40]) for line, text in texts(module.tree) if STATEMENT.search(text)
    ]


@cache
def _relations() -> frozenset[str]:
    """Return the names under which a model holds rows of another, such as `child.routes`."""
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    many = [field for field in fields if field.one_to_many or field.many_to_many]
    return frozenset(
        getattr(each, "get_accessor_name", lambda each=each: each.name)() for each in many
    )


def _plain_values(tree: ast.Module, names: dict[str, str]) -> set[str]:
    """Return the names that a module itself binds to a dict, a set, a counter or a hash."""
    plain = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.Assign) and node.value is not None:
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            value = node.value
            made = dotted(value.func, names) if isinstance(value, ast.Call) else ""
            if isinstance(value, ast.Dict | ast.Set | ast.DictComp) or made.startswith(
                ("dict", "set", *NO_ROWS)
            ):
                plain |= {each.id for each in targets if isinstance(each, ast.Name)}
    return plain


def _is_plain(of: ast.expr, plain: set[str]) -> bool:
    if isinstance(of, ast.Subscript):  # `schema["components"].update(…)`: rows have no items
        return True
    return isinstance(of, ast.Name) and of.id in plain


def test_rows_are_written_in_actions_and_flow_alone() -> None:
    excuses = excused("write")
    others = [
        each
        for each in modules("firstbell")
        if not may_write(each) and not each.path.startswith((*PURE, *excuses))
    ]

    assert len(others) > 50
    assert [(each.path, *line) for each in others for line in written(each)] == []


def test_the_actions_do_write() -> None:
    writers = {each.path for each in modules("firstbell") if may_write(each) and written(each)}

    assert "firstbell/foundation/events/actions.py" in writers
    assert "firstbell/registry/people/actions/copying.py" in writers, "bulk copy is seen too"


@pytest.mark.parametrize(
    "line",
    [
        "incident.save()",
        "Incident.objects.create(a=1)",
        "Incident.objects.filter(a=1).update(b=2)",
        "rows.update(b=2)",
        "Incident.objects.bulk_create(rows)",
        "Incident.objects.get_or_create(a=1)",
        "child.delete()",
        'cursor.copy("COPY people_registration FROM STDIN")',
        'cursor.execute("insert into events_event (name) values (1)")',
        'cursor.execute(f"UPDATE {table} SET a = 1")',
        'cursor.execute("UPDATE events_event SET a = 1")',
        'cursor.execute(sql.SQL("DELETE FROM {}").format(table))',
        "call.notifications.set([])",
        "child.routes.add(route)",
    ],
)
def test_every_way_of_writing_is_known(line: str) -> None:
    assert written(module_of("firstbell/made_up.py", line))


@pytest.mark.parametrize(
    "line",
    [
        "from collections import Counter\nfound = Counter()\nfound.update(words)",
        "import hashlib\ndigest = hashlib.sha256()\ndigest.update(b'a')",
        "known = {}\nknown.update(a=1)",
        "other = known.copy()",
        '"""Update the rows; copy nothing."""',
        'cursor.execute("SELECT 1")',
    ],
)
def test_what_writes_no_rows_may_stand_anywhere(line: str) -> None:
    assert written(module_of("firstbell/made_up.py", line)) == []
