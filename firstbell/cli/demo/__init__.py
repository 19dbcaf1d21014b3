"""`firstbell demo`: an invented borough's weekend, through the whole journey, and then its pages.

It starts from nothing each time, in a home that it made itself, with a mail server of its own
on this machine, and says at the end how to sign in as each role.
"""

import os
import sys
import time
from datetime import UTC, datetime
from datetime import time as wall_clock
from pathlib import Path

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import database_ready
from firstbell.cli.home import NotOurHome, fresh_home, home_folder

KIND = "demo"

OPENS = wall_clock(7, 10)
"""When on the Monday the demo's clock begins to run: half the schools' key adults are awake."""


@click.command
@click.option("--serve/--no-serve", default=True, help="Serve the pages after printing.")
@click.option("--pupils", default=12_000, show_default=True, type=click.IntRange(min=300))
@click.option("--incidents", default=200, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=1, show_default=True, help="Another seed, another borough.")
def demo(*, serve: bool, pupils: int, incidents: int, seed: int) -> None:
    """Run an invented borough's weekend, print what became of every child, serve the pages."""
    from firstbell.cli.demo.mail import mail_kept_in
    from firstbell.sample import make_borough, write

    began = time.monotonic()
    home = _fresh(home_folder())
    port = _port()
    click.echo(f"Inventing a borough of {pupils:,} pupils and a weekend of {incidents} incidents …")
    borough = make_borough(seed=seed, pupils=pupils, incidents=incidents)
    write(borough, home / "sample")
    with mail_kept_in(home / "mail") as mail_url:
        _prepare_environment(home, port=port, mail_url=mail_url, day=borough.monday.isoformat())
        with database_ready():
            from firstbell.cli.demo import cast, journey

            journey.load(home / "sample", borough)
            sound = journey.run(borough)
            click.echo(f"\nAll this took {time.monotonic() - began:.0f} seconds.")
            people = cast.make()
            if not serve:
                sys.exit(0 if sound else REFUSED)
            cast.say(people)
            _serve(port)


def _fresh(home: Path) -> Path:
    """Return an empty home of the demo's own.

    An earlier demo that still runs is not pulled away from under itself.
    """
    try:
        return fresh_home(home, kind=KIND)
    except NotOurHome as trouble:
        stop(str(trouble))
        raise


def _port() -> int:
    from firstbell.cli.serve import is_free

    wanted = os.environ.get("PORT", "8000")
    if not wanted.isdecimal():
        stop(f"PORT is {wanted!r}; it must be a number, such as 8000")
    port = int(wanted)
    while not is_free(port):
        port += 1
    return port


def _prepare_environment(home: Path, *, port: int, mail_url: str, day: str) -> None:
    """Say everything that the settings will read, before Django is set up."""
    opens = datetime.fromisoformat(f"{day}T{OPENS:%H:%M}:00").replace(tzinfo=UTC)
    os.environ.update(
        FIRSTBELL_HOME=str(home),
        FIRSTBELL_DEMO="1",
        FIRSTBELL_URL=f"http://localhost:{port}",
        FIRSTBELL_SMTP_URL=mail_url,
        FIRSTBELL_CLOCK_AT=opens.isoformat(),
    )
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "FIRSTBELL_SMTP_URL"):
        os.environ.pop(f"{name}_FILE", None)


def _serve(port: int) -> None:
    from firstbell.cli.serve import let_the_clock_run, serve_pages

    let_the_clock_run()
    serve_pages(port=port)
