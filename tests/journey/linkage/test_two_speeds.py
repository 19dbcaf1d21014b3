"""The live path and `firstbell link` give one answer, and the live path sees a roll at once."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from time import perf_counter

import pytest

from bench.linkage.measure import Plan
from firstbell.core.linkage import Decision, RecordedChild
from firstbell.journey.linkage.bulk import decide_against
from firstbell.journey.linkage.deciding import decide_now
from firstbell.journey.linkage.roll_file import read_register
from firstbell.journey.linkage.tables import Findings
from firstbell.registry.people.models import Pupil
from tests.registry.people.rolls import WREN, a_class, a_csv, take, upn
from tests.world import a_school

pytestmark = pytest.mark.django_db

SCHOOLS = (990001, 990002)

TOLD = RecordedChild(
    child_id="C1",
    given_names="Wren",
    surname="Tollemarsh",
    address_line_1="4 Mill Lane",
    postcode="QX1 2AB",
)


def test_both_speeds_decide_alike(monday: datetime, tmp_path: Path) -> None:
    scene = Plan(900, 5, 1.8).make(90)
    rows: list[dict[str, object]] = [
        {
            "urn": SCHOOLS[number % 2],
            "upn": pupil.upn,
            "surname": pupil.surname,
            "forename": pupil.forename,
            "middle_names": pupil.middle_names,
            "date_of_birth": pupil.born_on,
            "sex": pupil.sex,
            "address_line_1": pupil.address_line_1,
            "postcode": pupil.postcode,
        }
        for number, pupil in enumerate(scene.roll)
    ]
    moved = {"surname": "Quill", "urn": SCHOOLS[1], "enrol_status": "S", "address_line_1": "1 Row"}
    rows += [{**row, **moved} for row in rows[:60:2]]
    for urn in SCHOOLS:
        a_school(urn)
    content = a_csv(*rows)
    take(content, at=monday)
    (tmp_path / "roll.csv").write_bytes(content)
    register = read_register(tmp_path / "roll.csv", monday.date(), Findings())
    numbers = {str(each.pk): each.upn for each in Pupil.objects.all()}
    bulk = {
        str(found.child): said(found, lambda pupil: register.columns["upn"][int(str(pupil)) - 1])
        for found in decide_against(register, scene.feed.children)
    }
    households: dict[object, list[RecordedChild]] = defaultdict(list)
    for child in scene.feed.children:
        households[child.household].append(child)
    live = {
        str(found.child): said(found, lambda pupil: numbers[str(pupil)])
        for together in households.values()
        for found in decide_now(together, on=monday.date())
    }
    assert len({decision for decision, *_ in live.values()}) == 3
    assert live == bulk


def said(found: Decision, upn_of: object) -> tuple[object, ...]:
    """What was decided, in words that do not depend on how pupils are numbered."""
    assert callable(upn_of)
    return (
        found.decision,
        None if found.pupil is None else upn_of(found.pupil),
        found.weight,
        found.probability,
        found.runner_up_weight,
    )


def test_a_nights_change_of_a_roll_is_seen_at_once(monday: datetime) -> None:
    a_school(SCHOOLS[0])
    pupils = [{**row, "postcode": "QX9 9ZZ"} for row in a_class(SCHOOLS[0], 200)]
    wren = {**WREN, "upn": upn(900), "urn": SCHOOLS[0]}
    take(a_csv(*pupils), at=monday)
    told = TOLD._replace(on=monday.date(), born_on=None, age_estimate=10)
    assert decide_now([told], on=monday.date())[0].candidates == ()

    take(a_csv(*pupils[4:], wren), at=monday)
    committed = perf_counter()
    [found] = decide_now([told], on=monday.date())
    taken = perf_counter() - committed

    assert [candidate.pupil for candidate in found.candidates] == [
        Pupil.objects.get(upn=upn(900)).pk
    ]
    assert taken < 1

    take(
        a_csv(*pupils[4:], {**wren, "surname": "Quill", "address_line_1": "", "postcode": ""}),
        at=monday,
    )
    assert decide_now([told], on=monday.date())[0].candidates == ()
