"""`firstbell link` as a person calls it: exit codes, and what it says."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from firstbell.cli.link import link

ROLL = (
    "upn,surname,forename,date_of_birth,sex,address_line_1,postcode,urn\n"
    "B801200005001,Thornbury,Elizabeth,2014-03-02,F,12 Mill Lane,ZZ9 4QT,900001\n"
)
CHILDREN = (
    "child_id,given_names,surname,date_of_birth,sex,address_line_1,postcode\n"
    "c1,Beth,Thornbury,2014-03-02,F,12 Mill Lane,ZZ9 4QT\n"
)


def run(folder: Path, roll: str, children: str, out: str = "out.csv") -> Result:
    (folder / "roll.csv").write_text(roll, encoding="utf-8")
    (folder / "children.csv").write_text(children, encoding="utf-8")
    paths = ["--roll", folder / "roll.csv", "--children", folder / "children.csv"]
    return CliRunner().invoke(link, [*map(str, paths), "--out", str(folder / out)])


def test_a_clean_run_says_nothing_and_ends_with_0(tmp_path: Path) -> None:
    result = run(tmp_path, ROLL, CHILDREN)
    assert (result.exit_code, result.output) == (0, "")
    assert "c1,linked,B801200005001,900001," in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_a_refused_row_is_named_and_the_run_ends_with_1(tmp_path: Path) -> None:
    result = run(tmp_path, ROLL, CHILDREN + "c2,Oscar,Vale,soon,M,,\n")
    assert result.exit_code == 1
    assert result.stderr == (
        "refused: children.csv: line 3: date_of_birth: it is no date; write YYYY-MM-DD\n"
    )
    assert "c2,unlinked," in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_a_warning_alone_still_ends_with_0(tmp_path: Path) -> None:
    result = run(tmp_path, ROLL.replace("B8", "A8"), CHILDREN)
    assert result.exit_code == 0
    assert result.stderr.startswith("warning: roll.csv: line 2: upn")


@pytest.mark.parametrize(("out", "code"), [("out.txt", 2), ("out", 2)])
def test_an_answer_of_another_kind_is_wrong_use(tmp_path: Path, out: str, code: int) -> None:
    assert run(tmp_path, ROLL, CHILDREN, out).exit_code == code


def test_a_file_that_is_no_table_ends_with_1(tmp_path: Path) -> None:
    result = run(tmp_path, "", CHILDREN)
    assert result.exit_code == 1
    assert "roll.csv: it is empty" in result.stderr


@pytest.mark.parametrize("out", ["missing/out.csv", "missing/out.parquet"])
def test_an_answer_that_cannot_be_written_is_wrong_use(tmp_path: Path, out: str) -> None:
    result = run(tmp_path, ROLL, CHILDREN, out)
    assert result.exit_code == 2
    assert "missing/out" in result.stderr
    assert "No such file or directory; name a file that can be written" in result.stderr


def test_the_command_by_itself_ends_as_it_says_and_leaves_nothing_unsaid(tmp_path: Path) -> None:
    (tmp_path / "roll.csv").write_text(ROLL, encoding="utf-8")
    (tmp_path / "children.csv").write_text(CHILDREN + "c2,Oscar,Vale,soon,M,,\n", encoding="utf-8")
    command = [sys.executable, "-m", "firstbell.cli", "link", "--roll", "roll.csv"]
    told = subprocess.run(
        [*command, "--children", "children.csv", "--out", "out.csv"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith("refused: children.csv: line 3: date_of_birth")
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 3
