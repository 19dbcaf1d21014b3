"""The same incidents as JSON, CSV, XLSX, dropped into a folder and typed into the form, are held
alike and end alike. All 200 to their end each way, and the times: `bench/ways`."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from firstbell.cli.demo import journey
from firstbell.journey.intake.models import Incident
from firstbell.sample import Borough, make_borough, write
from firstbell.sample.feeds import SOURCE
from tests.ways import WAYS, Given, account, without_ids
from tests.world import a_force

SOME = 12
"""Of 200 that are held alike, so many are followed to their end each way."""


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(seed=1, pupils=1_200, incidents=200)


@pytest.fixture
def given(borough: Borough, monday: datetime, tmp_path: Path, settings: Settings) -> Given:
    settings.CLOCK_AT = monday
    return Given(borough=borough, at=monday, folder=tmp_path / "ways")


def each_way(given: Given, found: Callable[[], Any]) -> Iterator[tuple[str, Any]]:
    """Yield what is found after each way, every one from the same beginning."""
    for way, hand_over in WAYS.items():
        with transaction.atomic():
            assert set(hand_over(given)) == {"accepted"}, way
            yield way, found()
            transaction.set_rollback(True)


def test_two_hundred_incidents_are_held_alike(db: None, given: Given) -> None:
    a_force(SOURCE)

    def held() -> dict[str, Any]:
        rows = Incident.objects.values_list("reference", "said", "belief_formed_at")
        return {reference: (without_ids(said), belief) for reference, said, belief in rows}

    seen = dict(each_way(given, held))

    assert set(seen) == {"JSON", "CSV", "XLSX", "folder", "form"}
    assert len(seen["JSON"]) == 200
    for way, found in seen.items():
        different = [each for each in seen["JSON"] if found.get(each) != seen["JSON"][each]]
        assert different == [], way


def test_some_of_them_end_in_the_same_account(db: None, given: Given, tmp_path: Path) -> None:
    write(given.borough, tmp_path)
    journey.load(tmp_path, given.borough)
    few = given.few(SOME)

    seen = dict(each_way(few, lambda: account(at=few.at)))

    assert len(seen["JSON"]) > SOME
    assert any(each["recipients"] for each in seen["JSON"])
    assert all(found == seen["JSON"] for found in seen.values())
