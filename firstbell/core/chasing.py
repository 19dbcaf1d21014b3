"""How silence is chased: the open rules of `core.policy` that `core.escalation` works by."""

from dataclasses import dataclass, field
from datetime import time, timedelta

from firstbell.core.open_rules import about


@dataclass(frozen=True, kw_only=True)
class Chasing:
    """How fast one person after the other is chased, and when the hub rings."""

    texts: str = field(
        default="no",
        metadata=about(
            "choice",
            "Whether a key adult with a mobile number also gets a text that something waits: "
            "never, only when nobody has answered, or always. It says nothing else.",
            "Ours: no, until the partnership has an account with GOV.UK Notify.",
            ("no", "reminders", "always"),
        ),
    )

    chase_step: timedelta = field(
        default=timedelta(minutes=5),
        metadata=about(
            "minutes",
            "How long one person has before the next at the same place is chased, in term.",
            "Ours: three people between the chase and a quarter past eight.",
        ),
    )
    chase_step_holidays: timedelta = field(
        default=timedelta(hours=4),
        metadata=about(
            "hours",
            "How long one person has before the next at the same place is chased, out of term.",
            "Ours: section 49A runs in the holidays too, and fewer people look at their mail.",
        ),
    )
    ring_lead: timedelta = field(
        default=timedelta(minutes=20),
        metadata=about(
            "minutes",
            "How long before the bell the hub rings at the latest, whoever was chased by then.",
            "Ours: two calls and a message to a head take as long.",
        ),
    )
    quiet_from: time = field(
        default=time(21),
        metadata=about(
            "time",
            "From when on nobody at a school or desk is reminded; the notification itself goes.",
            "Ours: a reminder at night wakes who cannot act.",
        ),
    )
    quiet_to: time = field(
        default=time(6, 30),
        metadata=about(
            "time",
            "Until when nobody at a school or desk is reminded.",
            "Ours: early enough for whoever leaves home before seven.",
        ),
    )
