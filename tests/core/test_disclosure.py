"""`firstbell.core.disclosure`: nothing leaves that a profile does not name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.disclosure import (
    ADVOCATE,
    FIRST_STEP,
    FREE_TEXT,
    FULL,
    MINIMAL,
    PROFILES,
    WITHHOLD,
    Mention,
    Others,
    Person,
    content,
    first_step,
    for_advocate,
    screened,
    without_words,
)

EVERYTHING: dict[str, Any] = {
    "given_names": "Quilla",
    "surname": "Zantlow",
    "date_of_birth": "2016-05-04",
    "reference": "ZZ/1/26",
    "occurred_from": "2026-11-19T22:10:00+00:00",
    "occurred_to": "2026-11-19T22:40:00+00:00",
    "place_kind": "home",
    "presence": "present",
    "where_present": "on the stairs",
    "seen": True,
    "spoken_to": True,
    "spoken_to_alone": False,
    "voice": "I want it to stop.",
    "presentation": "quiet",
    "circumstances": "shouting, a cup thrown by Theobald",
    "conditions": "not to come to the house",
    "suspect_status": "in custody",
    "social_care_referral": False,
    "language": "Welsh",
    "interpreter": "",
    "communication_needs": None,
    # Known, and never told:
    "address": {"postcode": "ZZ9 9ZZ"},
    "siblings": ["Orrin"],
    "recipients": ["900001", "900002"],
    "adults": ["Theobald"],
    "safe_contact": "after six",
    "victim_told": "yes",
    "risk": {"grade": "high"},
    "upn": "B801200005001",
}
NEVER = (
    "address",
    "siblings",
    "recipients",
    "adults",
    "safe_contact",
    "victim_told",
    "risk",
    "upn",
)


def test_the_full_profile_tells_all_that_it_names_and_no_more() -> None:
    told = content("full", EVERYTHING)

    assert list(told) == [key for key in FULL if key not in ("interpreter", "communication_needs")]
    assert not set(NEVER) & set(told)


def test_the_minimal_profile_leaves_out_who_where_and_what() -> None:
    told = content("minimal", EVERYTHING)

    assert tuple(told) == MINIMAL
    assert not {"place_kind", "where_present", "circumstances", "suspect_status"} & set(told)


def test_no_is_an_answer_and_unknown_is_none() -> None:
    told = content("full", {"seen": False, "spoken_to": None, "voice": ""})

    assert told == {"seen": False}


@pytest.mark.parametrize("word", WITHHOLD)
def test_what_the_police_withhold_stays_behind(word: str) -> None:
    told = content("full", EVERYTHING, withhold=[word])

    assert set(content("full", EVERYTHING)) - set(told) == WITHHOLD[word]


def test_nothing_goes_out_by_a_rule_that_nobody_knows() -> None:
    with pytest.raises(ValueError, match="no content profile 'fuller'; there are full, minimal"):
        content("fuller", EVERYTHING)
    with pytest.raises(ValueError, match="cannot withhold \\['names'\\]"):
        content("full", EVERYTHING, withhold=["names", "voice"])


def test_the_first_step_is_enough_to_look_a_child_up_and_no_more() -> None:
    assert tuple(first_step(content("full", EVERYTHING))) == FIRST_STEP
    assert first_step({"surname": "Zantlow"}) == {"surname": "Zantlow"}


def test_a_copy_without_words_has_everything_else() -> None:
    told = content("full", EVERYTHING)

    copy = without_words(told)

    assert told.keys() - copy.keys() == {
        "voice",
        "presentation",
        "circumstances",
        "where_present",
    }
    assert copy == {key: told[key] for key in copy}


OTHERS = Others(
    child=Person(given_names="Quilla", surname="Zantlow"), people=(Person(given_names="Theobald"),)
)


def test_text_that_names_somebody_is_kept_back_and_the_rest_goes() -> None:
    told = content("full", EVERYTHING)

    found = screened(told, others=OTHERS)

    start = told["circumstances"].index("Theobald")  # type: ignore[attr-defined]
    assert found.kept_back == {
        "circumstances": (Mention(kind="name", start=start, end=start + len("Theobald")),)
    }
    assert found.content == {key: told[key] for key in told if key != "circumstances"}


def test_text_that_a_hub_worker_looked_at_goes() -> None:
    told = content("full", EVERYTHING)

    assert screened(told, others=OTHERS, looked_at=["circumstances"]).content == told


def test_every_free_text_is_a_fact_of_the_full_profile() -> None:
    assert set(FULL) >= FREE_TEXT
    assert not FREE_TEXT & set(MINIMAL)


@given(
    st.sampled_from(list(PROFILES)),
    st.dictionaries(st.sampled_from(list(EVERYTHING)) | st.text(), st.integers() | st.text()),
    st.sets(st.sampled_from(list(WITHHOLD))),
)
def test_whatever_is_known_only_named_facts_leave(
    profile: str, facts: dict[str, object], withhold: set[str]
) -> None:
    told = content(profile, facts, withhold=withhold)

    assert set(told) <= set(PROFILES[profile])
    assert all(told[key] == facts[key] for key in told)
    assert not any(set(told) & WITHHOLD[word] for word in withhold)


def test_an_advocate_reads_nothing_that_the_profile_does_not_name() -> None:
    said = {"given_names": "Maro", "employer": "Quiet Mill", "phone": "07700 900123", "new": "x"}

    assert for_advocate(said, about="victim") == {"given_names": "Maro", "phone": "07700 900123"}
    assert for_advocate(said, about="other_adult") == {"given_names": "Maro"}
    assert for_advocate({"voice": "I hid.", "sex": None}, about="child") == {}


def test_an_advocate_never_reads_an_address_that_is_kept_safe() -> None:
    kept = {"lines": ["9 Hidden Yard"], "safe": True}

    assert for_advocate({"address": kept}, about="victim") == {}
    assert for_advocate({"address": {**kept, "safe": None}}, about="victim") != {}


def test_no_profile_of_an_advocate_holds_the_childs_words_or_a_school() -> None:
    told = {key for keys in ADVOCATE.values() for key in keys}

    assert not told & {"voice", "presentation", "school_as_told", "school_urn", "employer", "upn"}
