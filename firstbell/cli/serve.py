"""`firstbell serve` and `firstbell migrate`: the pages, who does what is due, and who watches."""

import os
import socket
from datetime import UTC, datetime

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import NotReady, database_ready, unapplied, who_else_serves
from firstbell.cli.ground import migrate as bring_up_to_date
from firstbell.cli.processes import Child, python, run_for_ever

LOOPBACK = "127.0.0.1"

WEB = "firstbell.web.wsgi:application"

WATCH_EVERY = "60"
"""Seconds between two watches."""

BLOCKING_THREADS = 8
"""Requests at once in one process: as many as its pool has connections."""


@click.command()
@click.option("--host", default=LOOPBACK, show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--no-watch", is_flag=True, help="Where something else runs `firstbell watch`.")
@click.option(
    "--no-folders", is_flag=True, help="Where something else runs `firstbell folder watch`."
)
@click.option(
    "--only-pages",
    is_flag=True,
    help="Where other processes run `firstbell work`, `watch` and `folder watch`.",
)
def serve(
    host: str, port: int, workers: int, *, no_watch: bool, no_folders: bool, only_pages: bool
) -> None:
    """Serve the pages, carry on everything that is due and watch over it, until ended.

    It looks into the folders of forces too: see `firstbell folder`.
    """
    if not is_free(port, host=host):
        stop(f"port {port} is taken: end what uses it, or choose another with --port")
    os.environ.setdefault("FIRSTBELL_URL", f"http://localhost:{port}")
    let_the_clock_run()
    with database_ready():
        from firstbell.web.unsafe import reasons_not_to_serve

        reasons = reasons_not_to_serve()
        for reason in reasons:
            click.echo(f"firstbell: {reason}", err=True)
        if reasons:
            stop("these settings are not safe, so nothing is served", code=REFUSED)
        serve_pages(
            host=host,
            port=port,
            workers=workers,
            works=not only_pages,
            is_watched=not (no_watch or only_pages),
            looks_into_folders=not (no_folders or only_pages),
        )


def serve_pages(
    *,
    host: str = LOOPBACK,
    port: int,
    workers: int = 1,
    works: bool = True,
    is_watched: bool = True,
    looks_into_folders: bool = True,
) -> None:
    """Serve until this process is asked to end. The database is there, and Django is set up.

    The demo calls this too. Before Django is set up, the caller sets `FIRSTBELL_URL` to the
    address that mails and pages name, and calls `let_the_clock_run`.
    """
    collect_assets()
    environment = environment_of_children()
    web = ["--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
    web += ["--workers", str(workers), "--blocking-threads", str(BLOCKING_THREADS)]
    children = [
        Child(
            name="pages",
            command=python(
                "-m", "granian", *web, "--log-level", "error", "--respawn-failed-workers", WEB
            ),
            environment={**environment, "FIRSTBELL_POOL": "1"},
        ),
    ]
    if works:
        work = python("-m", "firstbell.cli", "work")
        children.append(Child(name="work", command=work, environment=environment))
    if looks_into_folders:
        folders = python("-m", "firstbell.cli", "folder", "watch")
        children.append(Child(name="folders", command=folders, environment=environment))
    if is_watched:
        watch = python("-m", "firstbell.cli", "watch", "--every", WATCH_EVERY)
        children.append(Child(name="watch", command=watch, environment=environment))
    click.echo(f"Firstbell is at {os.environ['FIRSTBELL_URL']} (end it with Ctrl-C)")
    run_for_ever(children)


def let_the_clock_run() -> None:
    """Let a clock that was set by hand run on from now. Before Django is set up."""
    if os.environ.get("FIRSTBELL_CLOCK_AT"):
        os.environ.setdefault("FIRSTBELL_CLOCK_RUNS_FROM", datetime.now(UTC).isoformat())


def environment_of_children() -> dict[str, str]:
    """Return what the serving processes are given: everything but the owner of the tables."""
    environment = {**os.environ, "FIRSTBELL_HASHED_ASSETS": "1"}
    environment.pop("DATABASE_OWNER_URL", None)
    environment.pop("DATABASE_OWNER_URL_FILE", None)
    return environment


def collect_assets() -> None:
    """Put style and script, under names that change with their content, into the home."""
    from django.contrib.staticfiles.management.commands.collectstatic import Command
    from django.core.management import call_command
    from whitenoise.storage import CompressedManifestStaticFilesStorage

    command = Command()
    # Of the processes that serve, not ours: this one need not find what it only puts there.
    command.storage = CompressedManifestStaticFilesStorage()
    try:
        call_command(command, interactive=False, verbosity=0)
    except (OSError, ValueError) as trouble:
        stop(f"the pages' style and script could not be made ready ({trouble}): run `make assets`")


def is_free(port: int, *, host: str = LOOPBACK) -> bool:
    """Say whether nothing listens at this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@click.command()
def migrate() -> None:
    """Bring the tables up to this version, as their owner (DATABASE_OWNER_URL).

    Refused while pages or workers of an earlier version are connected: end them first.
    """
    with database_ready(must_be_migrated=False):
        if unapplied() and (others := who_else_serves()):
            stop(
                f"{others} connections of pages and workers are open: end them first, so that "
                "none works on tables that change under it",
                code=REFUSED,
            )
        try:
            bring_up_to_date()
        except NotReady as why:
            stop(str(why), code=why.code)
    click.echo("The tables are of this version.")
