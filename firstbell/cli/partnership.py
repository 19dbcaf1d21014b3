"""`firstbell partnership set` and `firstbell source add`: whose installation it is, who sends."""

import click

from firstbell.cli.ground import REFUSED, WRONG_USE, on_the_database, stop


@click.group()
def partnership() -> None:
    """Whose installation this is."""


@partnership.command(name="set")
@click.option("--name", required=True, help="What the partnership is called.")
@click.option(
    "--council",
    "councils",
    required=True,
    multiple=True,
    metavar="CODE=LAUA",
    help="A council: its three digits of GIAS and its ONS code. May be given again.",
)
@click.option("--force", required=True, metavar="PFA", help="The ONS code of the police force.")
@on_the_database
def set_(name: str, councils: tuple[str, ...], force: str) -> None:
    """Say whose installation this is; a later call replaces what an earlier one said."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.partnership import UnusableValue, set_partnership

    pairs = [council.partition("=") for council in councils]
    by_code = {code.strip(): laua.strip() for code, _, laua in pairs}
    if len(by_code) < len(pairs):
        stop("--council: a code is named twice; name each council once", code=WRONG_USE)
    try:
        set_partnership(name=name, councils=by_code, force_pfa=force, by=None, at=now())
    except UnusableValue as trouble:
        stop(str(trouble), code=WRONG_USE)
    click.echo(f"{name}: {', '.join(sorted(by_code))}; police force area {force}")


@click.group()
def source() -> None:
    """Who sends incidents."""


@source.command()
@click.argument("code")
@click.option("--name", required=True, help="What the sending force is called.")
@click.option("--force", required=True, metavar="PFA", help="The ONS code of the police force.")
@on_the_database
def add(code: str, name: str, force: str) -> None:
    """Let a police force send incidents, and print its machine client, once."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.partnership import (
        SenderExists,
        UnusableValue,
        add_source,
    )

    try:
        sender = add_source(code=code, name=name, force_pfa=force, by=None, at=now())
    except UnusableValue as trouble:
        stop(str(trouble), code=WRONG_USE)
    except SenderExists as trouble:
        stop(str(trouble), code=REFUSED)
    else:
        click.echo(f"source: {code}, {name}")
        click.echo(f"client id: {sender.client_id}")
        click.echo(f"client secret: {sender.client_secret}")
        click.echo("The secret is shown this once and kept nowhere: give it to the force now.")
