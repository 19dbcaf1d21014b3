"""A mapping file that says something wrong is refused with every fault, in words that mend it."""

import pytest

from firstbell.journey.intake.sheets.files import mapping_of
from firstbell.journey.intake.sheets.mapping import WrongMapping
from firstbell.sample.sheets import MAPPINGS
from tests.journey.intake.sheets import CHILD_A_ROW, INCIDENT_A_ROW


def faults_of(text: str) -> list[str]:
    with pytest.raises(WrongMapping) as wrong:
        mapping_of(text.encode())
    return wrong.value.faults


@pytest.mark.parametrize("name", ["row-a-child", "row-an-incident"])
def test_the_examples_are_whole(name: str) -> None:
    mapping = mapping_of((MAPPINGS / f"{name}.toml").read_bytes())

    assert len(mapping.columns) > 60
    assert len(mapping.columns) == len(set(mapping.columns))


def test_children_in_columns_have_their_number_in_each_name() -> None:
    mapping = mapping_of(INCIDENT_A_ROW.encode())

    assert [slot.number for slot in mapping.children] == [1, 2, 3]
    assert "Child 3 DOB" in mapping.columns


WRONG: list[tuple[str, str, str]] = [
    ('[file]\nrow = "child"', '[file]\nrow = "family"', "[file] row: say whether"),
    ('[file]\nrow = "child"', '[file]\nrow = "child"\nheader = 0', "[file] header"),
    ('[file]\nrow = "child"', '[file]\nrow = "child"\ncolour = 1', "[file] colour: there is no"),
    ('[file]\nrow = "child"', '[file]\nrow = "child"\nsheet = 1', "[file] sheet"),
    ('source = "quillshire"', "", "[feed] source"),
    ('covers_until = "06:00"', 'covers_until = "6"', "[feed] covers_until"),
    ('covers_until = "06:00"', "", "[feed] covers_until"),
    ('covers_until = "06:00"', 'covers_until = "06:00"\ncovers_days = 0', "[feed] covers_days"),
    ('covers_until = "06:00"', 'covers_until = "06:00"\nday_in_name = "yy"', "day_in_name: “yy”"),
    ('days = ["dd/mm/yyyy", "yyyy-mm-dd"]', 'days = ["dd/mm/yy"]', "“dd/mm/yy” is no form"),
    ('"yyyy-mm-dd"]', '"mm/dd/yyyy"]', "read one text as two days"),
    ('days = ["dd/mm/yyyy", "yyyy-mm-dd"]', 'times = ["noon"]', "“noon” is no form; write hh"),
    ('days = ["dd/mm/yyyy", "yyyy-mm-dd"]', "days = 7", "[written] days: write a list"),
    ('blank = ["N/K"]', 'blank = ["No"]', "“no” cannot mean two things"),
    ('reference = { column = "Crime no", like = "QS##/###" }', "", "“reference” is missing"),
    ('circumstances = "Summary"', 'circumstance = "Summary"', "Did you mean circumstances?"),
    ('circumstances = "Summary"', 'circumstances = ""', "names of columns in quotation marks"),
    ('circumstances = "Summary"', "circumstances = 7", "write the name of its column"),
    ('circumstances = "Summary"', "circumstances = {}", "incident.circumstances: name its column"),
    ('circumstances = "Summary"', 'circumstances = { column = "S", words = {} }',
     "words is nothing that this field can have; it can have always, column, part"),
    ('"H" = "high"', '"H" = "severe"', "“H” must mean one of standard, medium, high"),
    ('seen = "Seen"', 'seen = { column = "S", words = { "Y" = "yes" } }', "one of true, false"),
    ('seen = "Seen"', 'seen = { column = "S", words = 7 }', "words: write a table"),
    ('seen = "Seen"', "seen = { always = 1 }", "always: write true or false"),
    ('role = { always = "victim" }', 'role = { always = "witness" }', "write one of victim,"),
    ('id = { always = "victim" }', 'id = { always = "v", column = "V" }', "not both"),
    ('id = { always = "victim" }', "id = { always = 7 }", "always: write a text"),
    ('part = "before comma"', 'part = "first"', "write “before comma” or “after comma”"),
    ('like = "QS##/###"', "like = 7", "like: write a text"),
    ('{ day = "Date", time = "Time" }', '{ day = "Date" }', "that of the time"),
    ('{ day = "Date", time = "Time" }', '{ column = "A", day = "D", time = "T" }', "name one"),
    ('relationships = [', 'relationships = 7\nalso_known_as = [', "write a list of tables"),
    ("[children]", "[childrens]", "[childrens]: there is no such table"),
    ("[children]", "[children]\nin_columns = 4", "only where a row is an incident"),
    ("[[adults]]", "[adults]", "[[adults]]: write one table in double brackets"),
    ("[incident]", "[incident", "This is not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "fault"), WRONG)
def test_each_fault_is_named(right: str, wrong: str, fault: str) -> None:
    assert right in CHILD_A_ROW

    faults = faults_of(CHILD_A_ROW.replace(right, wrong, 1))

    assert any(fault in each for each in faults), faults


def test_children_in_columns_without_their_number_are_a_fault() -> None:
    faults = faults_of(INCIDENT_A_ROW.replace("Child {n} name", "Name"))

    assert faults == [
        "children.given_names: write {n} in the name where the number of the child stands."
    ]
    assert "in_columns" in faults_of(INCIDENT_A_ROW.replace("in_columns = 3", ""))[0]


def test_all_faults_are_told_at_once() -> None:
    assert len(faults_of('[file]\nrow = "x"\n[feed]\n[incident]\nweather = "W"')) == 5


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"a" * 300_000, b"[" * 100_000, b"a = 1\nincident = 7"]
)
def test_a_file_that_is_no_mapping_is_refused(body: bytes) -> None:
    with pytest.raises(WrongMapping):
        mapping_of(body)
