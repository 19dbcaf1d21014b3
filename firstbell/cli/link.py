"""`firstbell link`: the linkage alone, on files, without a database."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from firstbell import environment
from firstbell.cli import OWN_PROCESS
from firstbell.cli.ending import REFUSED, WRONG_USE, stop
from firstbell.journey.linkage.bulk import link_files
from firstbell.journey.linkage.sharing import leave
from firstbell.journey.linkage.tables import CannotRead

INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)
ENDINGS = {".csv", ".parquet"}


@click.command()
@click.option("--roll", type=INPUT, required=True, help="A roll: CSV, or Parquet of its columns.")
@click.option("--children", type=INPUT, required=True, help="Recorded children: CSV or Parquet.")
@click.option("--out", type=OUTPUT, required=True, help="The answer: CSV or Parquet.")
@click.option(
    "--index",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder to keep the roll indexed in, for the next time. It holds what the roll holds.",
)
@click.pass_obj
def link(
    process: str | None,
    roll: Path,
    children: Path,
    out: Path,
    index: Path | None,
) -> None:
    """Say for every recorded child which pupil it is, or that a person must look."""
    if out.suffix.lower() not in ENDINGS:
        stop(f"--out must end in .csv or .parquet, not {out.suffix or 'nothing'}", code=WRONG_USE)
    # What the clock of every other command does by the settings, for which Django would be loaded.
    at = environment.instant("FIRSTBELL_CLOCK_AT") or datetime.now(UTC)
    on = at.astimezone(ZoneInfo("Europe/London")).date()
    try:
        findings = link_files(roll, children, out, on=on, index=index)
    except CannotRead as error:
        stop(str(error), code=REFUSED)
        raise AssertionError from error
    except OSError as error:
        stop(f"{error.filename}: {error.strerror}; name a file that can be written")
        raise AssertionError from error
    for warning in findings.warnings:
        click.echo(f"warning: {warning}", err=True)
    for refusal in findings.refused:
        click.echo(f"refused: {refusal}", err=True)
    code = REFUSED if findings.refused else 0
    if process == OWN_PROCESS:
        leave(code)  # to take apart what was made would take a fiftieth of the whole run
    sys.exit(code)
