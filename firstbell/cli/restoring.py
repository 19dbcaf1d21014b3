"""`firstbell restore`, `freeze` and `thaw`: a backup comes back, and stands still until asked."""

from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import database_ready, on_the_database

T = TypeVar("T")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="The file with the key, from `firstbell backup-key`.",
)
@click.pass_context
def restore(context: click.Context, file: Path, key: Path) -> None:
    """Restore a backup into an empty database, and only there. What comes back is frozen.

    Nothing is sent and no step is taken until `firstbell thaw`.
    """
    with database_ready(must_be_migrated=False, may_be_made=False):
        manifest = _restore(file, key)
        if not _is_sound(manifest):
            context.exit(REFUSED)


def _restore(file: Path, key: Path) -> dict[str, Any]:
    from firstbell.cli.backing_up import owner_url
    from firstbell.cli.backups import container, dumping
    from firstbell.cli.ground import migrate
    from firstbell.foundation import clock

    url = owner_url()
    if not dumping.is_empty(url):
        stop("this database is not empty: restore into a new one, never over another", code=REFUSED)
    try:
        with dumping.restored(url) as sink:
            manifest = container.open_(
                file, container.identity_in(key), into=lambda said: _checked(said, sink)
            )
    except (container.CannotOpen, dumping.CannotDump) as trouble:
        stop(f"nothing was restored: {trouble}", code=REFUSED)
    made_at = datetime.fromisoformat(manifest["made_at"])
    dumping.freeze(url, as_of=made_at, at=clock.now())
    # Only now is anybody who serves let in, behind walls of this version.
    migrate()
    _note_restored(manifest, file)
    return manifest


def _checked(manifest: dict[str, Any], sink: T) -> T:
    """Refuse a backup that this version, or this installation, cannot take in."""
    from django.conf import settings
    from django.db.migrations.loader import MigrationLoader

    from firstbell.cli.backups.container import CannotOpen

    known = set(MigrationLoader(None).graph.nodes)
    missing = [each for each in manifest["migrations"] if tuple(each) not in known]
    if missing:
        raise CannotOpen("the backup was made by a later version: install that one first")
    if settings.IS_DEMO and not manifest["is_demo"]:
        raise CannotOpen("this is a demonstration: records that may be real do not come here")
    return sink


def _note_restored(manifest: dict[str, Any], file: Path) -> None:
    from django.db import transaction

    from firstbell.foundation import clock
    from firstbell.foundation.audit import actions as audit

    with transaction.atomic():
        audit.record(
            "backup.restored",
            subject_kind="backup",
            subject_id=manifest["made_at"],
            by=None,
            at=clock.now(),
            detail={"heads": manifest["heads"], "bytes": file.stat().st_size},
        )


def _is_sound(manifest: dict[str, Any]) -> bool:
    """Say what came back, and whether it is what was there when the backup was made."""
    from firstbell.cli.backing_up import KEY_MARK
    from firstbell.foundation.audit.actions import keyed
    from firstbell.foundation.audit.queries import check_trail
    from firstbell.foundation.audit.sealing import Head
    from firstbell.journey.reconciliation.queries import balance

    heads = {
        int(shard): Head(int(head["number"]), bytes.fromhex(head["hash"]))
        for shard, head in manifest["heads"].items()
    }
    report = check_trail([heads])
    for finding in report.findings:
        click.echo(f"trail: {finding}", err=True)
    account = balance()
    click.echo(f"restored: as of {manifest['made_at']}, {account.children:,} children")
    click.echo(
        f"trail: {report.entries:,} entries, "
        + ("as they were written" if not report.findings else "NOT as they were written")
    )
    if not account.adds_up:
        click.echo("the account does not add up: see `firstbell balance`", err=True)
    if keyed(KEY_MARK) != manifest["secret"]:
        click.echo(
            "another secret key: put back the one of before (FIRSTBELL_SECRET_KEY, or the file "
            "`secret` of the home), or nobody's second step can be read",
            err=True,
        )
    click.echo("This copy is frozen: nothing is sent until `firstbell thaw`.")
    return account.adds_up and not report.findings


@click.command()
@on_the_database
def freeze() -> None:
    """Let nothing be sent and no step be taken from this database: a copy for a test, say."""
    from firstbell.foundation import clock
    from firstbell.foundation.freezing import actions

    actions.freeze(why=actions.BY_HAND, at=clock.now())
    click.echo("This copy is frozen: nothing is sent until `firstbell thaw`.")


@click.command()
@click.option(
    "--went",
    metavar="all|none|1,3-5",
    help="Which of the messages listed have gone already. Without it, they are only listed.",
)
@click.option(
    "--apart",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A copy of the folder FIRSTBELL_APART of a machine; may be given several times.",
)
@click.option(
    "--by",
    "named",
    multiple=True,
    metavar="EMAIL",
    help="One of the two people who let it go on; each is asked for a code of their second step.",
)
@click.option("--alone", is_flag=True, help="There are not two people who could: see the docs.")
@on_the_database
def thaw(
    went: str | None,
    folders: tuple[Path, ...],
    named: tuple[str, ...],
    alone: bool,  # noqa: FBT001 - click gives it so
) -> None:
    """List what a frozen copy would send, and let it go on once --went says what has gone.

    What FIRSTBELL_APART knows to have gone is marked by itself; what was erased since the backup
    is erased again. Two people let it go on: hub managers, information governance or
    administrators.
    """
    from django.conf import settings

    from firstbell.cli.backups import thawing, two_people
    from firstbell.core.thawing import CannotChoose, chosen
    from firstbell.foundation import clock, freezing

    at = clock.now()
    frozen = freezing.frozen()
    if frozen is None:
        click.echo("This copy is not frozen.")
        return
    apart_ = [*folders, *([settings.APART] if settings.APART.is_dir() else [])]
    waiting = thawing.look(apart_, at=at)
    for line in thawing.lines(frozen, waiting):
        click.echo(line)
    if went is None:
        stop(
            "still frozen: run it again with --went all, none or such as 1,3-5, and --by twice",
            code=REFUSED,
        )
    try:
        gone = chosen(went, of=len(waiting.messages))
    except CannotChoose as trouble:
        stop(str(trouble))
    try:
        people = two_people.who_thaws(named, alone=alone, at=at)
    except two_people.NotConfirmed as trouble:
        stop(str(trouble), code=REFUSED)
    done = thawing.thaw(waiting, gone=gone, people=people, at=at)
    click.echo(
        f"Thawed: {done.marked} marked as gone, {done.left} will be sent, "
        f"{done.erased} erased again."
    )
