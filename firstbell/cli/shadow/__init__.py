"""`firstbell shadow`: beside the present way first, with nobody told, and where the two differ."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database
from firstbell.foundation.marks import shown

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def shadow() -> None:
    """Work out everything beside the present way, tell nobody, and say where the two differ."""


@shadow.command()
@on_the_database
def begin() -> None:
    """Let this installation tell nobody, for as long as it is one.

    Only before anything was received; for the real work an installation of its own is begun.
    """
    from firstbell.foundation import clock
    from firstbell.foundation.shadow import keep_mark
    from firstbell.journey.reconciliation.actions.shadowing import NotEmpty, begin_shadow

    try:
        begin_shadow(by=None, at=clock.now())
    except NotEmpty:
        stop(
            "incidents were received here, and somebody may rely on being told: begin in an "
            "installation of its own",
            code=REFUSED,
        )
    keep_mark()
    click.echo("From here on everything is worked out and nobody is told.")


@shadow.command()
@click.argument("file", type=FILE)
@click.option("--force", "code", metavar="CODE", help="Whose list it is, where there are several.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Received from this day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="Up to and with this day.")
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the page with every line, as HTML; for its reader alone.",
)
@on_the_database
def compare(
    file: Path, code: str | None, first: datetime | None, last: datetime | None, page: Path | None
) -> None:
    """Lay what was worked out beside FILE, a CSV of what was done by hand.

    Exit code 1 when lines of the list could not be used.
    """
    from firstbell.cli.home import write_private
    from firstbell.cli.shadow.showing import lines, page_of
    from firstbell.core.calendars import LONDON
    from firstbell.core.shadow import WRONG, counts
    from firstbell.foundation import clock
    from firstbell.foundation.shadow import is_on
    from firstbell.journey.reconciliation.actions.shadowing import record_compared
    from firstbell.journey.reconciliation.shadow import NoList, beside
    from firstbell.registry.agencies.models import Agency

    if not is_on():
        stop("this installation tells people: see `firstbell shadow begin`", code=REFUSED)
    police = Agency.objects.filter(kind=Agency.Kind.POLICE)
    forces = list(police.filter(code=code) if code else police)
    if len(forces) != 1:
        stop("say with --force whose list it is" if forces else f"there is no force {code}")
    (force,) = forces
    since = first.replace(tzinfo=LONDON) if first else None
    until = (last + timedelta(days=1)).replace(tzinfo=LONDON) if last else None
    try:
        found = beside(file.read_bytes(), force=force, since=since, until=until)
    except NoList as trouble:
        stop(f"{file}: {trouble}", code=REFUSED)
    numbers = counts(found)
    record_compared(
        force=force, found={str(k): n for k, n in numbers.items()}, by=None, at=clock.now()
    )
    for line in lines(found):
        click.echo(shown(line))
    if page is not None:
        write_private(page, page_of(found, force=force.name, first=first, last=last))
        click.echo(f"page: {page}")
    if any(numbers[each] for each in WRONG):
        sys.exit(REFUSED)
