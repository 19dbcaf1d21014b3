"""Names that are one name by custom, and names that only look like one: `families.txt`, read.

The table says what a line means. A family of names is no family of people.
"""

from collections.abc import Iterable, Mapping
from itertools import chain, permutations
from pathlib import Path
from typing import NamedTuple

NONE: frozenset[str] = frozenset()


class Family(NamedTuple):
    """Folded single names that are one name; two short forms of it are not."""

    spellings: frozenset[str]
    short_forms: frozenset[str]


def sections(path: Path) -> dict[str, list[str]]:
    """The lines of a table of names by their ``[heading]``; a line with ``#`` is a remark."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def families_of(table: Mapping[str, Iterable[str]]) -> dict[str, Family]:
    """The families of a table by their heads; lines of one head are one family."""
    found: dict[str, Family] = {}
    kinds = ("forenames", "surnames")
    for line in chain(*(lines for name, lines in table.items() if name.startswith(kinds))):
        full, _, short = line.partition("|")
        spellings, short_forms = full.split(), short.split()
        known = found.get(spellings[0], Family(NONE, NONE))
        found[spellings[0]] = Family(
            known.spellings.union(spellings), known.short_forms.union(short_forms)
        )
    return found


def heads_of(kind: Iterable[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    """By name the heads of the families that have it, of pairs of a head and names."""
    found: dict[str, frozenset[str]] = {}
    for head, names in kind:
        only = frozenset((head,))
        for name in names:
            found[name] = found[name] | only if name in found else only
    return found


TABLE = Path(__file__).with_name("families.txt")

_TABLE = sections(TABLE)

FAMILIES = families_of(_TABLE)

SPELLING_OF = heads_of((head, each.spellings) for head, each in FAMILIES.items())
SHORT_FORM_OF = heads_of((head, each.short_forms) for head, each in FAMILIES.items())
"""Folded single name to the heads of the families that it spells, or is short for."""

LOOKALIKES = frozenset(
    pair
    for line in _TABLE["lookalikes"]
    for both in line.split(";")
    for pair in permutations(both.split())
)
"""Pairs of different names that look or sound alike, each in both orders."""
