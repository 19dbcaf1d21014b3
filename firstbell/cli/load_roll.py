"""`firstbell load roll`: whom a school has on its roll, from a CSV or a Common Transfer File."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import URN, on_the_database
from firstbell.core.identifiers import place_reference
from firstbell.foundation.marks import shown

if TYPE_CHECKING:
    from firstbell.registry.people.files.rows import Complaint

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--whole", is_flag=True, help="A CTF holds the whole roll: replace, do not add.")
@click.option("--confirm", type=URN, metavar="URN", help="Put the held roll of URN in force.")
@click.option("--refuse", type=URN, metavar="URN", help="Set the held roll of URN aside.")
@click.option("--by", metavar="EMAIL", help="Who confirms or refuses.")
@on_the_database
def roll(
    file: Path | None,
    whole: bool,  # noqa: FBT001
    confirm: int | None,
    refuse: int | None,
    by: str | None,
) -> None:
    """Load a roll from FILE: a roll CSV, or CTF XML, told apart by content.

    A CSV replaces the roll of each establishment that it names. A CTF adds to the roll of its
    source school. A file that would take a large share of a roll off it is held until a person
    confirms it: `--confirm URN --by EMAIL`, or `--refuse URN --by EMAIL`.
    """
    asked = sum(each is not None for each in (file, confirm, refuse))
    if asked != 1 or (file is None) != (by is not None):
        stop("name a FILE to load, or --confirm or --refuse a URN with --by EMAIL")
    if file is not None:
        _load(file, whole=whole)
    else:
        _settle(confirm or refuse or 0, confirms=confirm is not None, by=by or "")


def _settle(urn: int, *, confirms: bool, by: str) -> None:
    """Put the held roll of an establishment in force, or set it aside, in a person's name."""
    from firstbell.foundation import clock
    from firstbell.foundation.accounts.models import User
    from firstbell.registry.people import queries
    from firstbell.registry.people.actions.confirming import confirm_roll, refuse_roll

    person = User.objects.filter(email__iexact=by, is_active=True).first()
    held = queries.held_rolls().filter(establishment__urn=urn).first()
    if person is None:
        stop(f"nobody signs in here as {by}: invite them first")
    elif held is None:
        stop(f"no roll of URN {place_reference(urn)} is held", code=REFUSED)
    else:
        settle = confirm_roll if confirms else refuse_roll
        settle(held.id, by=person, at=clock.now())
        click.echo(f"roll: URN {place_reference(urn)}: {'in force' if confirms else 'set aside'}")


def _load(file: Path, *, whole: bool) -> None:
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
        urn = place_reference(held.urn)
        click.echo(
            f"{file}:held: URN {urn}: it would take {held.would_remove} of {held.before} "
            f"pupils off the roll; a person must --confirm {urn} or --refuse it",
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
    said = f"{file}:{mark}{where}: {complaint.problem}; {complaint.cure}"
    click.echo(shown(said), err=True)
