"""Is a child of an incident known to social care or early help? And who follows one who is not?

Each service is asked yes or no about one child at a time and loads no list. A child whom none of
those asked knows is followed for a set time: the school's view, an offer of help, an outcome. When
the time is over and there is none, the child stays where it is and is overdue: there is no way off
the list but an outcome that somebody chose.

Pure: which desks there are, who answers and who is told is not known here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from firstbell.core.open_rules import about
from firstbell.core.periods import DAY
from firstbell.core.suppression import Group, Tree, groups, is_small

Said = Literal["open", "closed", "not_known", ""]
"""A service works with the child or family now; did before; does not know it; has not said."""

SERVICES = ("social_care", "early_help")

STOPS = frozenset({"hold", "victim", "causing_harm"})
"""Waits during which nobody outside police and hub is asked: a person looks first."""


@dataclass(frozen=True, kw_only=True)
class Knowing:
    """By when a service answers, what counts as known, and how long a child is followed."""

    known_answer: timedelta = field(
        default=timedelta(hours=24),
        metadata=about(
            "hours",
            "How long children's social care and early help have to say whether they know a child "
            "of an incident, before they are reminded and the hub's managers hear of it.",
            "Ours: in time for the school day after the one on which the school was told.",
        ),
    )
    known_chased: timedelta = field(
        default=DAY,
        metadata=about(
            "days",
            "After how many days whoever has not answered, or has an overdue child, is reminded.",
            "Ours.",
        ),
    )
    known_followed: timedelta = field(
        default=14 * DAY,
        metadata=about(
            "days",
            "How many days a child whom neither service knows is followed before the hub's "
            "managers hear that there is no outcome.",
            "Ours. In Leicester's scheme one child in five was known to no service (newsletter, "
            "autumn 2018), and a link to early help was planned for them.",
        ),
    )
    known_closed_case: str = field(
        default="known",
        metadata=about(
            "choice",
            "Whether a child whose case is closed counts as known, or is followed as well.",
            "Ours: a closed case is somebody to ask, and nobody who looks after the child today.",
            ("known", "followed"),
        ),
    )


def may_ask(whys: Iterable[str]) -> bool:
    """Say whether services may be asked of a child for whom these waits are open."""
    return STOPS.isdisjoint(whys)


def standing(
    answers: Mapping[str, Said], *, closed_case: str
) -> Literal["known", "waiting", "unknown"]:
    """Return how a child stands by what each service that was asked has said.

    One that works with the child is enough; that none does is only known once all have said so.
    """
    if not answers:
        return "waiting"
    counts = {"open", "closed"} if closed_case == "known" else {"open"}
    if counts & set(answers.values()):
        return "known"
    return "waiting" if "" in answers.values() else "unknown"


Offer = Literal["accepted", "declined", "not_reached", ""]

Outcome = Literal[
    "early_help",
    "school",
    "declined",
    "not_reached",
    "referred",
    "known_later",
    "moved",
    "withdrawn",
]

NEEDS_OFFER: Mapping[str, Offer] = {
    "early_help": "accepted",
    "declined": "declined",
    "not_reached": "not_reached",
}
"""Outcomes that say what became of the offer: they can be chosen once that was entered."""


def what_is_missing(outcome: str, *, offer: str, has_view: bool) -> str:
    """Return what must be entered before an outcome can be chosen: `offer`, `view`, or nothing."""
    if outcome in NEEDS_OFFER and offer != NEEDS_OFFER[outcome]:
        return "offer"
    if outcome == "school" and not has_view:
        return "view"
    return ""


def is_overdue(*, ends_at: datetime, outcome: str, at: datetime) -> bool:
    """Say whether a child's time is over without an outcome; it stays on the list."""
    return not outcome and at >= ends_at


def next_reminder(*, due_at: datetime, at: datetime, chased: timedelta) -> datetime:
    """Return when somebody is told again: when their time is over, and again after that."""
    return due_at if at < due_at else at + chased


OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

TREE: Tree = ("known", "waiting", ("followed", "overdue", OUTCOMES))
"""How a child can stand, by what it means: what is too small is put with what lies nearest."""

OF_THE_UNKNOWN = frozenset({"followed", "overdue", *OUTCOMES})


def leaf(stands: str, *, outcome: str = "", is_late: bool = False) -> str:
    """Return how a child stands as the figures count it: exactly one of the leaves of the tree."""
    if outcome:
        return outcome
    if stands != "unknown":
        return stands
    return "overdue" if is_late else "followed"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of some children as anybody may read them.

    `whole` is None where there are too few to say more; `share_unknown` where it would tell a
    figure that is too small.
    """

    whole: int | None
    parts: tuple[tuple[Group, int], ...] = ()
    share_unknown: float | None = None


def figures(leaves: Collection[str], *, least: int) -> Figures:
    """Return how many children stand how, no figure of it about too few; nothing is left out."""
    totals = Counter(leaves)
    if is_small(len(leaves), least=least):
        return Figures(whole=None)
    found = groups(TREE, totals, least=least)
    parts = tuple((group, sum(totals[each] for each in group)) for group in found)
    unknown = [(group, number) for group, number in parts if OF_THE_UNKNOWN & set(group)]
    is_apart = all(set(group) <= OF_THE_UNKNOWN for group, _number in unknown)
    share = sum(number for _group, number in unknown) / len(leaves) if leaves else None
    return Figures(
        whole=len(leaves),
        parts=tuple((group, number) for group, number in parts if number),
        share_unknown=share if is_apart else None,
    )
