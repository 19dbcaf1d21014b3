"""`firstbell.core.lifecycle`: which moves there are, and that the drawing shows them all."""

import pytest

from firstbell.core.lifecycle import (
    CLOSED,
    HOME_EDUCATION,
    LINK,
    LINK_STATES,
    NOTIFICATION,
    NOTIFICATION_STATES,
    CannotMove,
    Table,
    can_move,
    check_can_move,
    mermaid,
)


def test_a_report_of_home_education_leads_nowhere_but_to_its_own_states() -> None:
    assert set().union(*HOME_EDUCATION.values()) | {"sent"} == set(HOME_EDUCATION)
    assert not any(state in following for state, following in HOME_EDUCATION.items())


@pytest.mark.parametrize(
    ("table", "states"), [(NOTIFICATION, NOTIFICATION_STATES), (LINK, LINK_STATES)]
)
def test_every_state_of_the_contract_is_in_its_table_and_no_other(
    table: Table, states: tuple[str, ...]
) -> None:
    assert set(table) == set(states)
    assert set().union(*table.values()) <= set(states)
    assert not any(state in following for state, following in table.items())


@pytest.mark.parametrize(
    ("state", "to"),
    [
        ("held", "raised"),
        ("raised", "sent"),
        ("raised", "opened"),
        ("sent", "opened"),
        ("sent", "phoned"),
        ("opened", "acknowledged"),
        ("opened", "not_ours"),
        ("phoned", "acknowledged"),
        ("acknowledged", "recalled"),
    ],
)
def test_a_move_of_the_journey_is_allowed(state: str, to: str) -> None:
    assert can_move(NOTIFICATION, state, to)
    check_can_move(NOTIFICATION, state, to)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        ("held", "sent"),
        ("held", "opened"),
        ("opened", "sent"),
        ("acknowledged", "opened"),
        ("not_ours", "raised"),
        ("recalled", "acknowledged"),
        ("raised", "raised"),
        ("nonsense", "raised"),
    ],
)
def test_any_other_move_is_refused_with_what_would_be_possible(state: str, to: str) -> None:
    assert not can_move(NOTIFICATION, state, to)
    with pytest.raises(CannotMove, match="from there it can become: "):
        check_can_move(NOTIFICATION, state, to)


def test_every_open_state_can_be_closed_and_every_state_be_reached() -> None:
    reachable = {"held", "raised"}.union(*NOTIFICATION.values())

    assert reachable == set(NOTIFICATION)
    assert all(NOTIFICATION[state] for state in set(NOTIFICATION) - CLOSED)


def test_a_link_can_always_be_undone() -> None:
    assert can_move(LINK, "linked", "unlinked")
    assert can_move(LINK, "unlinked", "linked")


def test_the_drawing_shows_every_move() -> None:
    drawing = mermaid(NOTIFICATION, first=("held", "raised")).splitlines()

    assert drawing[:3] == ["stateDiagram-v2", "    [*] --> held", "    [*] --> raised"]
    assert "    recalled --> [*]" in drawing
    moves = {
        f"    {state} --> {to}" for state, following in NOTIFICATION.items() for to in following
    }
    assert moves <= set(drawing)
    assert len(drawing) == 3 + len(moves) + 3
