"""`firstbell hand-over`: our key, and hand-overs by file where there is no line between hubs."""

from pathlib import Path
from uuid import UUID

import click

from firstbell.cli.ending import REFUSED, WRONG_USE, stop
from firstbell.cli.ground import on_the_database


@click.group("hand-over")
def hand_over() -> None:
    """Hand children to another area, and take them from one, by file."""


@hand_over.command("key")
@on_the_database
def key() -> None:
    """Print our public key, which the other area must know."""
    from firstbell.foundation.clock import now
    from firstbell.journey.handover.actions.keys import own_key
    from firstbell.journey.handover.signing import public_of

    click.echo(f"whpk_{public_of(own_key(at=now()))}")


@hand_over.command("write")
@click.argument("hand_over_id", type=click.UUID, metavar="ID")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@on_the_database
def write(hand_over_id: UUID, file: Path) -> None:
    """Write FILE for the other area: the offer ID or its withdrawal, or our answer to it.

    Only the other area can open the file. An ID stands on the page of the hand-over.
    """
    from firstbell.foundation.clock import now
    from firstbell.journey.handover.actions import by_file

    try:
        content = by_file.write(hand_over_id=hand_over_id, by=None, at=now())
    except by_file.NothingToSay:
        stop(f"there is nothing to say about a hand-over {hand_over_id}", code=WRONG_USE)
    file.write_bytes(content)
    click.echo(f"Written to {file}.")


@hand_over.command("take")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_context
@on_the_database
def take(context: click.Context, file: Path) -> None:
    """Take a FILE that the other area has written: an offer, a withdrawal or an answer."""
    from firstbell.foundation.clock import now
    from firstbell.journey.handover.actions import by_file, receiving
    from firstbell.journey.handover.files import CannotOpen
    from firstbell.journey.handover.wire import MOST_BYTES

    if file.stat().st_size > 2 * MOST_BYTES:
        stop(f"{file}: too long for a hand-over", code=REFUSED)
    try:
        answer = by_file.take(file.read_bytes(), at=now())
    except (CannotOpen, receiving.NotKnown):
        click.echo(f"{file}: nobody known here has written this for us", err=True)
        context.exit(REFUSED)
    except receiving.CannotHear as why:
        click.echo(f"{file}: refused: {why.code}", err=True)
        context.exit(REFUSED)
    click.echo(f"Hand-over {answer.id}: {answer.state}.")
