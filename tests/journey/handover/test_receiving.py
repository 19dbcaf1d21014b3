"""Another area offers us a child: it waits for a person, and whatever is repeated says the same."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from firstbell import flow
from firstbell.foundation.shadow import actions as shadow
from firstbell.journey.delivery.models import Notification
from firstbell.journey.handover.actions import answering, silence
from firstbell.journey.handover.models import Arrival
from firstbell.journey.intake.models import Incident
from firstbell.journey.reconciliation import queries as account
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.journey.handover.conftest import Other, post
from tests.journey.hub import Hub, signed_in
from tests.journey.intake.signing import Signer
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db


def the_arrival() -> Arrival:
    return Arrival.objects.get()


def accept(hub: Hub, at: datetime) -> None:
    answering.accept(arrival_id=the_arrival().id, by=hub.person, as_role="hub-worker", at=at)


def test_what_comes_twice_is_one_arrival_and_no_incident_until_a_person_accepts(
    hub: Hub, other: Other, mailbox: Mailbox, monday: datetime
) -> None:
    package = other.package()
    answers = [other.say(kind, package).json() for kind in ("ask", "offer", "offer", "ask")]

    assert [each["state"] for each in answers] == ["unknown", "received", "received", "received"]
    row = the_arrival()
    assert (row.reference, row.state, row.due_at) == (
        "WX-7", "received", monday + timedelta(minutes=30)
    )  # fmt: skip
    assert not Incident.objects.exists()
    world.carry_on(at=monday)
    assert mailbox.addresses == [hub.person.email]


def test_where_nobody_is_told_no_area_is_known_and_no_child_is_taken(
    hub: Hub, other: Other, monday: datetime
) -> None:
    shadow.begin(by=None, at=monday)
    package = other.package()

    assert [other.say(kind, package).status_code for kind in ("ask", "offer")] == [401, 401]
    assert not Arrival.objects.exists()


def test_an_accepted_child_is_an_incident_here_and_its_school_is_told(
    hub: Hub, other: Other, monday: datetime
) -> None:
    world.a_pupil(hub.school)
    other.line.answers = lambda told: {"id": told["id"], "state": "taken"}
    package = other.package()
    other.say("offer", package)
    accept(hub, monday)
    world.carry_on(at=monday)

    told = Notification.objects.get()
    assert (told.establishment, told.incident.source.code) == (hub.school, other.row.agency.code)
    assert told.statutory_since == world.SATURDAY_NIGHT
    assert account.balance().adds_up
    row = the_arrival()
    assert (row.state, row.package, row.taken_at) == ("accepted", "", monday)
    answers = [other.say(kind, package).json() for kind in ("offer", "ask", "withdraw")]
    assert [each["state"] for each in answers] == ["accepted"] * 3
    assert {each["receipt"] for each in answers} == {row.receipt}
    assert other.line.told[-1]["receipt"] == row.receipt
    with pytest.raises(answering.CannotAnswer):
        accept(hub, monday)


def test_a_refusal_needs_a_reason_and_keeps_nothing_of_the_child(
    hub: Hub, other: Other, monday: datetime
) -> None:
    package = other.package()
    other.say("offer", package)
    refuse: Any = {"arrival_id": the_arrival().id, "by": hub.person, "as_role": "hub-worker"}
    for reason in ("", "because"):
        with pytest.raises(ValueError, match="without a reason"):
            answering.refuse(**refuse, reason=reason, note="", at=monday)
    answering.refuse(**refuse, reason="not_here", note="The street is in Northmarsh", at=monday)

    row = the_arrival()
    assert (row.state, row.package) == ("refused", "")
    answer = other.say("offer", package).json()
    assert (answer["state"], answer["note"]) == ("refused", "The street is in Northmarsh")
    assert json.loads(answer["receipt"])["reason"] == "not_here"


def test_a_withdrawal_that_comes_first_stands_though_the_offer_comes_later(
    hub: Hub, other: Other, monday: datetime
) -> None:
    package = other.package()
    answers = [other.say(kind, package).json() for kind in ("withdraw", "withdraw", "offer")]

    assert [each["state"] for each in answers] == ["withdrawn"] * 3
    assert len({each["receipt"] for each in answers}) == 1
    with pytest.raises(answering.CannotAnswer):
        accept(hub, monday)


def test_a_withdrawal_before_the_answer_leaves_nothing_to_accept(
    hub: Hub, other: Other, monday: datetime
) -> None:
    package = other.package()
    other.say("offer", package)
    assert other.say("withdraw", package).json()["state"] == "withdrawn"
    with pytest.raises(answering.CannotAnswer):
        accept(hub, monday)
    assert (the_arrival().package, Incident.objects.count()) == ("", 0)


def test_whoever_is_not_known_hears_one_answer_and_changes_nothing(
    hub: Hub, other: Other, monday: datetime
) -> None:
    package = other.package()
    answers = [other.say("offer", package, minutes=each) for each in (-6, 6)]
    body = json.dumps({"sent_by": other.signer.public}).encode()
    now = int(datetime.now(UTC).timestamp())
    answers += [
        post(body, Signer().sign(body, timestamp=now)),
        post(body, {}),
        post(b"[", other.signer.sign(b"[", timestamp=now)),
        post(b"[]", other.signer.sign(b"[]", timestamp=now)),
        post(body + b" ", other.signer.sign(body, timestamp=now)),
    ]
    other.row.ended_at = monday
    other.row.save()
    answers.append(other.say("ask", package))

    assert {each.status_code for each in answers} == {401}
    assert len({each.content for each in answers}) == 1
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("not_a_message", {"note": 7}),
        ("not_for_us", {"sent_to": "A" * 43 + "="}),
        ("not_its_package", {"digest": "0" * 64}),
        ("not_its_package", {"seal": "no base64!"}),
        ("not_its_package", {"seal": ""}),
        ("not_its_package", {"package": {"id": "00000000-0000-4000-8000-000000000000"}}),
        ("not_a_package", {"package": {"version": 2}}),
        ("not_a_package", {"package": {"bell_at": "tomorrow"}}),
        ("not_a_package", {"package": {"bell_at": "2026-11-23T08:45:00"}}),
        ("not_an_incident", {"package": {"incident": {"children": "none"}}}),
    ],
)
def test_what_a_sibling_cannot_have_meant_is_refused(
    hub: Hub, other: Other, code: str, change: dict[str, Any]
) -> None:
    package = other.package()
    more: dict[str, Any] = dict(change)
    if isinstance(changed := more.pop("package", None), dict):
        id_ = json.loads(package)["id"]
        package = other.package(**{"id": id_, **changed})
        more |= {"id": id_}
    answer = other.say("offer", package, **more)

    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, code)
    assert not Arrival.objects.exists()


def test_other_content_under_the_same_hand_over_is_refused(hub: Hub, other: Other) -> None:
    package = other.package()
    other.say("offer", package)
    another = other.package(id=json.loads(package)["id"], reference="WX-8")

    assert other.say("offer", another).status_code == 409
    assert other.say("withdraw", another).status_code == 409
    assert the_arrival().reference == "WX-7"


def test_an_answer_about_nothing_of_ours_is_unknown_and_one_without_a_receipt_refused(
    hub: Hub, other: Other
) -> None:
    assert other.say("answer", other.package()).json()["state"] == "unknown"


def test_silence_is_told_to_the_hub_once_but_never_to_who_is_in_it(
    hub: Hub, other: Other, mailbox: Mailbox, monday: datetime
) -> None:
    council = Agency.objects.get(code=world.COUNCIL)
    near, _browser = signed_in("hub-worker", name="Maro Tollemarsh", agency=council)
    near.born_on = date(1990, 2, 3)
    near.save()
    other.say("offer", other.package())
    for minutes in (0, 29, 30, 31):
        at = monday + timedelta(minutes=minutes)
        flow.check_what_time_makes_due(lambda at=at: at)  # type: ignore[misc]
        world.carry_on(at=at)

    assert mailbox.addresses == [hub.person.email] * 2
    assert near not in silence.who_receives(the_arrival().id, at=monday)
