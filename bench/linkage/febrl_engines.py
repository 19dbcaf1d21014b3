"""One engine on one of the public FEBRL sets: what ``febrl`` starts, times and weighs.

``python -m bench.linkage.febrl_engines ENGINE FOLDER OUT`` reads `originals.csv` and
`duplicates.csv` of a folder. The people are Australians and no pupils: a postcode of four digits is
written in the form of one of here, one digit for one character, and the social security number
is told as the UPN, with the check letter of its digits, so that a wrong digit is another number.
Splink's comparisons and blocks are those of its own example for FEBRL 4; recordlinkage's are the
bench's. Weights as shipped: nothing is learned from these sets.
"""

import argparse
import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bench.linkage.engines import (
    ANSWER,
    BEST,
    answer_row,
    learned_and_ranked,
    opened,
    say_and_leave,
    stage,
)
from firstbell.foundation.room import with_room
from firstbell.foundation.rubbish import all_kept, nothing_collected

LETTERS = "ABDEFGHJLN"
POSTCODE_DIGITS = 4
SWAPPED = "l.given_name = r.surname and l.surname = r.given_name"


def firstbell(folder: Path, out: Path) -> None:
    """This engine, weights as shipped; both files are read at the same time, as by the command."""
    with all_kept():
        from firstbell.core.linkage import RecordedChild, RollPupil
        from firstbell.journey.linkage.asked import Asked
        from firstbell.journey.linkage.register import Register
        from firstbell.journey.linkage.sharing import begun

    def read_originals() -> Register:
        return Register.of(
            [
                RollPupil(pupil_id=name, forename=forename, **told)
                for name, forename, told in _records(folder / "originals.csv")
            ]
        ).prepared()

    with stage("link"), nothing_collected():
        reading = begun(read_originals)
        asked = Asked.of(
            [
                RecordedChild(child_id=name, given_names=forename, **told)
                for name, forename, told in _records(folder / "duplicates.csv")
            ],
            reading.is_awaited,
        )
        told = asked.told(reading(), lambda found: _line(answer_row(found, str)))
        with out.open("w", encoding="utf-8", newline="") as file:
            file.writelines([_line(ANSWER), *told])


def _records(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each record's name, its given name, and what both sides say in one way."""
    from bench.linkage.upns import make_upns

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    numbers = [int(row[-1]) if row[-1].isdigit() else None for row in rows]
    upns = iter(make_upns([number for number in numbers if number is not None]))
    for row, security in zip(rows, numbers, strict=True):
        name, given_name, surname, number, street, postcode, _, day, _ = row
        yield name, given_name, {
            "surname": surname, "born_on": _day(day),
            "address_line_1": f"{number} {street}".strip(), "postcode": _postcode(postcode),
            "upn": "" if security is None else next(upns),
        }  # fmt: skip


def _line(told: Sequence[str]) -> str:
    """A line of an answer file; nothing of what holds a comma is told there."""
    return ",".join(told) + "\r\n" if told else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@cache
def _postcode(text: str) -> str:
    """ "4223" as "Z42 2EA": as long, valid in form, and one digit wrong is one character wrong."""
    if not (len(text) == POSTCODE_DIGITS and text.isdecimal()):
        return ""
    return f"Z{text[0]}{text[1]} {text[2]}{LETTERS[int(text[3])]}A"


def splink(folder: Path, out: Path) -> None:
    """Splink, by its own example for FEBRL 4."""
    from splink import DuckDBAPI, Linker, block_on
    from splink.blocking_rule_library import CustomRule

    names = ("duplicates", "originals")
    with opened() as connection:
        with stage("prepare"):
            for name in names:
                read = f"read_csv('{folder / f'{name}.csv'}', all_varchar = true)"
                connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {read}")
            api = DuckDBAPI(connection)
            tables = [api.register(name, dataset_display_name=name) for name in names]
            linker: Any = Linker(tables, _splink_settings(), log_level="ERROR")
        with stage("train"):
            training = linker.training
            training.estimate_probability_two_random_records_match(
                [
                    block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"),
                    CustomRule(f"{SWAPPED} and l.date_of_birth = r.date_of_birth"),
                ],
                recall=0.9,
            )  # fmt: skip
            training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
            for block in (block_on("date_of_birth"), block_on("postcode")):
                training.estimate_parameters_using_expectation_maximisation(block)
        with stage("link"):
            found = linker.inference.predict(threshold_match_weight=-10)
            connection.execute(f"""
                CREATE TABLE scored AS SELECT rec_id_l AS child, rec_id_r AS upn,
                    match_weight AS weight FROM {found.physical_name}""")
            connection.execute(BEST.format(out=out))


def _splink_settings() -> Any:
    import splink.comparison_library as compare
    from splink import SettingsCreator, block_on
    from splink.blocking_rule_library import CustomRule

    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            compare.NameComparison("given_name"),
            compare.NameComparison("surname"),
            compare.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d",
                invalid_dates_as_null=True,
            ),
            compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            CustomRule(SWAPPED),
            block_on("date_of_birth"), block_on("soc_sec_id"), block_on("state", "address_1"),
            block_on("street_number", "address_1"), block_on("postcode"),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )  # fmt: skip


def recordlinkage(folder: Path, out: Path) -> None:
    """recordlinkage, by its own example for FEBRL 4 with more blocks, and its EM."""
    import pandas as pd  # type: ignore[import-untyped]
    import recordlinkage as own

    with stage("prepare"):
        duplicates, originals = (
            pd.read_csv(folder / f"{name}.csv", dtype=str).set_index("rec_id")
            for name in ("duplicates", "originals")
        )
    with stage("link"):
        indexer = own.Index()
        for block in ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"):
            indexer.block(block)
        pairs = indexer.index(duplicates, originals)
        compare = own.Compare()
        for name in ("given_name", "surname", "address_1"):
            compare.string(name, name, "jarowinkler", threshold=0.85, label=name)
        for name in ("date_of_birth", "postcode", "state", "street_number", "soc_sec_id"):
            compare.exact(name, name, label=name)
        features = compare.compute(pairs, duplicates, originals)
    learned_and_ranked(features, out)


ENGINES: dict[str, Callable[[Path, Path], None]] = {
    "firstbell": firstbell, "splink": splink, "recordlinkage": recordlinkage,
}  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("set", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    with_room(ENGINES[given.engine], given.set, given.out)
    say_and_leave()
