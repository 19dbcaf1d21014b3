"""How long a wrong reader has to answer, and a near miss to be looked at: rules of `core.policy`.

The 72 hours of a breach are the law's and stand in `core.breaches`.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from firstbell.core.open_rules import about
from firstbell.core.periods import DAY


@dataclass(frozen=True, kw_only=True)
class TakingBack:
    """By when somebody says what became of something that was taken back."""

    recall_answer: timedelta = field(
        default=timedelta(hours=24),
        metadata=about(
            "hours",
            "How long a wrong reader has to say what was seen, kept and passed on, before the "
            "hub rings.",
            "Ours: a third of the 72 hours of Article 33(1) UK GDPR, so that the answer can "
            "still be weighed.",
        ),
    )
    near_miss_review: timedelta = field(
        default=14 * DAY,
        metadata=about(
            "days",
            "How long information governance has to look at something that was taken back "
            "before anybody had read it.",
            "Ours: Article 24(1) UK GDPR asks that measures are reviewed, and sets no time.",
        ),
    )
