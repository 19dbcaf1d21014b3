"""Write a register and a feed to files that every engine reads: one input for all.

``python -m bench.linkage.files FOLDER --pupils 400000`` writes `roll.csv` (or `roll.parquet`) and
`children.csv` in the columns of `firstbell link`, and `truth.csv` (``child_id, upn``, blank for a
child on no roll). A large register is made area by area, each forgotten once it is written, so that
nine million pupils need no more memory than one area.
"""

import argparse
import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.linkage.families import Person, Register
from bench.linkage.noise import record_children
from bench.linkage.upns import make_upn
from firstbell.core.linkage import RecordedChild
from firstbell.journey.linkage.children_file import COLUMNS as CHILD_COLUMNS
from firstbell.journey.linkage.roll_file import COLUMNS as ROLL_COLUMNS

AREA_PUPILS = 450_000
"""The most pupils of one area: about those of a large county."""

PUPILS_OUTSIDE = 6_000
AREAS = "ZYXWVUTSRQPONMLKJIHGFEDCB"
PEOPLE_OF_AN_AREA = 1_000_000


def write_files(
    folder: Path, pupils: int, count: int, seed: int, *, times: float, more: bool, parquet: bool
) -> None:
    """Write `roll`, `children.csv` and `truth.csv` to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    roll = folder / "roll.csv"
    with ExitStack() as stack:
        rolls = _writer(stack, roll, ROLL_COLUMNS)
        children = _writer(stack, folder / "children.csv", CHILD_COLUMNS)
        truth = _writer(stack, folder / "truth.csv", ("child_id", "upn"))
        made = 0
        for area, (own, share) in enumerate(_areas(pupils, count)):
            register = Register(own, seed, AREAS[area], people=area * PEOPLE_OF_AN_AREA)
            rolls.writerows(map(_roll_row, register.pupils()))
            outside = Register(PUPILS_OUTSIDE, seed + area, "A", people=900 * PEOPLE_OF_AN_AREA)
            feed = record_children(register, outside, share, seed + area, times=times, more=more)
            for child in feed.children:
                number = feed.truth[str(child.child_id)]
                name = f"{area}-{child.child_id}"
                children.writerow(_child_row(name, f"{area}-{child.household}", child))
                truth.writerow((name, "" if number is None else make_upn(number)))
                made += 1
    if parquet:
        import pyarrow as pa
        from pyarrow import csv as arrow
        from pyarrow import parquet as written

        texts = arrow.ConvertOptions(column_types=dict.fromkeys(ROLL_COLUMNS, pa.string()))
        with (
            arrow.open_csv(roll, convert_options=texts) as read,
            written.ParquetWriter(folder / "roll.parquet", read.schema) as file,
        ):
            for batch in read:
                file.write_batch(batch)
        roll.unlink()


def _areas(pupils: int, count: int) -> Iterator[tuple[int, int]]:
    """How many pupils and how many recorded children each area has."""
    areas = -(-pupils // AREA_PUPILS)
    for area in range(areas):
        yield (
            pupils * (area + 1) // areas - pupils * area // areas,
            count * (area + 1) // areas - count * area // areas,
        )


def _writer(stack: ExitStack, path: Path, columns: tuple[str, ...]) -> Any:
    file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    return writer


def _roll_row(child: Person) -> list[str]:
    home = child.household
    said = {
        "upn": child.upn, "surname": child.surname, "forename": child.forename,
        "middle_names": child.middle, "date_of_birth": child.born_on.isoformat(),
        "sex": child.sex, "address_line_1": home.address, "postcode": home.postcode,
        "urn": child.school.urn, "enrol_status": "C",
    }  # fmt: skip
    return [said.get(column, "") for column in ROLL_COLUMNS]


def _child_row(name: str, household: str, child: RecordedChild) -> list[str]:
    age = child.age_estimate
    said = {
        "child_id": name, "given_names": child.given_names, "surname": child.surname,
        "date_of_birth": child.born_on.isoformat() if child.born_on else "",
        "age_estimate": "" if age is None else str(age), "sex": child.sex,
        "address_line_1": child.address_line_1, "postcode": child.postcode,
        "school_as_told": " ".join(child.school_urns), "household": household,
    }  # fmt: skip
    return [said.get(column, "") for column in CHILD_COLUMNS]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pupils", type=int, default=400_000)
    parser.add_argument("--children", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=61)
    parser.add_argument("--times", type=float, default=1.0)
    parser.add_argument("--more", action="store_true", help="tell schools too")
    parser.add_argument("--parquet", action="store_true", help="write the roll as Parquet")
    given = parser.parse_args()
    write_files(
        given.folder, given.pupils, given.children, given.seed,
        times=given.times, more=given.more, parquet=given.parquet,
    )  # fmt: skip
