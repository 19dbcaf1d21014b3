"""Every address × everybody: what the table says is what the product does."""

from datetime import datetime
from functools import partial

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import resolve
from pytest_django.fixtures import Settings

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.standing_back import stands_back_from
from tests.permissions import at_provider
from tests.permissions.matrix.asking import undone
from tests.permissions.table import TABLE
from tests.permissions.world import CAST, NOBODY, World, every_address, make_world, path_of


@pytest.fixture
def world(db: None, monday: datetime, settings: Settings) -> World:
    settings.CLOCK_AT = monday
    settings.OPENID_PROVIDERS = (at_provider.PROVIDER,)
    return make_world(monday)


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    in_table = {name.partition(",")[0] for name in TABLE}

    assert in_table == set(every_address())


def test_everybody_gets_what_the_table_says(world: World) -> None:
    """Who is let in, a visitor, and of those who are shut out one, another at each address."""
    paths = {name: path_of(name, row.arguments(world)) for name, row in TABLE.items()}
    wrong = []
    for place, (name, row) in enumerate(TABLE.items()):
        shut_out = [each for each in CAST if each not in row.lets_in]
        one = shut_out[place % len(shut_out)] if shut_out else NOBODY
        for person in {NOBODY, *row.lets_in, one}:
            status = world.client(person).get(paths[name]).status_code
            if status != row.expected(person):
                wrong.append(f"{name} for {person}: {status}, not {row.expected(person)}")

    assert not wrong, "\n".join(wrong)


def test_everybody_else_is_shut_out_by_the_view_itself(world: World, monday: datetime) -> None:
    """All who are shut out of all that is there, without what stands before and behind a view:
    that only refuses more, and takes a hundred times as long as to be refused.
    """
    paths = {name: path_of(name, row.arguments(world)) for name, row in TABLE.items()}
    wrong = []
    for person, user in world.cast.items():
        with acting.for_person(
            user.id, at=monday, stands_back_from=partial(stands_back_from, user)
        ):
            for name, row in TABLE.items():
                if person not in row.lets_in:
                    status = status_of_the_view(paths[name], user)
                    if status != row.shut_out:
                        wrong.append(f"{name} for {person}: {status}, not {row.shut_out}")

    assert not wrong, "\n".join(wrong)


def status_of_the_view(path: str, user: User) -> int:
    request = RequestFactory().get(path)
    request.user = user
    with undone():
        try:
            found = request.resolver_match = resolve(path)
            return int(found.func(request, *found.args, **found.kwargs).status_code)
        except Http404:
            return 404


def test_a_person_without_a_second_step_gets_nowhere_but_to_its_set_up(world: World) -> None:
    person = world.cast["key-adult"]
    client = world.client("key-adult")
    person.authenticator_set.all().delete()  # type: ignore[attr-defined]

    assert client.get("/your-account/").headers["Location"] == "/account/two-steps/code/set-up/"
    assert client.get("/").headers["Location"] == "/account/two-steps/code/set-up/"
