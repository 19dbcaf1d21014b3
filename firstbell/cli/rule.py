"""`firstbell rule list` and `firstbell rule set`: the rules that the law leaves open."""

import click

from firstbell.cli.ending import stop
from firstbell.cli.ground import on_the_database


@click.group()
def rule() -> None:
    """The rules that the law leaves open, as this partnership has set them."""


@rule.command(name="list")
@on_the_database
def list_() -> None:
    """Print every rule: its value here, its default, what it means and where it comes from."""
    from firstbell.core.policy import RULES
    from firstbell.registry.agencies.queries.rules import policy

    values = policy().as_settings()
    for each in RULES:
        value = values[each.key]
        mark = "" if value == each.default else f"  (default: {each.default})"
        click.echo(f"{each.key} = {value}{mark}")
        click.echo(f"    {each.meaning}")
        click.echo(f"    Source: {each.source}")


@rule.command(name="set")
@click.argument("key")
@click.argument("value")
@on_the_database
def set_(key: str, value: str) -> None:
    """Set one rule; it holds for what is decided from now on."""
    from firstbell.core.policy import UnusableSetting
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.rules import set_rule

    try:
        set_rule(key=key, value=value, by=None, at=now())
    except UnusableSetting as trouble:
        stop(str(trouble))
    click.echo(f"{key} = {value}")
