"""A child is offered to another area, and stays ours until somebody there has accepted."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from firstbell import flow
from firstbell.core.handing_over import read_receipt
from firstbell.core.lifecycle import CannotMove
from firstbell.journey.handover.actions import offering, settling
from firstbell.journey.handover.models import Offer
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.reconciliation import lines, outcomes
from firstbell.journey.reconciliation import queries as account
from firstbell.journey.reconciliation.queries import Class
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.journey.handover.conftest import Other
from tests.journey.hub import Hub, trail
from tests.journey.intake.signing import Signer
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db


def a_child_elsewhere(at: datetime, *, reference: str = "INC-1", **more: Any) -> RecordedChild:
    """Receive an incident whose child lives in the other area, with a brother and two addresses."""
    incident = world.an_incident(
        reference,
        address={"lines": ["1 Cote Lane"], "postcode": world.ELSEWHERE},
        circumstances="Quillon hid with Wren. They go to 9 Refuge Close now.",
        adults=[
            world.an_adult(),
            world.an_adult("A2", address={"lines": ["9 Refuge Close"], "safe": True}),
        ],
        children=[world.a_child(), world.a_child("C2", given_names="Quillon", voice="Mine.")],
        **more,
    )
    world.receive(incident, at=at)
    return RecordedChild.objects.get(incident__reference=reference, reference="C1")


def test_one_child_goes_and_nothing_of_the_brother_or_of_an_address_that_is_safe(
    hub: Hub, other: Other, monday: datetime
) -> None:
    other.answering("received")
    child = a_child_elsewhere(monday)

    row = offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    world.carry_on(at=monday)

    (told,) = other.line.told
    assert told["kind"] == "offer"
    assert told["package"] == row.package
    for gone in ("Quillon", '"C2"', "Refuge", "Mine."):
        assert gone not in row.package
    for there in ("Wren", "[another child] hid with Wren", "1 Cote Lane", "Maro", "I hid under"):
        assert there in row.package
    (wait,) = child.waiting.filter(closed_at=None)
    assert (wait.why, wait.owner) == (Waiting.Why.OUT_OF_AREA, Waiting.Owner.HUB)
    line = next(each for each in lines.lines() if each["child"] == "C1")
    assert (line["owner"], line["recipients"][0]["state"]) == ("hub", "sent")
    assert (row.basis, row.purpose) == ("gateway", "hand_over")


def test_it_is_asked_about_until_it_is_accepted_and_then_it_is_theirs(
    hub: Hub, other: Other, monday: datetime
) -> None:
    other.answering("received")
    child = a_child_elsewhere(monday)
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    world.carry_on(at=monday)
    other.answering("accepted")
    world.carry_on(at=monday + timedelta(minutes=20))

    row = Offer.objects.get()
    assert [each["kind"] for each in other.line.told] == ["offer", "ask"]
    assert (row.state, row.answered_as, row.package) == ("accepted", "hub worker", "")
    assert not child.waiting.filter(closed_at=None).exists()
    line = next(each for each in lines.lines() if each["child"] == "C1")
    assert (line["owner"], line["recipients"][0]["state"]) == ("none", "handed_over")
    assert account.balance().adds_up
    assert account.classes()[Class.HANDED_OVER] == 1
    mine = next(each for each in account.every_child() if each.child.reference == "C1")
    assert outcomes.states_of(mine) == ("Handed over to another area",)

    flow.release(child.id, at=monday)  # the rules are asked again: nothing has changed
    assert not child.waiting.filter(closed_at=None).exists()
    later = a_child_elsewhere(monday, revision=2)  # police say something newer: somebody looks
    assert later.waiting.filter(closed_at=None, why="out_of_area").exists()


def test_a_lost_answer_is_asked_for_and_what_they_lost_is_sent_again(
    hub: Hub, other: Other, monday: datetime
) -> None:
    other.line.lose = 1.0
    child = a_child_elsewhere(monday)
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    world.carry_on(at=monday)
    assert Offer.objects.get().code == "no-answer"
    other.line.lose = 0.0
    for number, answer in enumerate(("received", "unknown"), start=1):
        other.answering(answer)
        world.carry_on(at=monday + timedelta(minutes=number * 20))

    assert [each["kind"] for each in other.line.told][-3:] == ["offer", "ask", "offer"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest": "0" * 64},
        {"hand_over": "00000000-0000-4000-8000-000000000000"},
        {"answer": "refused", "reason": "not_here"},
        {"answer": "refused", "state": "refused"},
        {"answered_at": "yesterday"},
        {"state": "refused"},
    ],
)
def test_nobody_is_let_go_by_what_is_not_the_receipt_of_this_hand_over(
    hub: Hub, other: Other, monday: datetime, wrong: dict[str, str]
) -> None:
    child = a_child_elsewhere(monday)
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    said = {"answer": "accepted", "state": "accepted", **wrong}
    other.line.answers = lambda told: other.receipt(told, **said)
    world.carry_on(at=monday)

    assert (Offer.objects.get().state, Offer.objects.get().code) == ("offered", "not-understood")
    assert child.waiting.filter(closed_at=None).exists()


def test_a_receipt_that_somebody_else_signed_is_none(
    hub: Hub, other: Other, monday: datetime
) -> None:
    child = a_child_elsewhere(monday)
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    other.answering("accepted")
    other.signer = Signer()
    world.carry_on(at=monday)

    assert Offer.objects.get().state == "offered"


def test_a_refused_child_is_back_with_the_hub_which_is_told(
    hub: Hub, other: Other, monday: datetime, mailbox: Mailbox
) -> None:
    child = a_child_elsewhere(monday)
    other.answering("refused")
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    world.carry_on(at=monday)

    row = Offer.objects.get()
    assert (row.state, row.reason) == ("refused", "not_here")
    assert child.waiting.get(closed_at=None).owner == Waiting.Owner.HUB
    assert mailbox.addresses == [hub.person.email]
    again = offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    assert again.number == 2


def test_a_child_who_finds_its_school_meanwhile_is_asked_back(
    hub: Hub, other: Other, monday: datetime
) -> None:
    other.answering("received")
    child = a_child_elsewhere(monday)
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    world.carry_on(at=monday)
    hub.post("choose_school", child.id, urn=str(hub.school.urn))
    other.answering("withdrawn")
    world.carry_on(at=monday + timedelta(minutes=20))

    assert other.line.told[-1]["kind"] == "withdraw"
    assert Offer.objects.get().state == "withdrawn"


def test_a_child_that_was_accepted_before_it_was_asked_back_is_theirs(
    hub: Hub, other: Other, monday: datetime
) -> None:
    child = a_child_elsewhere(monday)
    row = offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    for _click in range(2):
        offering.withdraw(offer_id=row.id, by=hub.person, at=monday)
    other.answering("accepted")
    world.carry_on(at=monday)

    assert Offer.objects.get().state == "accepted"
    assert trail("offer.withdrawal_asked") == 1
    offering.withdraw(offer_id=row.id, by=hub.person, at=monday)
    row.refresh_from_db()
    with pytest.raises(CannotMove):
        settling.settle(row, read_receipt(row.receipt), seal="", at=monday)


def test_what_police_said_while_it_was_offered_stays_with_the_hub_when_it_is_accepted(
    hub: Hub, other: Other, monday: datetime
) -> None:
    other.answering("received")
    child = a_child_elsewhere(monday)
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    world.carry_on(at=monday)
    a_child_elsewhere(monday, revision=2)
    other.answering("accepted")
    world.carry_on(at=monday + timedelta(minutes=20))

    assert Offer.objects.get().state == "accepted"
    assert child.waiting.filter(closed_at=None, why="out_of_area").exists()
    assert "police have said something newer since" in hub.text("child", child.id)


def test_what_is_restricted_or_waits_for_nobody_or_is_offered_is_not_offered(
    hub: Hub, other: Other, monday: datetime
) -> None:
    child = a_child_elsewhere(monday)

    def why_not() -> str:
        with pytest.raises(offering.CannotOffer) as refused:
            offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
        return refused.value.code

    Restriction.objects.create(
        record_id=child.incident_id,
        kind="restricted",
        contact=hub.person,
        made_by=hub.person,
        made_at=monday,
    )
    assert why_not() == "restricted"
    Restriction.objects.all().delete()
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    assert why_not() == "offered_already"
    Offer.objects.all().delete()
    Waiting.objects.update(closed_at=monday)
    assert why_not() == "waits_for_nobody"
    other.row.ended_at = monday
    other.row.save()
    assert why_not() == "no_such_area"


def test_silence_is_told_to_the_hub_once_and_before_the_bell(
    hub: Hub, other: Other, monday: datetime, mailbox: Mailbox
) -> None:
    other.answering("received")
    child = a_child_elsewhere(monday)
    row = offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    world.carry_on(at=monday)
    assert row.due_at == monday + timedelta(minutes=30) < row.bell_at - timedelta(minutes=60)

    for minutes in (29, 30, 31):
        flow.check_what_time_makes_due(lambda m=minutes: monday + timedelta(minutes=m))  # type: ignore[misc]
        world.carry_on(at=monday + timedelta(minutes=minutes))
        assert mailbox.addresses == [hub.person.email] * (minutes >= 30)
