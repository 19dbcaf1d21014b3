"""Police withdraw an incident whose child another area has accepted: that area must hear of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from firstbell.core.handing_over import read_receipt
from firstbell.journey.handover.actions import answering, offering, passing_on, silence
from firstbell.journey.handover.models import Arrival, Offer, PassedOn, Sibling
from firstbell.journey.intake.models import Incident, Withdrawal
from tests import world
from tests.journey.handover.conftest import Other
from tests.journey.handover.test_offering import a_child_elsewhere
from tests.journey.hub import Hub
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

WITHDREW = "police_withdrew"


def accepted_there(hub: Hub, other: Other, at: datetime) -> Offer:
    other.answering("accepted")
    child = a_child_elsewhere(at)
    offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=at)
    world.carry_on(at=at)
    return Offer.objects.get()


def police_withdraw(at: datetime, **more: Any) -> None:
    said = Incident.objects.get().said | {"status_reason": "A wrong address.", **more}
    world.withdraw(said | {"revision": 2, "status": "withdrawn"}, at=at)


def test_the_area_is_told_by_a_message_and_its_receipt_ends_it(
    hub: Hub, other: Other, monday: datetime
) -> None:
    row = accepted_there(hub, other, monday)
    other.answering(WITHDREW)
    for _again in range(2):
        police_withdraw(monday)

    told = [each for each in other.line.told if each["kind"] == WITHDREW]
    assert [each["revision"] for each in told] == [2]
    word = PassedOn.objects.get()
    assert (word.heard_at, read_receipt(word.receipt).answer) == (monday, WITHDREW)
    row.refresh_from_db()
    assert row.state == "accepted"
    page = hub.text("receipt", row.id)
    assert page.index("Accepted. The receiver answers") < page.index("Police have withdrawn")
    world.carry_on(at=monday + timedelta(hours=3))
    assert len([each for each in other.line.told if each["kind"] == WITHDREW]) == 1


def test_while_nothing_says_that_they_know_it_is_said_again_and_then_the_hub_rings(
    hub: Hub, other: Other, mailbox: Mailbox, monday: datetime
) -> None:
    row = accepted_there(hub, other, monday)
    other.line.answers = lambda told: other.receipt(told, "accepted")  # no receipt of this
    police_withdraw(monday)
    mailbox.taken.clear()
    later = monday + timedelta(minutes=31)
    silence.look_at_unanswered(at=later)
    world.carry_on(at=later)

    assert len([each for each in other.line.told if each["kind"] == WITHDREW]) > 1
    assert hub.person.email in mailbox.addresses
    assert "Police have withdrawn it: the area must know" in hub.text("hand_overs")
    with pytest.raises(ValueError, match="a name"):
        passing_on.told_by_voice(offer_id=row.id, who=" ", by=hub.person, at=later)
    hub.post("withdrawal_told", row.id, who="Oda Finch")
    assert "the area must know" not in hub.text("hand_overs")
    assert "Oda Finch, by telephone" in hub.text("receipt", row.id)


def test_an_area_without_a_line_is_rung_at_once(
    hub: Hub, other: Other, mailbox: Mailbox, monday: datetime
) -> None:
    row = accepted_there(hub, other, monday)
    Sibling.objects.update(way=Sibling.Way.PERSON)
    mailbox.taken.clear()
    police_withdraw(monday)

    assert hub.person.email in mailbox.addresses
    assert not [each for each in other.line.told if each["kind"] == WITHDREW]
    assert PassedOn.objects.get(offer=row).heard_at is None


def test_an_answer_that_comes_after_the_withdrawal_is_passed_on_too(
    hub: Hub, other: Other, monday: datetime
) -> None:
    child = a_child_elsewhere(monday)
    other.line.lose = 1.0
    row = offering.offer(child=child, sibling_id=other.row.id, by=hub.person, at=monday)
    police_withdraw(monday)
    assert not PassedOn.objects.exists()
    other.line.lose = 0.0
    other.answering("accepted")  # somebody there was faster than the withdrawal
    world.carry_on(at=monday + timedelta(minutes=20))

    assert PassedOn.objects.get().offer_id == row.id


def test_what_we_accepted_is_withdrawn_here_once_our_second_person_agrees(
    hub: Hub, other: Other, mailbox: Mailbox, monday: datetime
) -> None:
    other.line.answers = lambda told: {"id": told["id"], "state": "taken"}
    package = other.package()
    other.say("offer", package)
    row = Arrival.objects.get()
    assert other.say(WITHDREW, package, revision=2).json()["state"] == "received"
    answering.accept(arrival_id=row.id, by=hub.person, as_role="hub-worker", at=monday)
    world.carry_on(at=monday)
    mailbox.taken.clear()

    answers = [other.say(WITHDREW, package, revision=2).json() for _again in range(2)]
    world.carry_on(at=monday)

    assert [each["state"] for each in answers] == [WITHDREW] * 2
    assert len({each["receipt"] for each in answers}) == 1
    assert read_receipt(answers[0]["receipt"]).answer == WITHDREW
    incident, asked = Incident.objects.get(), Withdrawal.objects.get()
    assert (incident.status, asked.revision) == ("active", 2)
    assert hub.person.email in mailbox.addresses
    world.agree_to_withdrawals(at=monday)
    world.carry_on(at=monday)
    incident.refresh_from_db()
    assert incident.status == "withdrawn"
    assert "police have withdrawn the incident since" in hub.text("hand_overs")


def test_what_was_refused_or_never_came_says_how_it_stands(
    hub: Hub, other: Other, monday: datetime
) -> None:
    package = other.package()
    assert other.say(WITHDREW, package, revision=2).json()["state"] == "unknown"
    other.say("offer", package)
    refuse: Any = {"by": hub.person, "as_role": "hub-worker", "note": "", "at": monday}
    answering.refuse(arrival_id=Arrival.objects.get().id, reason="not_here", **refuse)

    assert other.say(WITHDREW, package, revision=2).json()["state"] == "refused"
    assert not Withdrawal.objects.exists()
