"""What time does to agreements: one begins, one is about to lapse, one lapses.

A timed check, safe to run as often as one likes, by as many workers as there are: each thing is
told once, as an event and in the trail. Whether a share may go is decided by the dates alone, so a
check that comes late changes nothing but when people are told.
"""

from datetime import datetime

from django.db.models import QuerySet

from firstbell.core.agreements import lapses_at, reminder_due
from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agreements.models import Agreement, AgreementTerm


@acting.as_system
def look_at_terms(*, at: datetime) -> None:
    """Tell of every term that began, is about to lapse or has lapsed since the last look."""
    tell_what_began(at=at)
    _remind(at=at)
    _tell_what_lapsed(at=at)


@acting.as_system
def tell_what_began(*, at: datetime, agreement: Agreement | None = None) -> None:
    """Record `agreement.in_force` for each signed term that has begun and is not over."""
    on = local_day(at)
    terms = _signed().filter(began_at=None, first_on__lte=on, last_on__gte=on)
    for term in terms.filter(agreement=agreement) if agreement else terms:
        term.began_at = at
        term.save(update_fields=["began_at"])
        _trail("agreement.in_force", term, at=at)
        events.record("agreement.in_force", subject=term.agreement_id, at=at)


def _remind(*, at: datetime) -> None:
    on = local_day(at)
    for term in _signed().filter(lapsed_at=None, first_on__lte=on):
        told = [] if term.reminded_days is None else [term.reminded_days]
        days = reminder_due(term.last_on, on=on, told=told)
        if days is None or _goes_on(term):
            continue
        term.reminded_days = days
        term.save(update_fields=["reminded_days"])
        _trail("agreement.reminded", term, at=at, days=days)


def _tell_what_lapsed(*, at: datetime) -> None:
    for term in _signed().filter(lapsed_at=None, last_on__lt=local_day(at)):
        term.lapsed_at = lapses_at(term.last_on)
        term.save(update_fields=["lapsed_at"])
        if _goes_on(term):
            continue
        _trail("agreement.lapsed", term, at=at, lapsed_at=term.lapsed_at.isoformat())
        events.record("agreement.lapsed", subject=term.agreement_id, at=at)


def _goes_on(term: AgreementTerm) -> bool:
    """Say whether a later term takes over without a day between."""
    later = AgreementTerm.objects.filter(agreement=term.agreement_id, signed_at__isnull=False)
    starts = later.filter(last_on__gt=term.last_on).values_list("first_on", flat=True)
    return any((first_on - term.last_on).days <= 1 for first_on in starts)


def _signed() -> QuerySet[AgreementTerm]:
    """Return the signed terms of agreements that nobody ended, locked."""
    return (
        AgreementTerm.objects.filter(signed_at__isnull=False, agreement__ended_at=None)
        .order_by("first_on", "id")
        .select_for_update(skip_locked=True, of=("self",))
    )


def _trail(action: str, term: AgreementTerm, *, at: datetime, **detail: object) -> None:
    audit.record(
        action,
        subject_kind="agreement",
        subject_id=term.agreement_id,
        by=None,
        at=at,
        detail={"term": term.number, **detail},
    )
