"""`firstbell load roll`: whom a school has on its roll, from a CSV or a Common Transfer File."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstbell.cli.ground import REFUSED, on_the_database

if TYPE_CHECKING:
    from firstbell.registry.people.files.rows import Complaint

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--whole", is_flag=True, help="A CTF holds the whole roll: replace, do not add.")
@on_the_database
def roll(file: Path, whole: bool) -> None:  # noqa: FBT001
    """Load a roll from FILE: a roll CSV, or CTF XML, told apart by content.

    A CSV replaces the roll of each establishment that it names. A CTF adds to the roll of its
    source school. A file that would take a large share of a roll off it is held until a person
    confirms it.
    """
    from firstbell.core.calendars import local_day
    from firstbell.foundation import clock
    from firstbell.registry.people.actions.loading import load_rolls
    from firstbell.registry.people.files.ctf import is_ctf, read_ctf
    from firstbell.registry.people.files.roll_csv import read_roll_csv

    at = clock.now()
    content = file.read_bytes()
    by_ctf = is_ctf(content)
    read = (read_ctf if by_ctf else read_roll_csv)(content, on=local_day(at))
    taken = load_rolls(read, file_name=file.name, by=None, at=at, adds=by_ctf and not whole)
    for note in taken.notes:
        _say(file, "line 1", note, mark="warning: ")
    for place, warning in taken.warned:
        _say(file, place.words, warning, mark="warning: ")
    for entry in taken.refused:
        for complaint in entry.complaints:
            _say(file, entry.place.words, complaint)
    for held in (each for each in taken.rolls if each.held):
        click.echo(
            f"{file}:held: URN {held.urn}: it would take {held.would_remove} of {held.before} "
            "pupils off the roll; a person must confirm or refuse it",
            err=True,
        )
    pupils = sum(each.pupils for each in taken.rolls if not each.held)
    in_force = sum(not each.held for each in taken.rolls)
    click.echo(
        f"{read.file_kind}: {taken.rows} rows taken, {len(taken.refused)} refused, "
        f"{len(taken.warned)} warnings; {pupils} pupils on {in_force} rolls in force"
    )
    sys.exit(REFUSED if taken.refused or any(each.held for each in taken.rolls) else 0)


def _say(file: Path, place: str, complaint: "Complaint", *, mark: str = "") -> None:
    """Say one thing on standard error: file, place, field, what is wrong, what would be right."""
    where = ": ".join(part for part in (place, complaint.field) if part)
    click.echo(f"{file}:{mark}{where}: {complaint.problem}; {complaint.cure}", err=True)
