"""How long each class of record is kept: the rules of `core.policy` that speak of keeping.

Every default is a proposal with its source; the partnership decides. A period that has run out
destroys nothing by itself: it puts the record before a person (`core.retention`).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from firstbell.core.open_rules import about

DAY = timedelta(days=1)
YEAR = timedelta(days=365)

LONGEST_KEPT = timedelta(days=36_525)
"""No period is longer than a hundred years: a longer one is a slip of the keyboard."""


def _days(meaning: str, source: str) -> dict[str, Any]:
    return about("days", meaning, source)


@dataclass(frozen=True, kw_only=True)
class Periods:
    """How many days each class of record is kept before somebody is asked."""

    keep_content: timedelta = field(
        default=90 * DAY,
        metadata=_days(
            "How many days after its last answer what an incident said is kept.",
            "UK GDPR article 5(1)(e). Ours: this product carries; the school's file is the file.",
        ),
    )
    keep_support: timedelta = field(
        default=90 * DAY,
        metadata=_days(
            "How many days a note of support is kept here after it was written.",
            "UK GDPR article 5(1)(e). Ours: the note belongs in the school's own file.",
        ),
    )
    keep_facts: timedelta = field(
        default=7 * YEAR,
        metadata=_days(
            "How many days the bare facts of an incident are kept: ids, times, outcomes, no words.",
            "Ours, after the six years of the Limitation Act 1980 and one to spare.",
        ),
    )
    keep_deliveries: timedelta = field(
        default=30 * DAY,
        metadata=_days(
            "How many days the text of a delivery is kept once everything in it has been taken.",
            "UK GDPR article 5(1)(c). Ours: every revision that was accepted is kept by itself.",
        ),
    )
    keep_refused: timedelta = field(
        default=30 * DAY,
        metadata=_days(
            "How many days what was refused is kept after it was mended, else after the refusal.",
            "UK GDPR article 5(1)(d) and (e). Ours: long enough for a sender to mend it.",
        ),
    )
    keep_replaced_rolls: timedelta = field(
        default=30 * DAY,
        metadata=_days(
            "How many days a roll is kept after a later one has replaced it.",
            "UK GDPR article 5(1)(c). Ours: long enough to see what a load has changed.",
        ),
    )
    keep_leavers: timedelta = field(
        default=365 * DAY,
        metadata=_days(
            "How many days after somebody left their telephone, birth date and means of sign-in "
            "are kept. The name stays as long as the trail.",
            "UK GDPR article 5(1)(e). Ours.",
        ),
    )
    keep_requests: timedelta = field(
        default=3 * YEAR,
        metadata=_days(
            "How many days a subject access request is kept after it was answered.",
            "Ours: until a complaint to the Information Commissioner is no longer to be expected.",
        ),
    )
    keep_home_education: timedelta = field(
        default=6 * YEAR,
        metadata=_days(
            "How many days an entry of the register of home education is kept after it ended.",
            "Ours, after the six years of the Limitation Act 1980; councils have schedules.",
        ),
    )
    keep_admissions: timedelta = field(
        default=YEAR,
        metadata=_days(
            "How many days a request for a school place is kept after it ended.",
            "Ours: until the child has settled; where a family fled to is kept no longer.",
        ),
    )
    keep_helpline_calls: timedelta = field(
        default=3 * YEAR,
        metadata=_days(
            "How many days a logged call of the helpline is kept.",
            "Ours: for figures over three school years. It names no child, adult or school.",
        ),
    )
    keep_allegations: timedelta = field(
        default=90 * DAY,
        metadata=_days(
            "How many days what an officer for allegations was told is kept after its outcome.",
            "UK GDPR article 5(1)(e). Ours: this product carries. Keeping Children Safe in "
            "Education, part four, has the employer keep its record to pension age or for ten "
            "years, and the officer's file is the council's own.",
        ),
    )
    keep_hand_overs: timedelta = field(
        default=7 * YEAR,
        metadata=_days(
            "How many days a hand-over that was refused or withdrawn is kept after that.",
            "Ours, as the bare facts of an incident: it proves who answered for the child. What "
            "was accepted goes with its incident.",
        ),
    )
    keep_live_incidents: timedelta = field(
        default=30 * DAY,
        metadata=_days(
            "How many days a live incident is kept after it ended, with who looked it up.",
            "UK GDPR article 5(1)(e). Ours: until a look that was drawn has been checked; the "
            "trail keeps that it was made.",
        ),
    )
    keep_agreements: timedelta = field(
        default=6 * YEAR,
        metadata=_days(
            "How many days an agreement is kept after it has ended.",
            "Limitation Act 1980, section 5: six years.",
        ),
    )
    keep_trail: timedelta = field(
        default=7 * YEAR,
        metadata=_days(
            "How many days an entry of the trail is kept.",
            "Ours, after the six years of the Limitation Act 1980 and one to spare.",
        ),
    )
    replaced_rolls_go_by_themselves: str = field(
        default="no",
        metadata={
            "kind": "choice",
            "meaning": "Whether replaced rolls go at the end of their period without a person.",
            "source": "Ours: nothing goes unseen until the partnership says so.",
            "choices": ("no", "yes"),
        },
    )
