"""One engine, one input, one process: what ``compare`` starts, times and weighs.

``python -m bench.linkage.engines ENGINE FOLDER OUT [--learn FOLDER]`` reads `roll.csv` (or
`roll.parquet`) and `children.csv` of FOLDER and writes ``child_id, upn, weight, gap``: the best
pupil of each child, its weight, and its lead over the next one (blank: there is none). Prints the
seconds of its stages as JSON. ``--learn`` names a folder with a truth to learn from, another one
than is linked.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.linkage.day import ON
from firstbell.foundation.rubbish import all_kept, nothing_collected

if TYPE_CHECKING:
    import duckdb

SECONDS: dict[str, float] = {}

PREPARED = """
    SELECT {id} AS unique_id,
        nullif(split_part(lower({given}), ' ', 1), '') AS forename,
        nullif(split_part(lower({given}), ' ', 2), '') AS second_name,
        nullif(lower(surname), '') AS surname,
        nullif(date_of_birth, '') AS dob,
        left(nullif(date_of_birth, ''), 4) AS birth_year,
        CASE WHEN contains(postcode, ' ') THEN postcode END AS postcode,
        nullif(split_part(postcode, ' ', 1), '') AS outcode,
        nullif(lower(address_line_1), '') AS address,
        nullif(sex, '') AS sex
    FROM {source}
"""

BEST = """
    COPY (
        SELECT child AS child_id, upn, weight, weight - lead(weight) OVER own AS gap
        FROM scored WINDOW own AS (PARTITION BY child ORDER BY weight DESC, upn)
        QUALIFY row_number() OVER own = 1
    ) TO '{out}' (HEADER)
"""


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Add what happens inside to the seconds of a stage."""
    start = time.perf_counter()
    yield
    SECONDS[name] = SECONDS.get(name, 0.0) + time.perf_counter() - start


def roll_of(folder: Path) -> Path:
    """The roll of a folder, whichever form it has."""
    parquet = folder / "roll.parquet"
    return parquet if parquet.exists() else folder / "roll.csv"


def firstbell(folder: Path, out: Path, _learn: Path | None) -> None:
    """This engine, by the function behind `firstbell link`, weights as shipped."""
    with all_kept():
        from firstbell.journey.linkage.bulk import tell_of_files
        from firstbell.journey.linkage.tables import write_rows

    index = folder / "index"
    with stage("link"), nothing_collected():
        _, _, told = tell_of_files(
            roll_of(folder), folder / "children.csv",
            lambda found, register: answer_row(
                found, lambda pupil: register.columns["upn"][int(str(pupil)) - 1]
            ),
            on=ON, index=index if index.exists() else None,
        )  # fmt: skip
        write_rows(out, dict.fromkeys(ANSWER, ""), [row for row in told if row])


ANSWER = ("child_id", "upn", "weight", "gap", "decision")


def answer_row(found: Any, upn_of: Callable[[Any], str]) -> list[str]:
    """What a decision says of its first pupil; nothing where there is none."""
    if not found.candidates:
        return []
    second = found.runner_up_weight
    gap = "" if second is None else str(round(found.weight - second, 3))
    first = upn_of(found.candidates[0].pupil)
    return [str(found.child), first, str(found.weight), gap, found.decision]


def exact_join(folder: Path, out: Path, _learn: Path | None) -> None:
    """The same first name, surname and birth date, borne by one pupil only."""
    with stage("link"), opened() as database:
        _prepare(database, folder)
        database.execute("""
            CREATE TABLE scored AS
            SELECT c.unique_id AS child, min(p.unique_id) AS upn, 1.0 AS weight
            FROM children c JOIN pupils p USING (forename, surname, dob)
            GROUP BY ALL HAVING count(*) = 1""")
        database.execute(BEST.format(out=out))


def recordlinkage_ecm(folder: Path, out: Path, _learn: Path | None) -> None:
    """recordlinkage: six blocks, Jaro-Winkler and exact features, its own EM."""
    import recordlinkage

    with stage("prepare"), opened() as database:
        _prepare(database, folder)
        pupils, children = (
            database.execute(f"SELECT * FROM {table}").df().set_index("unique_id")
            for table in ("pupils", "children")
        )
    with stage("link"):
        indexer = recordlinkage.Index()
        for block in (
            ["surname", "dob"], ["forename", "dob"], ["postcode", "forename"], ["postcode", "dob"],
            ["forename", "surname", "birth_year"], ["forename", "surname", "outcode"],
        ):  # fmt: skip
            indexer.block(block)
        pairs = indexer.index(children, pupils)
        compare = recordlinkage.Compare()
        for name in ("forename", "surname", "address"):
            compare.string(name, name, "jarowinkler", threshold=0.88, label=name)
        for name in ("dob", "postcode", "outcode", "sex", "birth_year"):
            compare.exact(name, name, label=name)
        features = compare.compute(pairs, children, pupils)
    learned_and_ranked(features, out)


def learned_and_ranked(features: Any, out: Path) -> None:
    """Train recordlinkage's EM on the features of pairs (child, pupil), and write the best of each.

    Alike to the classifier, pairs are ranked by how many of their features agree.
    """
    import numpy as np
    import recordlinkage

    with stage("train"):
        classifier = recordlinkage.ECMClassifier()
        classifier.fit(features)
    with stage("link"), opened() as database:
        likely = np.clip(classifier.prob(features).to_numpy(), 1e-15, 1 - 1e-15)
        scored = features.index.to_frame(index=False, name=["child", "upn"])
        scored["weight"] = np.log2(likely / (1 - likely)) + 1e-6 * features.sum(axis=1).to_numpy()
        database.register("scored", scored)
        database.execute(BEST.format(out=out))


def splink_em(folder: Path, out: Path, _learn: Path | None) -> None:
    """Splink, tuned: eight blocks, term frequencies, every EM block holds a name."""
    _splink(folder, out, None)


def splink_labels(folder: Path, out: Path, learn: Path | None) -> None:
    """Splink with the same comparisons, its m learned from the truth of another feed."""
    _splink(folder, out, learn)


def _splink(folder: Path, out: Path, learn: Path | None) -> None:
    with opened() as database:
        with stage("prepare"):
            linker = _linker(database, learn or folder, _splink_settings())
        with stage("train"):
            _train_splink(database, linker, learn)
        if learn is None:
            _predict(database, linker, out)
            return
        settings = linker.misc.save_model_to_json()
    with opened() as database:
        with stage("prepare"):
            linker = _linker(database, folder, settings)
        _predict(database, linker, out)


def _train_splink(database: "duckdb.DuckDBPyConnection", linker: Any, learn: Path | None) -> None:
    from splink import block_on

    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("forename", "surname", "dob")], recall=0.5
    )
    training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    if learn is None:
        for block in (
            block_on("forename", "surname"), block_on("forename", "dob"),
            block_on("surname", "dob"), block_on("forename", "postcode"),
        ):  # fmt: skip
            training.estimate_parameters_using_expectation_maximisation(block)
        return
    database.execute(f"""
        CREATE TABLE labels AS SELECT 'children' AS source_dataset_l,
            child_id AS unique_id_l, 'pupils' AS source_dataset_r, upn AS unique_id_r
        FROM read_csv('{learn / "truth.csv"}', all_varchar = true) WHERE upn <> ''""")
    training.estimate_m_from_pairwise_labels("labels")


def _linker(database: "duckdb.DuckDBPyConnection", folder: Path, settings: Any) -> Any:
    from splink import DuckDBAPI, Linker

    _prepare(database, folder)
    api = DuckDBAPI(database)
    tables = [api.register(name, dataset_display_name=name) for name in ("children", "pupils")]
    return Linker(tables, settings, log_level="ERROR")


def _predict(database: "duckdb.DuckDBPyConnection", linker: Any, out: Path) -> None:
    with stage("link"):
        found = linker.inference.predict(threshold_match_weight=-10)
        database.execute(f"""
            CREATE TABLE scored AS SELECT unique_id_l AS child, unique_id_r AS upn,
                match_weight AS weight FROM {found.physical_name}""")
        database.execute(BEST.format(out=out))


def _splink_settings() -> Any:
    import splink.comparison_level_library as level
    import splink.comparison_library as compare
    from splink import SettingsCreator, block_on

    def name_levels(name: str) -> Any:
        return compare.CustomComparison(
            output_column_name=name,
            comparison_levels=[
                level.NullLevel(name),
                level.ExactMatchLevel(name, term_frequency_adjustments=True),
                level.DamerauLevenshteinLevel(name, 1),
                level.JaroWinklerLevel(name, 0.92),
                level.JaroWinklerLevel(name, 0.8),
                level.ElseLevel(),
            ],
        )

    where = compare.CustomComparison(
        output_column_name="home",
        comparison_levels=[
            level.NullLevel("outcode"),
            level.And(level.ExactMatchLevel("postcode"), level.ExactMatchLevel("address")),
            level.ExactMatchLevel("postcode"),
            level.ExactMatchLevel("address"),
            level.ExactMatchLevel("outcode"),
            level.ElseLevel(),
        ],
    )
    return SettingsCreator(
        link_type="link_only",
        comparisons=[
            name_levels("forename"),
            name_levels("surname"),
            compare.ExactMatch("second_name"),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            where,
            compare.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in BLOCKS],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def opened() -> "duckdb.DuckDBPyConnection":
    """A database for two cores; who needs none does not wait for it to be imported."""
    import duckdb

    return duckdb.connect(config={"memory_limit": "6GB", "threads": 2})


def _prepare(database: "duckdb.DuckDBPyConnection", folder: Path) -> None:
    roll = roll_of(folder)
    read = "read_parquet('{}')" if roll.suffix == ".parquet" else "read_csv('{}', all_varchar=true)"
    children = f"read_csv('{folder / 'children.csv'}', all_varchar = true)"
    for table, source, identity, given in (
        ("pupils", read.format(roll), "upn", "concat_ws(' ', forename, middle_names)"),
        ("children", children, "child_id", "coalesce(given_names, '')"),
    ):
        own = PREPARED.format(id=identity, given=given, source=source)
        database.execute(f"CREATE TABLE {table} AS {own}")


BLOCKS = (
    ("surname", "dob"), ("forename", "dob"), ("postcode", "forename"), ("postcode", "dob"),
    ("postcode", "surname"), ("outcode", "dob"), ("forename", "surname", "birth_year"),
    ("forename", "surname", "outcode"),
)  # fmt: skip
"""What Splink looks for candidates by."""

ENGINES: dict[str, Callable[[Path, Path, Path | None], None]] = {
    "firstbell": firstbell,
    "splink-em": splink_em,
    "splink-labels": splink_labels,
    "recordlinkage": recordlinkage_ecm,
    "exact-join": exact_join,
}


def say_and_leave() -> None:
    """Say how long each stage took, and end at once, whichever engine it was."""
    from firstbell.journey.linkage.sharing import leave

    json.dump(SECONDS, sys.stdout)
    leave(0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--learn", type=Path)
    given = parser.parse_args()
    ENGINES[given.engine](given.folder, given.out, given.learn)
    say_and_leave()
