"""The door to the log of a helpline: its own people log and read their own calls; others, figures.

Whoever works for a helpline is an officer of its desk, which nobody sends a child to. Figures are
the same for everybody who may read them. Nothing here names a child, an adult or a school.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from firstbell.core import helpline as rules
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.oversight.helpline.models import HelplineCall
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Desk
from firstbell.registry.agencies.queries import people, places
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

KIND = "helpline"
LOGS = (Role.DESK_OFFICER,)
READ_FIGURES = (Role.HUB_WORKER, Role.HUB_MANAGER, Role.BUSINESS_UNIT, Role.SCRUTINY_MEMBER)

ELSEWHERE = "elsewhere"
"""What the figures say of a call from no council of ours, or from one that was not said."""

MOST = 50
"""Calls of the list: the latest."""


Helpline = Desk
"""A helpline that the door let through, for a view to hand on."""


class NotTheirs(LookupError):
    """This person works for no helpline, or the call is not theirs."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One call of one's own."""

    call: HelplineCall
    council: str
    advice: tuple[str, ...]
    may_take_out: bool


@dataclass(frozen=True, kw_only=True)
class Month:
    """The figures of one month that stands."""

    first_on: date
    figures: rules.Figures


def desk_of(user: User, *, at: datetime) -> Desk:
    """Return the helpline that a person works for.

    :raises NotTheirs: if they work for none.
    """
    for each in people.memberships_of(user, at):
        if each.role == Role.DESK_OFFICER and each.desk is not None and each.desk.kind == KIND:
            return each.desk
    raise NotTheirs


def own_calls(user: User, *, at: datetime) -> tuple[Line, ...]:
    """Return the latest calls that a person logged, the newest first."""
    names = councils()
    rows = HelplineCall.objects.filter(logged_by=user).order_by("-began_at", "id")[:MOST]
    today = local_day(at)
    return tuple(
        Line(
            call=row,
            council=names.get(row.council_code, row.council_code),
            advice=tuple(str(HelplineCall.Advice(each).label) for each in row.advice),
            may_take_out=rules.can_be_taken_out(local_day(row.began_at), today=today),
        )
        for row in rows
    )


def own_call(user: User, call_id: UUID) -> HelplineCall:
    """Return one call that this person logged.

    :raises NotTheirs: if there is none.
    """
    found = HelplineCall.objects.filter(id=call_id, logged_by=user).first()
    if found is None:
        raise NotTheirs
    return found


def councils() -> dict[str, str]:
    """Return the names of the partnership's councils by their codes."""
    return {each.code: each.name for each in places.our_councils()}


def months(*, at: datetime) -> tuple[Month, ...]:
    """Return the figures of the months that stand, the newest first."""
    with acting.as_the_system(savepoint=False):
        rows = list(
            HelplineCall.objects.values(
                "began_at", "about", "after_notification", "place_kind", "council_code"
            )
        )
    ours = set(Agency.objects.filter(is_ours=True).values_list("code", flat=True))
    by_month: dict[date, list[dict[str, str]]] = {}
    for row in rows:
        code = row["council_code"]
        by_month.setdefault(local_day(row["began_at"]).replace(day=1), []).append(
            {
                "about": row["about"],
                "after": row["after_notification"],
                "place_kind": row["place_kind"],
                "council": code if code in ours else ELSEWHERE,
            }
        )
    policy, today = policy_in_force(), local_day(at)
    return tuple(
        Month(first_on=first, figures=rules.figures(calls, least=policy.least_figure))
        for first, calls in sorted(by_month.items(), reverse=True)
        if rules.is_published(first, today=today)
    )
