"""Every address × everybody: what the table says is what the product does."""

from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from tests.permissions import at_provider
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
    paths = {name: path_of(name, row.arguments(world)) for name, row in TABLE.items()}
    wrong = []
    for person in (NOBODY, *CAST):
        client = world.client(person)
        for name, row in TABLE.items():
            status = client.get(paths[name]).status_code
            if status != row.expected(person):
                wrong.append(f"{name} for {person}: {status}, not {row.expected(person)}")

    assert not wrong, "\n".join(wrong)


def test_a_person_without_a_second_step_gets_nowhere_but_to_its_set_up(world: World) -> None:
    person = world.cast["key-adult"]
    client = world.client("key-adult")
    person.authenticator_set.all().delete()  # type: ignore[attr-defined]

    assert client.get("/your-account/").headers["Location"] == "/account/two-steps/code/set-up/"
    assert client.get("/").headers["Location"] == "/account/two-steps/code/set-up/"
