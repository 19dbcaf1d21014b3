"""Nothing grows past the size that a person can hold in mind, and each module says its use."""

import ast
from pathlib import Path

from tests.architecture.sources import Module, module_of, modules, without_excused
from tools import CHECKOUT

LONGEST_MODULE = 400
LONGEST_TEST_MODULE = 600
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 250

OURS = ("firstbell", "tools", "bench", "tests")


def too_long(module: Module) -> dict[str, str]:
    """Return what is too long in a module: the whole, and each of its functions."""
    limit = LONGEST_TEST_MODULE if module.path.startswith("tests/") else LONGEST_MODULE
    found = {}
    if module.lines > limit:
        found[module.path] = f"{module.lines} lines, at most {limit}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                found[f"{module.path}::{node.name}"] = f"{lines} lines, at most {LONGEST_FUNCTION}"
    return found


def says_nothing(module: Module) -> bool:
    """Say whether a module lacks its docstring; an empty one that only marks a folder may."""
    is_marker = module.path.startswith("tests/") and not module.tree.body
    return not is_marker and not ast.get_docstring(module.tree)


def test_no_module_and_no_function_is_too_long() -> None:
    all_of_them = modules(*OURS)
    faults = {place: fault for each in all_of_them for place, fault in too_long(each).items()}

    assert len(all_of_them) > 100
    assert without_excused("size", faults) == []


def test_no_template_is_too_long() -> None:
    templates = [
        file
        for ending in ("html", "txt")
        for file in (CHECKOUT / "firstbell").rglob(f"templates/**/*.{ending}")
    ]

    assert len(templates) > 10
    assert [file.name for file in templates if lines_of(file) > LONGEST_TEMPLATE] == []


def lines_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_each_module_says_what_it_is_for() -> None:
    assert [each.path for each in modules(*OURS) if says_nothing(each)] == []


def test_what_is_too_long_or_says_nothing_is_seen() -> None:
    long = module_of("firstbell/made_up.py", "def f():\n" + "    x = 1\n" * 400)

    assert too_long(long) == {
        "firstbell/made_up.py": "401 lines, at most 400",
        "firstbell/made_up.py::f": "401 lines, at most 50",
    }
    assert says_nothing(long)
    assert says_nothing(module_of("firstbell/made_up.py", ""))
    assert not says_nothing(module_of("tests/made_up/__init__.py", ""))
