"""Time is passed in: the rules never ask for it, and few places do."""

import ast

import pytest

from tests.architecture.sources import (
    Module,
    dotted,
    excused,
    imported_names,
    module_of,
    modules,
)

ASKS = ("now", "today", "utcnow", "monotonic", "monotonic_ns", "perf_counter", "time_ns")
"""Last parts of names that mean "tell me the time", whatever they are asked of."""

ASKS_WHOLE = ("time.time", "time.localtime", "time.gmtime", "django.db.models.functions.Now")
WITHOUT_ARGUMENTS = ("django.utils.timezone.localtime", "django.utils.timezone.localdate")

MAY_ASK = ("views", "api", "cli", "flow", "web", "middleware")
"""Folders and files that stand at the edge, where a request, a command or a worker begins."""


def asked(module: Module) -> list[tuple[int, str]]:
    """Return the lines of a module that ask for the time, and by what name."""
    names = imported_names(module.tree)
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) or (isinstance(node, ast.Name) and node.id in names):
            name = dotted(node, names)
            passed_in = name.startswith("self.")
            if name in ASKS_WHOLE or (name.rpartition(".")[2] in ASKS and not passed_in):
                found.append((node.lineno, name))
        if isinstance(node, ast.Call) and not (node.args or node.keywords):
            name = dotted(node.func, names)
            if name in WITHOUT_ARGUMENTS:
                found.append((node.lineno, name))
    return found


def test_the_rules_never_ask_for_the_time() -> None:
    core = modules("firstbell/core")

    assert len(core) > 20
    assert [(each.path, *line) for each in core for line in asked(each)] == []


def test_only_the_edge_asks_for_the_time() -> None:
    excuses = excused("clock")
    inner = [
        each
        for each in modules("firstbell")
        if not set(each.parts) & set(MAY_ASK) and each.path != "firstbell/foundation/clock.py"
    ]

    assert len(inner) > 50
    assert [
        (each.path, *line)
        for each in inner
        for line in asked(each)
        if not each.path.startswith(tuple(excuses))
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\nx = datetime.now()",
        "import datetime\nx = datetime.datetime.utcnow()",
        "from datetime import date\nx = date.today()",
        "import time\nx = time.time()",
        "from time import monotonic\nx = monotonic()",
        "from time import time\nx = time()",
        "from django.utils import timezone\nx = timezone.localdate()",
        "from django.utils import timezone\nfield(default=timezone.now)",
        "from firstbell.foundation.clock import now\nx = now()",
        "from firstbell.foundation import clock\nx = clock.now()",
        "from django.db.models.functions import Now\nx = Now()",
    ],
)
def test_every_way_of_asking_is_known(line: str) -> None:
    assert asked(module_of("firstbell/core/made_up.py", line))


def test_a_time_of_day_is_no_question() -> None:
    text = "from datetime import time\nfrom django.utils import timezone\n"
    text += "opens_at = time(8, 45)\nx = timezone.localtime(at)\nday = timezone.localdate(at)\n"

    assert asked(module_of("firstbell/core/made_up.py", text)) == []
