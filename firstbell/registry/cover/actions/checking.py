"""Ask each place, once each half-term, whether its key adults are still the right ones.

A timed check finds whose last answer is too old; asking is a step of the ledger, and makes the
next one due until somebody of the place has answered, or a hub worker who rang.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q

from firstbell.core.calendars import local_day
from firstbell.core.escalation import after_quiet
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.models import Contact
from firstbell.registry.agencies.queries import contacts, people, rules
from firstbell.registry.cover.models import ContactCheck

AN_HOUR = 60 * 60
"""Seconds for which it is remembered that an hour has had its look."""


def look_hourly(*, at: datetime) -> None:
    """Find whose answer is too old, once in an hour of the rules' time, whoever looks first."""
    if cache.add(f"contacts-looked-at-in-{at:%Y-%m-%d-%H}", 1, timeout=AN_HOUR):
        look(at=at)


@acting.as_system
def look(*, at: datetime) -> None:
    """Let each place be asked whose last answer is too old, or that never gave one."""
    policy = rules.policy()
    _begin_with_new_places(at=at)
    due = ContactCheck.objects.filter(
        Q(confirmed_at=None) | Q(confirmed_at__lte=at - policy.contacts_asked)
    )
    waiting = Event.objects.filter(name="contacts.due", done_at=None).values("subject")
    for row in due.exclude(id__in=waiting).order_by("id"):
        events.record("contacts.due", subject=row.id, at=at, due_at=after_quiet(at, policy))


def _begin_with_new_places(*, at: datetime) -> None:
    told = contacts.valid_on(local_day(at)).filter(made_for_cover=False).order_by()
    schools = told.exclude(establishment=None).values_list("establishment", flat=True)
    desks = told.exclude(desk=None).values_list("desk", flat=True)
    known = ContactCheck.objects.values_list("establishment", "desk")
    there = {each for pair in known for each in pair}
    ContactCheck.objects.bulk_create(
        [
            *(ContactCheck(establishment_id=each) for each in set(schools) - there),
            *(ContactCheck(desk_id=each) for each in set(desks) - there),
        ]
    )


def whom_to_ask(check_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who works at the place; nobody where it was answered meanwhile."""
    check = ContactCheck.objects.select_related("establishment", "desk").get(id=check_id)
    if not _is_due(check, at=at):
        return ()
    here = people.who_belongs_to(establishment=check.establishment, desk=check.desk, at=at)
    return list({each.user_id: each.user for each in here}.values())


def _is_due(check: ContactCheck, *, at: datetime) -> bool:
    if check.confirmed_at is None:
        return True
    return check.confirmed_at <= at - rules.policy().contacts_asked


@acting.as_system
def record_asked(check_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that a place was asked, and let the next time be due; of an answered one nothing."""
    check = ContactCheck.objects.select_for_update().get(id=check_id)
    if not _is_due(check, at=at):
        return
    check.asked_at, check.asked_times = check.asked_at or at, check.asked_times + 1
    check.save(update_fields=["asked_at", "asked_times"])
    policy = rules.policy()
    again = after_quiet(at + policy.cover_chased, policy)
    events.record("contacts.due", subject=check.id, at=at, due_at=again)
    _trail("contacts.asked", check, by=None, at=at, detail={"people": len(people)})


@acting.as_system
def confirm(check_id: UUID, *, by: User, at: datetime, spoke_to: Contact | None = None) -> None:
    """Say that the key adults of a place are right: one of them, or the hub after a call."""
    check = ContactCheck.objects.select_for_update().get(id=check_id)
    check.confirmed_at, check.confirmed_by, check.spoke_to = at, by, spoke_to
    check.asked_at, check.asked_times = None, 0
    check.save()
    detail: dict[str, object] = {"by_telephone": spoke_to is not None}
    _trail("contacts.confirmed", check, by=by, at=at, detail=detail)


def _trail(
    action: str,
    check: ContactCheck,
    *,
    by: User | None,
    at: datetime,
    detail: dict[str, object],
) -> None:
    audit.record(
        action, subject_kind="contact_check", subject_id=check.id, by=by, at=at, detail=detail
    )
