"""Which readings somebody else should ask about."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.unusual import KINDS, Kind, Limits, Oddity, Reader, Reading, oddities

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIMITS = Limits(most_records=3, most_looks=2, most_refused=2, night_from=time(22), night_to=time(5))
READER = Reader(user_id=uuid4(), name="Jo Thornquill-Smith", postcode="ZZ1 4QX")


def reading(at: datetime = NOON, **more: object) -> Reading:
    return Reading(**{"reader": READER.user_id, "record": uuid4(), "at": at, **more})  # type: ignore[arg-type]


def found(*readings: Reading, limits: Limits = LIMITS) -> tuple[Oddity, ...]:
    return oddities(readings, readers=[READER], limits=limits)


def kinds(*readings: Reading) -> list[Kind]:
    return [oddity.kind for oddity in found(*readings)]


def test_an_ordinary_morning_raises_nothing() -> None:
    morning = [reading(NOON + timedelta(minutes=25 * n), surnames=("Okonkwo",)) for n in range(9)]

    assert kinds(*morning) == []
    assert found() == ()


@pytest.mark.parametrize("surname", ["Smith", "SMYTH", "Smith-Jones"])
def test_a_record_of_ones_own_surname_is_unusual(surname: str) -> None:
    assert kinds(reading(surnames=("Okonkwo", surname))) == ["own_surname"]


def test_a_forename_that_is_somebodys_surname_is_nothing() -> None:
    assert kinds(reading(surnames=("Jo",))) == []


def test_a_record_of_ones_own_postcode_is_unusual_and_an_empty_one_is_not() -> None:
    assert kinds(reading(postcodes=("zz14qx",))) == ["own_address"]
    assert kinds(reading(postcodes=("ZZ1 4QY", ""))) == []
    at_no_place = Reader(user_id=READER.user_id, name="")
    nobody = oddities([reading(postcodes=("",))], readers=[at_no_place], limits=LIMITS)
    assert nobody == ()


def test_more_records_in_an_hour_than_the_rule_says_are_unusual() -> None:
    hour = [reading(NOON + timedelta(minutes=n)) for n in (0, 20, 40, 59)]
    longer = [reading(NOON + timedelta(minutes=n)) for n in (0, 20, 40, 60)]
    same = [reading(NOON + timedelta(minutes=n), record=hour[0].record) for n in range(20)]

    [oddity] = found(*hour)
    assert (oddity.kind, oddity.times, len(oddity.records)) == ("many_records", 4, 4)
    assert (oddity.first_at, oddity.last_at) == (hour[0].at, hour[-1].at)
    assert kinds(*longer) == []
    assert kinds(*same) == []


def test_many_looks_before_a_door_are_unusual_and_a_night_is_none() -> None:
    night = NOON.replace(hour=23)
    looks = [reading(night + timedelta(minutes=n), is_look=True) for n in range(3)]

    [oddity] = found(*looks)

    assert (oddity.kind, oddity.times) == ("many_looks", 3)
    assert kinds(*looks[:2]) == []
    assert kinds(reading(night, is_look=True), *(reading(night) for _ in range(2))) == ["at_night"]


def test_the_many_are_counted_in_every_hour_and_not_by_the_clocks() -> None:
    calm = [reading(NOON - timedelta(hours=n)) for n in range(2, 6)]
    busy = [reading(NOON + timedelta(minutes=30 + 10 * n)) for n in range(5)]

    [oddity] = found(*calm, *busy)

    assert oddity.times == 5
    assert set(oddity.records) == {each.record for each in busy}


def test_trying_addresses_one_after_the_other_is_unusual_and_is_no_reading() -> None:
    tries = [
        reading(NOON + timedelta(seconds=n), was_refused=True, record=None, surnames=("Smith",))
        for n in range(3)
    ]

    [oddity] = found(*tries)

    assert (oddity.kind, oddity.times, oddity.records) == ("refused", 3, ())
    assert kinds(*tries[:2]) == []


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        (datetime(2026, 11, 23, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 22, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 5, tzinfo=UTC), False),
        # British Summer Time: the clock on the wall is an hour ahead.
        (datetime(2026, 7, 1, 21, tzinfo=UTC), True),
        (datetime(2026, 7, 2, 4, tzinfo=UTC), False),
    ],
)
def test_the_night_is_the_one_on_the_wall(at: datetime, odd: bool) -> None:
    assert (kinds(reading(at)) == ["at_night"]) is odd


def test_a_night_may_begin_after_midnight() -> None:
    limits = Limits(
        most_records=9, most_looks=9, most_refused=9, night_from=time(1), night_to=time(4)
    )

    assert [each.kind for each in found(reading(NOON.replace(hour=2)), limits=limits)] == [
        "at_night"
    ]
    assert found(reading(NOON.replace(hour=23)), limits=limits) == ()


def test_a_record_where_nothing_waited_for_them_is_unusual() -> None:
    odd = reading(is_theirs=False)

    [oddity] = found(reading(), odd)

    assert (oddity.kind, oddity.records) == ("not_theirs", (odd.record,))


def test_the_gravest_comes_first_and_each_person_has_their_own() -> None:
    other = uuid4()
    late = NOON.replace(hour=23)

    seen = found(
        reading(late),
        reading(surnames=("Smith",)),
        reading(late, reader=other, surnames=("Smith",)),
    )

    assert [(each.reader == other, each.kind) for each in seen] == [
        (False, "own_surname"),
        (False, "at_night"),
        (True, "at_night"),
    ]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.sampled_from([UUID(int=n) for n in range(6)]),
            st.booleans(),
            st.booleans(),
        ),
        max_size=30,
    )
)
def test_the_order_in_which_readings_come_changes_nothing(
    rows: list[tuple[int, UUID, bool, bool]],
) -> None:
    readings = [
        reading(
            NOON + timedelta(minutes=minute),
            record=record,
            was_refused=refused,
            is_theirs=theirs,
        )
        for minute, record, refused, theirs in rows
    ]

    def as_sets(some: tuple[Oddity, ...]) -> list[tuple[Kind, frozenset[UUID], int]]:
        return [(each.kind, frozenset(each.records), each.times) for each in some]

    assert as_sets(found(*readings)) == as_sets(found(*reversed(readings)))
    assert all(each.kind in KINDS and each.first_at <= each.last_at for each in found(*readings))


def test_what_was_looked_at_before_is_only_the_background() -> None:
    old = [reading(NOON + timedelta(minutes=n), is_new=False) for n in range(3)]
    new = reading(NOON + timedelta(minutes=5))

    assert found(*old, reading(surnames=("Smith",), is_new=False)) == ()
    [oddity] = found(*old, new)
    assert (oddity.times, oddity.records, oddity.first_at) == (1, (new.record,), new.at)
