"""`firstbell.core.completeness`: what is asked of a record, and of how many children it holds."""

import pytest

from firstbell.core.completeness import MEASURES, Answer, ChildRecord, Measure, completeness

WHOLE = ChildRecord(
    named=True,
    birth_date=True,
    seen=True,
    spoken_to=True,
    spoken_to_alone=False,
    voice="I heard it.",
    school_as_told="the one on the hill",
    language="Polish",
    interpreter="yes",
)
BARE = ChildRecord(named=True)


def test_a_whole_record_meets_every_measure() -> None:
    found = completeness([WHOLE])

    assert (found.met, found.of) == (len(MEASURES), len(MEASURES))
    assert {each.measure for each in found.measured} == set(MEASURES)


@pytest.mark.parametrize(
    ("child", "measure", "answer"),
    [
        (BARE, "children_listed", "yes"),
        (ChildRecord(named=False), "children_listed", "no"),
        (BARE, "seen", "no"),
        (ChildRecord(named=True, seen=False), "seen", "yes"),
        (ChildRecord(named=True, seen=False), "spoken_to", "not_applicable"),
        (ChildRecord(named=True, seen=True), "spoken_to", "no"),
        (ChildRecord(named=True, seen=True, spoken_to=False), "spoken_to", "yes"),
        (ChildRecord(named=True, spoken_to=False), "spoken_to_alone", "not_applicable"),
        (ChildRecord(named=True, spoken_to=True), "spoken_to_alone", "no"),
        (ChildRecord(named=True, spoken_to=True, spoken_to_alone=False), "spoken_to_alone", "yes"),
        (ChildRecord(named=True, spoken_to=True, voice=" "), "words_recorded", "no"),
        (BARE, "words_recorded", "not_applicable"),
        (BARE, "school_stated", "no"),
        (ChildRecord(named=True, school_urn="900001"), "school_stated", "yes"),
        (ChildRecord(named=True, home_educated=True), "school_stated", "yes"),
        (ChildRecord(named=True, home_educated=False), "school_stated", "no"),
        (BARE, "birth_date_stated", "no"),
        (BARE, "interpreter_stated", "not_applicable"),
        (ChildRecord(named=True, language=" English "), "interpreter_stated", "not_applicable"),
        (ChildRecord(named=True, language="Polish"), "interpreter_stated", "no"),
        (ChildRecord(named=True, language="Polish", interpreter="no"), "interpreter_stated", "yes"),
    ],
)
def test_what_is_asked_of_one_child(child: ChildRecord, measure: Measure, answer: Answer) -> None:
    assert completeness([child]).answer(measure) == answer


def test_one_child_of_two_is_counted_and_is_not_enough() -> None:
    found = {each.measure: each for each in completeness([WHOLE, BARE]).measured}

    assert (found["school_stated"].met, found["school_stated"].of) == (1, 2)
    assert found["school_stated"].answer == "no"
    assert (found["words_recorded"].met, found["words_recorded"].of) == (1, 1)


def test_an_incident_without_children_lacks_only_the_children() -> None:
    found = completeness([])

    assert found.answer("children_listed") == "no"
    assert (found.met, found.of) == (0, 1)
