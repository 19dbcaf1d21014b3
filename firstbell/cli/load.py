"""`firstbell load KIND FILE`: take in the files of the registers.

Refused lines and warnings go to standard error, one line each, with the file, the line, the
field, what is wrong and what would be right. The exit code is 1 when a line was refused.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database
from firstbell.cli.load_roll import roll
from firstbell.foundation.marks import shown

if TYPE_CHECKING:
    from firstbell.registry.agencies.actions.loading import Loaded
    from firstbell.registry.agencies.files.table import Problem

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group()
def load() -> None:
    """Take in the registers: establishments, childcare, links, rolls, contacts and the like."""


@load.command()
@click.argument("file", type=FILE)
@on_the_database
def establishments(file: Path) -> None:
    """Take in the schools register: an `edubasealldata` CSV."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.loading import load_establishments

    with readable(file):
        outcome = load_establishments(
            content=file.read_bytes(), file_name=file.name, by=None, at=now()
        )
    report(file, outcome)


@load.command()
@click.argument("file", type=FILE)
@click.option("--end-missing", is_flag=True, help="End every provider that the file leaves out.")
@on_the_database
def childcare(file: Path, end_missing: bool) -> None:  # noqa: FBT001
    """Take in the childcare register: a CSV of nurseries, pre-schools and childminders.

    A provider that has resigned is ended, and so is one of a council of the file that the file
    leaves out; but where that would be a large share of a council's, only with --end-missing.
    """
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.loading import load_childcare

    with readable(file):
        outcome = load_childcare(
            content=file.read_bytes(),
            file_name=file.name,
            ends_missing=end_missing,
            by=None,
            at=now(),
        )
    report(file, outcome)


@load.command()
@click.argument("file", type=FILE)
@on_the_database
def links(file: Path) -> None:
    """Take in what establishments were and became: the register's links CSV."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.loading import load_links

    with readable(file):
        outcome = load_links(content=file.read_bytes(), file_name=file.name, by=None, at=now())
    report(file, outcome)


@load.command()
@click.argument("file", type=FILE)
@on_the_database
def contacts(file: Path) -> None:
    """Take in key adults; all lines of each establishment or desk in the file are replaced."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.loading import load_contacts

    with readable(file):
        outcome = load_contacts(content=file.read_bytes(), file_name=file.name, by=None, at=now())
    report(file, outcome)


@load.command()
@click.argument("file", type=FILE)
@click.option("--scope", default="", help="Whose days an iCalendar tells: a URN or a council.")
@on_the_database
def calendar(file: Path, scope: str) -> None:
    """Take in school days: a CSV, or an iCalendar with `--scope`."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.loading import load_calendar

    with readable(file):
        outcome = load_calendar(
            content=file.read_bytes(), file_name=file.name, scope=scope, by=None, at=now()
        )
    report(file, outcome)


@load.command()
@click.argument("file", type=FILE)
@on_the_database
def postcodes(file: Path) -> None:
    """Take in the ONS postcode directory as a CSV."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.loading import load_postcodes

    with readable(file), file.open("rb") as lines:
        outcome = load_postcodes(lines=lines, file_name=file.name, by=None, at=now())
    report(file, outcome)


@load.command()
@click.argument("file", type=FILE)
@on_the_database
def leavers(file: Path) -> None:
    """Take in who has left: a CSV of email, urn or desk or agency, left_on, reason.

    A line without a place ends everything. Somebody who is not known here is told and is no fault.
    """
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.loading import load_leavers

    with readable(file):
        outcome = load_leavers(content=file.read_bytes(), file_name=file.name, by=None, at=now())
    report(file, outcome)


load.add_command(roll)


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """End in one line when the file as a whole cannot be used, or was named wrongly."""
    from firstbell.registry.agencies.files.table import UnusableFile, WrongScope

    try:
        yield
    except WrongScope as trouble:
        stop(f"{file}: {trouble}")
    except UnusableFile as trouble:
        stop(f"{file}: {trouble}", code=REFUSED)


def report(file: Path, outcome: "Loaded") -> None:
    """Say what became of the file; ends with exit code 1 when a line was refused."""
    tell(file, outcome.refused)
    tell(file, outcome.warnings, mark="warning: ")
    parts = [f"{outcome.loaded} loaded", f"{len(outcome.refused)} refused"]
    parts += [f"{len(outcome.warnings)} with a warning"]
    parts += [f"{count} {word}" for word, count in outcome.counts.items()]
    click.echo(f"{outcome.kind}: {', '.join(parts)}")
    if outcome.refused:
        sys.exit(REFUSED)


def tell(file: Path, problems: Iterable["Problem"], *, mark: str = "") -> None:
    """Write one line for each problem on standard error."""
    for each in problems:
        click.echo(shown(f"{file}:{mark}{each}"), err=True)
