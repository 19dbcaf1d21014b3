"""Learning from pairs whose truth is known: figures come out, in their order, near their start."""

from math import log2

import pytest

from firstbell.core.linkage import Frequencies, RecordedChild, RollPupil, Weights, learning
from firstbell.core.linkage.learning import in_order, learn, solve
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.training import BY_HAND, START, Known, count_patterns, train
from firstbell.core.linkage.weights import PRIOR, SHIPPED, term
from tests.core.linkage.people import PUPIL, TWIN, child, pupil

BASE = (("prior", 1.0),)
AGREES = (("agrees", 1.0), ("prior", 1.0))


def test_what_is_learned_is_the_odds_in_the_counts() -> None:
    bits = learn({BASE: (100, 800), AGREES: (400, 100)}, {}, pull=1e-6)
    assert bits["prior"] == pytest.approx(log2(100 / 800), abs=0.01)
    assert bits["prior"] + bits["agrees"] == pytest.approx(log2(4), abs=0.01)


def test_few_examples_move_a_figure_little_and_none_leave_it() -> None:
    start = {"prior": -3.0, "agrees": 5.0, "never seen": -4.0}
    little = learn({BASE: (1, 8), AGREES: (1, 1)}, start, pull=50)
    much = learn({BASE: (1000, 8000), AGREES: (1000, 1000)}, start, pull=50)
    assert abs(little["agrees"] - 5) < 0.5
    assert much["agrees"] == pytest.approx(3, abs=0.3)
    assert little["never seen"] == -4


def test_a_figure_set_by_hand_stays() -> None:
    bits = learn({BASE: (100, 800), AGREES: (400, 100)}, {"agrees": 2.0}, fixed={"agrees"})
    assert bits["agrees"] == 2


def test_where_every_pair_agrees_the_figures_stay_finite() -> None:
    bits = learn({BASE: (0, 1000), AGREES: (1000, 0)}, {"prior": -40.0})
    assert -60 < bits["prior"] < 0 < bits["agrees"] < 60


def test_nothing_is_learned_where_only_one_answer_was_ever_given() -> None:
    for counts in ((5, 0), (0, 5)):
        with pytest.raises(ValueError, match="there must be pairs"):
            learn({BASE: counts}, {})


def test_learning_ends_where_its_steps_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "STEPS", 1)
    bits = learn({BASE: (1, 10**6), AGREES: (10**6, 1)}, {}, pull=1e-6)
    assert bits["agrees"] <= learning.FARTHEST / learning.LN2 + 1e-9


def test_equations_are_solved() -> None:
    assert solve([[4.0, 1.0], [1.0, 3.0]], [1.0, 2.0]) == pytest.approx([1 / 11, 7 / 11])
    assert solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0]) == pytest.approx([1, 0.5])


def test_neighbours_that_stand_the_wrong_way_round_share_their_mean() -> None:
    bits = in_order({"a": 1.0, "b": 4.0, "c": 2.0, "d": 9.0}, ["a", "b", "c"], {"a": 3, "b": 1})
    assert bits == {"a": 1.8, "b": 1.8, "c": 1.8, "d": 9.0}
    assert in_order({"a": 3.0}, ["a", "b"], {}) == {"a": 3.0, "b": 0.0}


def known(truth: dict[object, object]) -> Known:
    lost = child(child_id="c2", given_names="Oscar", sex="M")
    return Known(
        children=[child(), lost, RecordedChild(child_id="c3")],
        candidates={"c1": [PUPIL, TWIN], "c2": [PUPIL]},
        truth=truth,
        frequencies=Frequencies(100_000, {"elizabeth": 800, "grace": 400}, {"thornbury": 50}),
    )


def test_each_pair_of_a_child_whose_truth_is_known_counts_once() -> None:
    counts = count_patterns([known({"c1": "p1", "c2": None, "c3": None})])
    assert sum(yes for yes, _ in counts.values()) == 1
    assert sum(no for _, no in counts.values()) == 2
    [(pattern, _)] = [each for each in counts.items() if each[1][0]]
    terms = dict(pattern)
    assert terms[term(Field.FORENAME, Level.SAME)] == 1
    assert terms[PRIOR] == 1
    assert term(Field.UPN, Level.MISSING) not in terms


def test_a_child_whose_truth_nobody_knows_teaches_nothing() -> None:
    assert sum(map(sum, count_patterns([known({"c1": "p1"})]).values())) == 2
    assert count_patterns([known({})]) == {}


def test_patterns_name_no_child() -> None:
    text = repr(count_patterns([known({"c1": "p1", "c2": None})])).lower()
    assert not any(value in text for value in ("elizabeth", "thornbury", "2014", "mill", "zz9"))


def test_what_is_trained_is_a_version_in_order_that_learned_from_the_pairs() -> None:
    others: list[RollPupil] = [pupil(pupil_id=n, forename="Una", upn="") for n in range(40)]
    moved = child(address_line_1="3 Quarry Road", postcode="ZZ9 1AA")
    scene = Known(
        children=[moved],
        candidates={"c1": [PUPIL, *others]},
        truth={"c1": "p1"},
        frequencies=Frequencies(100_000, {"elizabeth": 800}, {"thornbury": 50}),
    )
    counts = count_patterns([scene] * 30)
    bits = train(counts)
    assert Weights("test", bits, SHIPPED.thresholds).of(Field.FORENAME, Level.SAME) > 0
    assert (
        bits[term(Field.FORENAME, Level.DIFFERENT)] <= START[term(Field.FORENAME, Level.DIFFERENT)]
    )
    assert all(bits[name] == worth for name, worth in BY_HAND.items() if "surname" not in name)
    assert train(counts, start=SHIPPED.bits, pull=1e9) == pytest.approx(dict(SHIPPED.bits))
