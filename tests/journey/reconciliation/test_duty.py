"""Section 49A in a month, counted from rows: to the child what the account says."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from firstbell.cli.duty import duty as command
from firstbell.core.duty import Fate, Month
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.duty import Counted, by_fate, counted, counted_under
from tests import world
from tests.journey.reconciliation.conftest import Area

NOVEMBER = Month.read("2026-11")
BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
LATER = BELL + timedelta(hours=1)
HOLD = {
    "hold_until": "2026-11-24T09:00:00+00:00",
    "hold_ground": "live-arrest",
    "hold_approver": "Duty Inspector",
}


def of_november(area: Area, *, at: datetime = LATER) -> list[Counted]:
    return counted(area.force, NOVEMBER, at=at)


def fates(area: Area, *, at: datetime = LATER) -> dict[str, int]:
    return dict(by_fate(of_november(area, at=at)))


def everything(area: Area, monday: datetime) -> None:
    """Let one child of each kind come, over three months."""
    names = ("Wren", "Ivo", "Maro", "Tansy")
    for name in names:
        world.a_pupil(area.school, forename=name)
    wren, ivo, maro, tansy = (world.a_child(given_names=name) for name in names)
    nobody = world.a_child(given_names="Idris", surname="Nowhere")
    world.receive(
        world.an_incident("IN-TIME", children=[wren], unit="Tarn Response"),
        world.an_incident("LATE", children=[ivo, nobody | {"id": "C2"}], unit="Tarn Response"),
        world.an_incident("HELD", children=[maro], disclosure=HOLD),
        world.an_incident("GONE", children=[tansy]),
        world.an_incident("LONG-AGO", children=[nobody], belief_formed_at="2026-09-30T22:30:00Z"),
        world.an_incident("AGES", children=[tansy], belief_formed_at="2026-09-30T23:30:00Z"),
        world.an_incident("REFUSED", place_kind="castle"),
        at=monday,
    )
    by = world.a_person("reader@school.example", "Ira Bunting")
    row = Notification.objects.get(incident__reference="IN-TIME")
    answering.confirm_on_roll(notification=row, by=by, at=monday)
    answering.acknowledge(notification=row, by=by, at=monday)
    withdrawn = world.an_incident("GONE", revision=2, status="withdrawn", status_reason="a slip")
    world.withdraw(withdrawn, at=monday)


def test_every_child_has_its_fate_in_the_month_of_the_belief(area: Area, monday: datetime) -> None:
    everything(area, monday)
    assert fates(area) == {
        Fate.IN_TIME: 1,
        Fate.LATE_HUB: 1,
        Fate.NO_LINK: 1,
        Fate.HELD: 1,
        Fate.WITHDRAWN: 1,
    }
    assert fates(area, at=monday)[Fate.NOT_YET] == 1


def test_all_months_of_all_forces_are_the_account_class_by_class(
    area: Area, monday: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    everything(area, monday)
    world.a_force("WESTMARSH-POLICE")
    found = [
        each
        for force in counted_under()
        for month in (NOVEMBER.before.before, NOVEMBER.before, NOVEMBER)
        for each in counted(force, month, at=LATER)
    ]
    balance = queries.balance()
    assert len(found) == len({each.account.child.id for each in found}) == balance.children == 7
    assert Counter(each.class_ for each in found) == balance.classes
    said = [
        printed(capsys, month=month)
        for month in (NOVEMBER.before.before, NOVEMBER.before, NOVEMBER)
    ]
    assert sum(each["children"] for month in said for each in month["forces"]) == 7
    refused = sum(each["refused_incidents"] for month in said for each in month["forces"])
    assert refused == balance.refused_incidents == 1


def printed(capsys: pytest.CaptureFixture[str], **options: Any) -> Any:
    given = {"month": NOVEMBER, "force": None, "as_json": True, **options}
    command.callback.__wrapped__(**given)  # type: ignore[union-attr]
    out = capsys.readouterr().out
    return json.loads(out) if given["as_json"] else out


def test_the_command_prints_every_figure_by_unit_and_by_place(
    area: Area, monday: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    everything(area, monday)
    [said] = printed(capsys, force=area.force.code)["forces"]
    assert said["units"]["Tarn Response"] == {"in_time": 1, "no_link": 1, "not_yet": 1}
    assert said["units"]["not said"] == {"held": 1, "withdrawn": 1}
    assert set(said["places"]) == {"Mill Lane Primary School", "no place yet"}
    assert sum(map(sum, (each.values() for each in said["units"].values()))) == said["children"]
    assert sum(map(sum, (each.values() for each in said["places"].values()))) == said["children"]
    text = printed(capsys, as_json=False)
    assert "EASTMARSH-POLICE: 5 children" in text
    assert "unit: Tarn Response" in text


def test_of_two_schools_a_child_counts_where_the_first_bell_was_missed(
    area: Area, monday: datetime
) -> None:
    second = world.a_school(990002, "Ferry Road School")
    world.a_key_adult(second)
    pupil = world.a_pupil(area.school, enrol_status="M").pupil
    world.a_pupil(second, pupil=pupil, enrol_status="S")
    world.receive(world.an_incident(), at=monday)
    first, other = Notification.objects.order_by("establishment__name")
    Notification.objects.filter(id=other.id).update(due_at=BELL - timedelta(minutes=10))
    [child] = of_november(area)
    assert (child.fate, child.place) == (Fate.LATE_HUB, str(other.establishment))
    answering.confirm_on_roll(notification=other, by=area.worker, at=monday)
    answering.acknowledge(notification=other, by=area.worker, at=monday)
    [child] = of_november(area)
    assert (child.fate, child.place) == (Fate.LATE_HUB, str(first.establishment))


@pytest.mark.parametrize("many", [1, 3])
def test_however_many_there_are_it_takes_six_queries(
    many: int, area: Area, monday: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world.a_pupil(area.school)
    world.receive(*(world.an_incident(f"INC-{n}") for n in range(many)), at=monday)
    with django_assert_num_queries(6):
        assert len(of_november(area)) == many
