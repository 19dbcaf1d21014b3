"""What became of every child, whether it adds up, and whether today's promise is being kept."""

import json
from collections.abc import Iterable
from typing import Any

import click

from firstbell.cli.ending import REFUSED
from firstbell.cli.ground import on_the_database
from firstbell.foundation.marks import shown


@click.command
@click.option("--format", "format_", type=click.Choice(["table", "jsonl"]), default="table")
@on_the_database
def notifications(*, format_: str) -> None:
    """Print what became of every child of every incident."""
    from firstbell.journey.reconciliation.lines import lines

    if format_ == "jsonl":
        for line in lines():
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    for row in _table(lines()):
        click.echo(shown(row))


COLUMNS = "{:<28} {:<10} {:<9} {:<22} {:<13} {:<17} {}"


def _table(lines: Iterable[dict[str, Any]]) -> Iterable[str]:
    yield COLUMNS.format("INCIDENT", "CHILD", "LINK", "RECIPIENT", "STATE", "DUE", "OWNER")
    for line in lines:
        for told in line["recipients"] or [{}]:
            yield COLUMNS.format(
                f"{line['incident']}/{line['revision']}",
                line["child"],
                line["link"] or "-",
                told.get("recipient", "-"),
                told.get("state", "-"),
                (told.get("due_at") or "-")[:16],
                line["owner"],
            )


@click.command
@click.pass_context
@on_the_database
def balance(context: click.Context) -> None:
    """Account for every child, from rows; exit 1 when it does not add up."""
    from firstbell.journey.reconciliation import queries

    account = queries.balance()
    for class_ in queries.Class:
        if account.classes[class_]:
            click.echo(f"{account.classes[class_]:>8}  {class_}")
    click.echo(f"{account.children:>8}  children of accepted incidents")
    click.echo(f"{account.refused_incidents:>8}  refused incidents, not yet mended")
    if account.adds_up:
        click.echo("The account adds up.")
        return
    for child in account.lost:
        click.echo(f"lost: child {child}", err=True)
    if account.missing:
        click.echo(f"missing: {account.missing} recorded children have no row", err=True)
    if account.unraised_routes:
        click.echo(f"not raised: {account.unraised_routes} routes have no notification", err=True)
    context.exit(REFUSED)


@click.command
@click.pass_context
@on_the_database
def status(context: click.Context) -> None:
    """Say in one line whether today's promise is being kept, and if not, what is in the way."""
    from firstbell.foundation import clock
    from firstbell.journey.reconciliation.promise import promise
    from firstbell.oversight.breaches.queries import lateness

    at = clock.now()
    kept, line = promise(at=at, besides=[lateness(at=at)])
    click.echo(line)
    if not kept:
        context.exit(REFUSED)
