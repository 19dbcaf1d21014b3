"""Rows of one pupil on two rolls: what is live and `firstbell link` make the same pupil of them."""

from datetime import datetime
from pathlib import Path

import pytest

from firstbell.core.linkage import RollPupil, keys_of_pupil
from firstbell.journey.linkage.roll_file import read_roll
from firstbell.journey.linkage.tables import Findings
from firstbell.registry.people import queries
from tests.registry.people.rolls import WREN, a_csv, take, upn
from tests.world import a_school

pytestmark = pytest.mark.django_db

MAIN = {"upn": upn(1), **WREN, "urn": 990001, "enrol_status": "M"}
OTHER = {"upn": upn(1), **WREN, "urn": 990002, "enrol_status": "S"}

Row = dict[str, object]


def live(*rows: Row, at: datetime) -> RollPupil:
    """The pupil as the rolls in force have it."""
    a_school(990001)
    a_school(990002)
    take(a_csv(*rows), at=at)
    keys = keys_of_pupil(RollPupil(pupil_id=0, upn=upn(1)))
    [pupil] = queries.candidates_by_keys({"C1": keys}, on=at.date())["C1"]
    return pupil._replace(pupil_id=1)


def filed(*rows: Row, at: datetime, folder: Path) -> RollPupil:
    """The pupil as a roll file has it."""
    path = folder / "roll.csv"
    path.write_bytes(a_csv(*rows))
    [found] = read_roll(path, at.date(), Findings())
    return found.pupil


@pytest.mark.parametrize(
    "rows",
    [
        [OTHER, MAIN],
        [MAIN, {**OTHER, "surname": "Quill", "forename": "Wrenna"}],
        [{**OTHER, "surname": "Quill"}, {**MAIN, "preferred_surname": "Sedge"}],
        [{**OTHER, "surname": "Tolle-Marsh"}, MAIN],
        [{**MAIN, "enrol_status": "C"}, {**OTHER, "enrol_status": "M", "surname": "Quill"}],
        [{**MAIN, "enrol_status": "Z"}, {**OTHER, "enrol_status": "F", "surname": "Quill"}],
        [{**MAIN, "address_line_1": "", "postcode": ""}, {**OTHER, "address_line_1": ""}],
        [{**MAIN, "postcode": ""}, {**OTHER, "address_line_1": "9 Far Row"}],
        [{**MAIN, "leaving_date": "2026-11-20", "surname": "Quill"}, OTHER],
        [MAIN, {**OTHER, "enrol_status": "M", "surname": "Quill"}],
        [{**MAIN, "entry_date": "2024-09-01", "surname": "Quill"}, {**OTHER, "enrol_status": "M"}],
        [{**MAIN, "sex": "", "date_of_birth": ""}, {**OTHER, "middle_names": "Ada"}],
    ],
    ids=str,
)
def test_both_ways_into_linkage_make_the_same_pupil_of_two_rows(
    rows: list[Row], monday: datetime, tmp_path: Path
) -> None:
    assert live(*rows, at=monday) == filed(*rows, at=monday, folder=tmp_path)


def test_parts_of_two_addresses_are_nobodys_home(monday: datetime) -> None:
    pupil = live({**MAIN, "postcode": ""}, {**OTHER, "address_line_1": "9 Far Row"}, at=monday)

    assert (pupil.address_line_1, pupil.postcode) == ("4 Mill Lane", "")
