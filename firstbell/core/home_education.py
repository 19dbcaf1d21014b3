"""A school reports a child who leaves it to learn at home: when the council must agree first.

The parent decides to educate a child at home; the school tells the council before it takes the
name off its roll. For some children the name may go only once the council has agreed: then the
child stays a pupil, and the school is told of incidents, until somebody at the desk has said so.

Pure: days and answers are passed in. Who reports, who answers and which desk it is are not known
here.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from firstbell.core.open_rules import about
from firstbell.core.periods import DAY

Answer = Literal["yes", "no", "not_known"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)

LONGEST_AHEAD = 92 * DAY
"""How far ahead a last day may lie: a term. A later one is a slip of the keyboard."""

LONGEST_AGO = 366 * DAY
"""How long ago a last day may lie, for a school that reports late."""


@dataclass(frozen=True, kw_only=True)
class HomeEducating:
    """By when a home education desk answers a school, and for whom it must agree first."""

    home_education_answer: timedelta = field(
        default=3 * DAY,
        metadata=about(
            "days",
            "How many days a home education desk has to say that it has read a school's report, "
            "before it is reminded and the hub's managers hear of it.",
            "School Attendance (Pupil Registration) (England) Regulations 2024: the school tells "
            "the council before it deletes the name. They set the council no time; that is ours.",
        ),
    )
    home_education_chased: timedelta = field(
        default=2 * DAY,
        metadata=about(
            "days",
            "After how many days the desk and the hub's managers are reminded again.",
            "Ours.",
        ),
    )
    home_education_agreement: str = field(
        default="protected",
        metadata=about(
            "choice",
            "For whom the council must agree before the name leaves the roll: a child whom it "
            "placed at a special school or who has a child protection plan or enquiry, or also "
            "any child with an education, health and care plan.",
            "Special schools: the regulations of 2024. Child protection: the Children's Wellbeing "
            "and Schools Act, where in force. Check. Whatever is not known counts as yes.",
            ("protected", "any_plan"),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the school says of the child's plans."""

    special_school: Answer
    protection_plan: Answer
    ehc_plan: Answer


def needs_agreement(standing: Standing, *, rule: str) -> bool:
    """Say whether the council must agree before the name may leave the roll.

    What the school does not know counts as yes: the desk knows, and a name that left too early
    is a child whom nobody is told about.
    """
    asked = [standing.special_school, standing.protection_plan]
    if rule == "any_plan":
        asked.append(standing.ehc_plan)
    return any(answer != "no" for answer in asked)


def leaves_the_roll(state: str, *, must_be_agreed: bool) -> bool:
    """Say whether the name is off the roll from the day after the last one on.

    Without an agreement to wait for it is so from the report on: whoever the child was with has
    said that they are gone, and the desk is told of what happens.
    """
    return state == "open" or (state == "sent" and not must_be_agreed)


def is_at_home(state: str, *, must_be_agreed: bool, last_on: date, on: date) -> bool:
    """Say whether the register has the child as learning at home on a day."""
    return leaves_the_roll(state, must_be_agreed=must_be_agreed) and last_on < on


def is_day_to_leave(last_on: date, *, today: date) -> bool:
    """Say whether this can be the last day on a roll: neither long past nor far ahead."""
    return today - LONGEST_AGO <= last_on <= today + LONGEST_AHEAD


def next_reminder(
    *, sent_at: datetime, answer_due_at: datetime, at: datetime, chased: timedelta
) -> datetime:
    """Return when whoever has not answered is told again: first at the end of their time."""
    return answer_due_at if sent_at <= at < answer_due_at else at + chased


def managers_hear(*, answer_due_at: datetime, at: datetime, has_officers: bool) -> bool:
    """Say whether the hub's managers are told as well: of a desk without people, at once."""
    return not has_officers or at >= answer_due_at
