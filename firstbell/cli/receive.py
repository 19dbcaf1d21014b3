"""`firstbell receive FILE`: take an incident feed and say what became of every incident.

The lines name references, ids and places in the document or cells of the spreadsheet, never
anything that is said of a person.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database
from firstbell.foundation.marks import shown

if TYPE_CHECKING:
    from firstbell.journey.intake.receipts import (
        Flag,
        IncidentReceipt,
        Problem,
        Question,
        Receipt,
    )
    from firstbell.journey.intake.sheets.mapping import SheetMapping

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

SHEETS = (".csv", ".xlsx")


@click.command()
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, help="What the columns of a CSV or XLSX mean, in TOML.")
@on_the_database
def receive(file: Path, mapping: Path | None) -> None:
    """Take an incident feed: JSON, or a force's own CSV or XLSX with its --mapping."""
    from firstbell.foundation import clock
    from firstbell.journey.intake.actions.files import receive_file
    from firstbell.journey.intake.reading import Unusable

    if mapping is None and file.suffix.lower() in SHEETS:
        stop(f"{file}: say with --mapping what its columns mean")
    read = read_mapping(mapping) if mapping is not None else None
    try:
        receipt = receive_file(
            file.read_bytes(), name=file.name, mapping=read, by=None, at=clock.now()
        )
    except Unusable as refusal:
        for problem in refusal.problems:
            _refused(file, "", problem)
        sys.exit(REFUSED)
    _tell(file, receipt)


@click.command("check-mapping")
@click.argument("mapping", type=FILE)
@click.argument("file", type=FILE, required=False)
@on_the_database
def check_mapping(mapping: Path, file: Path | None) -> None:
    """Say what is wrong with a mapping file, and with a FILE read by it; nothing is taken in."""
    from firstbell.foundation import clock
    from firstbell.journey.intake.reading import Unusable
    from firstbell.journey.intake.sheets.files import read_sheet
    from firstbell.journey.intake.sheets.judging import judged_alone

    read = read_mapping(mapping)
    click.echo(f"{mapping}: {len(read.columns)} columns are used.")
    if file is None:
        return
    try:
        sheet = read_sheet(file.read_bytes(), name=file.name, mapping=read, at=clock.now())
        judged = judged_alone(sheet)
    except Unusable as refusal:
        for problem in refusal.problems:
            _refused(file, "", problem)
        sys.exit(REFUSED)
    for name in sheet.unused:
        click.echo(shown(f"not used: {name}"))
    for each in judged:
        for problem in each.problems:
            _refused(file, each.reference or "", problem)
    refused = sum(bool(each.problems) for each in judged)
    children = sum(len(each.said.get("children", ())) for each in sheet.incidents)
    click.echo(f"{len(judged)} incidents with {children} children, {refused} would be refused.")
    if refused:
        sys.exit(REFUSED)


def read_mapping(file: Path) -> "SheetMapping":
    """Return the mapping in a file, or end with a line for each of its faults."""
    from firstbell.journey.intake.sheets.files import mapping_of
    from firstbell.journey.intake.sheets.mapping import WrongMapping

    try:
        return mapping_of(file.read_bytes())
    except WrongMapping as wrong:
        _end(file, wrong.faults)


def _end(file: Path, faults: list[str]) -> NoReturn:
    for fault in faults:
        click.echo(shown(f"{file}: {fault}"), err=True)
    sys.exit(REFUSED)


def _tell(file: Path, receipt: "Receipt") -> None:
    for flag in receipt["flags"]:
        click.echo(f"{flag['place']}: {flag['note']}")
    for each in receipt["incidents"]:
        named = each["reference"] or _where(each)
        revision = f" revision {each['revision']}" if each["revision"] else ""
        click.echo(shown(f"{named}{revision}: {each['fate']}"))
        for flag in each["flags"]:
            click.echo(shown(f"  {_where(flag)}: {flag['note']}"))
        for asked in each["questions"]:
            click.echo(shown(f"  {asked['child'] or _where(asked)}: {asked['question']}"))
        for problem in each["problems"]:
            _refused(file, named, problem)
    refused = sum(each["fate"] == "refused" for each in receipt["incidents"])
    click.echo(f"{len(receipt['incidents'])} incidents, {refused} refused.")
    if refused:
        sys.exit(REFUSED)


def _where(told: "Problem | Flag | Question | IncidentReceipt") -> str:
    """Return the cell in which something stood, or its place in the document."""
    return told.get("cell") or told["place"]


def _refused(file: Path, incident: str, problem: "Problem") -> None:
    where = " ".join(part for part in (incident, _where(problem)) if part)
    said = f"{problem['problem']} {problem['cure']}"
    click.echo(shown(f"{file}: {where + ': ' if where else ''}{said}"), err=True)
