"""`firstbell receive FILE`: take an incident feed and say what became of every incident.

The lines name references, ids and places in the document, never anything that it says about a
person.
"""

import sys
from pathlib import Path

import click

from firstbell.cli.ground import REFUSED, on_the_database
from firstbell.foundation.marks import shown


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@on_the_database
def receive(file: Path) -> None:
    """Take an incident feed in JSON."""
    from firstbell.foundation import clock
    from firstbell.journey.intake.actions import receive_feed
    from firstbell.journey.intake.reading import Unusable, read_document

    try:
        document = read_document(file.read_bytes())
        receipt = receive_feed(document=document, by=None, at=clock.now())
    except Unusable as refusal:
        for problem in refusal.problems:
            _refused(file, "", problem["place"], problem["problem"], problem["cure"])
        sys.exit(REFUSED)
    for flag in receipt["flags"]:
        click.echo(f"{flag['place']}: {flag['note']}")
    for each in receipt["incidents"]:
        named = each["reference"] or each["place"]
        revision = f" revision {each['revision']}" if each["revision"] else ""
        click.echo(shown(f"{named}{revision}: {each['fate']}"))
        for flag in each["flags"]:
            click.echo(shown(f"  {flag['place']}: {flag['note']}"))
        for asked in each["questions"]:
            click.echo(shown(f"  {asked['child'] or asked['place']}: {asked['question']}"))
        for problem in each["problems"]:
            _refused(file, named, problem["place"], problem["problem"], problem["cure"])
    refused = sum(each["fate"] == "refused" for each in receipt["incidents"])
    click.echo(f"{len(receipt['incidents'])} incidents, {refused} refused.")
    if refused:
        sys.exit(REFUSED)


def _refused(file: Path, incident: str, place: str, problem: str, cure: str) -> None:
    where = " ".join(part for part in (incident, place) if part)
    click.echo(shown(f"{file}: {where + ': ' if where else ''}{problem} {cure}"), err=True)
