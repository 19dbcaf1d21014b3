"""The steps that the stories are told in: given what there is, when somebody acts."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.test import Client

from firstbell.cli.ready import one_time_code
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.registry.agencies.actions.partnership import NewSender, add_source
from firstbell.registry.agencies.models import Establishment
from tests import world
from tests.people import PASSWORD, ready_person
from tests.smtp import Mailbox
from tests.stories.served import Served, hand_over, wait_until
from tests.stories.visits import Visitor

BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
"""When the school of the stories opens."""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who is in the story of the family: a force, a school, its key adult."""

    sender: NewSender
    school: Establishment
    ade: User


def given_a_family_on_the_roll_of_a_school() -> Cast:
    """Make the borough, a force, a school with its key adult, and two children on its roll."""
    world.a_partnership()
    sender = given_a_force_that_sends()
    school, ade = given_a_school_with_a_key_adult()
    world.a_pupil(school, "Wren")
    world.a_pupil(school, "Robin", born_on=date(2018, 2, 1), sex="M")
    return Cast(sender=sender, school=school, ade=ade)


def given_a_force_that_sends() -> NewSender:
    """Let a police force hand over incidents, with a client of its own."""
    return add_source(
        code="EASTMARSH-POLICE",
        name="Eastmarsh Police",
        force_pfa=world.FORCE,
        by=None,
        at=world.LONG_AGO,
    )


def given_a_school_with_a_key_adult(**details: Any) -> tuple[Establishment, User]:
    """Make a school and its key adult, whom mail reaches and who can sign in."""
    school = world.a_school(**details)
    contact = world.a_key_adult(school, "Ade Lark")
    return school, ready_person(
        "key-adult", email=contact.email, name=contact.name, establishment=school
    )


def an_incident_of_the_two() -> dict[str, Any]:
    """Return what police recorded about Wren and Robin on Saturday night."""
    return world.an_incident(
        "EM/2026/104455",
        occurred_from="2026-11-21T21:40:00+00:00",
        occurred_to="2026-11-21T22:30:00+00:00",
        circumstances="Shouting was heard from the street and a door was broken.",
        suspect_status="Arrested, and in custody this morning.",
        social_care_referral=True,
        children=[
            world.a_child("C1"),
            world.a_child(
                "C2",
                given_names="Robin",
                date_of_birth="2018-02-01",
                sex="M",
                voice="I want to feed the rabbit.",
            ),
        ],
    )


def when_police_hand_the_family_over(served: Served, cast: Cast) -> str:
    """Send the incident through the API; return the one link of the mail that the worker sent."""
    receipt = hand_over(served.url, cast.sender, an_incident_of_the_two())
    assert [each["fate"] for each in receipt["incidents"]] == ["accepted"]
    mail = mail_that_came(served.mailbox, cast.ade.email)
    assert "Tollemarsh" not in mail.as_string()
    link = the_one_link_of(mail)
    assert link == served.url
    return link


def then_the_child_is_back_with_the_hub(reference: str) -> None:
    """See that a child whom a school does not know waits for the hub, and is forgotten nowhere."""
    told = the_notification_about(reference)
    assert told.state == Notification.State.NOT_OURS
    assert told.confirmed_at is None  # so nobody there could ever read the rest
    wait_until(
        lambda: Waiting.objects.filter(
            child__reference=reference, owner=Waiting.Owner.HUB, closed_at=None
        ).exists(),
        "the child who is not theirs is back with the hub",
    )


def then_it_was_acknowledged(reference: str, by: User) -> None:
    """See who said that they will act on it, and that it was before the bell."""
    told = the_notification_about(reference)
    assert told.state == Notification.State.ACKNOWLEDGED
    assert told.acknowledged_by == by
    assert told.acknowledged_at is not None
    assert told.acknowledged_at < told.due_at == BELL


def mail_that_came(mailbox: Mailbox, address: str) -> EmailMessage:
    """Wait for a message to somebody, and return it."""
    wait_until(lambda: address in mailbox.addresses, "the key adult has mail")
    return next(message for to, message in mailbox.taken if to == address)


def the_one_link_of(message: EmailMessage) -> str:
    """Return the only address that a message names, in each of its parts.

    :raises AssertionError: if it names another one.
    """
    links: set[str] = set()
    for part in message.walk():
        if part.get_content_maintype() == "text":
            links |= set(re.findall(r"https?://[^\s\"<>]+", part.get_content()))
    assert len(links) == 1, links
    return links.pop()


def code_of(person: User) -> str:
    """Return the six figures that a person's app shows now."""
    return one_time_code(person) or ""


def when_they_sign_in(visitor: Visitor, person: User) -> None:
    """Sign in with password and code, in two steps, from the page that asks for it."""
    visitor.writes("E-mail address", person.email)
    visitor.writes("Password", PASSWORD)
    visitor.presses("Sign in")
    visitor.reads("Your second step")
    visitor.writes("Code", code_of(person))
    visitor.presses("Sign in")


def when_they_come_from_the_mail(visitor: Visitor, link: str, person: User) -> None:
    """Follow the link of a mail, which leads to the door and no further, and sign in."""
    visitor.goes_to(link)
    visitor.does_not_read("Tollemarsh", "EM/2026/104455")
    visitor.follows("Sign in")
    when_they_sign_in(visitor, person)


def given_they_have_signed_in_before(visitor: Visitor, person: User, url: str) -> None:
    """Let somebody have a session: a code of their app works once, and the next takes long."""
    browser = Client()
    browser.force_login(person)
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    visitor.window.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}]
    )


def when_the_session_ends(visitor: Visitor) -> None:
    """Let the session end, as it does after a working day, while a page stands open."""
    visitor.window.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def the_notification_about(reference: str) -> Notification:
    """Return the notification about a recorded child, as the database has it now."""
    return Notification.objects.select_related("acknowledged_by").get(child__reference=reference)
