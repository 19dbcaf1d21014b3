"""Decision records are numbered one after the other, and each begins with its number and title."""

import re
from pathlib import Path

from tools import CHECKOUT

FOLDER = CHECKOUT / "docs" / "decisions"
NAME = re.compile(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the names and numbers of the records in a folder."""
    names = sorted(file.name for file in folder.glob("*.md") if file.name != "README.md")
    numbers = [found[1] for name in names if (found := NAME.fullmatch(name))]
    wrong = [
        f"{name}: no name such as 0001-one-ledger.md" for name in names if not NAME.fullmatch(name)
    ]
    wrong += [f"{number}: used twice" for number in set(numbers) if numbers.count(number) > 1]
    expected = [f"{number:04}" for number in range(1, len(set(numbers)) + 1)]
    if sorted(set(numbers)) != expected:
        wrong.append(f"numbers {', '.join(numbers)} leave one out")
    return wrong if names else ["there are no records"]


def test_each_decision_has_a_number_of_its_own() -> None:
    assert faults(FOLDER) == []


def test_a_number_that_is_used_twice_or_left_out_is_seen(tmp_path: Path) -> None:
    assert faults(tmp_path) == ["there are no records"]

    for name in ("0001-one.md", "0001-other.md", "0003-third.md", "Notes.md"):
        (tmp_path / name).write_text("# A decision\n")

    assert faults(tmp_path) == [
        "Notes.md: no name such as 0001-one-ledger.md",
        "0001: used twice",
        "numbers 0001, 0001, 0003 leave one out",
    ]
