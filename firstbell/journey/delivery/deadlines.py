"""By when one recipient must know, worked out from its own calendar."""

from datetime import datetime

from firstbell.core.attending import Attendance, attended
from firstbell.core.calendars import RecipientCalendar, SchoolCalendar
from firstbell.core.deadlines import Deadline, deadline, situation_at
from firstbell.core.policy import Policy
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Desk, Establishment
from firstbell.registry.agencies.queries import calendars, rules


def deadline_of(route: Route, *, policy: Policy) -> Deadline:
    """Return the clock of a route; it starts when police formed the belief.

    Where the place said on which days the child comes, it ends before the next of them.
    """
    calendar = calendar_for(route.establishment, route.desk, policy=policy)
    if route.attends and isinstance(calendar, SchoolCalendar):
        calendar = attended(calendar, Attendance(route.attends), policy)
    return deadline(route.child.incident.belief_formed_at, calendar, policy)


def calendar_for(
    establishment: Establishment | None, desk: Desk | None, *, policy: Policy
) -> RecipientCalendar:
    """Return the calendar of exactly one establishment or desk."""
    if establishment is not None:
        return calendars.calendar_of(establishment, policy=policy)
    if desk is None:
        raise ValueError("a recipient is an establishment or a desk")
    return calendars.desk_calendar_of(desk, policy=policy)


def is_holiday(establishment: Establishment | None, desk: Desk | None, *, at: datetime) -> bool:
    """Say whether the recipient is out of term, so that its duty key adult is the one to tell."""
    calendar = calendar_for(establishment, desk, policy=rules.policy())
    return situation_at(at, calendar) == "out_of_term"
