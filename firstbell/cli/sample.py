"""`firstbell sample`: writes the files of an invented borough.

Needs no database and no home, and touches nothing but the folder that it is given.
"""

from datetime import datetime
from pathlib import Path

import click

from firstbell import sample as invented
from firstbell.sample.establishment_plans import CORE


@click.command()
@click.option(
    "--out",
    "directory",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into; made if it is missing.",
)
@click.option("--pupils", default=12_000, show_default=True, type=click.IntRange(min=1))
@click.option("--incidents", default=200, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--establishments",
    type=click.IntRange(min=CORE),
    help="As many as the pupils fill, up to 60, unless given.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed, the same files.")
@click.option(
    "--weekend",
    default=invented.MONDAY.isoformat(),
    show_default=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Any day of it, from the Friday to the Monday.",
)
def sample(
    directory: Path,
    pupils: int,
    incidents: int,
    establishments: int | None,
    seed: int,
    weekend: datetime,
) -> None:
    """Write an invented borough and a weekend of incidents, for trying the product out."""
    try:
        borough = invented.make_borough(
            seed=seed,
            pupils=pupils,
            incidents=incidents,
            establishments=establishments,
            weekend=weekend.date(),
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for name, size in invented.write(borough, directory).items():
        click.echo(f"{size:>12,} bytes  {directory / name}")
    click.echo(
        f"{len(borough.establishments)} establishments, {len(borough.pupils):,} pupils,"
        f" {incidents} incidents, {len(borough.truths)} recorded children."
        " All of it is invented."
    )
