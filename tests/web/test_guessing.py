"""Nobody learns who is here by asking: same status, same page, same queries, same hashing.

Time is compared by what takes it: the queries and the rounds of hashing.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.doors import Role
from tests import world
from tests.people import PASSWORD, ready_person
from tests.permissions.world import school_of
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
RESET = "/account/password/reset/"

CHANCE = re.compile(r"'[^']*'|\bs\d+_x\d+|_sync_\d+|_curs_\d+|\b\d+\b")
"""What differs between two queries that ask the same."""


@contextmanager
def rounds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count the rounds of hashing, and do but one of each."""
    done: list[int] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self: Any, password: str, salt: str, iterations: int | None = None) -> str:
        done.append(iterations or self.iterations)
        made: str = encode(self, password, salt, 1)
        return made.replace("$1$", f"${done[-1]}$", 1)

    with monkeypatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "encode", counted)
        yield done


def bare(page: Any, *words: str) -> str:
    """Return a page without its tokens, and without what was typed into it."""
    text = page.content.decode()
    text = re.sub(r'(name="csrfmiddlewaretoken" value)="[^"]*"', "", text)
    for word in words:
        text = text.replace(word, "")
    return text


def seen(
    ask: Callable[[Client], Any], done: list[int], *words: str
) -> tuple[int, str, str, list[str], int]:
    """Return what somebody who asks sees, and what it took."""
    done.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = ask(Client())
    shapes = [CHANCE.sub("?", query["sql"])[:90] for query in queries]
    return (
        answer.status_code,
        answer.headers.get("Location", ""),
        bare(answer, *words),
        shapes,
        sum(done),
    )


def posts(path: str, **sent: str) -> Callable[[Client], Any]:
    """Return what sends a form."""
    return lambda client: client.post(path, sent)


def gets(path: str) -> Callable[[Client], Any]:
    """Return what asks for a page."""
    return lambda client: client.get(path)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[User], list[int]]]:
    """Somebody who is here, two whose accounts are disabled, and the rounds of hashing."""
    cast = [ready_person("hub-worker") for _ in range(3)]
    with rounds(monkeypatch) as done:
        for person in cast:
            person.set_password(PASSWORD)
            person.is_active = person is cast[0]
            person.save()
        yield cast, done


def test_nobody_learns_by_signing_in_who_is_here(people: tuple[list[User], list[int]]) -> None:
    (here, gone, gone_too), done = people
    tries = {
        "unknown": ("nobody@people.example", PASSWORD),
        "wrong": (here.email, "not the right one"),
        "disabled": (gone.email, "not the right one"),
        "disabled, with the right password": (gone_too.email, PASSWORD),
    }
    # What counts the tries from here is then there for all of them.
    seen(posts(LOGIN, login="other@people.example", password="x"), done)

    found = {
        name: seen(posts(LOGIN, login=email, password=password), done, email)
        for name, (email, password) in tries.items()
    }

    assert found["unknown"][4] > 100_000
    for name, each in found.items():
        assert each == found["unknown"], name


def test_nobody_learns_by_a_new_password_who_is_here(
    people: tuple[list[User], list[int]], mailbox: Mailbox
) -> None:
    (here, gone, _), done = people

    # What counts the tries from here is then there for all of them.
    seen(posts(RESET, email="other@people.example"), done)

    found = [
        seen(posts(RESET, email=email), done, email)
        for email in ("nobody@people.example", here.email, gone.email)
    ]

    assert found[0] == found[1] == found[2]
    assert mailbox.taken == [], "a mail server that is slow would tell"
    world.carry_on(at=clock.now())
    assert mailbox.addresses == [here.email]


def test_a_link_to_join_that_is_too_old_is_like_one_that_never_was(
    monkeypatch: pytest.MonkeyPatch, monday: datetime, settings: Settings
) -> None:
    settings.CLOCK_AT = monday
    _, old = joining.invite(
        email="ada@mill-lane.example",
        name="Ada Wren",
        role=Role.KEY_ADULT,
        establishment=school_of(900001, "Mill Lane Primary", monday),
        by=None,
        at=monday - timedelta(days=14),
    )
    with rounds(monkeypatch) as done:
        found = [seen(gets(f"/join/{each}/"), done, each) for each in ("x" * len(old), old)]

    assert found[0][0] == 404
    assert found[0] == found[1]
