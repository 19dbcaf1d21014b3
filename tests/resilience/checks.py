"""What must be true of the rows and of the letters, whatever was killed meanwhile.

Each check says in words what is not so; none of them looks at what the code meant to do. Used by
the suite and by its long form in `bench/resilience`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import uuid5

from firstbell.core.calendars import local_day
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.models import Attempt, Notification
from firstbell.journey.intake.models import Incident, Waiting
from firstbell.journey.linkage.models import Link
from firstbell.journey.reconciliation import queries
from firstbell.journey.routing.models import Route
from firstbell.registry.people.queries import registrations_on

AGAIN = (
    *("notification.unanswered", "contacts.due", "cover.due", "completeness.due"),
    *("household.asked", "known.due", "follow_up.due", "home_education.due"),
    *("allegation.due", "admissions.due"),
)
"""Reminders: who has not answered is asked again, later on this morning or next week."""

BESIDE = ("told-", "link-")
"""How the Message-IDs begin of letters that hurry nobody about a notification."""


def what_is_wrong(message_ids: Sequence[str], *, at: datetime) -> list[str]:
    """Return every way in which the rows, and what the mail server has, are not as they must be.

    `message_ids` are of everything that a mail server took, repeats included.
    """
    found = (undone(at), unaccounted(), doubled(), untold(), unsent(message_ids))
    return [words for each in found for words in each]


def undone(at: datetime) -> Iterator[str]:
    """Say which steps were never done although they are due."""
    left = Counter(
        Event.objects.filter(done_at=None, due_at__lte=at)
        .exclude(name__in=AGAIN)
        .values_list("name", flat=True)
    )
    for name, count in sorted(left.items()):
        yield f"never done: {count} {name}"


def unaccounted() -> Iterator[str]:
    """Say whether the account of every child does not add up."""
    balance = queries.balance()
    if not balance.adds_up:
        yield f"lost: the account does not add up: {dict(balance.classes)}"
    active = Route.objects.filter(closed_at=None, child__incident__status="active")
    if count := active.filter(notification=None).count():
        yield f"lost: {count} routes without a notification"


def doubled() -> Iterator[str]:
    """Say what was written twice, found by what it is about and not by any key."""
    incidents = Counter(Incident.objects.values_list("source", "reference"))
    about = ("child__incident__reference", "child__reference", "establishment", "desk")
    told = Counter(Notification.objects.values_list(*about))
    marked = Counter(
        Attempt.objects.filter(outcome=Attempt.Outcome.ACCEPTED).values_list(
            "notification", "message_id"
        )
    )
    for what, counts in (
        ("incidents", incidents),
        ("notifications", told),
        ("letters marked as sent", marked),
    ):
        if twice := sum(count > 1 for count in counts.values()):
            yield f"doubled: {twice} {what}"


def untold() -> Iterator[str]:
    """Say how many pupils' schools were not told although nothing waits for a person."""
    linked = Link.objects.filter(
        state="linked", child__incident__status="active", pupil__isnull=False
    )
    missed = 0
    for link in linked.select_related("child__incident", "pupil"):
        assert link.pupil is not None
        on = local_day(link.child.incident.belief_formed_at)
        schools = {row.roll.establishment_id for row in registrations_on(link.pupil.id, on=on)}
        is_told = link.child.notifications.count() >= len(schools)
        missed += not (is_told or link.child.waiting.exists())
    if missed:
        yield f"lost: {missed} children of whom a school was not told"


def unsent(message_ids: Sequence[str]) -> Iterator[str]:
    """Say where the letters that a server has and those that are marked as sent differ."""
    taken = {each.partition("@")[0] for each in message_ids}
    taken = {each for each in taken if not each.startswith(BESIDE)}
    known: set[str] = set()
    nobody_hurried = 0
    told_twice = 0
    for row in Notification.objects.prefetch_related("attempts"):
        accepted = {each.message_id for each in row.attempts.all() if _is_accepted(each)}
        first = {str(uuid5(row.id, str(each.contact_id))) for each in row.attempts.all()}
        told_twice += len(accepted & first) > 1
        known |= accepted
        nobody_hurried += not accepted and not _is_with_a_person(row)
    if nobody_hurried:
        yield f"lost: nobody was hurried about {nobody_hurried} notifications"
    if told_twice:
        yield f"doubled: {told_twice} notifications were told to two people at once"
    if missing := known - taken:
        yield f"lost: {len(missing)} letters marked as sent that no server has"
    if extra := taken - known:
        yield f"doubled: {len(extra)} letters at the server that nothing is marked with"


def _is_accepted(attempt: Attempt) -> bool:
    return attempt.outcome == Attempt.Outcome.ACCEPTED


def _is_with_a_person(row: Notification) -> bool:
    """Say whether a notification is held, was taken back, or the hub knows that nobody is there."""
    state = Notification.State
    if row.state in (state.HELD, state.RECALLED, state.NOT_OURS) or row.withdrawn_at:
        return True
    return row.child.waiting.filter(why=Waiting.Why.NO_RECIPIENT, closed_at=None).exists()
