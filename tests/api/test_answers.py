"""The published API answers as it says, whatever is sent: a share; `bench.api` asks the rest."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.api.cases import Comer, ask, comers
from tests.api.tokens import token_of
from tests.journey.intake.feeds import AT

pytestmark = pytest.mark.django_db

EACH = 20
"""Requests of each operation by each comer: quick, and the same in every run."""


@pytest.fixture
def who() -> tuple[Comer, ...]:
    """Everybody who asks."""
    return comers(
        token=token_of("quillshire", at=AT),
        other_token=token_of("otherside", at=AT),
        source="quillshire",
    )


@pytest.fixture(autouse=True)
def in_one_transaction(who: tuple[Comer, ...]) -> Iterator[None]:
    """Ask in the test's own transaction: no request ends its connection.

    Django's client, which got the tokens, lets them end it again; so it comes before.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_one_that_the_description_declares(who: tuple[Comer, ...]) -> None:
    asked = ask(WSGIHandler(), who, each=EACH)

    statuses = Counter[int]()
    for (_name, _operation, status), times in asked.answers.items():
        statuses[status] += times
    assert asked.cases > 150
    assert {200, 401, 403, 422} <= set(statuses)
    assert not [status for status in statuses if status >= 500]


def test_an_answer_that_is_not_declared_is_found(who: tuple[Comer, ...]) -> None:
    def teapot(environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"].endswith("openapi.json"):
            return WSGIHandler()(environ, start)
        start("418 I am a teapot", [("Content-Type", "application/json")])
        return [json.dumps({}).encode()]

    with pytest.raises(BaseException, match="Undocumented status code"):
        ask(teapot, who[:1], each=2)


def test_the_description_is_one_that_a_machine_can_read() -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())

    assert sum(1 for _ in schema.get_all_operations()) == 4
    schema.validate()
