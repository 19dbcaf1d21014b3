"""A feed taken: what is kept, what a repeat and a revision mean, and what the ledger hears."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.actions.receive import Conflicting
from firstbell.journey.intake.models import (
    Feed,
    Incident,
    RecordedAdult,
    RecordedChild,
    RefusedIncident,
    Revision,
    Waiting,
)
from firstbell.journey.intake.reading import Unusable
from firstbell.journey.intake.receipts import Receipt
from tests import world
from tests.journey.intake.feeds import AT, adult, child, feed, force, incident, without

pytestmark = pytest.mark.django_db


def receive(*incidents: Any, at: datetime = AT, **more: Any) -> Receipt:
    return receive_feed(document=feed(*incidents, **more), by=None, at=at)


def fates(receipt: Receipt) -> list[str]:
    return [each["fate"] for each in receipt["incidents"]]


def ledger() -> list[str]:
    return list(Event.objects.order_by("id").values_list("name", flat=True))


def test_a_new_incident_is_kept_with_its_people_and_told_to_the_ledger() -> None:
    force()

    receipt = receive(incident())

    assert fates(receipt) == ["accepted"]
    kept = Incident.objects.get()
    assert (kept.reference, kept.revision, kept.status) == ("QS/1", 1, "active")
    assert kept.belief_formed_at == datetime(2026, 11, 20, 23, 50, tzinfo=UTC)
    assert kept.completeness["measures"]["seen"]["answer"] == "yes"
    named = RecordedChild.objects.get()
    assert (named.reference, named.given_names, named.born_on) == (
        "c1", "Mirabel", date(2017, 3, 4),
    )  # fmt: skip
    assert named.said["voice"] == "Shouting woke me."
    assert RecordedAdult.objects.get().surname == "Thornquill"
    event = Event.objects.get()
    assert (event.name, event.subject) == ("incident.received", kept.id)
    assert AuditEntry.objects.filter(action="incident.accepted", subject_id=kept.id).exists()
    assert Feed.objects.get().receipt == receipt


def test_the_same_feed_again_gets_the_first_receipt_and_changes_nothing() -> None:
    force()
    first = receive(incident())
    trail = AuditEntry.objects.count()

    again = receive(incident(), at=AT + timedelta(days=400))

    assert again == first
    assert (Feed.objects.count(), Revision.objects.count(), len(ledger())) == (1, 1, 1)
    assert AuditEntry.objects.count() == trail


def test_the_same_feed_is_known_whatever_says_nothing_in_it() -> None:
    force()
    first = receive(incident(children=[child(upn=None, also_known_as=[])]))

    again = receive(
        incident(
            children=[child()],
            risk={"tool": None},
            conditions=None,
            belief_formed_at="2026-11-21T00:50:00+01:00",
        ),
        created_at="2026-11-21T06:00:00+01:00",
    )

    assert again == first


def test_a_feeds_reference_with_other_content_is_refused_and_nothing_is_taken() -> None:
    force()
    receive(incident())

    with pytest.raises(Conflicting) as refusal:
        receive(incident("QS/2"))

    assert refusal.value.problems[0]["place"] == "/feed/reference"
    assert Incident.objects.count() == 1


def test_a_nil_return_is_kept() -> None:
    force()

    assert receive()["incidents"] == []
    assert Feed.objects.count() == 1
    assert ledger() == []


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(Unusable) as refusal:
        receive(incident())

    assert [problem["place"] for problem in refusal.value.problems] == ["/feed/source"]
    assert Feed.objects.count() == 0


def test_a_gap_to_the_feed_before_is_flagged() -> None:
    force()
    receive(reference="one", covers_to="2026-11-21T05:00:00Z")

    receipt = receive(
        reference="two", covers_from="2026-11-21T06:00:00Z", covers_to="2026-11-22T05:00:00Z"
    )

    assert "gap" in [flag["code"] for flag in receipt["flags"]]
    assert "gap" in [flag["code"] for flag in Feed.objects.get(reference="two").flags]
    joined = receive(reference="three", covers_from="2026-11-22T05:00:00Z")
    assert "gap" not in [flag["code"] for flag in joined["flags"]]


def test_an_instant_in_the_future_is_flagged_and_accepted() -> None:
    force()

    receipt = receive(incident(belief_formed_at="2026-12-24T23:00:00Z"))

    assert fates(receipt) == ["accepted"]
    flag = receipt["incidents"][0]["flags"][0]
    assert (flag["code"], flag["place"]) == ("future", "/incidents/0/belief_formed_at")
    assert Incident.objects.get().flags[0]["place"] == "/belief_formed_at"


def test_a_child_with_too_little_to_look_by_is_said_so_at_once() -> None:
    force()
    alone = {"given_names": "Wren", "date_of_birth": None, "school_as_told": None}
    little = child("C1", **{**alone, "surname": None})
    enough = child("C2", **{**alone, "surname": "Tollemarsh"})

    receipt = receive(incident(children=[little, enough], address=None, adults=[]))

    assert fates(receipt) == ["accepted"]
    [flag] = receipt["incidents"][0]["flags"]
    assert (flag["code"], flag["place"]) == ("too_little", "/incidents/0/children/0")
    assert "Wren" not in str(flag)


def test_the_end_of_a_hold_may_lie_in_the_future() -> None:
    force()
    hold = {"hold_until": "2026-11-23T09:00:00Z", "hold_ground": "arrest", "hold_approver": "DI Q"}

    receipt = receive(incident(disclosure=hold))

    assert receipt["incidents"][0]["flags"] == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"attended_at": "2026-11-20T22:00:00Z", "reported_at": "2026-11-20T21:00:00Z"}, 22),
        ({"reported_at": "2026-11-20T21:00:00Z"}, 21),
        ({}, 5),
    ],
)
def test_the_clock_starts_at_the_first_instant_that_is_said(
    said: dict[str, Any], expected: int
) -> None:
    force()

    receive(without(incident(**said), "belief_formed_at"))

    assert Incident.objects.get().belief_formed_at.hour == expected


def test_a_later_revision_that_says_no_instant_never_moves_the_clock_later() -> None:
    force()
    receive(incident())

    later = without(incident(revision=2), "belief_formed_at")
    receive(later, reference="night-2", created_at="2026-11-23T05:00:00Z")

    assert Incident.objects.get().belief_formed_at == datetime(2026, 11, 20, 23, 50, tzinfo=UTC)


def test_a_higher_revision_replaces_what_was_said_and_adds_children() -> None:
    force()
    receive(incident())

    receipt = receive(
        incident(revision=2, children=[child(surname="Thornquil"), child("c2")]),
        reference="night-2",
    )

    assert fates(receipt) == ["amended"]
    first, second = RecordedChild.objects.order_by("reference")
    assert (first.surname, first.first_revision, first.last_revision) == ("Thornquil", 1, 2)
    assert (second.first_revision, second.last_revision) == (2, 2)
    assert ledger() == ["incident.received", "incident.revised"]


def test_a_child_that_vanishes_stays_and_becomes_a_question_to_the_sender() -> None:
    force()
    receive(incident(children=[child(), child("c2")]))

    receipt = receive(incident(revision=2, children=[child()]), reference="night-2")

    gone = RecordedChild.objects.get(reference="c2")
    assert gone.vanished_at == AT
    waiting = Waiting.objects.get()
    assert (waiting.child, waiting.why, waiting.owner) == (gone, "vanished", "sender")
    asked = [each for each in receipt["incidents"][0]["questions"] if each["code"] == "vanished"]
    assert [each["child"] for each in asked] == ["c2"]


def test_a_child_that_is_named_again_waits_no_more() -> None:
    force()
    receive(incident(children=[child(), child("c2")]))
    receive(incident(revision=2, children=[child()]), reference="night-2")

    receive(incident(revision=3, children=[child(), child("c2")]), reference="night-3")

    assert RecordedChild.objects.get(reference="c2").vanished_at is None
    assert Waiting.objects.get().outcome == "named_again"


def test_a_withdrawal_is_told_and_keeps_the_people() -> None:
    force()
    receive(incident())

    withdrawal = {
        "reference": "QS/1", "revision": 2, "status": "withdrawn", "status_reason": "wrong house",
    }  # fmt: skip
    receipt = receive(withdrawal, reference="night-2")

    assert fates(receipt) == ["withdrawn"]
    assert [flag["code"] for flag in receipt["incidents"][0]["flags"]] == ["second_person"]
    asked = Incident.objects.get()
    assert (asked.status, asked.revision) == ("active", 2)
    assert asked.said["children"]
    agree()
    kept = Incident.objects.get()
    assert (kept.status, kept.status_reason) == ("withdrawn", "wrong house")
    assert RecordedChild.objects.get().vanished_at is None
    assert RecordedAdult.objects.count() == 1
    assert ledger()[0] == "incident.received"
    assert ledger()[-1] == "incident.withdrawn"


def agree() -> None:
    """Let a second person agree to what waits."""
    world.agree_to_withdrawals(at=AT)


def test_a_withdrawn_incident_can_be_made_active_again() -> None:
    force()
    receive(incident())
    receive(incident(revision=2, status="withdrawn", status_reason="slip"), reference="night-2")
    agree()

    receive(incident(revision=3), reference="night-3")

    kept = Incident.objects.get()
    assert (kept.status, kept.status_reason, kept.revision) == ("active", "", 3)
    assert ledger()[-1] == "incident.revised"


def test_a_first_revision_that_is_withdrawn_already_is_kept() -> None:
    force()

    receipt = receive(incident(status="withdrawn", status_reason="slip"))

    assert fates(receipt) == ["withdrawn"]
    assert Incident.objects.get().status == "withdrawn"
    assert RecordedChild.objects.count() == 1


def test_a_late_revision_is_kept_and_changes_nothing() -> None:
    force()
    receive(incident(revision=2))
    before = Incident.objects.values().get()

    receipt = receive(incident(revision=1, children=[child("c9")]), reference="night-2")

    assert fates(receipt) == ["late"]
    assert Incident.objects.values().get() == before
    assert [child.reference for child in RecordedChild.objects.all()] == ["c1"]
    assert sorted(Revision.objects.values_list("number", flat=True)) == [1, 2]
    assert ledger() == ["incident.received"]


def test_a_revision_again_changes_nothing_and_with_other_content_is_refused() -> None:
    force()
    receive(incident())

    assert fates(receive(incident(), reference="night-2")) == ["repeated"]
    receipt = receive(incident(circumstances="Other."), reference="night-3")

    assert fates(receipt) == ["refused"]
    problem = receipt["incidents"][0]["problems"][0]
    assert (problem["code"], problem["place"]) == ("other_content", "/incidents/0/revision")
    assert Incident.objects.get().said["circumstances"] == "Shouting heard by a neighbour."
    assert RefusedIncident.objects.get().revision == 1
    assert ledger() == ["incident.received"]


def test_the_order_of_people_says_nothing() -> None:
    force()
    receive(incident(children=[child(), child("c2")]))

    receipt = receive(incident(children=[child("c2"), child()]), reference="night-2")

    assert fates(receipt) == ["repeated"]


def test_revisions_in_one_feed_are_taken_from_the_lowest_up() -> None:
    force()

    receipt = receive(incident(revision=2), incident(revision=1, children=[child("c9")]))

    assert fates(receipt) == ["amended", "accepted"]
    assert RecordedChild.objects.get(reference="c9").vanished_at == AT


def test_the_same_content_under_a_new_reference_is_accepted_and_flagged() -> None:
    force()
    receive(incident())

    receipt = receive(incident("QS/2"), incident("QS/3"), reference="night-2")

    assert fates(receipt) == ["accepted", "accepted"]
    first = Incident.objects.get(reference="QS/1")
    assert [each.same_content_as for each in Incident.objects.order_by("reference")] == [
        None, first, first,
    ]  # fmt: skip
    assert [each["flags"][-1]["code"] for each in receipt["incidents"]] == ["same_content"] * 2


def test_incidents_that_name_nobody_are_never_called_the_same() -> None:
    force()

    receive(*(incident(f"QS/{n}", children=[], adults=[]) for n in (1, 2)))

    assert not Incident.objects.exclude(same_content_as=None).exists()


@pytest.mark.parametrize(
    ("role", "expected"),
    [("victim", "victim"), ("suspect", "causing_harm"), ("involved", "affected")],
)
def test_an_adult_under_18_at_the_belief_is_a_child_of_the_journey(
    role: str, expected: str
) -> None:
    force()
    # At ten to midnight on the 20th the young person is 17 for ten minutes more.
    young = adult("a2", role=role, date_of_birth="2008-11-21")

    receive(incident(adults=[adult(), young]))

    kept = RecordedChild.objects.get(reference="a2")
    assert kept.is_recorded_as_adult
    assert kept.role == expected
    assert kept.born_on == date(2008, 11, 21)
    assert RecordedAdult.objects.count() == 2


def test_an_adult_of_18_at_the_belief_is_no_child() -> None:
    force()

    receive(incident(adults=[adult(date_of_birth="2008-11-20")]))

    assert [each.reference for each in RecordedChild.objects.all()] == ["c1"]


def test_an_under_age_adult_with_the_id_of_a_child_is_refused_with_the_place() -> None:
    force()

    receipt = receive(incident(adults=[adult("c1", date_of_birth="2010-01-01")]), incident("QS/2"))

    assert fates(receipt) == ["refused", "accepted"]
    assert receipt["incidents"][0]["problems"][0]["place"] == "/incidents/0/adults/0/id"


def test_adults_are_those_of_the_revision_in_force() -> None:
    force()
    receive(incident(adults=[adult(), adult("a2")]))
    kept = RecordedAdult.objects.get(reference="a1")

    receive(
        incident(revision=2, adults=[adult(phone="07700 900001"), adult("a3")]),
        reference="night-2",
    )

    assert sorted(RecordedAdult.objects.values_list("reference", flat=True)) == ["a1", "a3"]
    kept.refresh_from_db()
    assert kept.phone == "07700 900001"


@pytest.mark.parametrize("position", range(5))
def test_one_bad_incident_stops_no_other_wherever_it_stands(position: int) -> None:
    force()
    incidents = [incident(f"QS/{number}") for number in range(5)]
    incidents[position]["children"][0]["date_of_brith"] = "2017-03-04"

    receipt = receive(*incidents)

    assert [index for index, fate in enumerate(fates(receipt)) if fate == "refused"] == [position]
    assert Incident.objects.count() == 4
    assert len(ledger()) == 4
    kept = RefusedIncident.objects.get()
    assert kept.reference == f"QS/{position}"
    assert kept.content == incidents[position]
    assert kept.problems[0]["place"] == f"/incidents/{position}/children/0/date_of_brith"


def test_what_was_refused_is_mended_by_an_accepted_revision() -> None:
    force()
    receive(incident(revision=2, status="gone"))
    refused = RefusedIncident.objects.get()
    receive(incident(revision=1), reference="night-2")
    refused.refresh_from_db()
    assert refused.mended_at is None, "a lower revision does not put it right"

    receive(incident(revision=2), reference="night-3")

    refused.refresh_from_db()
    assert refused.mended_at == AT


def test_what_is_refused_after_a_higher_revision_needs_no_mending() -> None:
    force()
    receive(incident(revision=3))

    receive(incident(revision=2, status="gone"), reference="night-2")

    assert RefusedIncident.objects.get().mended_at == AT


def test_a_refused_incident_with_what_cannot_be_stored_is_kept_as_its_text() -> None:
    force()

    receive(incident(circumstances="a\0b\ud800"), incident("QS/2"))

    kept = RefusedIncident.objects.get()
    assert "a\\u0000b\\ud800" in kept.content["as_sent"]
    assert Incident.objects.get().reference == "QS/2"


def test_statements_for_a_feed_grow_with_its_incidents_alone() -> None:
    force()

    with CaptureQueriesContext(
        connection,
    ) as small:
        receive(*(incident(f"QS/{n}") for n in range(5)), reference="small")
    with CaptureQueriesContext(connection) as large:
        receive(
            *(incident(f"QT/{n}", children=[child(str(c)) for c in range(30)]) for n in range(25)),
            reference="large",
        )

    assert (len(large) - len(small)) / 20 <= 9, [query["sql"][:80] for query in small]


def test_statements_for_a_later_revision_are_bounded_too() -> None:
    force()
    people = [child(str(c)) for c in range(30)]
    receive(*(incident(f"QS/{n}", children=people) for n in range(20)), reference="first")

    with CaptureQueriesContext(connection) as few:
        receive(*(incident(f"QS/{n}", 2, children=people) for n in range(2)), reference="few")
    with CaptureQueriesContext(connection) as many:
        receive(*(incident(f"QS/{n}", 2, children=people) for n in range(2, 20)), reference="many")

    assert (len(many) - len(few)) / 16 <= 12


def test_no_event_or_audit_row_holds_what_was_said_about_a_person() -> None:
    force()
    receive(incident(children=[child(), child("c2")]))
    receive(incident(revision=2), incident("QS/9", status="gone"), reference="night-2")

    trail = str(list(AuditEntry.objects.values())) + str(list(Event.objects.values()))

    told = ("Mirabel", "Thornquill", "Shouting", "2017-03-04", "date(2017, 3, 4)")
    assert not [word for word in told if word in trail]
