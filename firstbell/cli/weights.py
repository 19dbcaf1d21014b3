"""`firstbell weights show | train | use`: by which figures children are linked, and other ones."""

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database


@click.group()
def weights() -> None:
    """The weights of linkage: those in force, and those trained on this partnership's reviews."""


@weights.command()
@click.argument("version", required=False)
@on_the_database
def show(version: str | None) -> None:
    """Print a version: the one in force, unless another is named. Then all that there are."""
    from firstbell.core.linkage import SHIPPED, Weights
    from firstbell.journey.linkage.models import WeightsVersion
    from firstbell.journey.linkage.queries import weights_in_force

    in_force = weights_in_force()
    trained = {own.version: own for own in WeightsVersion.objects.order_by("trained_at")}
    named = version or in_force.version
    if named not in {SHIPPED.version, in_force.version, *trained}:
        stop(f"there is no version {named}", code=REFUSED)
    chosen = Weights.read(trained[named].content) if named in trained else SHIPPED
    click.echo(f"{chosen.version}{' (in force)' if chosen.version == in_force.version else ''}")
    lines = chosen.thresholds
    click.echo(f"  linked from {lines.link:g}, reviewed from {lines.review:g}")
    click.echo(f"  least lead at one home {lines.rival_at_home:g}, else {lines.rival_elsewhere:g}")
    click.echo(f"  taken where a namesake would fit as well {lines.namesake:g}")
    for said, words in chosen.report.items():
        click.echo(f"  {said.replace('_', ' ')}:")
        for line in words:
            click.echo(f"    {line}")
    for name, bits in chosen.bits.items():
        click.echo(f"  {bits:+7.2f}  {name}")
    if named in trained:
        _print_compared(trained[named].compared)
    others = [each for each in (SHIPPED.version, *trained) if each != named]
    click.echo(f"Other versions: {', '.join(others) or 'none'}")


@weights.command()
@on_the_database
def train() -> None:
    """Train a version on what people decided, and print before and after; none is put in force."""
    from firstbell.foundation.clock import now
    from firstbell.journey.delivery.truth import answered_by_schools
    from firstbell.journey.linkage.actions.weighing import (
        NotAssessed,
        TooLittleKnown,
        train_weights,
    )

    try:
        kept = train_weights(schools=answered_by_schools(), at=now())
    except (NotAssessed, TooLittleKnown) as trouble:
        stop(str(trouble), code=REFUSED)
        raise AssertionError from trouble
    click.echo(f"{kept.version} is trained. Of the children kept aside:")
    _print_compared(kept.compared)
    click.echo(f"To link by it from now on: firstbell weights use {kept.version}")


@weights.command()
@click.argument("version")
@on_the_database
def use(version: str) -> None:
    """Link by a version from now on; refused where it would repeat what people corrected."""
    from firstbell.foundation.clock import now
    from firstbell.journey.delivery.truth import answered_by_schools
    from firstbell.journey.linkage.actions.weighing import NotAssessed, Unfit, use_weights

    try:
        use_weights(version=version, schools=answered_by_schools(), at=now())
    except (NotAssessed, Unfit, LookupError) as trouble:
        stop(str(trouble), code=REFUSED)
    click.echo(f"{version} is in force.")


def _print_compared(compared: list[dict[str, str]]) -> None:
    for each in compared:
        click.echo(f"  {each['group']}")
        click.echo(f"    before: {each['before']}")
        click.echo(f"    after:  {each['after']}")
