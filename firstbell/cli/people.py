"""`firstbell invite`, `clear-second-step` and `code`: how people come in, and a key to try out.

`code` exists for homes that `make demo` made; everywhere else it refuses, because a one-time
code that a command can print is no second step.
"""

import os

import click

from firstbell.cli.ending import REFUSED, WRONG_USE, stop
from firstbell.cli.ground import URN, database_ready, on_the_database
from firstbell.cli.home import home_folder, kind_of

DEMO = "demo"
"""The kind of home in which one-time codes may be printed."""

ROLES = (
    "key-adult",
    "desk-officer",
    "hub-worker",
    "hub-manager",
    "police-sender",
    "business-unit",
    "scrutiny-member",
    "information-governance",
    "advocate",
    "administrator",
)
"""As the registers name them; written out so that wrong use is told without a database."""


@click.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as colleagues know it.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--urn", type=URN, help="For a key adult: the establishment.")
@click.option("--desk", metavar="CODE", help="For a desk officer, such as 380:home-education.")
@click.option("--agency", metavar="CODE", help="For everyone else: a council or a police force.")
@on_the_database
def invite(
    email: str, name: str, role: str, urn: int | None, desk: str | None, agency: str | None
) -> None:
    """Ask a person in. Prints the link where mail is not set up; else sends it.

    A hub manager, information governance or an administrator waits for a second person, who
    agrees on a page; while fewer than two could agree, the link works at once.
    """
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from firstbell.foundation import clock
    from firstbell.registry.agencies.actions import granting, joining
    from firstbell.registry.agencies.doors import Role
    from firstbell.registry.agencies.queries import people

    try:
        validate_email(email.strip())
    except ValidationError:
        stop(f"{email!r} is no e-mail address; write name@organisation.example")
    if not name.strip():
        stop("--name is empty; write the person's name")
    try:
        place = people.place_by_code(urn=urn, desk=desk, agency=agency)
        invited = granting.invite(
            email=email, name=name.strip(), role=Role(role), **place, by=None, at=clock.now()
        )
    except people.NoSuchPlace as trouble:
        stop(str(trouble), code=REFUSED)
    except joining.CannotInvite as trouble:
        stop(str(trouble), code=WRONG_USE)
    if invited.secret is None:
        click.echo(
            f"{role} takes two people: somebody agrees first, on the page People. Then the link is"
            " mailed, or shown to them."
        )
        return
    if invited.is_alone:
        click.echo(
            f"firstbell: {role} takes two people, but fewer than two could agree: the link works"
            " at once",
            err=True,
        )
    _hand_over(invited.invitation.email, invited.secret)


def _hand_over(email: str, secret: str) -> None:
    """Mail the link, or print it: where mail is not set up, and where the mail was refused."""
    from smtplib import SMTPException

    from django.conf import settings

    from firstbell.web import messages

    if settings.SMTP_URL:
        try:
            messages.send_invitation(email, secret)
        except (SMTPException, OSError) as trouble:
            click.echo(messages.link_to_join(secret))
            stop(f"the mail server refused ({type(trouble).__name__}): pass the link on", code=1)
        click.echo(f"Sent to {email}.")
    else:
        click.echo(messages.link_to_join(secret))


@click.command()
@click.argument("email")
@click.option("--why", required=True, help="What was lost, and how you know who asked.")
@on_the_database
def clear_second_step(email: str, why: str) -> None:
    """Let a person who has lost telephone and passkey begin their second step anew."""
    from firstbell.foundation import clock
    from firstbell.registry.agencies.actions import second_steps
    from firstbell.registry.agencies.queries import people

    person = people.person_by_email(email)
    if not why.strip():
        stop("--why is empty; write what was lost and how you know who asked")
    if person is None:
        stop(f"nobody signs in with the address {email}", code=REFUSED)
    second_steps.clear_second_step(person, why=why.strip(), at=clock.now())
    click.echo(
        f"Cleared. Until {email} signs in and sets up a second step, the password alone opens"
        " the account: ask them to do it now."
    )


@click.command()
@click.argument("email")
def code(email: str) -> None:
    """Print the one-time code that signs this person in now. In a demo's home only."""
    home = home_folder()
    if (
        os.environ.get("DATABASE_URL")
        or os.environ.get("DATABASE_URL_FILE")
        or kind_of(home) != DEMO
    ):
        stop(f"{home} was not made by `make demo`: codes are printed in a demo's home only")
    with database_ready():
        from firstbell.cli.ready import one_time_code
        from firstbell.registry.agencies.queries import people

        person = people.person_by_email(email)
        figures = one_time_code(person) if person else None
        if figures is None:
            stop(f"nobody with the address {email} has a one-time code set up", code=REFUSED)
        click.echo(figures)
