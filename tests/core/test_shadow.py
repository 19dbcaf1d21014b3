"""Each telling, by hand or worked out here, stands in exactly one class."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.shadow import (
    WRONG,
    ByHand,
    Here,
    Kind,
    Notice,
    compared,
    counts,
    whose,
)

BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
EARLY, LATE = BELL - timedelta(hours=1), BELL + timedelta(hours=1)
PLACES = {"1", "2", "3"}


def notice(place: str = "1", at: datetime = EARLY) -> Notice:
    return Notice(place=place, at=at, bell=BELL)


def by_hand(place: str = "1", at: datetime | None = EARLY, **more: object) -> ByHand:
    return ByHand(**{"line": 2, "incident": "I", "child": "C1", "place": place, "at": at, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "waits", "rows", "kinds"),
    [
        ([notice()], (), [by_hand()], [Kind.ALIKE]),
        ([notice(at=LATE)], (), [by_hand(at=LATE)], [Kind.ALIKE]),
        ([notice()], (), [by_hand(at=None)], [Kind.ALIKE]),
        ([notice()], (), [by_hand(at=LATE)], [Kind.LATE_BY_HAND]),
        ([notice()], (), [by_hand(at=BELL)], [Kind.LATE_BY_HAND]),
        ([notice(at=LATE)], (), [by_hand()], [Kind.LATE_HERE]),
        ([notice()], (), [by_hand("2")], [Kind.OTHER_PLACE]),
        ([], ("unlinked",), [by_hand()], [Kind.WAITS_HERE]),
        ([], (), [by_hand()], [Kind.ONLY_BY_HAND]),
        ([notice()], (), [], [Kind.ONLY_HERE]),
        ([], ("review",), [], [Kind.NEITHER]),
        ([notice(), notice("2")], (), [by_hand()], [Kind.ALIKE, Kind.ONLY_HERE]),
        ([notice("2")], (), [by_hand("1"), by_hand("3")], [Kind.ONLY_BY_HAND, Kind.OTHER_PLACE]),
        ([notice()], (), [by_hand(), by_hand(line=3)], [Kind.ALIKE, Kind.TWICE]),
        ([notice()], (), [by_hand("9")], [Kind.ONLY_HERE, Kind.UNKNOWN_PLACE]),
        ([notice()], (), [by_hand(child="C9")], [Kind.ONLY_HERE, Kind.UNKNOWN_CHILD]),
        ([notice()], (), [by_hand(incident="J")], [Kind.ONLY_HERE, Kind.UNKNOWN_INCIDENT]),
        ([notice()], (), [by_hand(wrong="no date")], [Kind.ONLY_HERE, Kind.UNREADABLE]),
    ],
)
def test_a_telling_stands_in_its_class(
    told: list[Notice], waits: tuple[str, ...], rows: list[ByHand], kinds: list[Kind]
) -> None:
    child = Here(incident="I", child="C1", told=tuple(told), waits=waits)

    found = compared([child], rows, places=PLACES)

    assert sorted(each.kind for each in found) == sorted(kinds)
    assert counts(found).total() == len(kinds)


WREN = Here(incident="I", child="C1", name="Wren Lark", born_on=date(2016, 5, 4))
TWIN = Here(incident="I", child="C2", name="Ivo Lark", born_on=date(2016, 5, 4))
NAMESAKE = Here(incident="I", child="C3", name="Wren  LARK", born_on=date(2010, 1, 1))


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        (by_hand(child="C2"), TWIN),
        (by_hand(child="ivo lark"), TWIN),
        (by_hand(child="Wren Lark"), None),
        (by_hand(child="wren lark", born_on=date(2010, 1, 1)), NAMESAKE),
        (by_hand(child="wren lark", born_on=date(2011, 1, 1)), None),
        (by_hand(child=""), None),
    ],
)
def test_a_line_means_a_child_by_number_or_by_a_name_that_fits_one(
    row: ByHand, meant: Here | None
) -> None:
    assert whose(row, [WREN, TWIN, NAMESAKE]) == meant


places = st.sampled_from(["1", "2", "3", "9"])
rows = st.builds(
    ByHand,
    line=st.integers(2, 99),
    incident=st.sampled_from(["I", "J", "K"]),
    child=st.sampled_from(["C1", "C2", "C9"]),
    place=places,
    at=st.sampled_from([None, EARLY, LATE]),
)
children = st.lists(
    st.builds(
        Here,
        incident=st.sampled_from(["I", "J"]),
        child=st.sampled_from(["C1", "C2"]),
        told=st.lists(st.builds(notice, places), unique_by=lambda it: it.place).map(tuple),
    ),
    unique_by=lambda it: (it.incident, it.child),
)


@given(children, st.lists(rows))
def test_every_telling_of_either_side_stands_in_exactly_one_class(
    here: list[Here], listed: list[ByHand]
) -> None:
    found = compared(here, listed, places=PLACES)

    assert sorted(id(each.by_hand) for each in found if each.by_hand) == sorted(map(id, listed))
    shown = [(each.incident, each.child, each.here.place) for each in found if each.here]
    told = [(child.incident, child.child, each.place) for child in here for each in child.told]
    assert sorted(shown) == sorted(told)
    assert all(each.here is None for each in found if each.kind in WRONG)
