"""The same incidents, as JSON, CSV, XLSX and typed by hand, are held alike and end alike."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from firstbell.cli.demo import journey
from firstbell.journey.intake.actions import enter_incident, receive_feed
from firstbell.journey.intake.actions.sheets import receive_sheet
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.sheets.files import mapping_of, read_sheet
from firstbell.journey.reconciliation.lines import lines
from firstbell.journey.reconciliation.queries import balance
from firstbell.registry.agencies.models import Agency
from firstbell.sample import Borough, files, make_borough, write
from firstbell.sample.feeds import SOURCE
from tests.people import ready_person
from tests.world import a_force, carry_on

SOME = 20
"""Of 200 that are held alike, so many are followed to their end each way."""


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(seed=1, pupils=1_200, incidents=200)


def by_sheet(name: str, borough: Borough, at: datetime) -> list[str]:
    held = files(borough)
    mapping = mapping_of(held[f"sheets/{name.rpartition('.')[0]}.toml"])
    sheet = read_sheet(held[f"sheets/{name}"], name=name, mapping=mapping, at=at)
    return [each["fate"] for each in receive_sheet(sheet=sheet, by=None, at=at)["incidents"]]


def by_feed(borough: Borough, at: datetime) -> list[str]:
    receipt = receive_feed(document=borough.feeds["feed.json"], by=None, at=at)
    return [each["fate"] for each in receipt["incidents"]]


def by_hand(borough: Borough, at: datetime) -> list[str]:
    force = Agency.objects.get(code=SOURCE)
    officer = ready_person("police-sender", name="Pat Heron", agency=force)
    incidents = borough.feeds["feed.json"]["incidents"]
    typed = (enter_incident(agency=force, document=each, by=officer, at=at) for each in incidents)
    return [each["fate"] for each in typed]


WAYS: dict[str, Callable[[Borough, datetime], list[str]]] = {
    "JSON": by_feed,
    "CSV": lambda borough, at: by_sheet("row-a-child.csv", borough, at),
    "XLSX": lambda borough, at: by_sheet("row-an-incident.xlsx", borough, at),
    "by hand": by_hand,
}


def without_ids(value: Any) -> Any:
    """Return what is said without the ids of people, and in one case of letters."""
    if isinstance(value, dict):
        return {key: without_ids(each) for key, each in value.items() if key not in _OWN}
    if isinstance(value, list):
        return sorted((without_ids(each) for each in value), key=str)
    return value.casefold() if isinstance(value, str) else value


_OWN = {"id", "adult", "revision"}
"""A workbook kept by hand numbers neither people nor versions."""


def each_way(borough: Borough, at: datetime, found: Callable[[], Any]) -> dict[str, Any]:
    """Return what is found after each way, every one from the same beginning."""
    seen = {}
    for way, hand_over in WAYS.items():
        with transaction.atomic():
            fates = hand_over(borough, at)
            assert set(fates) == {"accepted"}, way
            seen[way] = found()
            transaction.set_rollback(True)
    return seen


def test_two_hundred_incidents_are_held_alike(db: None, borough: Borough, monday: datetime) -> None:
    a_force(SOURCE)

    def held() -> dict[str, Any]:
        rows = Incident.objects.values_list("reference", "said", "belief_formed_at")
        return {reference: (without_ids(said), belief) for reference, said, belief in rows}

    seen = each_way(borough, monday, held)

    assert len(seen["JSON"]) == 200
    for way in WAYS:
        different = [each for each in seen["JSON"] if seen[way].get(each) != seen["JSON"][each]]
        assert different == [], way


def test_some_of_them_end_in_the_same_account(
    db: None, borough: Borough, monday: datetime, tmp_path: Path
) -> None:
    write(borough, tmp_path)
    journey.load(tmp_path, borough)
    some = borough.feeds["feed.json"]["incidents"][:SOME]
    few = make_borough(seed=1, pupils=1_200, incidents=200)
    few.feeds["feed.json"]["incidents"] = some

    def account() -> list[Any]:
        carry_on(at=monday)
        assert balance().adds_up
        return sorted(without_ids([each | {"child": ""} for each in lines()]), key=str)

    seen = each_way(few, monday, account)

    assert len(seen["JSON"]) > SOME
    assert any(each["recipients"] for each in seen["JSON"])
    assert all(seen[way] == seen["JSON"] for way in WAYS)
