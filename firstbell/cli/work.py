"""`firstbell work`: carry on everything that is due."""

import click

from firstbell.cli.ground import REFUSED, on_the_database, stop


@click.command
@click.option("--until-idle", is_flag=True, help="End when nothing is left that can be done now.")
@on_the_database
def work(*, until_idle: bool) -> None:
    """Carry on everything that is due, for ever or until nothing is left.

    Ends with exit code 1 when the database goes away: whoever keeps it running starts it again.
    """
    import psycopg
    from django.db import InterfaceError, OperationalError

    from firstbell import flow
    from firstbell.foundation import clock

    try:
        if until_idle:
            flow.work_until_idle(clock.now)
        else:
            flow.work_for_ever(clock.now)
    except (InterfaceError, OperationalError, psycopg.OperationalError):
        # In one line: a traceback would quote the statement, and the statement a record.
        stop("the database went away; start again once it is back", code=REFUSED)
