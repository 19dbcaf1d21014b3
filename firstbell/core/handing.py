"""How long a hand-over to another area may stay unanswered: open rules of `core.policy`.

Who answers for a child meanwhile is no open rule: that stands in `core.handing_over`.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from firstbell.core.open_rules import about


@dataclass(frozen=True, kw_only=True)
class Handing:
    """How long each side waits for an answer, and who decides that a child is offered."""

    hand_over_answer: timedelta = field(
        default=timedelta(minutes=30),
        metadata=about(
            "minutes",
            "How long a child that was offered to another area may stay unanswered before people "
            "of both hubs are told.",
            "Ours: the law names no time; section 49A asks for the child's school to know in time.",
        ),
    )
    hand_over_at_once: str = field(
        default="own_force",
        metadata=about(
            "choice",
            "Whether a child with no school here is offered at once to the area that looks after "
            "its council: never, only where that area is of our own police force (one feed holds "
            "children of many councils), or always. Otherwise a person of the hub offers it.",
            "Ours: within one force the sender is the same; to another force a person should "
            "decide.",
            ("no", "own_force", "always"),
        ),
    )
    accept_at_once: str = field(
        default="no",
        metadata=about(
            "choice",
            "Whether a child that another area offers is accepted at once where it lives in one "
            "of our councils; otherwise a person of the hub answers.",
            "Ours: a person, so that somebody has looked before our hub answers for the child.",
            ("no", "own_councils"),
        ),
    )
    hand_over_lead: timedelta = field(
        default=timedelta(minutes=60),
        metadata=about(
            "minutes",
            "How long before the bell people of both hubs are told at the latest that a child "
            "offered to another area is unanswered.",
            "Ours: time to ring the other hub, find the school and ring it.",
        ),
    )
