"""`firstbell sheet`: the hubs' morning sheets, made and put into their folder."""

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database


@click.command
@click.option("--if-due", is_flag=True, help="Only this morning's, where it is due and not there.")
@on_the_database
def sheet(*, if_due: bool) -> None:
    """Make each hub's sealed morning sheet and put it into FIRSTBELL_SHEETS.

    Without --if-due, one more for each hub as things stand now.
    """
    from django.conf import settings

    from firstbell.foundation import clock
    from firstbell.journey.reconciliation.actions import sheets

    at = clock.now()
    hubs = sheets.hubs(at=at)
    if not hubs:
        stop("nobody works as a hub yet: invite a hub-worker first", code=REFUSED)
    for hub in () if if_due else hubs:
        sheets.make_now(hub=hub, by=None, at=at)
    try:
        new = sheets.make_and_put(at=at)
    except OSError as trouble:
        stop(f"{settings.SHEETS} cannot be written ({trouble.strerror}): set FIRSTBELL_SHEETS")
    for name in new:
        click.echo(f"sheet: {settings.SHEETS / name}")
    if not new:
        click.echo(f"sheet: every sheet is in {settings.SHEETS}")
