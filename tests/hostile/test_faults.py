"""A page, an API call or a query fails with a child's words in its hands: nobody is told them.

Neither the page that says so, nor the log as it is set up for serving, nor PostgreSQL's log.
"""

import io
import logging
import logging.config
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.urls import reverse

from firstbell.journey.delivery.views import reading
from firstbell.journey.intake import api
from tests import world
from tests.api.tokens import token_of
from tests.conftest import POSTGRES_LOG
from tests.hostile.test_canaries import CANARIES, held
from tests.journey.delivery.conftest import as_made, school  # noqa: F401 - fixtures
from tests.journey.delivery.pages import School, family_url

NAMES = {"given_names": CANARIES["forename"], "surname": CANARIES["surname"]}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as it is set up for serving, read by the test."""
    root, said = logging.getLogger(), io.StringIO()
    before = list(root.handlers)
    ours: dict[str, Any] = configured.LOGGING
    to_us = {**ours["handlers"]["console"], "stream": said}
    logging.config.dictConfig({**ours, "handlers": {"console": to_us}})
    yield said
    root.handlers[:] = before


def by_python(*held_here: object, **_more: object) -> None:
    """Fail with what was held in the fault's own words, as many a library does."""
    told = [f"{each!r} {getattr(each, '__dict__', '')}" for each in held_here]
    raise ValueError(f"cannot use {told} of {CANARIES['forename']} {CANARIES['surname']}")


def by_the_database(*_held: object, **_more: object) -> None:
    """Fail in PostgreSQL, which names the value that it refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS integer)", [CANARIES["surname"]])


def by_another_fault(*held_here: object, **_more: object) -> None:
    """Fail while a fault is dealt with: the first one is the cause."""
    try:
        by_the_database()
    except Exception as first:
        raise KeyError(CANARIES["words"], held_here) from first


FAULTS = [by_python, by_the_database, by_another_fault]


@pytest.mark.parametrize("fails", FAULTS)
def test_a_page_that_fails_with_a_child_in_its_hands_tells_nobody(
    school: School,  # noqa: F811
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
    log: io.StringIO,
    fails: Callable[..., Any],
) -> None:
    told = world.a_child(**NAMES, voice=CANARIES["words"])
    world.a_pupil(school.place, NAMES["given_names"], NAMES["surname"])
    world.receive(world.an_incident(children=[told]), at=monday)
    school.open()
    assert CANARIES["surname"] in school.browser.get(school.url("answer_family")).content.decode()
    school.answer(C1="yes")
    browser = Client(raise_request_exception=False)
    browser.force_login(school.person)
    monkeypatch.setattr(reading, "render", fails)
    logged_before = len(POSTGRES_LOG.read_bytes())

    answer = browser.get(family_url("family", school.place))

    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
    assert fails.__name__ in log.getvalue(), "where it failed is told"
    assert told_by(answer, log, logged_before) == []


@pytest.mark.parametrize("fails", FAULTS)
def test_an_api_call_that_fails_with_a_child_in_its_hands_tells_nobody(
    db: None, monkeypatch: pytest.MonkeyPatch, log: io.StringIO, fails: Callable[..., Any]
) -> None:
    token = token_of("quillshire", at=world.LONG_AGO)
    told = world.an_incident(children=[world.a_child(**NAMES, voice=CANARIES["words"])])
    monkeypatch.setattr(api, "receive_feed", fails)
    logged_before = len(POSTGRES_LOG.read_bytes())

    answer = Client(raise_request_exception=False).post(
        reverse("api:feeds"),
        world.a_feed(told, source="quillshire"),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == 500
    assert fails.__name__ in log.getvalue()
    assert told_by(answer, log, logged_before) == []


def told_by(answer: Any, log: io.StringIO, logged_before: int) -> list[str]:
    """Return which canaries are told, and where."""
    logged = POSTGRES_LOG.read_bytes()[logged_before:].decode(errors="replace")
    headers = str(dict(answer.headers))
    return held(
        iter(
            [
                ("the page", answer.content.decode()),
                ("a header", headers),
                ("the log", log.getvalue()),
                ("PostgreSQL's log", logged),
            ]
        )
    )


def test_a_log_that_quotes_is_found(db: None, log: io.StringIO) -> None:
    logging.getLogger().handlers[0].setFormatter(logging.Formatter())
    try:
        by_the_database()
    except Exception:
        logging.getLogger("firstbell").exception("It failed")

    assert held(iter([("the log", log.getvalue())])) == ["the log: surname"]
