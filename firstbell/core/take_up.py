"""How far schools let their own recording systems be told that something waits. Counts only.

A school says itself in what it keeps its safeguarding records; whether that system is told, and
takes what it is told, is known. Knows no school by name and ranks none.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Keeping = Literal["system", "paper", ""]
"""In what a school keeps its safeguarding records; empty where nobody has said."""


@dataclass(frozen=True, kw_only=True)
class School:
    """One school: what it said, whether its system is told, and whether it took something."""

    kind: str = ""
    keeping: Keeping = ""
    system: str = ""
    is_told: bool = False
    has_taken: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """The schools that keep their records in one system, or on paper, or have not said."""

    keeping: Keeping
    system: str
    schools: int
    told: int
    taken: int


def take_up(schools: Iterable[School]) -> tuple[Line, ...]:
    """Return a line for each system, the most used first; then paper, then who has not said.

    A system is the same however its name is spaced or capitalised, and is called what most
    schools call it.
    """
    groups: dict[tuple[Keeping, str], list[School]] = {}
    for school in schools:
        groups.setdefault((school.keeping, _folded(school.system)), []).append(school)
    lines = [
        Line(
            keeping=keeping,
            system=_most_called(group),
            schools=len(group),
            told=sum(each.is_told for each in group),
            taken=sum(each.is_told and each.has_taken for each in group),
        )
        for (keeping, _name), group in groups.items()
    ]
    return tuple(sorted(lines, key=lambda line: (ORDER[line.keeping], -line.schools, line.system)))


@dataclass(frozen=True, kw_only=True)
class OfKind:
    """The schools, nurseries or childminders of one kind, and how many have their system told."""

    kind: str
    schools: int
    told: int


def by_kind(schools: Iterable[School]) -> tuple[OfKind, ...]:
    """Return a line for each kind, the most first."""
    groups: dict[str, list[School]] = {}
    for school in schools:
        groups.setdefault(school.kind, []).append(school)
    lines = (
        OfKind(kind=kind, schools=len(group), told=sum(each.is_told for each in group))
        for kind, group in groups.items()
    )
    return tuple(sorted(lines, key=lambda line: (-line.schools, line.kind)))


ORDER: dict[Keeping, int] = {"system": 0, "paper": 1, "": 2}


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def _most_called(group: list[School]) -> str:
    names = Counter(" ".join(each.system.split()) for each in group)
    return min(names, key=lambda name: (-names[name], name))
