"""A school with its lead and deputy, a hub manager and an administrator, each at a browser."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Agency, Establishment, Membership
from tests import world
from tests.people import ready_person


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The places and the people of these tests."""

    council: Agency
    school: Establishment
    lead: User
    deputy: User
    manager: User
    administrator: User


def make_staff() -> Staff:
    """Make them."""
    council = world.a_partnership()
    school = world.a_school()
    return Staff(
        council=council,
        school=school,
        lead=key_adult(school, "Lou Lead", role="dsl"),
        deputy=key_adult(school, "Dee Puty", role="deputy"),
        manager=ready_person("hub-manager", name="Mana Gerr", agency=council),
        administrator=ready_person("administrator", name="Ada Minn"),
    )


def key_adult(school: Establishment, name: str, *, role: str = "deputy") -> User:
    """Make a key adult of a school, with account and contact."""
    person = ready_person("key-adult", name=name, establishment=school)
    world.a_key_adult(school, name, email=person.email, role=role)
    return person


def browser_of(person: User) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def of(person: User) -> Membership:
    """Return the one membership of a person."""
    return person.memberships.get()


def words_of(answer: Any) -> str:
    """Return what a page says, without its marks."""
    text = answer.content.decode()
    text = re.sub(r"<script.*?</script>|<head>.*?</head>", " ", text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#x27;", "'").split())


def at_school(school: Establishment, more: str = "") -> str:
    """Return the address of the people of a school, or one below it."""
    return reverse("people_at", args=[school.id]) + more


def on(day: datetime) -> dict[str, str]:
    """Return a day as the three boxes of a form send it."""
    return {"on_0": str(day.day), "on_1": str(day.month), "on_2": str(day.year)}
