"""The door to what was said of the difference: by a school of its own, the figures for anybody.

A key adult reads what was noted at their own school. The hub reads words of the records that it
may read, and writes the trail. The figures name nobody, and none is about few.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from firstbell.core import feedback as rules
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.delivery.models_beside import Feedback
from firstbell.journey.intake.asking import asking
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)
READ_FIGURES = (*HUB, Role.BUSINESS_UNIT, Role.SCRUTINY_MEMBER)

MOST = 100
"""Words that the hub's page shows, the newest."""


class NothingSaid(LookupError):
    """There are no such words for this reader."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody said of the difference, and when."""

    whose: str
    difference: str
    words: str
    noted_by: str
    noted_at: datetime
    # Somebody of the hub has to look whether the words name somebody else; None: nothing to look.
    to_settle: UUID | None = None
    is_kept_back: bool = False


@dataclass(frozen=True, kw_only=True)
class Month:
    """The figures of one month."""

    first_on: date
    figures: rules.Figures


def has_overt_support(row: Notification) -> bool | None:
    """Say whether support that the child knows of was noted; None where no support was."""
    noted = list(Support.objects.filter(notification=row).values_list("is_overt", flat=True))
    return any(noted) if noted else None


def said_of(row: Notification) -> tuple[Said, ...]:
    """Return what was noted of a notification that came through the door, the oldest first."""
    rows = Feedback.objects.filter(notification=row).select_related("noted_by")
    return tuple(map(_said, rows.order_by("noted_at", "id")))


def reads_words(user: User, *, at: datetime) -> bool:
    """Say whether there is a page of words for this reader."""
    return people.has_role(user, *HUB, at=at)


def words(user: User, *, at: datetime) -> tuple[Said, ...]:
    """Return the words that somebody of the hub may read, the newest first; write the trail."""
    shut = asking(user, at=at).shut()
    found = Feedback.objects.exclude(words="").exclude(notification__incident__in=shut)
    rows = list(found.select_related("noted_by").order_by("-noted_at", "id")[:MOST])
    audit.record(
        "feedback.read",
        subject_kind="feedback",
        subject_id=user.id,
        by=user,
        at=at,
        detail={"notifications": sorted({str(row.notification_id) for row in rows})},
    )
    return tuple(_of_the_hub(row) for row in rows)


def words_to_settle(user: User, feedback_id: UUID, *, at: datetime) -> Feedback:
    """Return words of a record that somebody of the hub may read, to let go or keep back.

    :raises NothingSaid: if there are none for this person.
    """
    shut = asking(user, at=at).shut()
    rows = Feedback.objects.exclude(notification__incident__in=shut)
    row = rows.filter(id=feedback_id).first() if reads_words(user, at=at) else None
    if row is None:
        raise NothingSaid
    return row


def _of_the_hub(row: Feedback) -> Said:
    """Return what was said as the list of the hub shows it: what was kept back without its words.

    What nobody has looked at stands there to be looked at.
    """
    said = _said(row)
    if not row.words_withheld:
        return said
    if row.words_settled_at is None:
        return replace(said, to_settle=row.id)
    return replace(said, words="", is_kept_back=True)


def months() -> tuple[Month, ...]:
    """Return the figures by the month in which it was said, the newest first."""
    with acting.as_the_system(savepoint=False):
        rows = list(Feedback.objects.values_list("noted_at", "whose", "difference"))
    least = policy_in_force().least_figure
    by_month: dict[date, list[tuple[str, str]]] = {}
    for noted_at, whose, difference in rows:
        first = local_day(noted_at).replace(day=1)
        by_month.setdefault(first, []).append((whose, difference))
    return tuple(
        Month(first_on=first, figures=rules.figures(said, least=least))
        for first, said in sorted(by_month.items(), reverse=True)
    )


def _said(row: Feedback) -> Said:
    return Said(
        whose=str(row.get_whose_display()),
        difference=str(row.get_difference_display()),
        words=row.words,
        noted_by=row.noted_by.name,
        noted_at=row.noted_at,
    )
