"""`firstbell agreement list`: the information-sharing agreements, by what must be done."""

import click

from firstbell.cli.ground import on_the_database


@click.group()
def agreement() -> None:
    """Information-sharing agreements."""


@agreement.command(name="list")
@on_the_database
def list_() -> None:
    """Print every agreement, the most urgent first: what to do, its state, its parties."""
    from firstbell.foundation import clock
    from firstbell.registry.agreements.queries import register

    groups = register.groups(at=clock.now())
    if not groups:
        click.echo("No agreement is kept here yet.")
    for group in groups:
        click.echo(group.words)
        for line in group.lines:
            until = f", last day {line.last_on}" if line.last_on else ""
            unsigned = f", {line.unsigned} not signed" if line.unsigned else ""
            click.echo(f"    {line.title}: {line.state_words}{until}{unsigned}")
            click.echo(f"        {'; '.join(line.parties)}")
