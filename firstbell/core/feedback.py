"""What difference did a notification make? Who may be asked, and the figures of what they said.

A school says so for itself once it has given support. The child and the family are asked by the
key adult alone, only where they know already that the school knows (support was overt), and only
where the key adult says, by name, that it is safe to ask: a question at the wrong moment tells the
wrong person. Pure.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

from firstbell.core.suppression import Group, Tree, groups, is_small, table

Whose = Literal["school", "child", "family"]
WHOSE: tuple[Whose, ...] = get_args(Whose)

Difference = Literal["much", "some", "none", "worse", "not_known"]

TREE: Tree = (("much", "some"), ("none", "worse"), "not_known")
"""What was said, by what it means: what is too small is put with what lies nearest."""


def may_be_heard(
    whose: str, *, has_support: bool, is_overt: bool, is_safe_to_ask: bool
) -> Literal["", "support", "overt", "safe"]:
    """Return what is missing before somebody's words may be noted; nothing where they may."""
    if not has_support:
        return "support"
    if whose == "school":
        return ""
    if not is_overt:
        return "overt"
    return "" if is_safe_to_ask else "safe"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What some of them said: `whose` is None for those who are too few to stand alone."""

    whose: str | None
    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was said in a month. `whole` is None where too few were heard to say more."""

    whole: int | None
    columns: tuple[Group, ...] = ()
    rows: tuple[Row, ...] = ()


def figures(said: Collection[tuple[str, str]], *, least: int) -> Figures:
    """Return how often who said what, no figure about too few, and nothing left out.

    `said` are pairs of whose words they are and of the difference.
    """
    if is_small(len(said), least=least):
        return Figures(whole=None)
    columns = groups(TREE, Counter(difference for _whose, difference in said), least=least)
    counts = {whose: Counter(each for by, each in said if by == whose) for whose in WHOSE}
    found = table(counts, columns, least=least)
    rows = [Row(whose=whose, numbers=found.rows[whose]) for whose in WHOSE if whose in found.rows]
    if found.together:
        rows.append(Row(whose=None, numbers=found.sums))
    return Figures(whole=len(said), columns=columns, rows=tuple(rows))
