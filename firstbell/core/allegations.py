"""Must a council's officer for allegations be told of a suspect, where, by when, and what?

Somebody who works or volunteers with children and may have harmed one, at work or at home, may be
a risk to the children of their work. In England the council's designated officer (LADO) is told
of it within one working day. What the officer reads is about the adult alone: no child's name or
school, no address, nothing of the victim. Whether the employer hears of it the officer decides;
nobody else is told for this reason.

Pure: which desks there are, who answers and who is told is not known here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from firstbell.core.calendars import LONDON, DeskCalendar, days_from, instant, local_day
from firstbell.core.open_rules import about
from firstbell.core.periods import DAY

DESK = "allegations"
"""The kind of desk at which a council's officer for allegations is."""

OUTCOMES = ("no_further_action", "strategy_meeting", "referred_on", "taken_back")


@dataclass(frozen=True, kw_only=True)
class Alleging:
    """By when the officer for allegations has answered, and has decided."""

    allegation_working_days: int = field(
        default=1,
        metadata=about(
            "count",
            "Within how many working days the officer for allegations must have been reached of a "
            "suspect who works with children, before the hub's managers hear of the silence.",
            "Working Together to Safeguard Children and Keeping Children Safe in Education, part "
            "four: the designated officer is told within one working day. Check.",
        ),
    )
    allegation_chased: timedelta = field(
        default=DAY,
        metadata=about(
            "days",
            "After how many days an officer for allegations who is silent is reminded again.",
            "Ours.",
        ),
    )
    allegation_outcome: timedelta = field(
        default=14 * DAY,
        metadata=about(
            "days",
            "How many days after the officer took it the first outcome is asked for, and the "
            "hub's managers hear that there is none.",
            "Ours: the first decision, not the end of the officer's own case.",
        ),
    )


def is_told_of(adult: Mapping[str, Any]) -> bool:
    """Say whether the officer is told of an adult: a suspect who works with children.

    Whether that is paid is nobody's question here, and nor is their age: what counts is the
    place of trust. A young suspect is a child of the journey besides.
    """
    return adult.get("role") == "suspect" and adult.get("works_with_children") is True


Because = Literal["work", "incident", "only", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a postcode lies: `council` is a council that is known here, `laua` is its ONS code."""

    council: str = ""
    laua: str = ""


@dataclass(frozen=True, kw_only=True)
class Where(Place):
    """Whose officer is told, and from what that was taken."""

    because: Because


def whose_officer(*, work: Place | None, incident: Place | None, ours: Collection[str]) -> Where:
    """Return the council whose officer is told: where the adult works, else where it happened.

    Where neither is known, the only council of a partnership; of several a person finds out.
    """
    places: tuple[tuple[Place | None, Because], ...] = ((work, "work"), (incident, "incident"))
    for place, because in places:
        if place is not None:
            return Where(council=place.council, laua=place.laua, because=because)
    if len(ours) == 1:
        return Where(council=next(iter(ours)), because="only")
    return Where(because="unknown")


def due_at(belief_formed_at: datetime, calendar: DeskCalendar, *, working_days: int) -> datetime:
    """Return by when the officer must have been reached.

    The same time of day so many working days later; for a belief of a day that is none, or of
    before the opening, counted from the next opening.

    :raises ValueError: if `belief_formed_at` has no timezone.
    """
    begins = belief_formed_at
    day = local_day(begins)
    if not calendar.is_working_day(day) or begins < instant(day, calendar.opens_at):
        opening = calendar.next_opening(begins)
        begins, day = opening.at, opening.on
    later = (each for each in days_from(day) if each > day and calendar.is_working_day(each))
    for _number in range(working_days):
        day = next(later)
    return instant(day, begins.astimezone(LONDON).time())


ABOUT_THE_ADULT = ("given_names", "surname", "date_of_birth", "employer", "work_role")
"""What the officer is told of the adult as police wrote it: an allow-list, and all there is."""

IN_WORDS = ("employer", "work_role")
"""Of these, what is somebody's own words, which may say more than they should."""


def told_of(
    adult: Mapping[str, Any],
    *,
    children: Iterable[Mapping[str, Any]],
    happened_on: str,
    is_referred: bool,
    withheld: Collection[str] = (),
) -> dict[str, Any]:
    """Return what the officer reads: who it is, at which work, and the incident in least words.

    That a child was there or was harmed, never which, nor where or how.
    """
    said = {key: adult[key] for key in ABOUT_THE_ADULT if adult.get(key) and key not in withheld}
    roles = {each.get("role", "affected") for each in children}
    return {
        **said,
        "withheld": sorted(withheld),
        "happened_on": happened_on,
        "nature": "harmed" if "victim" in roles else "affected" if roles else "no_child",
        "is_referred": is_referred,
    }


def next_reminder(*, due_at: datetime, at: datetime, chased: timedelta) -> datetime:
    """Return when somebody is told again: when their time is over, and again after that."""
    return due_at if at < due_at else at + chased
