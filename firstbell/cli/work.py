"""`firstbell work`: carry on everything that is due."""

import signal
from collections.abc import Callable
from types import FrameType

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database


@click.command
@click.option("--until-idle", is_flag=True, help="End when nothing is left that can be done now.")
@on_the_database
def work(*, until_idle: bool) -> None:
    """Carry on everything that is due, for ever or until nothing is left.

    Asked to end, it ends the step that it has begun. Ends with exit code 1 when the database goes
    away: whoever keeps it running starts it again.
    """
    import psycopg
    from django.db import InterfaceError, OperationalError

    from firstbell import flow
    from firstbell.foundation import clock
    from firstbell.web.unsafe import reasons_not_to_work

    reasons = reasons_not_to_work()
    for reason in reasons:
        click.echo(f"firstbell: {reason}", err=True)
    if reasons:
        stop("these settings are not safe, so nothing is done", code=REFUSED)
    try:
        if until_idle:
            flow.work_until_idle(clock.now)
        else:
            flow.work_for_ever(clock.now, is_asked_to_end=asked_to_end())
    except flow.Frozen:
        stop("this copy was restored and is frozen: see `firstbell thaw`", code=REFUSED)
    except (InterfaceError, OperationalError, psycopg.OperationalError):
        # In one line: a traceback would quote the statement, and the statement a record.
        stop("the database went away; start again once it is back", code=REFUSED)


def asked_to_end() -> Callable[[], bool]:
    """Return what says whether somebody has asked this process to end; a second time ends it."""
    asked = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        signal.signal(number, signal.SIG_DFL)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, ask)
    return lambda: bool(asked)
