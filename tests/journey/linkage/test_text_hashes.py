"""Texts as numbers: the same for ever, one for each text, and of many as of each alone."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from firstbell.journey.linkage.bearers import Bearers
from firstbell.journey.linkage.columns import Texts
from firstbell.journey.linkage.text_hashes import hashes_of, stir

texts = st.lists(st.text(max_size=40), max_size=8)


@given(texts)
@example(["", "a", "aa", "aaaaaaaa", "aaaaaaaaa", "Zoë", "Zoe", "a\0", "\0", "\0\0"])
def test_each_text_has_a_number_of_its_own_in_any_company(said: list[str]) -> None:
    numbers = hashes_of(said).tolist()
    assert numbers == [int(hashes_of([text])[0]) for text in said]
    assert numbers == hashes_of(Texts.of(said)).tolist()
    assert len(set(numbers)) == len(set(said))
    assert [not number for number in numbers] == [not text for text in said]


def test_numbers_stay_as_they_are_for_indexes_are_kept() -> None:
    assert hashes_of(["", "vale", "featherstonehaugh", "Zoë"]).tolist() == KEPT


KEPT = [0, 12484998274228967948, 14619399238761601315, 1777024713124385985]


def test_many_thousand_names_and_houses_have_numbers_that_differ() -> None:
    said = [f"{number} {street}" for number in range(500) for street in "abcdefghijklmnopqrst"]
    said += [f"{one}{other}" for one in range(100, 400) for other in range(1000, 1100)]
    numbers = hashes_of(said)
    assert len(np.unique(numbers)) == len(set(said))
    sixteenth = np.bincount((numbers >> np.uint64(60)).astype(np.int64), minlength=16)
    assert sixteenth.min() > 0.9 * len(said) / 16


def test_names_are_looked_up_at_once_as_one_by_one() -> None:
    hashes = stir(np.zeros(2, np.uint64), hashes_of(["ann", "ben"]))
    order = np.argsort(hashes)
    counts = np.array([3, 5], np.int64)[order]
    at_once, alone = (Bearers(hashes[order], counts) for _ in range(2))
    names = ["ben", "cy", "ann", "ben"]
    at_once.look_up(names)
    assert [at_once.get(name) for name in names] == [5, None, 3, 5]
    assert [alone.get(name) for name in names] == [5, None, 3, 5]
    assert Bearers(hashes[:0], counts[:0]).get("ann") is None
