"""One watch: look, raise and end alarms, tell of them, and give the sign that it was made.

Imported once Django's settings are ready. Between looking and writing down stands the telling,
which asks no database: a mail server that is slow keeps nothing locked.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from firstbell.cli.watch.away import Away, forget, remember, remembered
from firstbell.cli.watch.patience import patience
from firstbell.core.alarms import Kind, is_to_be_told
from firstbell.foundation import clock
from firstbell.foundation.events import queries as ledger
from firstbell.foundation.shadow import keep_mark, nothing_leaves
from firstbell.journey.reconciliation.actions import alarming
from firstbell.journey.reconciliation.alarms.looking import look
from firstbell.journey.reconciliation.alarms.open_ones import open_alarms
from firstbell.journey.reconciliation.alarms.telling import line, line_of, to_say
from firstbell.journey.reconciliation.alarms.ways import NotTaken, ping, say, ways
from firstbell.journey.reconciliation.models import Telling

WATCHING = 0x464257
"""Number of the lock under which one watch works at a time, whatever machine it runs on."""

TURN = 30.0
"""Seconds that a watch waits for another one."""


def look_and_tell() -> list[str]:
    """Make one watch; return in lines what is wrong and what could not be said."""
    with _alone() as is_our_turn:
        if not is_our_turn:
            return ["firstbell: another watch has not come to its end"]
        at, machine = clock.now(), socket.gethostname()
        with patience():
            keep_mark()
            _write_down_that_it_was_away(at=at)
            behind = clock.ahead_of_ours(ledger.database_now)
            looked = look(machine=machine, clock_behind=behind, at=at)
            alarming.settle(looked, machine=machine, at=at)
        not_told = [line for way in ways() for line in _tell(way, at=at)]
        with patience():
            still = open_alarms()
    troubles = [f"alarm: {alarm.words}" for alarm in still]
    if still and not ways() and not nothing_leaves():
        not_told.append(
            "firstbell: nobody is told: set FIRSTBELL_ALARM_MAIL_TO or FIRSTBELL_ALARM_URL"
        )
    is_blind = any(each.kind == Kind.CHECK for each in looked.findings)
    if not (not_told or is_blind):
        not_told += _ping()
    return troubles + not_told


def tell_that_it_is_away() -> list[str]:
    """Tell that no database answers: once, then again at growing intervals. Return what failed."""
    at, failed = clock.now(), []
    away = remembered(settings.HOME) or Away(since=at)
    for way in ways():
        told = away.told.setdefault(way.value, [])
        if not is_to_be_told(told, at=at):
            continue
        said = Telling.Said.AGAIN if told else Telling.Said.RAISED
        lines = [line(said=said, kind=Kind.DATABASE, detail={}, due_at=away.since)]
        try:
            say(lines, way=way, at=datetime.now(UTC))
        except NotTaken as failure:
            failed.append(_not_told(way, failure))
        else:
            told.append(at)
    remember(settings.HOME, away)
    return failed


def _write_down_that_it_was_away(*, at: datetime) -> None:
    away = remembered(settings.HOME)
    if away is None:
        return
    taken = [(Telling.Way(way), each) for way, moments in away.told.items() for each in moments]
    alarming.record_database_was_away(since=away.since, told=taken, at=at)
    forget(settings.HOME)


def _tell(way: Telling.Way, *, at: datetime) -> list[str]:
    """Say by one way what is to be said now, and write down what became of it."""
    with patience():
        due = to_say(way, at=at)
    if not due:
        return []
    try:
        refused = say([line_of(*each) for each in due], way=way, at=datetime.now(UTC))
    except NotTaken as failure:
        with patience():
            alarming.record_not_told(due, way=way, code=failure.code, at=at)
        return [_not_told(way, failure)]
    with patience():
        alarming.record_told(due, way=way, at=at)
    return [f"firstbell: {refused} addresses have not taken the letter"] if refused else []


def _not_told(way: Telling.Way, failure: NotTaken) -> str:
    return f"firstbell: not told {way.label}: {failure.code}"


def _ping() -> list[str]:
    """Give the sign that a watch was made in which all was looked at and said."""
    if not settings.ALARM_PING_URL or nothing_leaves():
        return []
    try:
        ping()
    except NotTaken as failure:
        return [f"firstbell: nobody heard that a watch was made: {failure.code}"]
    return []


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether it is this watch's turn, after waiting for another one for a while."""
    until = time.monotonic() + TURN
    with patience():
        while not (is_ours := _locked("pg_try_advisory_lock")) and time.monotonic() < until:
            time.sleep(1.0)
    try:
        yield is_ours
    finally:
        if is_ours:
            with patience():
                _locked("pg_advisory_unlock")


def _locked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [WATCHING])
        return bool(cursor.fetchone()[0])
