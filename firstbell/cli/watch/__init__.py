"""`firstbell watch`: the dead man's switch. Needs neither the pages nor a worker.

It looks for what should have happened and did not, tells of it by ways of its own, and ends with
1 while anything is wrong, so that whatever started it can see that too. Without a database it
says that there is none.
"""

import os
import sys
import time
from contextlib import ExitStack
from typing import NoReturn

import click
import psycopg

from firstbell.cli.ending import REFUSED
from firstbell.cli.ground import NotReady, database_or_why, set_up
from firstbell.cli.home import home_folder
from firstbell.cli.watch.patience import TookTooLong, patience
from firstbell.foundation.audit import origin

CONNECTED_WITHIN = "10"
"""Seconds within which a connection to the database is there, or is not to be had."""


@click.command()
@click.option(
    "--every",
    type=click.IntRange(5, 3600),
    metavar="SECONDS",
    help="Watch again and again, first after so many seconds, until ended. Without it: once.",
)
def watch(every: int | None) -> None:
    """Look for what should have happened and did not, and tell whoever must know.

    Exit code 1 while anything is wrong, or when nobody could be told of it.
    """
    os.environ.setdefault("PGCONNECT_TIMEOUT", CONNECTED_WITHIN)
    if every is not None:
        watch_for_ever(every)
    troubles = watch_once()
    for line in troubles:
        click.echo(line, err=True)
    if troubles:
        sys.exit(REFUSED)
    click.echo("Nothing is wrong.")


def watch_for_ever(every: int) -> NoReturn:
    """Watch each so many seconds; say what is wrong when it is no longer what was said last."""
    said: list[str] = []
    while True:
        time.sleep(every)
        troubles = watch_once()
        if troubles != said:
            for line in troubles or ["Nothing is wrong any more."]:
                click.echo(line, err=True)
        said = troubles


def watch_once() -> list[str]:
    """Watch once, and return in lines what is wrong and what could not be said; best none."""
    from django.db import InterfaceError, OperationalError, connections

    gone = (TookTooLong, InterfaceError, OperationalError, psycopg.OperationalError)
    try:
        with ExitStack() as stack:
            with patience():
                stack.enter_context(database_or_why())
            from firstbell.cli.watch.watching import look_and_tell

            with origin.through("firstbell watch"):
                return look_and_tell()
    except NotReady as why:
        reason = str(why)
    except gone:
        reason = "the database does not answer"
    set_up(home_folder())
    from firstbell.cli.watch.watching import tell_that_it_is_away

    connections.close_all()
    return [f"firstbell: {reason}", *tell_that_it_is_away()]
