"""`firstbell service`: advocates' services and other partners that records are referred to."""

import click

from firstbell.cli.ending import REFUSED, WRONG_USE, stop
from firstbell.cli.ground import on_the_database


@click.group()
def service() -> None:
    """Services that a record can be referred to."""


@service.command()
@click.argument("code")
@click.option("--name", required=True, help="What the service is called.")
@on_the_database
def add(code: str, name: str) -> None:
    """Make an advocate's service known; its people are asked in with invite --agency CODE."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.partnership import (
        SenderExists,
        UnusableValue,
        add_service,
    )

    try:
        added = add_service(code=code, name=name, by=None, at=now())
    except UnusableValue as trouble:
        stop(str(trouble), code=WRONG_USE)
    except SenderExists as trouble:
        stop(str(trouble), code=REFUSED)
    else:
        click.echo(f"service: {added.code}, {added.name}")
