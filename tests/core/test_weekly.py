"""A week of records, unit by unit: what was missing, and no figure about too few."""

from datetime import UTC, date, datetime

import pytest

from firstbell.core.weekly import LEFT_OUT, Line, Measured, Recorded, Week, report

MONDAY = date(2026, 11, 16)
WEEK = Week(monday=MONDAY)


def incidents(**units: tuple[int, int]) -> list[Recorded]:
    """Return for each unit one incident in which so many births were stated, of so many."""
    return [
        Recorded(unit=unit, measures={"birth": (of - missing, of)})
        for unit, (missing, of) in units.items()
    ]


def one(*found: Recorded) -> Measured:
    [measured] = report(found, ["birth", LEFT_OUT], least=5)
    return measured


def test_a_week_goes_from_monday_to_sunday_by_the_clocks_of_london() -> None:
    assert Week.of(datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == WEEK
    assert Week.of(datetime(2026, 11, 16, 0, 0, tzinfo=UTC)) == WEEK
    assert Week.of(datetime(2026, 6, 28, 23, 30, tzinfo=UTC)).monday == date(2026, 6, 29)
    assert WEEK.begins_at == datetime(2026, 11, 16, tzinfo=UTC)
    assert WEEK.ends_at == datetime(2026, 11, 23, tzinfo=UTC)
    assert WEEK.told_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert (WEEK.before.next, WEEK.sunday) == (WEEK, date(2026, 11, 22))


def test_any_day_of_it_names_a_week_and_nothing_else_does() -> None:
    assert Week.read("2026-11-19") == WEEK
    for text in ("1999-12-31", "soon"):
        with pytest.raises(ValueError, match=text):
            Week.read(text)


def test_what_was_missing_stands_by_unit_the_worst_first() -> None:
    found = one(*incidents(East=(6, 20), West=(10, 20)))

    assert (found.missing, found.of, found.together) == (16, 40, None)
    assert found.lines == (
        Line(units=("West",), missing=10, of=20),
        Line(units=("East",), missing=6, of=20),
    )


def test_a_unit_with_too_few_stands_together_with_another() -> None:
    found = one(*incidents(East=(6, 20), West=(10, 20), North=(2, 9)))

    assert found.together == Line(units=("East", "North"), missing=8, of=29)
    assert [line.units for line in found.lines] == [("West",)]


def test_too_few_missing_in_all_are_no_figure() -> None:
    assert one(*incidents(East=(2, 20))) == Measured(measure="birth", missing=None, of=20)


def test_too_few_in_all_say_nothing() -> None:
    assert one(*incidents(East=(1, 4))) == Measured(measure="birth", missing=None, of=None)


def test_what_did_not_apply_is_left_out() -> None:
    assert report([Recorded(unit="", measures={"birth": (0, 0)})], ["birth"], least=5) == ()
