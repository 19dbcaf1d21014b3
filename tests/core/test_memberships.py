"""`firstbell.core.memberships`, as tables: who lets whom in, who confirms whom, who agrees."""

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.core import memberships
from firstbell.core.memberships import Asked, Held, Place

MILL_LANE = Place(kind="school", key="mill-lane", council="990")
OTTER = Place(kind="school", key="otter", council="991")
HOME_EDUCATION = Place(kind="desk", key="990:home-education", council="990")
EASTMARSH = Place(kind="agency", key="990", council="990")
NORWOLD = Place(kind="agency", key="991", council="991")
POLICE = Place(kind="agency", key="eastmarsh-police")
OTHER_POLICE = Place(kind="agency", key="other-police")
CHARITY = Place(kind="agency", key="harbour")
EVERYWHERE = Place(kind="partnership")

WEEK = timedelta(weeks=1)
START = datetime(2026, 9, 7, 9, tzinfo=UTC)


def held(person: str, role: str, place: Place, *, leads: bool = False) -> Held:
    return Held(person=person, role=role, place=place, leads=leads)


@pytest.mark.parametrize(
    ("who", "where", "asks_in", "at", "answer"),
    [
        ("key-adult", MILL_LANE, "key-adult", MILL_LANE, True),
        ("key-adult", MILL_LANE, "key-adult", OTTER, False),
        ("key-adult", MILL_LANE, "hub-worker", EASTMARSH, False),
        ("desk-officer", HOME_EDUCATION, "desk-officer", HOME_EDUCATION, False),
        ("hub-worker", EASTMARSH, "hub-worker", EASTMARSH, False),
        ("hub-manager", EASTMARSH, "hub-worker", EASTMARSH, True),
        ("hub-manager", EASTMARSH, "hub-worker", NORWOLD, False),
        ("hub-manager", EASTMARSH, "hub-worker", EVERYWHERE, False),
        ("hub-manager", EASTMARSH, "hub-worker", CHARITY, False),
        ("hub-manager", EASTMARSH, "hub-manager", EASTMARSH, False),
        ("hub-manager", EASTMARSH, "administrator", EASTMARSH, False),
        ("hub-manager", EASTMARSH, "key-adult", MILL_LANE, True),
        ("hub-manager", EASTMARSH, "key-adult", OTTER, False),
        ("hub-manager", EASTMARSH, "desk-officer", HOME_EDUCATION, True),
        ("hub-manager", EASTMARSH, "advocate", CHARITY, True),
        ("hub-manager", EASTMARSH, "police-sender", POLICE, False),
        ("hub-manager", EVERYWHERE, "key-adult", OTTER, True),
        ("hub-manager", EVERYWHERE, "hub-worker", EVERYWHERE, True),
        ("hub-manager", EVERYWHERE, "hub-worker", CHARITY, False),
        ("police-sender", POLICE, "police-sender", POLICE, True),
        ("police-sender", POLICE, "police-sender", OTHER_POLICE, False),
        ("advocate", CHARITY, "advocate", CHARITY, False),
        ("information-governance", EASTMARSH, "hub-worker", EASTMARSH, False),
        ("administrator", EVERYWHERE, "hub-manager", EASTMARSH, True),
        ("administrator", EASTMARSH, "police-sender", POLICE, True),
        ("administrator", EASTMARSH, "key-adult", OTTER, True),
        ("administrator", EASTMARSH, "key-adult", EASTMARSH, False),
        ("administrator", EASTMARSH, "advocate", EVERYWHERE, False),
    ],
)
def test_who_may_ask_a_person_in_and_end_their_role(
    who: str, where: Place, asks_in: str, at: Place, answer: bool
) -> None:
    asking = [held("ada", who, where)]

    assert memberships.may_invite(asking, role=asks_in, place=at) is answer
    assert memberships.may_end(asking, held("ben", asks_in, at)) is answer
    assert not memberships.may_end(asking, held("ada", asks_in, at)), "never one's own"


LEAD = held("lead", "key-adult", MILL_LANE, leads=True)
HEAD = held("head", "key-adult", MILL_LANE, leads=True)
DEPUTY = held("deputy", "key-adult", MILL_LANE)
LEAD_ELSEWHERE = held("elsewhere", "key-adult", OTTER, leads=True)
OFFICER = held("officer", "desk-officer", HOME_EDUCATION)
WORKER = held("worker", "hub-worker", EASTMARSH)
MANAGER = held("manager", "hub-manager", EASTMARSH)
OTHER_MANAGER = held("other manager", "hub-manager", NORWOLD)
ADMINISTRATOR = held("administrator", "administrator", EVERYWHERE)
SENDER = held("sender", "police-sender", POLICE)
COLLEAGUE = held("colleague", "police-sender", POLICE)
ADVOCATE = held("advocate", "advocate", CHARITY)
THE_HUB = [MANAGER, OTHER_MANAGER, ADMINISTRATOR]


@pytest.mark.parametrize(
    ("member", "also_there", "confirmed_by"),
    [
        (DEPUTY, [LEAD, HEAD, *THE_HUB], {"lead", "head"}),
        (DEPUTY, [LEAD_ELSEWHERE, *THE_HUB], {"manager"}),
        (LEAD, [HEAD, *THE_HUB], {"head"}),
        (LEAD, [DEPUTY, *THE_HUB], {"manager"}),
        (LEAD, THE_HUB, {"manager"}),
        (LEAD, [OTHER_MANAGER, ADMINISTRATOR], {"administrator"}),
        (LEAD_ELSEWHERE, [LEAD, *THE_HUB], {"other manager"}),
        (OFFICER, [DEPUTY, *THE_HUB], {"manager"}),
        (WORKER, THE_HUB, {"manager"}),
        (MANAGER, [OTHER_MANAGER, ADMINISTRATOR], {"administrator"}),
        (MANAGER, [held("second", "hub-manager", EASTMARSH), ADMINISTRATOR], {"second"}),
        (SENDER, [COLLEAGUE, *THE_HUB], {"colleague"}),
        (SENDER, THE_HUB, {"manager", "other manager"}),
        (ADVOCATE, [held("second", "advocate", CHARITY), *THE_HUB], {"manager", "other manager"}),
        (ADMINISTRATOR, [held("second", "administrator", EASTMARSH)], {"second"}),
        (ADMINISTRATOR, [held("all", "hub-manager", EVERYWHERE)], {"all"}),
        (ADMINISTRATOR, [LEAD, WORKER], set()),
    ],
)
def test_who_says_that_somebody_still_works_there(
    member: Held, also_there: list[Held], confirmed_by: set[str]
) -> None:
    assert memberships.who_confirms(member, [member, *also_there]) == confirmed_by


@pytest.mark.parametrize(
    ("first", "at_first", "second", "at_second", "answer"),
    [
        ("hub-manager", EASTMARSH, "administrator", EASTMARSH, True),
        ("hub-manager", EASTMARSH, "hub-manager", NORWOLD, True),
        ("hub-manager", EASTMARSH, "hub-manager", EASTMARSH, False),
        ("hub-manager", EASTMARSH, "information-governance", EASTMARSH, True),
        ("hub-manager", EASTMARSH, "hub-worker", NORWOLD, False),
        ("hub-manager", EASTMARSH, "key-adult", MILL_LANE, False),
        ("administrator", EVERYWHERE, "administrator", EVERYWHERE, False),
        ("administrator", EVERYWHERE, "administrator", EASTMARSH, True),
    ],
)
def test_who_may_be_the_second_of_two_people(
    first: str, at_first: Place, second: str, at_second: Place, answer: bool
) -> None:
    asked = Asked(person="ada", role=first, place=at_first)

    assert memberships.may_agree(asked, [held("ben", second, at_second)]) is answer
    assert not memberships.may_agree(asked, [held("ada", second, at_second)]), "not alone"
    assert not memberships.may_agree(asked, [held("ben", second, at_second)], for_person="ben")


def test_what_was_asked_by_command_needs_one_person_who_is_there() -> None:
    by_command = Asked(person=None)

    assert memberships.may_agree(by_command, [MANAGER])
    assert not memberships.may_agree(by_command, [MANAGER], for_person="manager")
    assert not memberships.may_agree(by_command, [WORKER])
    assert not memberships.may_agree(by_command, [])


@pytest.mark.parametrize(
    ("by", "members", "answer"),
    [
        ([MANAGER], [DEPUTY], True),
        ([MANAGER], [DEPUTY, LEAD_ELSEWHERE], False),
        ([MANAGER], [ADMINISTRATOR], False),
        ([MANAGER], [], False),
        ([LEAD], [DEPUTY], False),
        ([LEAD, MANAGER], [DEPUTY], True),
        ([ADMINISTRATOR], [DEPUTY, SENDER, MANAGER], True),
        ([ADMINISTRATOR], [], True),
        ([ADMINISTRATOR], [held("administrator", "hub-worker", EASTMARSH)], False),
    ],
)
def test_who_may_disable_an_account(by: list[Held], members: list[Held], answer: bool) -> None:
    assert memberships.may_disable(by, members) is answer


def test_every_set_of_roles_for_two_people_holds_the_strongest() -> None:
    assert all(memberships.NEED_TWO["strongest"] <= each for each in memberships.NEED_TWO.values())
    assert memberships.NEED_TWO["every"] == memberships.ROLES


@pytest.mark.parametrize(
    ("reminded_after", "lapses_after"),
    [(None, None), (18 * WEEK, 22 * WEEK), (21 * WEEK, 25 * WEEK), (-WEEK, None)],
)
def test_nobody_is_ended_by_silence_without_the_whole_notice(
    reminded_after: timedelta | None, lapses_after: timedelta | None
) -> None:
    lapses = memberships.lapses_at(
        counted_from=START,
        reminded_at=None if reminded_after is None else START + reminded_after,
        lasts=22 * WEEK,
        notice=4 * WEEK,
    )

    assert lapses == (None if lapses_after is None else START + lapses_after)


def test_a_reminder_goes_out_a_whole_notice_before() -> None:
    at = memberships.reminder_at(counted_from=START, lasts=22 * WEEK, notice=4 * WEEK)

    assert at == START + 18 * WEEK
    assert memberships.reminder_at(counted_from=START, lasts=WEEK, notice=4 * WEEK) == START


@pytest.mark.parametrize(
    ("due", "told", "others", "others_are_told", "lapse"),
    [
        (["ada"], ["ada"], 1, True, ["ada"]),
        (["ada"], ["ada"], 1, False, []),
        (["ada"], [], 1, False, ["ada"]),
        (["ada"], [], 0, True, []),
        (["ada", "ben"], [], 0, True, ["ben"]),
        (["ada", "ben"], ["ben"], 0, False, ["ada"]),
        (["ada", "ben"], ["ben", "ada"], 0, True, ["ben"]),
        (["ada", "ben"], ["ben"], 2, True, ["ada", "ben"]),
        ([], [], 0, False, []),
    ],
)
def test_silence_never_takes_the_last_who_is_there_or_the_last_who_is_told(
    due: list[str], told: list[str], others: int, others_are_told: bool, lapse: list[str]
) -> None:
    assert (
        memberships.who_lapses(due, told=told, others=others, others_are_told=others_are_told)
        == lapse
    )
