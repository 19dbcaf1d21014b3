"""`firstbell partnership set`, `firstbell source`: whose installation it is, who sends, and how."""

from pathlib import Path

import click

from firstbell.cli.ending import REFUSED, WRONG_USE, stop
from firstbell.cli.ground import on_the_database
from firstbell.cli.rhythm import rhythm


@click.group()
def partnership() -> None:
    """Whose installation this is."""


@partnership.command(name="set")
@click.option("--name", required=True, help="What the partnership is called.")
@click.option(
    "--council",
    "councils",
    required=True,
    multiple=True,
    metavar="CODE=LAUA",
    help="A council: its three digits of GIAS and its ONS code. May be given again.",
)
@click.option("--force", required=True, metavar="PFA", help="The ONS code of the police force.")
@on_the_database
def set_(name: str, councils: tuple[str, ...], force: str) -> None:
    """Say whose installation this is; a later call replaces what an earlier one said."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.partnership import UnusableValue, set_partnership

    pairs = [council.partition("=") for council in councils]
    by_code = {code.strip(): laua.strip() for code, _, laua in pairs}
    if len(by_code) < len(pairs):
        stop("--council: a code is named twice; name each council once", code=WRONG_USE)
    try:
        set_partnership(name=name, councils=by_code, force_pfa=force, by=None, at=now())
    except UnusableValue as trouble:
        stop(str(trouble), code=WRONG_USE)
    click.echo(f"{name}: {', '.join(sorted(by_code))}; police force area {force}")


@click.group()
def source() -> None:
    """Who sends incidents."""


source.add_command(rhythm)


@source.command()
@click.argument("code")
@click.option("--name", required=True, help="What the sending force is called.")
@click.option("--force", required=True, metavar="PFA", help="The ONS code of the police force.")
@on_the_database
def add(code: str, name: str, force: str) -> None:
    """Let a police force send incidents, and print its machine client, once."""
    from firstbell.foundation.clock import now
    from firstbell.registry.agencies.actions.partnership import (
        SenderExists,
        UnusableValue,
        add_source,
    )

    try:
        sender = add_source(code=code, name=name, force_pfa=force, by=None, at=now())
    except UnusableValue as trouble:
        stop(str(trouble), code=WRONG_USE)
    except SenderExists as trouble:
        stop(str(trouble), code=REFUSED)
    else:
        click.echo(f"source: {code}, {name}")
        click.echo(f"client id: {sender.client_id}")
        click.echo(f"client secret: {sender.client_secret}")
        click.echo("The secret is shown this once and kept nowhere: give it to the force now.")


@source.command()
@click.argument("code")
@click.option(
    "--signature",
    "key_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="KEYFILE",
    help="A file with a public key of Ed25519, as PEM or whpk_…: requests must be signed with it.",
)
@click.option(
    "--certificate",
    "certificates",
    multiple=True,
    metavar="FINGERPRINT",
    help="The SHA-256 of a client certificate that the source must show to the proxy.",
)
@click.option("--none", "nothing", is_flag=True, help="Its token alone will do, as at first.")
@on_the_database
def prove(
    code: str, key_files: tuple[Path, ...], certificates: tuple[str, ...], *, nothing: bool
) -> None:
    """Say by what a source proves that a request is its own; replaces what was said before.

    Give an option again for a second key: while a source changes its key, both are good.
    """
    from firstbell.foundation.clock import now
    from firstbell.journey.intake.actions.proving import TooManyProofs, set_proofs
    from firstbell.journey.intake.models import SenderProof
    from firstbell.registry.agencies.queries.places import sender_by_code

    if sum(map(bool, (key_files, certificates, nothing))) != 1:
        stop("say one of --signature, --certificate and --none", code=WRONG_USE)
    agency = sender_by_code(code)
    if agency is None:
        stop(f"there is no source {code}: add it with `firstbell source add`", code=WRONG_USE)
    kind = SenderProof.Kind.SIGNATURE if key_files else SenderProof.Kind.CERTIFICATE
    values = _read_keys(key_files) + _read_fingerprints(certificates)
    try:
        proofs = set_proofs(
            source=agency, kind=None if nothing else kind, values=values, by=None, at=now()
        )
    except TooManyProofs as trouble:
        stop(str(trouble), code=WRONG_USE)
    else:
        _tell_proofs(code, [f"{each.get_kind_display()}: {each.value}" for each in proofs])
        if certificates:
            _warn_without_proxy()


def _read_keys(files: tuple[Path, ...]) -> list[str]:
    from firstbell.journey.intake.proving import NoSuchKey, public_key_of

    keys = []
    for file in files:
        try:
            keys.append(public_key_of(file.read_text(encoding="utf-8")))
        except (NoSuchKey, UnicodeDecodeError) as trouble:
            what = trouble if isinstance(trouble, NoSuchKey) else "this is no text"
            stop(f"{file}: {what}", code=WRONG_USE)
    return keys


def _read_fingerprints(certificates: tuple[str, ...]) -> list[str]:
    from firstbell.journey.intake.proving import NoSuchKey, fingerprint_of

    fingerprints = []
    for certificate in certificates:
        try:
            fingerprints.append(fingerprint_of(certificate))
        except NoSuchKey as trouble:
            stop(f"--certificate: {trouble}", code=WRONG_USE)
    return fingerprints


def _tell_proofs(code: str, lines: list[str]) -> None:
    for line in lines or ["its token alone"]:
        click.echo(f"{code} proves itself by {line}")


def _warn_without_proxy() -> None:
    from django.conf import settings

    if not (settings.TRUSTED_PROXIES and settings.CLIENT_CERTIFICATE_HEADER):
        click.echo(
            "firstbell: no proxy is trusted to pass a certificate on, so every request of this "
            "source is refused: set FIRSTBELL_TRUSTED_PROXIES and "
            "FIRSTBELL_CLIENT_CERTIFICATE_HEADER",
            err=True,
        )
