"""`firstbell texts`: is GOV.UK Notify ready to send texts, and a stand-in for trying it out."""

import re
from pathlib import Path

import click

from firstbell.cli.ending import REFUSED, stop
from firstbell.cli.ground import on_the_database

GAP = re.compile(r"\(\(([^()]+)\)\)")
"""A gap of a template, which a text fills in."""


@click.group()
def texts() -> None:
    """Text messages through GOV.UK Notify: is all ready, and a stand-in for trying it out."""


@texts.command()
@on_the_database
def check() -> None:
    """Say whether texts can be sent, and what they would say as GOV.UK Notify has it.

    Exit code 1 when they cannot, or when a template asks for more than the address.
    """
    from django.conf import settings

    from firstbell.core.calendars import local_day
    from firstbell.core.texts import mobile_number
    from firstbell.foundation.clock import now
    from firstbell.journey.delivery.channels import text
    from firstbell.registry.agencies.queries.contacts import valid_on
    from firstbell.registry.agencies.queries.rules import policy

    if not text.is_set_up():
        stop("FIRSTBELL_NOTIFY_KEY is not set: no text can be sent", code=REFUSED)
    mobiles = list(valid_on(local_day(now())).exclude(mobile="").values_list("mobile", flat=True))
    usable = sum(mobile_number(each) is not None for each in mobiles)
    click.echo(f"texts = {policy().texts} (firstbell rule set texts no|reminders|always)")
    click.echo(f"Key adults with a mobile number: {len(mobiles)}, of the UK: {usable}")
    for name, template in (
        ("something waits", settings.NOTIFY_TEMPLATE),
        ("the number is right", settings.NOTIFY_CHECK_TEMPLATE),
    ):
        try:
            body = text.template_body(template)
        except text.NotTaken as failure:
            stop(f"GOV.UK Notify gives no template “{name}”: {failure.code}", code=REFUSED)
        click.echo(f"“{name}”: {' '.join(body.split())}")
        if more := sorted(set(GAP.findall(body)) - {"address"}):
            stop(
                f"the template “{name}” asks for {', '.join(more)}: leave only ((address))",
                code=REFUSED,
            )


@texts.command(name="stand-in")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Not given: a free one.")
@click.option("--callback", metavar="URL", default="", help="Where receipts are posted to.")
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def stand_in(port: int, callback: str, token_file: Path | None) -> None:
    """Run a stand-in for GOV.UK Notify on this machine that sends nothing: it prints each text.

    Of the numbers that GOV.UK Notify gives for trying out, 07700 900002 is a wrong one and
    07700 900003 does not answer; every other is reached.
    """
    from firstbell.cli.texts.stand_in import KEY, TEMPLATE, standing_in

    token = token_file.read_text(encoding="utf-8").strip() if token_file else ""
    with standing_in(port=port, callback=callback, token=token, say=click.echo) as it:
        click.echo(f"FIRSTBELL_NOTIFY_URL={it.url}")
        click.echo(f"FIRSTBELL_NOTIFY_KEY={KEY}")
        click.echo(f"FIRSTBELL_NOTIFY_TEMPLATE={TEMPLATE}")
        click.echo(f"FIRSTBELL_NOTIFY_CHECK_TEMPLATE={it.check_template}")
        it.wait()
