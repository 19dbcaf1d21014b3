"""Names that the first look finds plainly apart are apart, however they are compared."""

from itertools import product

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firstbell.core.linkage.compare import (
    ToldNames,
    forename_agreement,
    forenames_of,
    surname_agreement,
    surnames_of,
)
from firstbell.core.linkage.levels import Level
from firstbell.core.linkage.names import Likeness, joined, likeness
from firstbell.journey.linkage.name_pairs import forenames_apart, surnames_apart
from firstbell.journey.linkage.spellings import Spellings, may_be_alike
from firstbell.journey.linkage.told import FamilyNames, GivenNames

NAMES = ("muhammad", "mo", "mohammed", "anna", "ann", "hannah", "annamaria", "maria", "o", "olive",
         "smith", "smyth", "featherstone", "fetherston", "jones", "smith-jones", "de la cruz",
         "catherine", "kathryn", "phil", "fil", "agyei", "agyeiwaa", "")  # fmt: skip
name = st.sampled_from(NAMES) | st.text("aehmnorst", min_size=1, max_size=8)
text = st.builds(" ".join, st.lists(name, max_size=3))
texts = st.lists(text, max_size=3)


@settings(max_examples=400)
@given(st.lists(name.filter(bool), min_size=1, max_size=6))
@example(["featherstone", "fetherston", "ab", "o", "olive", "alamahmed", "alimahmood"])
def test_single_names_that_are_plainly_apart_are_different(names: list[str]) -> None:
    single = sorted({joined(one) for one in names} - {""})
    spelled = Spellings.of([one] for one in single)
    ours, theirs = np.indices((len(single), len(single))).reshape(2, -1)
    alike = may_be_alike(spelled, spelled, ours, theirs).tolist()
    for (one, other), may_be in zip(product(single, single), alike, strict=True):
        assert may_be or likeness(one, other) is Likeness.DIFFERENT


@settings(max_examples=400)
@given(texts, texts)
def test_forenames_that_are_plainly_apart_are_different(told: list[str], roll: list[str]) -> None:
    given_names, rolled = forenames_of(*told), forenames_of(*roll)
    apart = forenames_apart(GivenNames.of([ToldNames(given_names, (), ())]), [rolled])
    if apart.is_sure(np.zeros(1, np.int64), np.zeros(1, np.int64)).all():
        found = forename_agreement(given_names, rolled, ())
        assert found == apart.agreements[0]
        assert found.level is Level.DIFFERENT


@settings(max_examples=400)
@given(texts, texts, texts)
def test_surnames_that_are_plainly_apart_are_different(
    told: list[str], adults: list[str], roll: list[str]
) -> None:
    names, rolled = ToldNames((), surnames_of(*told), surnames_of(*adults)), surnames_of(*roll)
    apart = surnames_apart(FamilyNames.of([names]), [rolled])
    if apart.is_sure(np.zeros(1, np.int64), np.zeros(1, np.int64)).all():
        found = surname_agreement(names, rolled)
        assert found == apart.agreements[0]
        assert found.level is Level.DIFFERENT


def test_strangers_are_told_apart_at_once() -> None:
    olive = GivenNames.of([ToldNames((("olive",),), (), ())])
    apart = forenames_apart(olive, [(("hannah", "maria"),), (("oliver",),)])
    places = np.array([0, 1], np.int64)
    assert apart.is_sure(np.zeros(2, np.int64), places).tolist() == [True, False]
