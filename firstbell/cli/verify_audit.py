"""`firstbell verify-audit` and `firstbell anchor-audit`: whether the trail is as it was written."""

import time
from pathlib import Path

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database


@click.command(name="verify-audit")
@click.option(
    "--anchor",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An anchor that somebody else kept; may be given several times.",
)
@click.pass_context
@on_the_database
def verify_audit(context: click.Context, files: tuple[Path, ...]) -> None:
    """Check every entry of the trail; exit 1 and name each that was tampered with."""
    from firstbell.foundation.audit.anchors import NoAnchor, read
    from firstbell.foundation.audit.queries import check_trail

    anchors = []
    for file in files:
        try:
            anchors.append(read(file.read_text(encoding="utf-8")))
        except (NoAnchor, UnicodeDecodeError) as trouble:
            reason = trouble if isinstance(trouble, NoAnchor) else "it is no text"
            stop(f"{file.name}: {reason}")
    began = time.perf_counter()
    report = check_trail(anchors)
    took = time.perf_counter() - began
    for finding in report.findings:
        click.echo(str(finding), err=True)
    rate = int(report.entries / took)
    many = "" if len(anchors) == 1 else "s"
    kept = f", against {len(anchors)} anchor{many}" if anchors else ""
    click.echo(f"{report.entries} entries checked{kept}, {rate} a second.")
    if report.findings:
        context.exit(REFUSED)
    click.echo("The trail is as it was written.")


@click.command(name="anchor-audit")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@on_the_database
def anchor_audit(file: Path) -> None:
    """Write the heads of the trail to FILE, for somebody else to keep. Never over another file."""
    from firstbell.foundation import clock
    from firstbell.foundation.audit import anchors
    from firstbell.foundation.audit.queries import heads

    text = anchors.write(heads(), at=clock.now())
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except OSError as trouble:
        stop(f"{file.name} cannot be written ({trouble.strerror}): name a new file")
    click.echo(f"Written to {file.name}. Give it to somebody who cannot reach this database.")
