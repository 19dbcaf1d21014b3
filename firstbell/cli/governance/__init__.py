"""`firstbell governance write` and `compare`: what a council must sign, true to the settings."""

from pathlib import Path

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database


@click.group()
def governance() -> None:
    """What a council must sign, filled from this installation's settings."""


@governance.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Write anew what is there and differs.")
@on_the_database
def write(folder: Path, *, replace: bool) -> None:
    """Write every document into FOLDER.

    A document that is there and differs may have been signed or filled in: nothing is written
    unless --replace says so. `compare` shows what differs.
    """
    from firstbell.cli.governance.documents import filled
    from firstbell.cli.governance.facts import gather
    from firstbell.foundation import clock

    documents = filled(gather(at=clock.now()))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = [name for name, text in documents.items() if _differs(folder / name, text)]
        if there and not replace:
            stop(
                f"{', '.join(there)}: there already and not the same; nothing was written. Keep"
                " what was signed and write into an empty folder, or use --replace",
                code=REFUSED,
            )
        for name, text in documents.items():
            (folder / name).write_text(text, encoding="utf-8")
            click.echo(str(folder / name))
    except OSError as trouble:
        stop(f"{folder}: cannot be written: {trouble.strerror}", code=REFUSED)


def _differs(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") != text


@governance.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
@on_the_database
def compare(context: click.Context, folder: Path) -> None:
    """Show which passages of the documents in FOLDER the settings of today would change.

    Ends with 1 when something differs: the documents must be looked at, and perhaps signed, again.
    What people fill in by hand is left out.
    """
    from firstbell.cli.governance.changes import changes
    from firstbell.cli.governance.documents import filled
    from firstbell.cli.governance.facts import gather
    from firstbell.foundation import clock

    found = list(changes(folder, filled(gather(at=clock.now()))))
    for change in found:
        for line in change.lines():
            click.echo(line)
        click.echo()
    if found:
        documents = len({change.document for change in found})
        click.echo(
            f"{len(found)} {'passage' if len(found) == 1 else 'passages'} of {documents}"
            f" {'document differs' if documents == 1 else 'documents differ'}.",
            err=True,
        )
        context.exit(REFUSED)
    click.echo("The documents are what the settings say.")
