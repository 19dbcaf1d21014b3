"""The how-to for Splink does what it says, on DuckDB."""

import csv
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from bench.linkage.files import write_files
from tools import CHECKOUT

PAGE = CHECKOUT / "docs" / "how-to" / "hand-a-larger-linkage-to-splink.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_files(tmp_path, 2_000, 300, 3, times=1.0, more=False, parquet=False)
    return tmp_path


def test_splink_learns_from_our_levels_and_knows_most_children(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    known: dict[str, Any] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that Splink stands on
        for block in blocks:
            exec(block, known)
    best: dict[str, tuple[float, str]] = {}
    for record in known["weights"]:
        child, _, number = record["unique_id_l"].partition("|")
        upn = known["register"].columns["upn"][int(number) - 1]
        best[child] = max(best.get(child, (-99.0, "")), (record["match_weight"], upn))
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {row["child_id"]: row["upn"] for row in csv.DictReader(file)}
    on_roll = [child for child, upn in truth.items() if upn]
    sure = {child: upn for child, (weight, upn) in best.items() if weight > 0}
    right = sum(sure.get(child) == truth[child] for child in on_roll)
    assert right / len(on_roll) > 0.8
    assert right / len(sure) > 0.9
    text = b"".join(path.read_bytes() for path in folder.glob("levels*"))
    assert b"Mill Lane" not in text
