"""`firstbell.core.admissions`: what a request for a school place may say, and who is reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.admissions import (
    Found,
    Kept,
    Times,
    due_at,
    found_in,
    in_words,
    is_late,
    is_the_familys,
    lines_to_keep,
    next_look,
    nth_day,
    owner,
    who_hears,
    year_group,
)
from firstbell.core.mentions import Others, Person

SENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TIMES = Times(acknowledge_by=SENT + 2 * DAY, aim_at=SENT + 14 * DAY, decide_by=SENT + 21 * DAY)
PLACED = Times(
    acknowledge_by=TIMES.acknowledge_by,
    aim_at=TIMES.aim_at,
    decide_by=TIMES.decide_by,
    look_at=SENT + 30 * DAY,
)
OLD = {"lines": ["4 Sedge Row", "Eastmarsh Quay"], "postcode": "QX1 2AB"}
SAFE = {"lines": ["Harbour Rest", "9 Tern Wharf", "Gull Street", "Westhaven"], "postcode": ""}
KEPT = Kept(
    others=Others(
        child=Person(given_names="Wren", surname="Tollemarsh"),
        people=(Person(given_names="Kester", surname="Tollemarsh"),),
        schools=("Mill Lane Primary School",),
        written_on=date(2026, 11, 23),
    ),
    lines=lines_to_keep(old=[OLD], safe=[SAFE]),
    councils=frozenset({("eastmarsh",)}),
    numbers=frozenset({"1632960011"}),
    emails=frozenset({"maro@family.example"}),
    people=frozenset({("maro", "tollemarsh")}),
)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Was at Mill Lane before.", "school", "Mill Lane"),
        ("From Otter Bridge High School.", "school", "Otter Bridge High School"),
        ("Came from Sedge  Row.", "address", "Sedge  Row"),
        ("Lived by EASTMARSH QUAY once.", "address", "EASTMARSH QUAY"),
        ("They stay at Harbour Rest.", "address", "Harbour Rest"),
        ("Close to Tern Wharf.", "address", "Tern Wharf"),
        ("Near Gull Street.", "address", "Gull Street"),
        ("Any school near QZ9 9ZZ.", "postcode", "QZ9 9ZZ"),
        ("Known to Eastmarsh already.", "council", "Eastmarsh"),
        ("Her brother Kester needs one too.", "name", "Kester"),
        ("Ring 01632 960011.", "contact", "01632 960011"),
    ],
)
def test_a_text_that_leads_back_or_to_the_safe_place_is_found_with_its_words(
    text: str, kind: str, words: str
) -> None:
    assert Found(kind=kind, words=words) in found_in(text, KEPT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Any school within half an hour by bus of the middle of Westhaven.",
        "Wren has asthma and reads well above her age. Quiet rooms help.",
        "Step-free, please; the quay is too far to walk.",
        "",
    ],
)
def test_what_bears_on_the_place_may_be_said(text: str) -> None:
    assert found_in(text, KEPT) == ()


def test_a_town_that_is_the_old_and_the_new_one_may_be_said() -> None:
    old = {"lines": ["4 Sedge Row", "Westhaven"]}

    kept = lines_to_keep(old=[old, {}], safe=[SAFE, {}])

    assert ("westhaven",) not in kept
    assert ("sedge", "row") in kept


def test_a_line_of_three_letters_is_in_every_text_and_kept_out_of_none() -> None:
    assert lines_to_keep(old=[{"lines": ["4a", "Rye"]}], safe=[]) == frozenset()


@given(st.text(max_size=60))
def test_whatever_stands_around_it_the_old_street_is_found(around: str) -> None:
    text = f"{around} Sedge Row {around}"

    assert any("sedge" in each.words.casefold() for each in found_in(text, KEPT))


@pytest.mark.parametrize(
    ("name", "phone", "email", "theirs"),
    [
        ("Ada Quill", "01632 960099", "ada@harbour.example", ()),
        ("Maro  Tollemarsh", "", "", ("name",)),
        ("Ada Quill", "+44 1632 960011", "", ("phone",)),
        ("Ada Quill", "", " MARO@family.example ", ("email",)),
    ],
)
def test_the_contact_is_never_the_family(
    name: str, phone: str, email: str, theirs: tuple[str, ...]
) -> None:
    assert is_the_familys(name=name, phone=phone, email=email, kept=KEPT) == theirs


def test_days_are_counted_from_the_day_after() -> None:
    friday = date(2026, 11, 20)

    found = nth_day(friday, 10, counts=lambda day: day.weekday() < 5)

    assert found == date(2026, 12, 4)
    assert nth_day(friday, 1, counts=lambda day: day.weekday() < 5) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("born_on", "on", "year"),
    [
        (None, date(2026, 11, 23), ""),
        (date(2016, 5, 4), date(2026, 11, 23), "6"),
        (date(2016, 8, 31), date(2026, 11, 23), "6"),
        (date(2016, 9, 1), date(2026, 11, 23), "5"),
        (date(2016, 5, 4), date(2026, 8, 31), "5"),
        (date(2022, 1, 1), date(2026, 9, 1), "R"),
        (date(2023, 1, 1), date(2026, 9, 1), "N"),
        (date(2025, 1, 1), date(2026, 9, 1), ""),
        (date(2009, 1, 1), date(2026, 9, 1), "13"),
        (date(2008, 1, 1), date(2026, 9, 1), ""),
    ],
)
def test_the_year_group_follows_the_age_before_september(
    born_on: date | None, on: date, year: str
) -> None:
    assert year_group(born_on, on=on) == year


@pytest.mark.parametrize(
    ("state", "whose"),
    [
        ("sent", "desk"),
        ("acknowledged", "desk"),
        ("placed", "asker"),
        ("refused", "asker"),
        ("ended", "nobody"),
    ],
)
def test_until_it_has_ended_somebody_answers_for_the_place(state: str, whose: str) -> None:
    assert owner(state) == whose


@pytest.mark.parametrize(
    ("state", "at", "told", "hears"),
    [
        ("sent", SENT, 0, {"desk"}),
        ("sent", SENT + DAY, 1, set()),
        ("sent", TIMES.acknowledge_by, 1, {"desk", "managers"}),
        ("sent", TIMES.decide_by, 5, {"desk", "managers", "asker"}),
        ("acknowledged", SENT + 3 * DAY, 1, set()),
        ("acknowledged", TIMES.aim_at, 1, {"desk"}),
        ("acknowledged", TIMES.decide_by, 2, {"desk", "managers", "asker"}),
        ("placed", SENT + 29 * DAY, 2, set()),
        ("placed", SENT + 30 * DAY, 2, {"asker"}),
        ("refused", SENT + 3 * DAY, 2, {"asker"}),
        ("ended", SENT + 90 * DAY, 2, set()),
    ],
)
def test_who_is_reminded(state: str, at: datetime, told: int, hears: set[str]) -> None:
    assert who_hears(state, PLACED, at=at, told_times=told) == hears


def test_the_aim_is_no_limit_and_the_limit_is() -> None:
    assert due_at("acknowledged", TIMES, at=SENT) == TIMES.aim_at
    assert due_at("acknowledged", TIMES, at=TIMES.aim_at) == TIMES.decide_by
    assert not is_late("acknowledged", TIMES, at=TIMES.aim_at)
    assert is_late("acknowledged", TIMES, at=TIMES.decide_by)
    assert due_at("sent", TIMES, at=SENT) == TIMES.acknowledge_by
    assert is_late("sent", TIMES, at=TIMES.acknowledge_by)
    assert due_at("refused", TIMES, at=SENT) is None
    assert not is_late("refused", TIMES, at=SENT)


def test_it_is_looked_at_again_at_the_next_instant_that_is_set() -> None:
    def look(state: str, at: datetime) -> datetime:
        return next_look(state, TIMES, at=at, chased=2 * DAY)

    assert look("sent", SENT) == TIMES.acknowledge_by
    assert look("sent", TIMES.acknowledge_by) == TIMES.acknowledge_by + 2 * DAY
    assert look("acknowledged", SENT) == TIMES.aim_at
    assert look("acknowledged", TIMES.aim_at) == TIMES.decide_by
    assert look("placed", SENT) == SENT + 2 * DAY


def test_words_are_compared_without_numbers_and_capitals() -> None:
    assert in_words("4 Sedge  ROW") == ("sedge", "row")
