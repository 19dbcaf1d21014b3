"""`firstbell backup`, `backup-key` and `verify-backup`: an encrypted copy of one state."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import database_ready

NAME = "firstbell-%Y%m%dT%H%M%SZ.age"
OURS = "firstbell-*T*Z.age"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1, 10_000),
    help="FILE is a folder: keep so many backups in it, and remove the older ones.",
)
def backup(file: Path, keep: int | None) -> None:
    """Write an encrypted backup of the database to FILE, or into the folder FILE.

    It is encrypted to FIRSTBELL_BACKUP_TO; this machine cannot open it. The key that signs
    sessions and the settings are not in it.
    """
    with database_ready():
        from django.conf import settings

        from firstbell.cli.backups.container import recipients_of
        from firstbell.cli.backups.dumping import CannotDump
        from firstbell.foundation import clock

        at = clock.now()
        if keep and not file.is_dir():
            stop(f"{file} is no folder: --keep is for a folder of backups")
        target = file / at.strftime(NAME) if file.is_dir() else file
        if target.exists():
            stop(f"{target} is there already: name a new file", code=REFUSED)
        try:
            recipients = recipients_of(settings.BACKUP_TO)
        except ValueError as trouble:
            stop(f"FIRSTBELL_BACKUP_TO: {trouble}")
        if not recipients:
            stop("FIRSTBELL_BACKUP_TO is not set: `firstbell backup-key FILE` makes a key for it")
        try:
            manifest = _write(target, recipients=recipients, at=at)
        except (CannotDump, OSError) as trouble:
            stop(f"no backup was made: {trouble}", code=REFUSED)
        _tell(target, manifest, at=at)
        if keep:
            _keep(file, keep)


def _write(target: Path, *, recipients: Any, at: datetime) -> dict[str, Any]:
    """Write the whole backup beside its place, and move it there once the disk has it."""
    from firstbell.cli.backups import container, dumping

    url = owner_url()
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with (
            dumping.one_state(url) as state,
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out,
        ):
            manifest = _manifest(state, at=at)
            with dumping.dumped(url, state) as dump:
                container.seal(manifest, dump, out, recipients=recipients)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def owner_url() -> str:
    from firstbell import environment

    url = environment.text("DATABASE_OWNER_URL")
    if not url:
        stop("DATABASE_OWNER_URL is not set: who serves is not shown every row")
    return url


def _manifest(state: Any, *, at: datetime) -> dict[str, Any]:
    from django.conf import settings

    from firstbell.foundation.audit.actions import keyed

    return {
        "made_at": at.isoformat(),
        "is_demo": settings.IS_DEMO,
        "server": state.server,
        "migrations": [list(each) for each in state.migrations],
        "heads": state.heads,
        "rows": dict(state.rows),
        # Tells whether a secret key is the one that sealed what lies in the database.
        "secret": keyed(KEY_MARK),
    }


KEY_MARK = "the key of this installation"


def _tell(target: Path, manifest: dict[str, Any], *, at: datetime) -> None:
    from django.db import transaction

    from firstbell.foundation.audit import actions as audit

    with transaction.atomic():
        audit.record(
            "backup.made",
            subject_kind="backup",
            subject_id=at.isoformat(),
            by=None,
            at=at,
            detail={"rows": manifest["rows"]},
        )
    size = target.stat().st_size
    rows = manifest["rows"]
    click.echo(
        f"backup: {target}, {size:,} bytes, {rows['intake_incident']:,} incidents, "
        f"{rows['audit_auditentry']:,} entries of the trail"
    )


def _keep(folder: Path, number: int) -> None:
    for old in sorted(folder.glob(OURS))[:-number]:
        old.unlink()
        click.echo(f"removed: {old.name}")


@click.command(name="backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_key(file: Path) -> None:
    """Make a key that opens backups, write it to FILE, and print what they are encrypted to.

    FILE belongs off this machine, in two places: whoever holds it can read every backup.
    """
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(f"# public key: {identity.to_public()}\n{identity}\n")
    except OSError as trouble:
        stop(f"{file} cannot be written ({trouble.strerror}): name a new file")
    click.echo(f"Set FIRSTBELL_BACKUP_TO={identity.to_public()}")
    click.echo(f"Take {file.name} off this machine, to two safe places. Lost, no backup opens.")


@click.command(name="verify-backup")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", required=True, type=click.Path(exists=True, path_type=Path))
def verify_backup(file: Path, key: Path) -> None:
    """Open a backup to its very end and read through its dump; nothing is restored."""
    from firstbell.cli.backups import container, dumping

    try:
        with dumping.read_through() as sink:
            manifest = container.open_(
                file, container.identity_in(key), into=lambda _manifest: sink
            )
    except (container.CannotOpen, dumping.CannotDump) as trouble:
        stop(str(trouble), code=REFUSED)
    rows = ", ".join(f"{table} {number:,}" for table, number in manifest["rows"].items())
    click.echo(f"It can be read to its end: made at {manifest['made_at']}; {rows}.")
