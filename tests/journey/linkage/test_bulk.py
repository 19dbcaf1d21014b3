"""`firstbell link` on files: every child has one line, and what is wrong is said."""

import csv
import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from firstbell.core.linkage import families
from firstbell.journey.linkage import kept_register
from firstbell.journey.linkage.bulk import OUT_COLUMNS, link_files
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.tables import CannotRead, Findings
from tests.core.linkage.people import PUPIL

NIGHT = date(2026, 11, 23)
ROLL_HEADER = [
    "upn", "surname", "forename", "middle_names", "preferred_forename", "date_of_birth", "sex",
    "address_line_1", "postcode", "urn", "enrol_status", "entry_date", "leaving_date",
]  # fmt: skip
CHILD_HEADER = [
    "child_id", "given_names", "surname", "also_known_as", "date_of_birth", "age_estimate", "sex",
    "upn", "address_line_1", "postcode", "uprn", "school_as_told", "household",
]  # fmt: skip

BETH = {
    "upn": "B801200005001",
    "surname": "Thornbury",
    "forename": "Elizabeth",
    "date_of_birth": "2014-03-02",
    "sex": "F",
    "address_line_1": "12 Mill Lane",
    "postcode": "ZZ9 4QT",
    "urn": "900001",
}
OSCAR = {
    "surname": "Thornbury",
    "forename": "Oscar",
    "date_of_birth": "2011-09-20",
    "sex": "M",
    "address_line_1": "12 Mill Lane",
    "postcode": "ZZ9 4QT",
    "urn": "900002",
}
TOLD_BETH = {
    "child_id": "c1",
    "given_names": "Lizzie",
    "surname": "Thornbury",
    "date_of_birth": "2014-03-02",
    "sex": "F",
    "address_line_1": "12 Mill Lane",
    "postcode": "ZZ9 4QT",
    "household": "i1",
}
TOLD_OSCAR = {
    "child_id": "c2",
    "given_names": "Oscar",
    "surname": "Thornbury",
    "date_of_birth": "2011-09-20",
    "sex": "M",
    "address_line_1": "12 Mill Lane",
    "postcode": "ZZ9 4QT",
    "household": "i1",
}

Rows = list[dict[str, str]]


def write(path: Path, header: list[str], rows: Rows, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


class Desk:
    """A folder in which a roll and children are linked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings = Findings()

    def link(self, roll: Rows, children: Rows) -> dict[str, dict[str, str]]:
        return self.link_files(
            write(self.folder / "roll.csv", ROLL_HEADER, roll),
            write(self.folder / "children.csv", CHILD_HEADER, children),
        )

    def link_files(self, roll: Path, children: Path) -> dict[str, dict[str, str]]:
        out = self.folder / "out.csv"
        self.findings = link_files(roll, children, out, on=NIGHT)
        with out.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        assert len({line["child_id"] for line in lines}) == len(lines)
        return {line["child_id"]: line for line in lines}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_children_of_one_home_are_linked_each_to_its_own_pupil(desk: Desk) -> None:
    lines = desk.link([BETH, OSCAR], [TOLD_BETH, TOLD_OSCAR])
    assert lines["c1"]["decision"] == lines["c2"]["decision"] == "linked"
    assert (lines["c1"]["upn"], lines["c1"]["urn"]) == ("B801200005001", "900001")
    assert (lines["c2"]["upn"], lines["c2"]["urn"]) == ("", "900002")
    assert lines["c2"]["runner_up_upn"] == "B801200005001"
    assert desk.findings == Findings()


def test_a_stranger_is_unlinked_and_names_no_pupil(desk: Desk) -> None:
    stranger = {**TOLD_OSCAR, "given_names": "Joan", "surname": "Vale", "sex": "F", "household": ""}
    line = desk.link([BETH, OSCAR], [{**stranger, "date_of_birth": "2009-07-08"}])["c2"]
    assert (line["decision"], line["upn"], line["urn"]) == ("unlinked", "", "")


def test_under_review_the_pupil_that_fits_best_is_named(desk: Desk) -> None:
    line = desk.link([BETH], [{**TOLD_BETH, "given_names": "Joan"}])["c1"]
    assert (line["decision"], line["upn"]) == ("review", "B801200005001")


def test_rows_of_one_upn_are_one_pupil_told_by_its_main_registration(desk: Desk) -> None:
    rows = [
        {**BETH, "urn": "900007", "enrol_status": "G"},
        {**BETH, "urn": "900003", "enrol_status": "S"},
        {**BETH, "urn": "900009", "enrol_status": "C", "leaving_date": "2025-07-18"},
        {**BETH, "urn": "900001", "enrol_status": "M", "surname": "Thornbury-Vale"},
        {**BETH, "urn": "900008", "enrol_status": "C", "entry_date": "2027-01-04"},
    ]
    line = desk.link(rows, [TOLD_BETH])["c1"]
    assert (line["decision"], line["urn"]) == ("linked", "900001")
    assert line["runner_up_weight"] == ""


def test_without_a_upn_the_same_names_and_birth_date_at_one_urn_are_one_pupil(desk: Desk) -> None:
    assert (
        desk.link([OSCAR, {**OSCAR, "forename": "OSCAR"}], [TOLD_OSCAR])["c2"]["runner_up_weight"]
        == ""
    )
    elsewhere = {**OSCAR, "urn": "900005"}
    assert desk.link([OSCAR, elsewhere], [TOLD_OSCAR])["c2"]["decision"] == "review"


def test_a_wrong_upn_on_a_roll_is_kept_with_a_warning(desk: Desk) -> None:
    line = desk.link([{**BETH, "upn": "A801200005001"}], [TOLD_BETH])["c1"]
    assert (line["decision"], line["upn"]) == ("linked", "A801200005001")
    assert [str(found) for found in desk.findings.warnings] == [
        "roll.csv: line 2: upn: its check letter is wrong; it is not relied on"
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date_of_birth", "02/03/2014"),
        ("date_of_birth", "20140302"),
        ("leaving_date", "2014-02-30"),
        ("surname", ""),
        ("forename", ""),
        ("urn", ""),
    ],
)
def test_a_bad_roll_row_is_refused_and_the_others_go_on(
    desk: Desk, column: str, value: str
) -> None:
    lines = desk.link([{**BETH, column: value}, OSCAR], [TOLD_BETH, TOLD_OSCAR])
    assert lines["c1"]["decision"] == "unlinked"
    assert lines["c2"]["decision"] == "linked"
    [refusal] = desk.findings.refused
    assert (refusal.file, refusal.line, refusal.column) == ("roll.csv", 2, column)
    assert value == "" or value not in str(refusal)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date_of_birth", "2 March"),
        ("age_estimate", "about seven"),
        ("also_known_as", "Betty"),
        ("also_known_as", '"Betty"'),
        ("also_known_as", '["Betty"]'),
        ("also_known_as", '[{"given_names": 7}]'),
    ],
)
def test_a_refused_child_still_has_its_line(desk: Desk, column: str, value: str) -> None:
    line = desk.link([BETH], [{**TOLD_BETH, column: value}])["c1"]
    assert (line["decision"], line["weight"], line["probability"]) == ("unlinked", "", "")
    [refusal] = desk.findings.refused
    assert (refusal.file, refusal.line, refusal.column) == ("children.csv", 2, column)
    assert value not in str(refusal)


def test_a_child_without_an_id_and_a_repeated_one_are_refused(desk: Desk) -> None:
    lines = desk.link([BETH], [TOLD_BETH, {**TOLD_BETH, "child_id": ""}, TOLD_BETH])
    assert list(lines) == ["c1"]
    assert lines["c1"]["decision"] == "linked"
    assert [refusal.line for refusal in desk.findings.refused] == [3, 4]


def test_other_names_ages_and_a_school_by_number_are_read(desk: Desk) -> None:
    known = json.dumps([{"given_names": "Elizabeth", "surname": "Thornbury"}, {"surname": None}])
    told = {**TOLD_BETH, "given_names": "Joan", "surname": "Vale", "date_of_birth": "",
            "age_estimate": "12.0", "also_known_as": known, "school_as_told": "900001"}  # fmt: skip
    assert desk.link([BETH], [told])["c1"]["decision"] == "linked"
    nobody = {**told, "also_known_as": "null", "age_estimate": "3", "sex": "girl", "upn": "x"}
    assert desk.link([BETH], [nobody])["c1"]["decision"] != "linked"
    assert {found.column for found in desk.findings.warnings} == {"sex", "upn"}


def test_a_row_with_a_wrong_number_of_cells_is_refused(desk: Desk, tmp_path: Path) -> None:
    roll = write(tmp_path / "roll.csv", ROLL_HEADER, [BETH])
    with roll.open("a", encoding="utf-8") as file:
        file.write("too,few\n\n")
    children = write(tmp_path / "children.csv", CHILD_HEADER, [TOLD_BETH])
    assert desk.link_files(roll, children)["c1"]["decision"] == "linked"
    [refusal] = desk.findings.refused
    assert refusal.line == 3
    assert "2 cells" in refusal.wrong


def test_a_child_whose_row_has_a_wrong_number_of_cells_still_has_its_line(
    desk: Desk, tmp_path: Path
) -> None:
    children = write(tmp_path / "children.csv", CHILD_HEADER, [TOLD_BETH])
    with children.open("a", encoding="utf-8") as file:
        file.write("c2,Oscar\n,Oscar\n" + "c3" + ",x" * len(CHILD_HEADER) + "\n")
    lines = desk.link_files(write(tmp_path / "roll.csv", ROLL_HEADER, [BETH]), children)
    assert {name: line["decision"] for name, line in lines.items()} == {
        "c1": "linked",
        "c2": "unlinked",
        "c3": "unlinked",
    }
    assert [refusal.line for refusal in desk.findings.refused] == [3, 4, 5]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_files_are_read_in_the_encodings_that_schools_write(
    desk: Desk, tmp_path: Path, encoding: str
) -> None:
    roll = write(tmp_path / "r.csv", ROLL_HEADER, [{**BETH, "forename": "Zoë"}], encoding)
    told = {**TOLD_BETH, "given_names": "Zoe"}
    children = write(tmp_path / "c.csv", CHILD_HEADER, [told], encoding)
    assert desk.link_files(roll, children)["c1"]["decision"] == "linked"
    assert desk.findings == Findings()


def test_unknown_columns_are_ignored_with_a_warning(desk: Desk, tmp_path: Path) -> None:
    roll = write(tmp_path / "r.csv", [*ROLL_HEADER, "house_colour", ""], [BETH])
    children = write(tmp_path / "c.csv", CHILD_HEADER[::-1], [TOLD_BETH])
    assert desk.link_files(roll, children)["c1"]["decision"] == "linked"
    assert [found.column for found in desk.findings.warnings] == [
        "a column without a name", "house_colour",
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"colour,size\nred,2\n", b"\x81\x8d\xff", b"\n\n"])
def test_a_file_that_is_no_table_is_said_to_be_none(
    desk: Desk, tmp_path: Path, content: bytes
) -> None:
    roll = tmp_path / "r.csv"
    roll.write_bytes(content)
    children = write(tmp_path / "c.csv", CHILD_HEADER, [TOLD_BETH])
    with pytest.raises(CannotRead, match=r"r\.csv"):
        desk.link_files(roll, children)
    assert not (tmp_path / "out.csv").exists()


def test_a_row_that_is_no_csv_is_refused_and_the_others_go_on(desk: Desk, tmp_path: Path) -> None:
    roll = write(tmp_path / "r.csv", ROLL_HEADER, [{**BETH, "surname": "T" * 140_000}, OSCAR])
    children = write(tmp_path / "c.csv", CHILD_HEADER, [TOLD_OSCAR])
    assert desk.link_files(roll, children)["c2"]["decision"] == "linked"
    assert [refusal.wrong for refusal in desk.findings.refused] == ["it is no CSV"]


def test_parquet_in_and_out_gives_the_same_answer_as_csv(desk: Desk, tmp_path: Path) -> None:
    as_csv = desk.link([BETH, OSCAR], [TOLD_BETH, {**TOLD_OSCAR, "given_names": ""}])
    files = {}
    for name in ("roll", "children"):
        files[name] = tmp_path / f"{name}.parquet"
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            parquet.write_table(pa.Table.from_pylist(list(csv.DictReader(file))), files[name])
    assert desk.link_files(files["roll"], files["children"]) == as_csv
    out = tmp_path / "out.parquet"
    link_files(files["roll"], files["children"], out, on=NIGHT)
    found = parquet.read_table(out)
    assert {field.name: str(field.type) for field in found.schema} == OUT_COLUMNS
    told = list(as_csv.values())
    for name in ("child_id", "decision", "upn"):
        assert found[name].to_pylist() == [line[name] or None for line in told]
    assert found["weight"].to_pylist() == [float(line["weight"]) for line in told]


def test_a_file_that_is_no_parquet_is_said_to_be_none(desk: Desk, tmp_path: Path) -> None:
    roll = tmp_path / "roll.parquet"
    roll.write_bytes(b"no parquet")
    children = write(tmp_path / "c.csv", CHILD_HEADER, [TOLD_BETH])
    with pytest.raises(CannotRead, match=r"roll\.parquet"):
        desk.link_files(roll, children)


def test_the_answer_holds_no_name_date_or_address(desk: Desk) -> None:
    desk.link([BETH], [TOLD_BETH])
    text = (desk.folder / "out.csv").read_text(encoding="utf-8").lower()
    for value in ("lizzie", "elizabeth", "thornbury", "2014", "mill", "zz9"):
        assert value not in text


def test_an_index_is_kept_for_the_next_time_and_gives_the_same_answer(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = {**OSCAR, "upn": "A801200005001", "forename": "Ned"}
    refused = {**OSCAR, "date_of_birth": "soon"}
    plain = desk.link([BETH, OSCAR, wrong, refused], [TOLD_BETH, TOLD_OSCAR])
    found = desk.findings
    index, out = tmp_path / "kept" / "index", tmp_path / "out.csv"
    files = (tmp_path / "roll.csv", tmp_path / "children.csv", out)
    assert link_files(*files, on=NIGHT, index=index) == found
    assert lines_of(out) == plain
    assert index.stat().st_mode & 0o077 == 0

    with monkeypatch.context() as patched:
        patched.setattr(kept_register, "read_register", None)
        assert link_files(*files, on=NIGHT, index=index) == found
        assert lines_of(out) == plain


def test_an_index_of_another_roll_or_day_is_made_anew(desk: Desk, tmp_path: Path) -> None:
    index, out = tmp_path / "index", tmp_path / "out.csv"
    roll, children = tmp_path / "roll.csv", tmp_path / "children.csv"
    leaver = {**BETH, "urn": "900007", "enrol_status": "M", "leaving_date": "2026-11-23"}
    desk.link([leaver, BETH], [TOLD_BETH])
    link_files(roll, children, out, on=NIGHT, index=index)
    assert lines_of(out)["c1"]["urn"] == "900007"
    link_files(roll, children, out, on=date(2026, 11, 24), index=index)
    assert lines_of(out)["c1"]["urn"] == "900001"

    write(roll, ROLL_HEADER, [OSCAR])
    link_files(roll, children, out, on=date(2026, 11, 24), index=index)
    assert lines_of(out)["c1"]["decision"] == "unlinked"

    (index / "about.json").write_text("[]")
    link_files(roll, children, out, on=NIGHT, index=index)
    assert lines_of(out)["c1"]["decision"] == "unlinked"


def test_an_index_made_when_other_names_were_known_is_made_anew(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.link([BETH], [TOLD_BETH])
    files = (tmp_path / "roll.csv", tmp_path / "children.csv", tmp_path / "out.csv")
    link_files(*files, on=NIGHT, index=tmp_path / "index")
    made = (tmp_path / "index" / "about.json").read_text()

    other = tmp_path / "families.txt"
    other.write_text("[forenames]\nelizabeth | lizzie\n")
    monkeypatch.setattr(families, "TABLE", other)
    link_files(*files, on=NIGHT, index=tmp_path / "index")

    assert (tmp_path / "index" / "about.json").read_text() != made


def test_an_index_whose_keys_are_made_in_another_way_is_of_another_form() -> None:
    index = Register.of([PUPIL]).indexed().index
    assert index is not None
    made = sha256(index.keys.astype("<u8").tobytes()).hexdigest()[:16]
    assert (kept_register.FORM, made) == (6, "a9bffc3c1c83a5da"), (
        "raise FORM where the keys have changed"
    )


def lines_of(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {line["child_id"]: line for line in csv.DictReader(file)}
