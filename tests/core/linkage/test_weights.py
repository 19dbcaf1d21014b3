"""A version of the weights: read as it was written, and refused where it says the opposite."""

import json
from dataclasses import replace
from typing import Any

import pytest

from firstbell.core.linkage import SHIPPED, Weights
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.training import BY_HAND
from firstbell.core.linkage.weights import NEAR_BY, REPORTED, term


def test_a_version_is_read_as_it_was_written() -> None:
    assert Weights.read(SHIPPED.written()) == SHIPPED


def test_the_shipped_version_says_what_it_was_learned_chosen_and_tested_on() -> None:
    assert set(SHIPPED.report) == set(REPORTED)
    assert all(SHIPPED.report.values())
    assert set(SHIPPED.report["by_hand"]) >= set(BY_HAND)


def test_the_shipped_version_was_tested_on_other_seeds_than_it_was_learned_or_chosen_on() -> None:
    learned, chosen, tested = (
        {
            part
            for line in SHIPPED.report[said]
            for part in line.replace(":", ",").split(", ")
            if part.startswith("seed")
        }
        for said in ("learned_on", "chosen_on", "tested_on")
    )
    assert learned
    assert chosen
    assert tested
    assert not learned & chosen
    assert not tested & (learned | chosen)


def test_a_level_that_a_version_does_not_list_weighs_nothing() -> None:
    assert SHIPPED.of(Field.SEX, Level.MISSING) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"bits": {term(Field.BIRTH, Level.SAME): -3.0}},
        {"bits": {term(Field.SEX, Level.SAME): float("nan")}},
        {"bits": {term(Field.SCHOOL, Level.DIFFERENT): 1.0}},
        {"bits": {NEAR_BY: -0.1}},
    ],
)
def test_weights_by_which_more_agreement_would_weigh_less_are_refused(
    change: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match=r"weigh less|must be a number"):
        replace(SHIPPED, **change)


@pytest.mark.parametrize("missing", ["version", "bits", "thresholds", "report"])
def test_what_is_no_version_is_refused(missing: str) -> None:
    kept = json.loads(SHIPPED.written())
    del kept[missing]
    with pytest.raises(ValueError, match="a version has"):
        Weights.read(json.dumps(kept))


def test_what_is_not_even_a_list_of_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="a version has"):
        Weights.read("[]")
    with pytest.raises(ValueError, match="Expecting value"):
        Weights.read("no version")
