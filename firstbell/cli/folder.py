"""`firstbell folder`: a folder for each force that drops its feeds as files, looked into for ever.

Nothing here prints the name that a force gave to a file: it may hold a child's.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firstbell.cli.ending import REFUSED, WRONG_USE, stop
from firstbell.cli.ground import on_the_database
from firstbell.cli.work import asked_to_end
from firstbell.foundation.marks import shown

if TYPE_CHECKING:
    from firstbell.journey.intake.folders.files import Place
    from firstbell.journey.intake.folders.looking import Done, Lookout
    from firstbell.registry.agencies.models import Agency

LOOKING = 0x46424C
"""Number of the lock under which one process looks at a time, whatever machine it runs on."""

PAUSE = 0.5
"""Seconds between two looks whether this process is asked to end."""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def folder() -> None:
    """Folders into which forces drop their feeds: JSON, or a spreadsheet with its mapping."""


@folder.command()
@click.argument("code")
@click.option("--mapping", type=FILE, help="What the columns of its CSV or XLSX mean, in TOML.")
@on_the_database
def add(code: str, mapping: Path | None) -> None:
    """Make the folder of a source and look into it from now on; again, to change its mapping."""
    from firstbell.cli.receive import read_mapping
    from firstbell.foundation.clock import now
    from firstbell.journey.intake.actions.folders import ForAnother, watch_folder

    source, text = _source(code), ""
    if mapping is not None:
        read_mapping(mapping)
        text = mapping.read_text(encoding="utf-8")
    place = _place(code)
    try:
        place.make()
    except OSError as trouble:
        stop(f"{place.folder} cannot be made ({trouble.strerror}): set FIRSTBELL_FOLDERS")
    try:
        watch_folder(source=source, mapping=text, by=None, at=now())
    except ForAnother as other:
        stop(f"{mapping}: the mapping is that of {other}, and the folder that of {code}")
    click.echo(f"dropped into: {place.dropped}")
    click.echo(f"receipts:     {place.receipts}")
    click.echo("Let the force's account write into the first and read the second, and no more.")


@folder.command()
@click.argument("code")
@on_the_database
def remove(code: str) -> None:
    """Look no more into the folder of a source. Its files stay where they are."""
    from firstbell.foundation.clock import now
    from firstbell.journey.intake.actions.folders import leave_folder

    if not leave_folder(source=_source(code), by=None, at=now()):
        stop(f"the folder of {code} is not watched", code=REFUSED)
    click.echo(f"{code}: not looked into any more; its files stay in {_place(code).folder}")


@folder.command(name="list")
@on_the_database
def listed() -> None:
    """Print every folder: which source's, when it was looked into, and what is wrong with it."""
    from firstbell.journey.intake.queries import watched_folders

    for each in watched_folders():
        takes = "JSON and spreadsheets" if each.mapping else "JSON"
        looked = each.looked_at.isoformat() if each.looked_at else "never"
        wrong = f", {each.trouble} since {each.trouble_since}" if each.trouble else ""
        place = _place(each.source.code)
        click.echo(f"{each.source.code}: {place.dropped} ({takes}), looked into: {looked}{wrong}")


@folder.command()
@click.option(
    "--every", default=10, show_default=True, type=click.IntRange(1, 3600), metavar="SECONDS",
    help="How often to look.",
)  # fmt: skip
@click.option(
    "--settled", default=60, show_default=True, type=click.IntRange(0, 3600), metavar="SECONDS",
    help="For how long a file must stay as it is to be taken for whole.",
)  # fmt: skip
@click.option("--once", is_flag=True, help="Look until what lies there now has settled, and end.")
@on_the_database
def watch(*, every: int, settled: int, once: bool) -> None:
    """Take in what forces drop, each file once, and write its receipt; for ever, or once.

    Ends with exit code 1 when the database goes away, or with --once when anything was refused.
    A copy that was restored and is frozen looks into nothing.
    """
    import psycopg
    from django.conf import settings
    from django.db import InterfaceError, OperationalError

    from firstbell.journey.intake.folders.looking import Lookout

    lookout = Lookout(root=settings.FOLDERS, settles=float(settled))
    try:
        if once:
            _once(lookout, settled=settled)
        else:
            _for_ever(lookout, every=every)
    except (InterfaceError, OperationalError, psycopg.OperationalError):
        # In one line: a traceback would quote the statement, and the statement a record.
        stop("the database went away; start again once it is back", code=REFUSED)


def _once(lookout: "Lookout", *, settled: int) -> None:
    """Take in what lies there and is whole, and end with 1 when anything was refused."""
    is_all_well = True
    for is_last in (False, True):
        is_all_well &= _tell(look(lookout))
        if not is_last:
            time.sleep(settled)
    if not is_all_well:
        sys.exit(REFUSED)


def _for_ever(lookout: "Lookout", *, every: int) -> None:
    from firstbell.foundation.clock import now
    from firstbell.foundation.freezing import actions as freezing

    is_to_end = asked_to_end()
    freezing.look_where_it_is(at=now())
    while not is_to_end():
        _tell(look(lookout))
        until = time.monotonic() + every
        while not is_to_end() and time.monotonic() < until:
            time.sleep(PAUSE)


def look(lookout: "Lookout") -> list["Done"]:
    """Look once, unless another process looks just now or this is a frozen copy."""
    from firstbell.foundation import clock, freezing

    if freezing.frozen():
        return []
    with _alone() as is_our_turn:
        if not is_our_turn:
            return []
        return lookout.look(at=clock.now(), tick=time.monotonic(), today=datetime.now(UTC))


@contextmanager
def _alone() -> Iterator[bool]:
    """Say whether no other process looks at this moment; whoever is killed lets go."""
    is_ours = _locked("pg_try_advisory_lock")
    try:
        yield is_ours
    finally:
        if is_ours:
            _locked("pg_advisory_unlock")


def _locked(function: str) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOOKING])
        return bool(cursor.fetchone()[0])


def _tell(done: list["Done"]) -> bool:
    """Print what became of each file, by its hash; say whether nothing was refused."""
    for each in done:
        for problem in each.problems:
            where = problem.get("cell") or problem["place"]
            said = f"{problem['problem']} {problem['cure']}"
            line = f"{each.source} {each.id}: {where + ': ' if where else ''}{said}"
            click.echo(shown(line), err=True)
        if not each.problems:
            told = f"{len(each.fates)} incidents, {each.fates.count('refused')} refused."
            click.echo(f"{each.source} {each.id}: {told}")
    return not any(each.problems or "refused" in each.fates for each in done)


def _source(code: str) -> "Agency":
    from firstbell.registry.agencies.queries.places import sender_by_code

    source = sender_by_code(code)
    if source is None:
        stop(f"there is no source {code}: add it with `firstbell source add`", code=WRONG_USE)
    return source


def _place(code: str) -> "Place":
    from django.conf import settings

    from firstbell.journey.intake.folders.files import Place

    return Place(folder=settings.FOLDERS / code)
