"""Who answers for a child that is handed over, what goes along, and what both sides print."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core import handing_over as rules
from firstbell.core.handing_over import ArrivalState, NoReceipt, Receipt
from firstbell.core.lifecycle import can_move
from firstbell.core.policy import Policy

AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
BELL = datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
BEGUN: tuple[ArrivalState | None, ...] = (None, *get_args(ArrivalState))


@pytest.mark.parametrize("arrival", BEGUN)
def test_the_receiver_answers_for_the_child_from_its_acceptance_on_and_never_else(
    arrival: ArrivalState | None,
) -> None:
    assert rules.owner(arrival) == ("receiver" if arrival == "accepted" else "sender")


def test_a_sender_lets_go_only_with_an_acceptance() -> None:
    letting_go = [each for each in rules.OFFER if rules.sender_may_let_go(each)]  # type: ignore[arg-type]
    assert letting_go == ["accepted"]


def test_whatever_is_answered_first_stands() -> None:
    for table, begin in ((rules.OFFER, "offered"), (rules.ARRIVAL, "received")):
        for answer, other in product(rules.ANSWERS, repeat=2):
            assert can_move(table, begin, answer)
            assert not can_move(table, answer, other)


@pytest.mark.parametrize(
    ("arrival", "then"),
    [
        (None, "withdrawn"),
        ("received", "withdrawn"),
        ("accepted", "accepted"),
        ("refused", "refused"),
        ("withdrawn", "withdrawn"),
    ],
)
def test_a_withdrawal_stands_only_where_nobody_has_answered(
    arrival: ArrivalState | None, then: ArrivalState
) -> None:
    assert rules.after_withdrawal(arrival) == then


@given(waited=st.timedeltas(timedelta(), timedelta(days=9)), left=st.timedeltas(-timedelta(days=2)))
def test_who_has_no_answer_asks_again_soon_and_never_past_a_bell(
    waited: timedelta, left: timedelta
) -> None:
    left = min(left, timedelta(days=2))
    at = AT + waited
    again = rules.ask_again_at(offered_at=AT, at=at, bell_at=at + left)

    assert at < again <= at + rules.LONGEST_ASK
    if left > timedelta():
        assert again <= at + left


@pytest.mark.parametrize(
    ("since", "told_at"),
    [
        (AT, AT + timedelta(minutes=30)),
        (BELL - timedelta(minutes=80), BELL - timedelta(minutes=60)),
        (BELL - timedelta(minutes=10), BELL - timedelta(minutes=10)),
        (BELL + timedelta(hours=1), BELL + timedelta(hours=1)),
    ],
)
def test_silence_is_told_in_time_for_the_bell_and_at_once_where_that_is_past(
    since: datetime, told_at: datetime
) -> None:
    assert rules.silence_at(since, bell_at=BELL, policy=Policy()) == told_at


@pytest.mark.parametrize(
    ("rule", "own_force", "other_force"),
    [("no", False, False), ("own_force", True, False), ("always", True, True)],
)
def test_a_rule_says_to_whom_a_child_is_offered_without_a_person(
    rule: str, own_force: bool, other_force: bool
) -> None:
    assert rules.is_offered_at_once(rule=rule, is_own_force=True) is own_force
    assert rules.is_offered_at_once(rule=rule, is_own_force=False) is other_force


def an_incident() -> dict[str, Any]:
    return {
        "reference": "INC-1",
        "unit": "North team",
        "status": "active",
        "circumstances": "Rowan hid as well.",
        "conditions": None,
        "address": {"lines": ["4 Sedge Row"], "postcode": "QZ9 9ZZ"},
        "adults": [
            {"id": "A1", "role": "victim", "surname": "Tollemarsh", "mood": "x"},
            {"id": "A2", "role": "suspect", "address": {"lines": ["1 Refuge"], "safe": True}},
            {"id": "Y1", "role": "involved", "surname": "Young"},
        ],
        "children": [
            {"id": "C1", "given_names": "Wren", "voice": "I hid.", "seen": False},
            {"id": "C2", "given_names": "Rowan"},
        ],
    }


def test_only_what_is_named_goes_along_and_none_of_the_other_children() -> None:
    whole = an_incident()
    goes, changed = rules.without_other_children(
        rules.parcel(whole, child="C1", other_children=["C2", "Y1"]), [whole["children"][1]]
    )

    assert changed == ("circumstances",)
    assert goes == {
        "circumstances": "[another child] hid as well.",
        "address": {"lines": ["4 Sedge Row"], "postcode": "QZ9 9ZZ"},
        "adults": [
            {"id": "A1", "role": "victim", "surname": "Tollemarsh"},
            {"id": "A2", "role": "suspect"},
        ],
        "children": [{"id": "C1", "given_names": "Wren", "seen": False, "voice": "I hid."}],
    }


def test_texts_stay_as_they_are_where_no_other_child_is_named_or_has_a_name() -> None:
    goes = rules.parcel(an_incident(), child="C1", other_children=["C2"])

    for others in ([], [{"id": "C2"}], [{"id": "C2", "given_names": "Wren"}]):
        assert rules.without_other_children(goes, others) == (goes, ())


def test_a_young_person_who_is_recorded_as_an_adult_goes_as_one() -> None:
    goes = rules.parcel(an_incident(), child="Y1", other_children=["C1", "C2"])

    assert [each["id"] for each in goes["adults"]] == ["A1", "A2", "Y1"]
    assert goes["children"] == []


def a_receipt(**more: Any) -> Receipt:
    return Receipt(
        **{
            "hand_over": "6f1c",
            "digest": "ab" * 32,
            "reference": "INC-1",
            "sent_by": "Eastmarsh",
            "received_by": "Westmarsh",
            "offered_at": "2026-11-23T07:10:00+00:00",
            "answer": "accepted",
            "answered_at": "2026-11-23T07:20:00+00:00",
            "answered_as": "Hub worker",
            "reason": "",
            **more,
        }
    )


def test_a_receipt_reads_back_as_it_was_written() -> None:
    assert rules.read_receipt(a_receipt().text()) == a_receipt()
    assert "Accepted. The receiver answers" in a_receipt().printed()
    assert "Answered:  23 November 2026, 07:20:00 UTC" in a_receipt().printed()
    assert "Offered:   23 November 2026, 07:10:00 UTC, by the clock of the sender" in (
        a_receipt().printed()
    )


@pytest.mark.parametrize(
    ("offered", "answered", "says"),
    [
        ("2026-11-23T07:10:00+00:00", "2026-11-23T07:20:00+00:00", False),
        ("2026-11-23T07:10:00+00:00", "2026-11-23T07:09:00+00:00", True),
        ("", "2026-11-23T07:09:00+00:00", False),
        ("2026-11-23T07:10:00", "2026-11-23T07:09:00+00:00", False),
    ],
)
def test_a_receipt_keeps_the_order_of_steps_where_two_clocks_turn_it_round(
    offered: str, answered: str, says: bool
) -> None:
    printed = a_receipt(offered_at=offered, answered_at=answered).printed()

    assert ("Clocks:" in printed) is says
    if offered:
        assert printed.index("Offered:") < printed.index("Answered:")
    assert "Offered" not in a_receipt(offered_at="").printed()
    assert "Reason" not in a_receipt().printed()
    assert "Answered:  one morning" in a_receipt(answered_at="one morning").printed()
    assert "Reason:    not here" in a_receipt(answer="refused", reason="not here").printed()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"answer":"accepted"}',
        a_receipt().text() + " ",
        a_receipt(answer="perhaps").text(),
        a_receipt(reason=7).text(),
    ],
)
def test_what_is_no_receipt_or_written_in_another_way_is_none(text: str) -> None:
    with pytest.raises(NoReceipt):
        rules.read_receipt(text)
