"""Whether police may take an incident back: asked for by one, agreed to by a second person.

One person's mistake, or a stolen key, must never leave a child untold. So a withdrawal changes
nothing by itself: whoever was told can read on, whoever was not is told, the clock and the
chasing go on. A machine that sends is the first of the two; a second one is an officer of the
same force, or the hub where nobody there is available in time. Of what must be shut at once the
hub takes the notification back, which is one act and another thing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstbell.core.open_rules import about


@dataclass(frozen=True, kw_only=True)
class Withdrawing:
    """How long a force has to find its own second person."""

    withdrawal_second_person: timedelta = field(
        default=timedelta(hours=4),
        metadata=about(
            "hours",
            "How long a withdrawal waits for a second person of the same force before the hub may "
            "agree to it.",
            "Ours: within one shift of the officers, and before the school day in which it was "
            "sent is over. Until then it stands, so that longer is safe for the child.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A withdrawal that was asked for: by whom (None: by a machine), and from when the hub may."""

    by: object | None
    hub_from: datetime


def hub_may_from(asked_at: datetime, *, is_there_a_second: bool, wait: timedelta) -> datetime:
    """Return from when the hub may agree: at once where the force has nobody else at all."""
    return asked_at + wait if is_there_a_second else asked_at


def may_answer(
    asked: Asked, *, by: object, is_of_the_force: bool, is_of_the_hub: bool, at: datetime
) -> bool:
    """Say whether somebody may agree to a withdrawal or say that the incident stands."""
    if by == asked.by:
        return False
    return is_of_the_force or (is_of_the_hub and at >= asked.hub_from)


def needs_a_second(*, was_active: bool) -> bool:
    """Say whether a withdrawal waits: what was never active told nobody and takes nothing away."""
    return was_active
