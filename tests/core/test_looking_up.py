"""What an officer is told before a door, and never of what is kept from them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from firstbell.core.looking_up import (
    Child,
    Earlier,
    Expected,
    Live,
    Person,
    Told,
    ends_at,
    home_marks,
    is_drawn,
    is_one,
    may_check,
    tell,
    why_not,
)
from firstbell.core.need_to_know import Guard, Phase

AT = datetime(2026, 11, 26, 23, tzinfo=UTC)
TODAY = date(2026, 11, 26)
YEAR = timedelta(days=365)

LIVE = Live(is_own_force=True, ends_at=AT + timedelta(hours=1), closed_at=None, says_where=True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, None),
        ({"is_own_force": False}, "not_own_force"),
        ({"ends_at": AT}, "not_live"),
        ({"closed_at": AT}, "not_live"),
        ({"closed_at": AT + timedelta(minutes=1)}, None),
        ({"says_where": False}, "not_live"),
        ({"opened_by_themselves": True}, "opened_by_themselves"),
        ({"is_near": True}, "too_near"),
    ],
)
def test_only_a_live_incident_of_ones_own_force_opened_by_somebody_else_is_looked_up(
    change: dict[str, Any], why: str | None
) -> None:
    assert why_not(replace(LIVE, **change), at=AT) == why


def test_a_live_incident_ends_by_the_earlier_of_two_clocks() -> None:
    early, hours = AT - timedelta(hours=3), timedelta(hours=12)

    assert ends_at(early, heard_at=AT, lasts=hours) == early + hours
    assert ends_at(AT + timedelta(minutes=4), heard_at=AT, lasts=hours) == AT + hours


def test_the_draw_is_of_the_share_and_the_same_again() -> None:
    looks = [UUID(int=number) for number in range(2_000)]

    drawn = [look for look in looks if is_drawn(look, 0.1)]

    assert 150 < len(drawn) < 250
    assert drawn == [look for look in looks if is_drawn(look, 0.1)]
    assert all(is_drawn(look, 1) for look in looks)
    assert not any(is_drawn(look, 0) for look in looks)


def test_a_look_is_checked_by_somebody_of_another_agency_who_did_not_make_it() -> None:
    one, other, force = uuid4(), uuid4(), uuid4()

    assert may_check(checker=one, looker=other, force=force, polices=[uuid4()])
    assert not may_check(checker=one, looker=one, force=force, polices=[])
    assert not may_check(checker=one, looker=other, force=force, polices=[force])


def test_a_home_is_told_by_its_house_and_its_uprn_never_by_its_street() -> None:
    home = home_marks("Flat 3, 21 Mill Lane", "QX1 2AB", "0042")

    assert home & home_marks("21 Mill Lane, Flat 3", "qx12ab", "")
    assert home & home_marks("", "", "42")
    assert not home & home_marks("Flat 4, 21 Mill Lane", "QX1 2AB", "")
    assert not home_marks("", "QX1 2AB", "")


MARO = Person(given_names="Maro Ann", surname="Tollemarsh", born_on=date(1990, 2, 3))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (MARO, True),
        (replace(MARO, given_names="Maro"), True),
        (replace(MARO, born_on=None), False),
        (replace(MARO, born_on=date(1990, 2, 4)), False),
        (replace(MARO, surname="Brook"), False),
        (replace(MARO, given_names="Ilka"), False),
    ],
)
def test_a_person_is_known_by_birth_date_surname_and_first_name_alone(
    other: Person, same: bool
) -> None:
    assert is_one(MARO, other) is same
    assert is_one(other, MARO) is same


def test_without_a_surname_nobody_is_anybody() -> None:
    nameless = Person(born_on=date(1990, 2, 3))

    assert not is_one(nameless, nameless)


def child(**more: Any) -> Child:
    details = {"given_names": "Wren Ada", "born_on": date(2016, 5, 4), **more}
    return Child(key=uuid4(), **details)


def earlier(*children: Child, **more: Any) -> Earlier:
    details: dict[str, Any] = {
        "on": date(2026, 6, 1),
        "is_at_home": True,
        "surnames": ("Tollemarsh",),
        **more,
    }
    return Earlier(record=uuid4(), children=children, **details)


def told(*incidents: Earlier, surnames: tuple[str, ...] = ()) -> Told:
    return tell(incidents, surnames=surnames, on=TODAY, memory=YEAR)


def test_nothing_before_is_told_as_nothing() -> None:
    assert told() == Told()
    assert not told().is_repeat


def test_a_repeat_says_how_often_when_last_and_which_child_to_expect() -> None:
    wren = child()
    first, last = earlier(child(), on=date(2026, 2, 1)), earlier(wren, on=date(2026, 6, 1))

    found = told(first, last)

    assert found.is_repeat
    assert found.records == (last.record, first.record)
    assert found.last_on == last.on
    assert found.children == (
        Expected(
            key=wren.key, first_name="Wren", years=10, is_about=False, named_on=date(2026, 6, 1)
        ),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"guard": Guard.SEALED},
        {"guard": Guard.RESTRICTED},
        {"keeps_safe": True},
        {"stands_back": True},
        {"phase": Phase.WITHDRAWN},
        {"phase": Phase.ERASED},
        {"on": TODAY - YEAR - timedelta(days=1)},
        {"is_at_home": False},
    ],
)
def test_what_may_not_be_told_is_left_out_whole(change: dict[str, Any]) -> None:
    shown, other = earlier(child()), {"surnames": ("Brook",), **change}
    hidden = earlier(child(given_names="Ilka"), **other)

    assert told(hidden) == Told()
    assert told(shown, hidden) == told(shown), "nothing on the page hangs on it"
    assert told(shown, hidden, surnames=("Brook",)) == told(shown, surnames=("Brook",))


def test_an_incident_at_the_edge_of_the_memory_counts() -> None:
    assert told(earlier(on=TODAY - YEAR)).is_repeat


def test_an_incident_counts_by_who_lives_here_and_by_a_person_who_was_in_it() -> None:
    lives = earlier(child(lives="here"), is_at_home=False, somebody_lives_here=True)
    known = earlier(is_at_home=False, of_a_person="suspect")

    assert len(told(lives).children) == 1
    assert told(known).is_repeat


@pytest.mark.parametrize(
    ("a_child", "incident", "expected"),
    [
        ({}, {}, True),
        ({"lives": "elsewhere"}, {}, False),
        ({"presence": "elsewhere"}, {}, False),
        ({"role": "causing_harm"}, {}, False),
        ({"role": "victim"}, {}, True),
        ({"is_as_recorded": False}, {}, False),
        ({}, {"is_at_home": False, "of_a_person": "other"}, True),
        ({}, {"is_at_home": False, "of_a_person": "suspect"}, False),
        ({}, {"is_at_home": False, "somebody_lives_here": True}, False),
        ({"born_on": date(2008, 11, 26)}, {}, False),
        ({"born_on": date(2008, 11, 27)}, {}, True),
    ],
)
def test_a_child_is_expected_where_police_said_that_it_lives_here(
    a_child: dict[str, Any], incident: dict[str, Any], expected: bool
) -> None:
    assert bool(told(earlier(child(**a_child), **incident)).children) is expected


def test_what_was_recorded_last_of_a_child_counts() -> None:
    before = earlier(child(), on=date(2026, 3, 1))
    since = earlier(child(lives="elsewhere"), on=date(2026, 8, 1))

    assert told(before, since).children == ()
    assert len(told(before, since).records) == 2


def test_two_children_are_one_only_where_nothing_speaks_against_it() -> None:
    def names(*others: dict[str, Any]) -> list[str]:
        later = earlier(child(), on=date(2026, 8, 1))
        before = earlier(*(child(**each) for each in others))
        return sorted(each.first_name for each in told(later, before).children)

    assert names({"born_on": None}) == ["Wren"]
    assert names({"given_names": ""}) == ["Wren"]
    assert names({"given_names": "Ilka"}) == ["Ilka", "Wren"], "a twin"
    assert names({"born_on": date(2019, 1, 1)}) == ["Wren", "Wren"]
    assert names({"given_names": "", "born_on": None}) == ["", "Wren"]


def test_an_age_is_said_as_far_as_it_is_known_and_the_youngest_comes_first() -> None:
    found = told(
        earlier(
            child(),
            child(given_names="Ilka", born_on=None, age_estimate=3),
            child(given_names="", born_on=None),
            child(given_names="Odo", born_on=date(2026, 9, 1)),
            on=date(2025, 11, 26),
        )
    )

    assert [(each.first_name, each.years, each.is_about) for each in found.children] == [
        ("Odo", 0, False),
        ("Ilka", 4, True),
        ("Wren", 10, False),
        ("", None, False),
    ]


def test_without_a_name_from_the_control_room_no_child_of_several_families_is_shown() -> None:
    tenant = earlier(child(given_names="Ilka"), surnames=("Brook",), on=date(2026, 1, 9))
    family = earlier(child())

    unclear = told(family, tenant)

    assert unclear.is_of_several_families
    assert unclear.children == ()
    assert len(unclear.records) == 2
    for name, first in (("Tollemarch", "Wren"), ("Brook", "Ilka")):
        clear = told(family, tenant, surnames=(name,))
        assert [each.first_name for each in clear.children] == [first]
        assert not clear.is_of_several_families


def test_a_person_who_was_named_needs_no_surname_beside() -> None:
    moved = earlier(child(), is_at_home=False, of_a_person="other", surnames=("Vale",))

    assert len(told(moved, surnames=("Brook",)).children) == 1
