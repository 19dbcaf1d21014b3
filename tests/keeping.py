"""Scenes that are made once for a module: each of its tests finds them as they were made.

    @pytest.fixture(scope="module")
    def made(keeping: Keeping) -> Borough:
        return keeping(make_borough)

    @pytest.fixture
    def borough(made: Borough, db: None) -> Borough:
        return deepcopy(made)

What a test writes is undone to where the scene stood. What it changes in memory is a copy's, so a
fixture for one test copies what it hands out. Not for modules whose tests commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Protocol, TypeVar

from django.db import transaction
from django.test import Client, override_settings

from tests.smtp import mail_server
from tests.written import told_by, watching

Scene = TypeVar("Scene")


class Keeping(Protocol):
    """Makes a scene at the time of the module's tests, and returns what makes it up."""

    def __call__(self, make: Callable[[], Scene]) -> Scene: ...


@contextmanager
def kept_until_the_end(at: datetime) -> Iterator[Keeping]:
    """Hold a transaction open in which scenes are made, and undo it all in the end."""

    def keep(make: Callable[[], Scene]) -> Scene:
        with mail_server() as mailbox, watching() as said:
            with override_settings(CLOCK_AT=at, **mailbox.settings):
                scene = make()
            assert told_by(said) == []
        return scene

    with transaction.atomic():
        yield keep
        transaction.set_rollback(True)


def like(browser: Client) -> Client:
    """Return another browser in which the same person is signed in."""
    another = Client()
    another.cookies = deepcopy(browser.cookies)
    return another
