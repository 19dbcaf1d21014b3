"""The product's source as the shape tests see it: files, their trees, and whose rule an excuse is.

An excuse is one line in `exceptions.toml` with its reason. One that nothing needs any more fails.
"""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools import CHECKOUT

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


@dataclass(frozen=True, kw_only=True)
class Module:
    """One Python module: its path from the checkout, its lines and its syntax tree."""

    path: str
    lines: int
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the file, without the ending."""
        return Path(self.path).with_suffix("").parts


def module_of(path: str, text: str) -> Module:
    """Return a module from its text."""
    return Module(path=path, lines=len(text.splitlines()), tree=ast.parse(text))


@cache
def _read(file: Path) -> Module:
    return module_of(str(file.relative_to(CHECKOUT)), file.read_text(encoding="utf-8"))


def modules(*folders: str) -> tuple[Module, ...]:
    """Return every module below these folders of the checkout, but migrations."""
    return tuple(
        _read(file)
        for folder in folders
        for file in sorted((CHECKOUT / folder).rglob("*.py"))
        if "migrations" not in file.parts
    )


def excused(rule: str) -> dict[str, str]:
    """Return what is excused from a rule, each with its reason."""
    found = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get(rule, {})
    assert all(isinstance(reason, str) and reason.strip() for reason in found.values())
    return dict(found)


def without_excused(rule: str, faults: dict[str, str]) -> list[str]:
    """Return the faults that nothing excuses, and the excuses that excuse nothing."""
    excuses = excused(rule)
    left = [f"{place}: {fault}" for place, fault in faults.items() if place not in excuses]
    stale = [f"{place}: excused in vain" for place in excuses if place not in faults]
    return left + stale


def imported_names(tree: ast.Module) -> dict[str, str]:
    """Return what each imported name of a module stands for, as a dotted path."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {(each.asname or each.name): each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {
                (each.asname or each.name): f"{node.module}.{each.name}" for each in node.names
            }
    return names


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """Return what an expression such as `clock.now` stands for; `?` for what no name says."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return "?"


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every text in the code with its line, but documentation; `_` for what is filled in."""
    passed = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(part) for part in node.values}
            parts = (
                str(part.value) if isinstance(part, ast.Constant) else "_" for part in node.values
            )
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from () if id(node) in passed else [(node.lineno, node.value)]
