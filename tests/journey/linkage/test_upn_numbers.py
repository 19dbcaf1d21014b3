"""The UPNs of a column have the numbers that their normal forms would have."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bench.linkage.upns import make_upn, make_upns
from firstbell.core.identifiers import CHECK_LETTERS, check_letter, check_upn
from firstbell.core.linkage import SHIPPED, RecordedChild, RollPupil
from firstbell.core.linkage.compare import upn_agreement
from firstbell.core.linkage.upns import is_temporary, tidy_upn
from firstbell.journey.linkage.columns import Texts
from firstbell.journey.linkage.key_index import upn_hashes
from firstbell.journey.linkage.pairing import Pairing
from firstbell.journey.linkage.register import Register
from firstbell.journey.linkage.told import Told
from firstbell.journey.linkage.upn_numbers import NO_UPN, are_temporary, upn_numbers

LAST = "0123456789" + CHECK_LETTERS


@st.composite
def upns(draw: st.DrawFn) -> str:
    """A UPN, perhaps a temporary one, perhaps written untidily, perhaps with a slip."""
    rest = draw(st.text("0123456789", min_size=11, max_size=11)) + draw(st.sampled_from(LAST))
    text = check_letter(rest) + rest
    if draw(st.booleans()):
        place = draw(st.integers(0, 12))
        text = text[:place] + draw(st.sampled_from(LAST + "IOS-")) + text[place + 1 :]
    return draw(st.sampled_from((text, text.lower(), f"{text[:5]} {text[5:]}", f" {text}")))


@given(st.lists(upns() | st.text(max_size=14), max_size=12))
def test_equal_normal_forms_have_equal_numbers(texts: list[str]) -> None:
    tidy = [tidy_upn(text) for text in texts]
    for values in (texts, Texts.of(texts)):
        numbers = upn_numbers(values).tolist()
        assert [number == NO_UPN for number in numbers] == [not upn for upn in tidy]
        are_so = are_temporary(np.array(numbers, np.int64)).tolist()
        assert are_so == [is_temporary(upn) for upn in tidy]
        pairs = {(number, upn) for number, upn in zip(numbers, tidy, strict=True) if upn}
        assert len(pairs) == len({number for number, _ in pairs}) == len({upn for _, upn in pairs})


def test_upns_are_hashed_by_their_normal_form() -> None:
    first, same, other, none, blank = upn_hashes(
        ["H801200001001", "h8012 00001001", "X801200001002", "H801200001002", ""]
    ).tolist()
    assert first == same != other
    assert none == blank == 0
    assert other


def test_a_temporary_upn_is_told_from_every_other() -> None:
    stem = "80120000500"
    texts = [check_letter(stem + last) + stem + last for last in LAST]
    assert len(set(upn_numbers(texts).tolist()) - {NO_UPN}) == len(LAST)


def test_upns_of_many_pairs_agree_as_those_of_each_do() -> None:
    temporary = check_letter("80120000100A") + "80120000100A"
    said = ["", " ", "H801200001001", "h801200001001 ", "X801200001002", "not one", temporary]
    children = [RecordedChild(child_id=place, upn=upn) for place, upn in enumerate(said)]
    pupils = [RollPupil(pupil_id=place, upn=upn) for place, upn in enumerate(said)]
    who, rows = np.indices((len(said), len(said))).reshape(2, -1)
    found = Pairing.of(Told.of(children), Register.of(pupils), who, rows, SHIPPED).upn()
    for child, row, place in zip(who.tolist(), rows.tolist(), found.places.tolist(), strict=True):
        assert found.agreements[place] == upn_agreement(children[child], pupils[row])


@given(st.lists(st.integers(0, 10**10)))
def test_numbers_that_are_made_are_valid_and_the_same_by_one_or_many(numbers: list[int]) -> None:
    made = make_upns(numbers)
    assert made == list(map(make_upn, numbers))
    assert {check_upn(upn).state for upn in made} <= {"valid"}
