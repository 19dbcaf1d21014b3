"""`firstbell rehearse`: a whole morning of an invented city, played in minutes, with its troubles.

Three forces send, one late, one broken, one twice; the mail server and the worker fail for a
while; it snows; people are slow, off sick, mistaken or never open a thing; the hub decides and
rings. At the end stands one page: every child, who was told, when and how, or why not.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from datetime import time as wall_clock
from pathlib import Path

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import database_ready
from firstbell.cli.home import NotOurHome, fresh_home, home_folder
from firstbell.core.calendars import LONDON

KIND = "rehearsal"

BEGINS, ENDS = wall_clock(5, 30), wall_clock(17)
"""Between when the day is played, by local time: before the first feed, until schools are empty."""


@click.command
@click.option("--pupils", default=40_000, show_default=True, type=click.IntRange(min=300))
@click.option("--incidents", default=400, show_default=True, type=click.IntRange(min=60))
@click.option("--establishments", default=280, show_default=True, type=click.IntRange(min=40))
@click.option("--seed", default=1, show_default=True, help="Another seed, another city.")
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the page is written.  [default: rehearsal.html in the home]",
)
def rehearse(
    *, pupils: int, incidents: int, establishments: int, seed: int, page: Path | None
) -> None:
    """Play a whole morning of an invented city, and write what became of every child."""
    from firstbell.cli.rehearse.post import post_office
    from firstbell.sample import make_borough, write

    began = time.monotonic()
    home = _fresh(home_folder())
    click.echo(f"Inventing a city of {pupils:,} pupils and a weekend of {incidents} incidents …")
    borough = make_borough(
        seed=seed, pupils=pupils, incidents=incidents, establishments=establishments
    )
    write(borough, home / "sample")
    begins = datetime.combine(borough.monday, BEGINS, LONDON).astimezone(UTC)
    ends = datetime.combine(borough.monday, ENDS, LONDON).astimezone(UTC)
    with post_office() as (post, mail_url):
        _prepare_environment(mail_url=mail_url, begins=begins)
        with database_ready(durable=False):
            from firstbell.cli.rehearse import morning

            played = morning.play(
                borough,
                post,
                folder=home / "sample",
                begins=begins,
                ends=ends,
                seed=seed,
            )
            took = timedelta(seconds=round(time.monotonic() - began))
            file = page or home / "rehearsal.html"
            file.write_text(morning.page_of(played, took=took), encoding="utf-8")
            morning.say(played)
    click.echo(f"\nAll this took {took}. Every child: {file}")
    sys.exit(0 if played.account.is_sound else REFUSED)


def _fresh(home: Path) -> Path:
    try:
        return fresh_home(home, kind=KIND)
    except NotOurHome as trouble:
        stop(str(trouble))
        raise


def _prepare_environment(*, mail_url: str, begins: datetime) -> None:
    """Say what the settings will read, before Django is set up."""
    os.environ.update(FIRSTBELL_SMTP_URL=mail_url, FIRSTBELL_CLOCK_AT=begins.isoformat())
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        os.environ.pop(name, None)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "FIRSTBELL_SMTP_URL"):
        os.environ.pop(f"{name}_FILE", None)
