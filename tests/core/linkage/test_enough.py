"""Whether there is anything to look for a child by."""

from datetime import date
from typing import Any

import pytest

from firstbell.core.linkage import RecordedChild
from firstbell.core.linkage.enough import can_be_looked_for

NIGHT = date(2026, 11, 21)


@pytest.mark.parametrize(
    "told",
    [
        {"given_names": "Wren", "surname": "Tollemarsh"},
        {"given_names": "Wren", "surname": "Tollemarsh", "age_estimate": 9},
        {"given_names": "Wren", "postcode": "QX1 2AB"},
        {"surname": "Tollemarsh", "born_on": date(2016, 5, 4)},
        {"address_line_1": "4 Sedge Row", "postcode": "QX1 2AB"},
        {"given_names": "Wren", "school_as_told": "Mill Lane"},
        {"given_names": "Wren", "school_urns": ("990001",)},
        {"upn": "B801200005001"},
    ],
)
def test_what_can_be_looked_for_is_looked_for(told: dict[str, Any]) -> None:
    assert can_be_looked_for(RecordedChild(child_id=1, on=NIGHT, **told))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"given_names": "Wren"},
        {"given_names": "Unknown", "surname": "Unknown", "born_on": date(2016, 5, 4)},
        {"surname": "Tollemarsh", "age_estimate": 9},
        {"postcode": "QX1 2AB", "sex": "F"},
        {"school_as_told": "Mill Lane"},
        {"upn": "no number"},
    ],
)
def test_where_there_is_nothing_to_look_by_it_is_said(told: dict[str, Any]) -> None:
    assert not can_be_looked_for(RecordedChild(child_id=1, on=NIGHT, **told))
