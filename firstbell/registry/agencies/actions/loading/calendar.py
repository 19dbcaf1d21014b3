"""Take in school days. A file replaces the calendar of each establishment or council it names."""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions.loading.contacts import unknown_urn
from firstbell.registry.agencies.actions.loading.outcome import BATCH, Loaded, conclude
from firstbell.registry.agencies.files import calendar, ics
from firstbell.registry.agencies.files.parsed import Parsed
from firstbell.registry.agencies.files.table import UnusableFile, WrongScope
from firstbell.registry.agencies.models import CalendarPeriod, Establishment


@acting.as_system
def load_calendar(
    *, content: bytes, file_name: str, scope: str = "", by: User | None, at: datetime
) -> Loaded:
    """Replace the calendars that a CSV names, or that of `scope` by an iCalendar file.

    :raises UnusableFile: if the file cannot be read, or an iCalendar comes without a scope.
    """
    parsed = _parsed(content, scope)
    urns = {period.scope.urn for _, period in parsed.values if period.scope.urn}
    establishments = {row.urn: row for row in Establishment.objects.filter(urn__in=urns)}
    periods = []
    for row, period in parsed.values:
        urn = period.scope.urn
        if urn and urn not in establishments:
            parsed.refuse(row, unknown_urn("scope", urn))
            continue
        periods.append(
            CalendarPeriod(
                establishment=establishments[urn] if urn else None,
                council_code=period.scope.council_code,
                kind=period.kind,
                first_on=period.first_on,
                last_on=period.last_on,
                opens_at=period.opens_at,
                note=period.note,
            )
        )
    scopes = {each.council_code for each in periods if each.council_code}
    CalendarPeriod.objects.filter(establishment__in=establishments.values()).delete()
    CalendarPeriod.objects.filter(council_code__in=scopes).delete()
    CalendarPeriod.objects.bulk_create(periods, batch_size=BATCH)
    outcome = Loaded(
        kind="calendar",
        loaded=len(periods),
        refused=tuple(sorted(parsed.refused, key=lambda problem: problem.line)),
        warnings=tuple(parsed.warnings),
        counts={"scopes": len(establishments) + len(scopes)},
    )
    return conclude(outcome, file_name=file_name, by=by, at=at)


def _parsed(content: bytes, scope: str) -> Parsed[calendar.Period]:
    if not ics.is_icalendar(content):
        if scope:
            raise WrongScope("a CSV names its scopes itself; leave --scope out")
        return calendar.read_calendar(content)
    if not scope:
        raise WrongScope("an iCalendar names nobody; say whose it is with --scope")
    whose = calendar.read_scope(scope)
    if whose is None:
        raise WrongScope(f"--scope {scope!r} is no scope; {calendar.SCOPE_CURE}")
    if whose.urn and not Establishment.objects.filter(urn=whose.urn).exists():
        raise UnusableFile(f"--scope: {unknown_urn('', whose.urn)}")
    return ics.read_icalendar(content, scope=whose)
