"""A helpline that advises school staff after a notification: its number, its calls, its figures.

A call is codes alone. There is no text in it, so that no name of a child or an adult can be put in,
and no school: only what kind of place it was, in which council's area. Figures by month are made of
them, none about too few. Pure: days and calls are passed in.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from firstbell.core.open_rules import about
from firstbell.core.suppression import Group, Tree, groups, is_small

NONE = "none"
"""What a rule says that names no number or no hours."""

LATE = timedelta(days=7)
"""For how long a call can be logged after it, and taken out again. The figures of a month stand
from then on, so that nobody learns of one call by reading them twice."""

ABOUT: Tree = (
    ("distress", "behaviour", "attendance"),
    ("disclosure", "parent", "own_relationship"),
    ("notification", "staff"),
    "other",
)
"""What a call was mostly about, by what it means: too few are put with what lies nearest."""

AFTER: Tree = (("yes", "no"), "not_said")

PLACES: Tree = (
    ("early_years", "primary"),
    ("secondary", "all_through", "post_16"),
    ("special", "alternative"),
    ("other", "not_said"),
)


@dataclass(frozen=True, kw_only=True)
class Helping:
    """Where staff of a school can talk to somebody: shown on every notification, once it is set."""

    helpline_number: str = field(
        default=NONE,
        metadata=about(
            "text",
            "The number of a helpline where educational psychologists advise school staff after a "
            "notification; `none` shows nothing.",
            "Practice: some schemes have such a line (Devon and Cornwall), others lacked it.",
        ),
    )
    helpline_hours: str = field(
        default=NONE,
        metadata=about(
            "text",
            "When somebody answers there, such as `Monday to Friday, 8:30 to 16:30`; `none` shows "
            "the number alone.",
            "Ours.",
        ),
    )


def can_be_logged(day: date, *, today: date) -> bool:
    """Say whether a call of a day can still be logged: not of the future, nor long past."""
    return today - LATE <= day <= today


def can_be_taken_out(day: date, *, today: date) -> bool:
    """Say whether a call that was logged wrongly can still be taken out."""
    return can_be_logged(day, today=today)


def is_published(first_of_month: date, *, today: date) -> bool:
    """Say whether the figures of a month stand: it is over, and no call of it can change."""
    after = (first_of_month + timedelta(days=31)).replace(day=1)
    return today - LATE >= after


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The calls of a month as anybody may read them; `whole` is None where there are too few.

    Each part counts every call once.
    """

    whole: int | None
    parts: Mapping[str, tuple[tuple[Group, int], ...]]


def figures(calls: Collection[Mapping[str, str]], *, least: int) -> Figures:
    """Return how many calls there were, and of what kinds, no figure about too few.

    Each call says a code of `about`, `after`, `place_kind` and `council`.
    """
    if is_small(len(calls), least=least):
        return Figures(whole=None, parts={})
    councils: Tree = tuple(sorted({call["council"] for call in calls}))
    trees: Mapping[str, Tree] = {
        "about": ABOUT,
        "after": AFTER,
        "place_kind": PLACES,
        "council": councils,
    }
    return Figures(
        whole=len(calls),
        parts={name: _part(calls, name, tree, least=least) for name, tree in trees.items()},
    )


def _part(
    calls: Collection[Mapping[str, str]], name: str, tree: Tree, *, least: int
) -> tuple[tuple[Group, int], ...]:
    totals = Counter(call[name] for call in calls)
    counted = (
        (group, sum(totals[each] for each in group)) for group in groups(tree, totals, least=least)
    )
    return tuple((group, number) for group, number in counted if number)
