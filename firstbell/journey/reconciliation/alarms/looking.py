"""Look for what should have happened and did not. Reads rows and files; raises nothing itself.

Every check is made each time, and one that fails is itself a finding: a watch that looks away
says so. A new kind of alarm is a line in `core.alarms.KINDS` and a check in `CHECKS`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max

from firstbell.core.alarms import TRIES, Kind, Worker, clocks_differ, silent_workers
from firstbell.core.calendars import WorkingDays
from firstbell.core.policy import Policy
from firstbell.core.rhythms import Gap, gaps
from firstbell.foundation.audit.queries import newest_written_at
from firstbell.foundation.events import queries as ledger
from firstbell.journey.intake import expecting
from firstbell.journey.intake.expecting import Expected
from firstbell.journey.intake.queries import watched_folders
from firstbell.journey.reconciliation.models import Alarm, Watch
from firstbell.journey.reconciliation.queries import balance
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries.rules import policy
from firstbell.registry.cover.queries.seats import empty_seats

DATABASE = "database"
"""What an alarm is about where it is the database's own clock."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong now, and since when it should be known."""

    kind: Kind
    due_at: datetime
    about: str = ""
    detail: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a watch found, and for which kinds it really looked."""

    findings: tuple[Finding, ...]
    kinds: frozenset[Kind]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a check is given: the time, the rules, and how the watcher's own clock stands."""

    at: datetime
    policy: Policy
    machine: str
    clock_behind: timedelta


Check = Callable[[Seen], Iterable[Finding]]


def look(*, machine: str, clock_behind: timedelta, at: datetime) -> Looked:
    """Make every check; `clock_behind` is how far the clock of this `machine` is behind for sure.

    :raises django.db.OperationalError: when the database goes away meanwhile.
    """
    seen = Seen(at=at, policy=policy(), machine=machine, clock_behind=clock_behind)
    findings: list[Finding] = []
    kinds = {Kind.CHECK}
    for check, its_kinds in CHECKS.items():
        try:
            with transaction.atomic():
                findings += check(seen)
        except (InterfaceError, OperationalError):
            raise
        except Exception as failure:  # noqa: BLE001 - one blind eye closes no other
            detail: dict[str, str | int] = {"failure": type(failure).__name__}
            findings.append(
                Finding(kind=Kind.CHECK, about=check.__name__, due_at=at, detail=detail)
            )
        else:
            kinds |= its_kinds
    return Looked(findings=tuple(findings), kinds=frozenset(kinds))


def feeds(seen: Seen) -> Iterator[Finding]:
    """Look at every source: is it late, does it miss a feed, does it send too little?"""
    days = expecting.working_days(seen.policy)
    known_gaps = {
        alarm.about: datetime.fromisoformat(alarm.detail["from"])
        for alarm in Alarm.objects.filter(kind=Kind.GAP, ended_at=None)
    }
    for each in expecting.expectations(seen.policy):
        yield from _flood(each.source, seen)
        if each.since is not None:
            yield from _of_source(each, days, known_gaps.get(each.source.code), seen)


def _of_source(
    each: Expected, days: WorkingDays, known_gap: datetime | None, seen: Seen
) -> Iterator[Finding]:
    code, since = each.source.code, seen.at - expecting.REMEMBERED
    deliveries = expecting.deliveries_of(each.source, since=min(since, known_gap or since))
    quiet = expecting.silence_of(each, deliveries, days, at=seen.at)
    if quiet:
        detail: dict[str, str | int] = {"expected_at": quiet.expected_at.isoformat()}
        yield Finding(kind=Kind.LATE_FEED, about=code, due_at=quiet.late_from, detail=detail)
        if quiet.missing_from:
            yield Finding(
                kind=Kind.MISSING_FEED, about=code, due_at=quiet.missing_from, detail=detail
            )
    else:
        share = seen.policy.feed_short_share
        if short := expecting.short_day_of(each, days, share=share, at=seen.at):
            yield Finding(
                kind=Kind.SHORT_FEED,
                about=code,
                due_at=short.shown_at,
                detail={
                    "on": short.on.isoformat(),
                    "received": short.received,
                    "usual": short.usual,
                },
            )
    if found := gaps(deliveries):
        yield _gap(code, found)


def _flood(source: Agency, seen: Seen) -> Iterator[Finding]:
    if flood := expecting.flood_of(source, times=seen.policy.feed_flood_times, at=seen.at):
        yield Finding(
            kind=Kind.FLOOD,
            about=source.code,
            due_at=flood.shown_at,
            detail={"received": flood.received, "most": flood.most},
        )


def folders(seen: Seen) -> Iterator[Finding]:
    """Look at every watched folder: does anything look into it, and does that find it in order?"""
    limit = seen.policy.folder_silent
    for each in watched_folders():
        why, since, due_at = each.trouble, each.trouble_since, each.trouble_since
        looked_at = each.looked_at or each.set_at
        if seen.at - looked_at >= limit:
            why, since, due_at = "silent", looked_at, looked_at + limit
        if why and since and due_at:
            detail: dict[str, str | int] = {"why": why, "since": since.isoformat()}
            yield Finding(kind=Kind.FOLDER, about=each.source.code, due_at=due_at, detail=detail)


def _gap(code: str, found: list[Gap]) -> Finding:
    first = found[0]
    return Finding(
        kind=Kind.GAP,
        about=code,
        due_at=first.shown_at,
        detail={
            "from": first.start.isoformat(),
            "to": first.end.isoformat(),
            "number": len(found),
        },
    )


def queue(seen: Seen) -> Iterator[Finding]:
    """Look at the ledger: does its oldest row age, do steps fail again and again?"""
    oldest = ledger.oldest_due_at(at=seen.at)
    if oldest is not None and seen.at - oldest >= seen.policy.queue_ages:
        yield Finding(
            kind=Kind.QUEUE,
            due_at=oldest + seen.policy.queue_ages,
            detail={"since": oldest.isoformat()},
        )
    if failing := ledger.failing(tries=TRIES):
        yield Finding(
            kind=Kind.FAILING,
            due_at=failing.since,
            detail={"number": failing.number, "names": ", ".join(failing.names)},
        )


def account(seen: Seen) -> Iterator[Finding]:
    """Look whether every child is with somebody: once an hour, and always while one is not."""
    is_open = Alarm.objects.filter(kind=Kind.ACCOUNT, ended_at=None).exists()
    before = Watch.objects.aggregate(last=Max("looked_at"))["last"]
    if not is_open and before is not None and _hour(before) == _hour(seen.at):
        return
    found = balance()
    if number := len(found.lost) + found.missing + found.unraised_routes:
        yield Finding(kind=Kind.ACCOUNT, due_at=seen.at, detail={"number": number})


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def workers(seen: Seen) -> Iterator[Finding]:
    """Look at the workers: does any live, is one missed, does the clock of one go wrong?"""
    beats = ledger.workers()
    limit = seen.policy.worker_silent
    none_lives, lost = silent_workers(
        [
            Worker(name=f"{each.machine}/{each.process}", silent_for=each.silent_for)
            for each in beats
        ],
        limit=limit,
    )
    if none_lives:
        silent_for = ledger.nobody_heard_for()
        if silent_for is None:
            yield Finding(kind=Kind.NO_WORKER, due_at=seen.at)
        elif silent_for > limit:
            yield Finding(kind=Kind.NO_WORKER, due_at=seen.at - (silent_for - limit))
    for each in lost:
        due_at = seen.at - (each.silent_for - limit)
        yield Finding(kind=Kind.LOST_WORKER, about=each.name, due_at=due_at)


def seats(seen: Seen) -> Iterator[Finding]:
    """Look at the hub's rota, if it keeps one: has any shift nobody that should have somebody?"""
    if not (empty := empty_seats(seen.policy, at=seen.at)):
        return
    yield Finding(
        kind=Kind.EMPTY_SEAT,
        due_at=empty[0].warned_at,
        detail={
            "from": empty[0].span.starts_at.isoformat(),
            "to": empty[0].span.ends_at.isoformat(),
            "number": len(empty),
        },
    )


def clocks(seen: Seen) -> Iterator[Finding]:
    """Look at the clocks: of this machine, of each worker's, and of the database itself."""
    behind = {
        each.machine: each.clock_behind
        for each in ledger.workers()
        if each.silent_for <= seen.policy.worker_silent
    }
    behind[seen.machine] = seen.clock_behind
    newest = newest_written_at()
    if newest is not None:
        behind[DATABASE] = max(newest - ledger.database_now(), timedelta(0))
    for about, by in sorted(behind.items()):
        if clocks_differ(by):
            milliseconds = by // timedelta(milliseconds=1)
            yield Finding(
                kind=Kind.CLOCK,
                about=about,
                due_at=seen.at,
                detail={"behind_milliseconds": milliseconds},
            )


def certificates(seen: Seen) -> Iterator[Finding]:
    """Look at the certificates that the settings name: which lapses, which cannot be read?"""
    for file in settings.CERTIFICATES:
        try:
            found = x509.load_pem_x509_certificates(Path(file).read_bytes())
            lapses_at = min(each.not_valid_after_utc for each in found)
        except (OSError, ValueError):
            yield Finding(kind=Kind.CERTIFICATE, about=file, due_at=seen.at)
            continue
        due_at = lapses_at - seen.policy.certificate_lead
        if due_at <= seen.at:
            detail: dict[str, str | int] = {"lapses_at": lapses_at.isoformat()}
            yield Finding(kind=Kind.CERTIFICATE, about=file, due_at=due_at, detail=detail)


CHECKS: dict[Check, frozenset[Kind]] = {
    feeds: frozenset({Kind.LATE_FEED, Kind.MISSING_FEED, Kind.SHORT_FEED, Kind.GAP, Kind.FLOOD}),
    folders: frozenset({Kind.FOLDER}),
    account: frozenset({Kind.ACCOUNT}),
    seats: frozenset({Kind.EMPTY_SEAT}),
    queue: frozenset({Kind.QUEUE, Kind.FAILING}),
    workers: frozenset({Kind.NO_WORKER, Kind.LOST_WORKER}),
    clocks: frozenset({Kind.CLOCK}),
    certificates: frozenset({Kind.CERTIFICATE}),
}
"""Every check, and the kinds of alarm that it alone raises and ends."""
