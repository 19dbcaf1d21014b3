"""What is held of somebody is given in words: every field of the feed's own shape has its own."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from firstbell.oversight.records.fields import (
    FIELDS,
    MEANINGS,
    label_of,
    support_in_words,
    texts_of,
)
from firstbell.oversight.records.gathering import NOT_HELD_OF_ANYBODY
from tests.hostile.filled import SHAPE

INNER = {"Address", "Disclosure", "Name", "Relationship", "Risk"}
"""Parts of a field, which have no passage of their own."""


def shapes() -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from {**SHAPE["$defs"], "Incident": SHAPE}.items()


def test_every_field_of_the_shape_has_a_name_that_is_no_code() -> None:
    known = {
        field
        for shape, part in shapes()
        if shape not in INNER
        for field in part["properties"]
        if field not in NOT_HELD_OF_ANYBODY
    }

    assert known <= set(FIELDS)
    assert [label for label in FIELDS.values() if "_" in str(label)] == []


def test_every_code_of_the_shape_has_a_meaning() -> None:
    codes = {
        (field, code)
        for _shape, part in shapes()
        for field, said in part["properties"].items()
        for each in (said, *said.get("anyOf", ()), said.get("items", {}))
        for code in each.get("enum", ())
    }

    assert len(codes) > 20
    assert {
        (field, code)
        for field, code in codes
        if field != "sex" and code not in MEANINGS.get(field, {})
    } == set()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("date_of_birth", "2016-05-04", ["4 May 2016"]),
        ("date_of_birth", "erased", ["erased"]),
        ("attended_at", "2026-06-21T23:50:00+00:00", ["22 June 2026, 00:50"]),
        ("occurred_from", "2026-11-21T23:50:00+00:00", ["21 November 2026, 23:50"]),
        ("presence", "resident_not_present", ["Not there, but lives there"]),
        ("role", "causing_harm", ["Causing harm"]),
        ("sex", "F", ["Female"]),
        ("seen", False, ["no"]),
        ("age_estimate", 7, ["7"]),
        ("language", "", []),
        ("address", {"lines": ["4 Sedge Row", "Mill"], "postcode": "QX1 2AB", "safe": False},
         ["4 Sedge Row, Mill, QX1 2AB"]),
        ("address", {"lines": [], "uprn": "10001"}, ["property number 10001"]),
        ("also_known_as", [{"given_names": "Zib"}, {"surname": "Marsh"}], ["Zib", "Marsh"]),
        ("relationships", [{"adult": "A1", "relationship": "mother"}], ["mother"]),
        ("risk", {"tool": "DASH", "grade": "high", "graded_at": "2026-11-22T00:10:00+00:00"},
         ["DASH, high, graded on 22 November 2026, 00:10"]),
        ("disclosure", {"withhold": ["place", "voice"]},
         ["not to be told: the place, the child’s words"]),
        ("disclosure", {"hold_until": None, "withhold": []}, []),
    ],
)  # fmt: skip
def test_a_field_is_said_in_words(field: str, value: object, said: list[str]) -> None:
    assert list(texts_of(field, value)) == said


def test_a_place_and_support_are_said_in_words() -> None:
    assert label_of("incident.belief_formed_at").startswith("The incident: when police came")
    assert support_in_words(["watched", "gate"]).startswith("Kept an eye out")
