"""The lives of a notification and of a link, as tables that the docs are drawn from.

A move that is not in a table cannot happen. The tables say what may follow what, never who
may do it (that is the caller's) nor when it is due (`core.deadlines`).
"""

from collections.abc import Mapping
from typing import Literal, get_args

NotificationState = Literal[
    "held",
    "raised",
    "sent",
    "opened",
    "acknowledged",
    "phoned",
    "not_ours",
    "recalled",
    "handed_over",
]
LinkState = Literal["linked", "review", "unlinked"]

Table = Mapping[str, frozenset[str]]

NOTIFICATION: Table = {
    "held": frozenset({"raised", "recalled"}),
    "raised": frozenset(
        {"sent", "opened", "acknowledged", "phoned", "not_ours", "recalled", "handed_over"}
    ),
    "sent": frozenset({"opened", "acknowledged", "phoned", "not_ours", "recalled", "handed_over"}),
    "opened": frozenset({"acknowledged", "phoned", "not_ours", "recalled", "handed_over"}),
    "phoned": frozenset({"acknowledged", "not_ours", "recalled", "handed_over"}),
    "acknowledged": frozenset({"recalled"}),
    "not_ours": frozenset(),
    "recalled": frozenset(),
    "handed_over": frozenset(),
}
"""A raised notification is in the inbox already, so it can be opened before any e-mail went.
Opening one that was phoned, or mailing one that was opened, is recorded by its instant and
moves nothing. An acknowledged one that turns out to be another's pupil is taken back by the
hub, who corrects the link. A closed one stays closed: a second notification is a new row."""

LINK: Table = {
    "review": frozenset({"linked", "unlinked"}),
    "unlinked": frozenset({"linked", "review"}),
    "linked": frozenset({"review", "unlinked"}),
}
"""A link may always be undone or looked at again: a roll changes, a school says "not ours"."""

HOME_EDUCATION: Table = {
    "sent": frozenset({"open", "refused", "taken_back"}),
    "open": frozenset({"ended", "taken_back"}),
    "refused": frozenset({"taken_back"}),
    "ended": frozenset(),
    "taken_back": frozenset(),
}
"""A school's report, and what the desk made of it. One that was refused or has ended leaves room
for another: the parents may ask again, and a child may go back to school and leave it again."""

PLACE_REQUEST: Table = {
    "sent": frozenset({"acknowledged", "placed", "refused", "ended"}),
    "acknowledged": frozenset({"placed", "refused", "ended"}),
    "placed": frozenset({"placed", "refused", "ended"}),
    "refused": frozenset({"placed", "ended"}),
    "ended": frozenset(),
}
"""A request for a school place and what the admissions desk made of it. A place may be corrected,
and found after a refusal; only who asked, or the roll of the new school, ends it."""
ALLEGATION: Table = {
    "waiting": frozenset({"acknowledged", "closed"}),
    "acknowledged": frozenset({"closed"}),
    "closed": frozenset(),
}
"""What the officer for allegations was told, until there is a first outcome."""

CLOSED: frozenset[str] = frozenset(
    {"acknowledged", "phoned", "not_ours", "recalled", "handed_over"}
)
"""States in which a notification asks nothing more of its recipient before the bell."""


class CannotMove(ValueError):
    """A row cannot go from the state that it is in to the one asked for."""


def can_move(table: Table, state: str, to: str) -> bool:
    """Say whether a row in `state` may go to the state `to`."""
    return to in table.get(state, frozenset())


def check_can_move(table: Table, state: str, to: str) -> None:
    """Let a move that the table allows pass.

    :raises CannotMove: for any other, with what would be possible.
    """
    if not can_move(table, state, to):
        possible = ", ".join(sorted(table.get(state, frozenset()))) or "nothing"
        raise CannotMove(f"{state!r} cannot become {to!r}; from there it can become: {possible}")


def mermaid(table: Table, *, first: tuple[str, ...]) -> str:
    """Return the table as a Mermaid state diagram whose lives begin in `first`."""
    lines = ["stateDiagram-v2", *(f"    [*] --> {state}" for state in first)]
    for state, following in table.items():
        lines += [f"    {state} --> {to}" for to in sorted(following)]
        if not following:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines) + "\n"


NOTIFICATION_STATES: tuple[str, ...] = get_args(NotificationState)
LINK_STATES: tuple[str, ...] = get_args(LinkState)
