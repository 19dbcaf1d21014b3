"""The files of the sample borough: the same for a seed, in the shapes that the contract gives."""

import csv
import io
import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from stdnum.gb import upn

from firstbell import sample
from firstbell.cli.sample import sample as command
from firstbell.registry.agencies.files.childcare import read_childcare
from firstbell.sample import Borough
from firstbell.sample.establishment_plans import CORE
from firstbell.sample.gias import COLUMNS
from firstbell.sample.upns import UpnBook
from tests.sample.conftest import read_csv, type_of_row


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    first = sample.files(sample.make_borough(seed=3, pupils=300, incidents=60))
    again = sample.files(sample.make_borough(seed=3, pupils=300, incidents=60))
    other = sample.files(sample.make_borough(seed=4, pupils=300, incidents=60))
    assert first == again
    changed = {name for name in first if first[name] != other[name]}
    assert {"rolls/eastmarsh.csv", "feed.json", "truth.json", "contacts.csv"} <= changed


def test_the_command_writes_every_file_and_says_so(tmp_path: Path, written: Any) -> None:
    arguments = ["--out", str(tmp_path / "new"), "--pupils", "600", "--incidents", "90"]
    result = CliRunner().invoke(command, [*arguments, "--seed", "7"])
    assert result.exit_code == 0, result.output
    assert "90 incidents" in result.output
    for name, content in written.items():
        assert (tmp_path / "new" / name).read_bytes() == content
        assert name in result.output


def test_a_weekday_in_the_middle_of_a_week_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--out", str(tmp_path), "--weekend", "2026-11-18"])
    assert result.exit_code == 2
    assert "no day of a weekend" in result.output
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"])
def test_any_day_of_the_weekend_names_its_monday(day: str) -> None:
    asked = datetime.fromisoformat(day).date()
    made = sample.make_borough(pupils=40, incidents=3, weekend=asked)
    assert made.monday.isoformat() == "2026-11-23"


def test_a_borough_has_at_least_the_pupils_and_exactly_the_incidents_asked(
    borough: Borough, feed: list[Any]
) -> None:
    assert 600 <= len(borough.pupils) < 608
    assert len(feed) == 90


def test_establishments_are_in_the_national_shape(borough: Borough, written: Any) -> None:
    lines = list(csv.reader(io.StringIO(written["establishments.csv"].decode("cp1252"))))
    assert lines[0] == COLUMNS
    assert 120 <= len(COLUMNS) <= 140
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert {len(line) for line in lines} == {len(COLUMNS)}
    assert len(lines) == len(borough.establishments) + 1
    numbers = [line[COLUMNS.index("UKPRN")] for line in lines[1:]]
    assert {len(number) for number in numbers} == {0, 8}
    with pytest.raises(UnicodeDecodeError):
        written["establishments.csv"].decode("utf-8")


def test_the_default_borough_has_sixty_establishments_of_all_kinds() -> None:
    made = sample.make_borough(pupils=12_000, incidents=1)
    stages = Counter(one.stage for one in made.establishments if one.status == "open")
    types = {one.type_code for one in made.establishments}
    assert len(made.establishments) == 60
    assert stages["primary"] >= 20
    assert min(stages[kind] for kind in ("secondary", "special", "pru", "nursery")) >= 2
    assert stages["fe"] == stages["sixth"] == 1
    assert {"01", "02", "03", "05", "07", "08", "10", "11", "14", "15", "18", "28", "30"} <= types
    assert Counter(one.council for one in made.establishments).keys() == {
        "990", "991", "992", "993"
    }  # fmt: skip


def test_fewer_establishments_than_the_cases_need_are_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        sample.make_borough(pupils=40, incidents=3, establishments=CORE - 1)


def test_more_establishments_than_the_plan_are_each_their_own() -> None:
    made = sample.make_borough(pupils=300, incidents=3, establishments=400)
    assert len({one.name for one in made.establishments}) == 400
    numbers = {(one.council, one.number) for one in made.establishments}
    assert len(numbers) == 400


def test_every_closed_establishment_leads_by_links_to_an_open_one(
    borough: Borough, written: Any
) -> None:
    links = read_csv(written["links.csv"], "cp1252")
    status = {one.urn: one.status for one in borough.establishments}
    following = {
        row["URN"]: row["LinkURN"] for row in links if row["LinkType"].startswith("Successor")
    }
    closed = [urn for urn, state in status.items() if state == "closed"]
    assert len(closed) >= 5
    for urn in closed:
        steps = 0
        here = urn
        while status[here] == "closed":
            here, steps = following[here], steps + 1
            assert steps < 5
    assert any(status[following[urn]] == "closed" for urn in closed), "one link is a chain"
    dates = [row["LinkEstablishedDate"] for row in links]
    assert all(re.fullmatch(r"\d\d-\d\d-\d{4}", day) for day in dates)


def test_every_row_refers_to_an_establishment_that_is_there(
    borough: Borough, written: Any, roll: list[type_of_row]
) -> None:
    urns = {one.urn for one in borough.establishments}
    open_urns = {one.urn for one in borough.establishments if one.status == "open"}
    assert {row["urn"] for row in roll} <= open_urns
    contacts = read_csv(written["contacts.csv"])
    assert {row["urn"] for row in contacts if row["urn"]} <= open_urns
    assert all(bool(row["urn"]) != bool(row["desk"]) for row in contacts)
    scopes = {row["scope"] for row in read_csv(written["calendar.csv"])}
    assert scopes - {"990", "LA-991", "992"} <= open_urns
    links = read_csv(written["links.csv"], "cp1252")
    assert {row["URN"] for row in links} | {row["LinkURN"] for row in links} <= urns


def test_every_upn_has_its_right_check_letter_and_belongs_to_one_child(
    roll: list[type_of_row],
) -> None:
    holders: dict[str, set[tuple[str, ...]]] = {}
    for row in roll:
        if row["upn"]:
            assert upn.calc_check_digit(row["upn"][1:]) == row["upn"][0]
            assert re.fullmatch(r"[A-Z]99[01]\d{8}[0-9A-HJ-NP-RT-Z]", row["upn"])
            who = (row["surname"], row["forename"], row["date_of_birth"])
            holders.setdefault(row["upn"], set()).add(who)
    assert all(len(who) == 1 for who in holders.values())
    assert any(number[-1].isalpha() for number in holders), "a temporary one"
    assert any(not row["upn"] for row in roll), "a blank one"


def test_a_school_that_has_used_up_a_year_gives_older_numbers() -> None:
    book = UpnBook()
    numbers = [book.permanent("990", "2010", 2020) for _ in range(1500)]
    assert len(set(numbers)) == 1500
    assert all(upn.calc_check_digit(number[1:]) == number[0] for number in numbers)


def test_the_roll_has_the_contracts_columns_and_every_kind_of_registration(
    roll: list[type_of_row],
) -> None:
    expected = """
        upn surname forename middle_names preferred_surname preferred_forename former_surname
        date_of_birth sex address_line_1 address_line_2 address_line_3 town postcode uprn urn
        enrol_status entry_date leaving_date nc_year reg_group
    """
    assert list(roll[0]) == expected.split()
    assert {row["enrol_status"] for row in roll} == {"C", "M", "S", "G", "F"}
    assert any(row["leaving_date"] for row in roll)
    for row in roll:
        assert row["surname"]
        assert row["forename"]
        entry, leaving = row["entry_date"], row["leaving_date"]
        assert datetime.fromisoformat(row["date_of_birth"]) < datetime.fromisoformat(entry)
        assert not leaving or entry < leaving


def test_one_school_hands_over_its_roll_as_ctf_and_is_not_in_the_csv(
    borough: Borough, written: Any, roll: list[type_of_row]
) -> None:
    [name] = [name for name in written if name.endswith(".xml")]
    root = ET.fromstring(written[name])
    school = root.find("Header/SourceSchool")
    assert school is not None
    urn = school.findtext("URN")
    number = f"{school.findtext('LEA')}{school.findtext('Estab')}"
    assert name == f"rolls/{number}_CTF_990LLLL_001.xml"
    pupils = root.findall("CTFpupilData/Pupil")
    on_roll = [kid for kid in borough.pupils for row in kid.registrations if row.urn == urn]
    assert len(pupils) == len(on_roll) > 0
    assert urn not in {row["urn"] for row in roll}
    for pupil in pupils:
        number = pupil.findtext("UPN") or ""
        assert not number or upn.calc_check_digit(number[1:]) == number[0]
        assert pupil.findtext("Address/PostCode")


def test_every_postcode_of_a_home_or_school_is_in_the_directory(
    borough: Borough, written: Any, roll: list[type_of_row]
) -> None:
    directory = {row["pcds"]: row for row in read_csv(written["postcodes.csv"])}
    assert {row["postcode"] for row in roll} <= set(directory)
    assert {one.postcode for one in borough.establishments} <= set(directory)
    assert any(row["doterm"] for row in directory.values())
    assert {row["pfa"] for row in directory.values()} == {"E23990001", "E23990002", "W15990001"}


def test_contacts_hold_a_school_with_one_key_adult_and_one_with_none(
    borough: Borough, written: Any
) -> None:
    rows = read_csv(written["contacts.csv"])
    counted = Counter(row["urn"] for row in rows if row["urn"])
    ours = [one for one in borough.establishments if one.status == "open" and one.council != "993"]
    assert [one.urn for one in ours if not counted[one.urn]] == [
        one.urn for one in ours if "no-contacts" in one.tags
    ]
    assert 1 in counted.values()
    assert max(counted.values()) <= 4
    assert {"990:home-education", "990:missing-education"} <= {row["desk"] for row in rows}
    assert {row["holidays"] for row in rows} == {"yes", "no"}
    for urn in counted:
        orders = [int(row["order"]) for row in rows if row["urn"] == urn]
        assert orders == list(range(1, len(orders) + 1))


def test_the_calendar_has_a_training_monday_a_saturday_school_and_other_bells(
    borough: Borough, written: Any
) -> None:
    rows = read_csv(written["calendar.csv"])
    monday = borough.monday.isoformat()
    assert [row for row in rows if row["kind"] == "inset" and row["from"] == monday]
    saturdays = [row for row in rows if row["kind"] == "open"]
    assert saturdays
    assert all(datetime.fromisoformat(row["from"]).weekday() == 5 for row in saturdays)
    assert len({row["opens_at"] for row in rows if row["kind"] == "term"}) > 3
    council = [row for row in rows if row["scope"] == "990" and row["kind"] == "term"]
    assert any(row["from"] <= monday <= row["to"] for row in council)
    assert all(row["from"] <= row["to"] for row in rows)


def test_nothing_in_the_files_could_be_anybodys_number_address_or_home(written: Any) -> None:
    text = "\n".join(
        content.decode("cp1252" if name in {"establishments.csv", "links.csv"} else "utf-8")
        for name, content in written.items()
        if not name.endswith(".xlsx")  # the same incidents as feed.json, packed
    )
    phones = re.findall(r"\b0[127]\d{3} ?\d{6}\b", text)
    assert phones
    assert all(re.fullmatch(r"01632 ?960\d{3}|07700 900\d{3}", number) for number in phones)
    domains = re.findall(r"@([\w.-]+)", text)
    assert domains
    assert all(domain.endswith(".example") for domain in domains)
    assert all(site.endswith(".example") for site in re.findall(r"\bwww\.[\w.-]+\w", text))
    postcodes = re.findall(r"\b([A-Z]{1,2})\d[0-9A-Z]? \d[A-Z]{2}\b", text)
    assert postcodes
    assert set(postcodes) == {"QX", "QY", "QV", "QZ"}


def test_the_readme_names_every_file_and_says_that_all_is_invented(written: Any) -> None:
    text = written["readme.txt"].decode()
    assert "Nobody and nothing here exists" in text
    for name in written:
        assert name in text or name.startswith(("rolls/", "readme"))


def test_the_second_feed_follows_on_from_the_first(written: Any) -> None:
    first = json.loads(written["feed.json"])["feed"]
    second = json.loads(written["feed-2.json"])["feed"]
    assert first["created_at"] == "2026-11-23T06:00:00+00:00"
    assert first["covers_from"] == "2026-11-20T17:00:00+00:00"
    assert first["covers_to"] == second["covers_from"]
    assert first["reference"] != second["reference"]


def test_the_childcare_register_is_one_that_the_product_takes_whole(
    written: dict[str, bytes],
) -> None:
    read = read_childcare(written["childcare.csv"])

    assert read.refused == []
    assert {each.type_group for _, each in read.values} == {
        "Nurseries",
        "Pre-schools",
        "Childminders",
    }
    assert {each.status for _, each in read.values} == {"Open", "Closed"}
