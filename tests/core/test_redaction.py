"""Every passage of what is held is shown, marked, and loses what is left out for good."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from firstbell.core.mentions import Others, Person
from firstbell.core.redaction import (
    LEFT_OUT,
    Part,
    SafeWords,
    pieces_of,
    proposed,
    safe_words,
    sentences,
    without_marked,
)

OTHERS = Others(
    child=Person(given_names="Wren", surname="Tollemarsh"),
    people=(Person(given_names="Maro", surname="Quillfeather"),),
    written_on=date(2026, 11, 21),
)
NOTHING = SafeWords(words=frozenset(), numbers=frozenset())
SAFE = safe_words(["4 Sedge Row", "QX1 2AB"], ["01632 960 777"])


def marked(text: str) -> list[str]:
    """Return what is marked in one text."""
    part = Part(place="incident.circumstances", text=text, is_text=True)
    return [
        each.text[start:end]
        for each in proposed([part], others=OTHERS, safe=NOTHING)
        for _, start, end in each.marks
    ]


def test_each_sentence_is_a_passage() -> None:
    text = "He shouted. “Get out!” she said.\nPC 1234 came at 9.30 p.m. that night. Then quiet"

    assert sentences(text) == [
        "He shouted.",
        "“Get out!” she said.",
        "PC 1234 came at 9.30 p.m. that night.",
        "Then quiet",
    ]


def test_a_fact_about_the_child_alone_is_one_passage_without_a_mark() -> None:
    part = Part(place="child.surname", text="Tollemarsh. Quillfeather")

    (passage,) = proposed([part], others=OTHERS, safe=NOTHING)

    assert (passage.text, passage.marks) == (part.text, ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Maro shouted at Wren.", ["Maro"]),
        ("PC 1234 and DS Reedmoor attended.", ["PC 1234", "DS Reedmoor"]),
        ("She was seen at 12 Tern Lane.", ["12 Tern Lane"]),
        ("Ring 01632 960123.", ["01632 960123"]),
        ("He goes to Otter Bridge School.", ["Otter Bridge School"]),
        ("Wren hid under the table.", []),
    ],
)
def test_what_seems_to_be_about_somebody_else_is_marked(text: str, found: list[str]) -> None:
    assert [each for each in found if each in marked(text)] == found
    assert found or not marked(text)


def test_what_is_all_about_somebody_else_is_marked_whole() -> None:
    part = Part(place="adult.surname", text="Quillfeather", of_others=True)

    (passage,) = proposed([part], others=OTHERS, safe=NOTHING)

    assert passage.marks == (("name", 0, 12),)


@pytest.mark.parametrize(
    "text",
    [
        "They moved to 4 Sedge Row.",
        "They moved to 4, SEDGE-ROW.",
        "Letters go to qx12ab.",
        "Her number is 01632960777.",
        "Her number is 01632-960-777 now.",
    ],
)
def test_a_safe_address_or_number_locks_its_passage_however_it_is_written(text: str) -> None:
    part = Part(place="incident.circumstances", text=f"All well. {text}", is_text=True)

    assert [each.is_locked for each in proposed([part], others=OTHERS, safe=SAFE)] == [False, True]


def test_a_safe_address_across_two_sentences_locks_the_whole_text() -> None:
    part = Part(
        place="incident.circumstances", text="She is at 4. Sedge Row is calm.", is_text=True
    )

    assert all(each.is_locked for each in proposed([part], others=OTHERS, safe=SAFE))


def test_a_text_given_in_part_has_lost_what_was_marked() -> None:
    text = "Maro Quillfeather shouted."

    given_out = without_marked(text, [("name", 0, 4), ("name", 5, 17), ("name", 3, 6)])

    assert given_out == f"{LEFT_OUT} shouted."


texts = some.text(min_size=0, max_size=40)
marks = some.lists(some.tuples(some.just("name"), some.integers(0, 40), some.integers(0, 40)))


@given(texts, marks)
def test_the_pieces_are_the_text(text: str, found: list[tuple[str, int, int]]) -> None:
    inside = [(k, s, e) for k, s, e in found if s < e <= len(text)]

    assert "".join(piece for piece, _ in pieces_of(text, inside)) == text


@given(some.text(alphabet="abc", min_size=1, max_size=30), some.data())
def test_nothing_that_was_marked_is_left(text: str, data: some.DataObject) -> None:
    start = data.draw(some.integers(0, len(text) - 1))
    end = data.draw(some.integers(start + 1, len(text)))

    left = without_marked(text, [("name", start, end)])

    assert left == text[:start] + LEFT_OUT + text[end:]
