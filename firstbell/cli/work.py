"""`firstbell work`: carry on everything that is due."""

import click

from firstbell.cli.ground import on_the_database


@click.command
@click.option("--until-idle", is_flag=True, help="End when nothing is left that can be done now.")
@on_the_database
def work(*, until_idle: bool) -> None:
    """Carry on everything that is due, for ever or until nothing is left."""
    from firstbell import flow
    from firstbell.foundation import clock

    if until_idle:
        flow.work_until_idle(clock.now)
    else:
        flow.work_for_ever(clock.now)
