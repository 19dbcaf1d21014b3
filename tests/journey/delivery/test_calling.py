"""Ringing a recipient: one caller at a time; only a named person who may know is told."""

from datetime import date, datetime, timedelta

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions.answering import confirm_on_roll, say_not_ours
from firstbell.journey.delivery.actions.calling import CLAIM, CannotCall, claim_call, end_call
from firstbell.journey.delivery.models import Call, Conflict
from firstbell.journey.intake.models import RecordedAdult
from firstbell.registry.agencies.models import Contact, Establishment
from tests import world
from tests.journey.delivery.pages import of, siblings
from tests.smtp import Mailbox

Outcome = Call.Outcome


@pytest.fixture
def school(db: None, mailbox: Mailbox, monday: datetime) -> Establishment:
    """A school that was told of two siblings, with two key adults."""
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_key_adult(school, "Bo Wicken", phone="", mobile="07700 900111")
    world.a_pupil(school)
    world.a_pupil(school, "Robin", born_on=date(2018, 2, 1))
    world.receive(world.an_incident(children=siblings(2)), at=monday)
    return school


@pytest.fixture
def hub(db: None) -> User:
    """A hub worker."""
    return a_hub_worker("hub@council.example", "Kit Marlow")


def a_hub_worker(email: str, name: str) -> User:
    person = world.a_person(email, name)
    world.a_membership(person, "hub-worker")
    return person


def key_adult(name: str = "Ade Lark") -> Contact:
    return Contact.objects.get(name=name)


def test_a_call_is_about_everything_that_waits_there(
    school: Establishment, hub: User, monday: datetime
) -> None:
    call = claim_call(establishment=school, by=hub, at=monday)

    assert set(call.notifications.all()) == {of("C1"), of("C2")}
    assert call.claim_ends_at == monday + CLAIM
    assert AuditEntry.objects.filter(action="call.claimed", by=hub).count() == 1


def test_claiming_again_is_the_same_call(
    school: Establishment, hub: User, monday: datetime
) -> None:
    first = claim_call(establishment=school, by=hub, at=monday)

    assert claim_call(establishment=school, by=hub, at=monday) == first
    assert Call.objects.count() == 1


def test_nobody_rings_where_a_colleague_is_ringing_until_that_claim_lapses(
    school: Establishment, hub: User, monday: datetime
) -> None:
    claim_call(establishment=school, by=hub, at=monday)
    other = a_hub_worker("other@council.example", "Sol Fenner")

    with pytest.raises(CannotCall, match="Kit Marlow is ringing them now"):
        claim_call(establishment=school, by=other, at=monday + CLAIM - timedelta(seconds=1))

    assert claim_call(establishment=school, by=other, at=monday + CLAIM).claimed_by == other


def test_nobody_is_rung_about_nothing(school: Establishment, hub: User, monday: datetime) -> None:
    for child in ("C1", "C2"):
        say_not_ours(notification=of(child), by=hub, at=monday)

    with pytest.raises(CannotCall, match="nothing waits"):
        claim_call(establishment=school, by=hub, at=monday)


@pytest.mark.parametrize(
    ("name", "number"), [("Ade Lark", "01632 960002"), ("Bo Wicken", "07700 900111")]
)
def test_reaching_a_key_adult_tells_of_all_and_keeps_whom_and_where(
    school: Establishment, hub: User, monday: datetime, name: str, number: str
) -> None:
    call = claim_call(establishment=school, by=hub, at=monday)
    at = monday + timedelta(minutes=3)

    ended = end_call(call=call, outcome=Outcome.REACHED, spoke_to=key_adult(name), by=hub, at=at)

    assert (ended.spoke_to, ended.number, ended.ended_at) == (key_adult(name), number, at)
    for child in ("C1", "C2"):
        assert (of(child).state, of(child).closed_at) == ("phoned", at)
    assert Event.objects.filter(name="notification.phoned").count() == 2
    assert AuditEntry.objects.filter(action="notification.phoned", by=hub).count() == 2


@pytest.mark.parametrize("outcome", ["left_no_detail", "no_answer", "wrong_number"])
def test_a_call_that_reached_nobody_leaves_everything_open(
    school: Establishment, hub: User, monday: datetime, outcome: str
) -> None:
    call = claim_call(establishment=school, by=hub, at=monday)

    end_call(call=call, outcome=outcome, spoke_to=None, by=hub, at=monday)

    assert {of(child).state for child in ("C1", "C2")} == {"sent"}
    assert AuditEntry.objects.filter(action=f"call.{outcome}").count() == 1
    assert claim_call(establishment=school, by=hub, at=monday) != call


def test_reaching_needs_a_name(school: Establishment, hub: User, monday: datetime) -> None:
    call = claim_call(establishment=school, by=hub, at=monday)

    with pytest.raises(CannotCall, match="which key adult"):
        end_call(call=call, outcome=Outcome.REACHED, spoke_to=None, by=hub, at=monday)


def test_only_a_key_adult_of_that_place_counts_as_told(
    school: Establishment, hub: User, monday: datetime
) -> None:
    stranger = world.a_key_adult(world.a_school(990002, "Otter Bridge School"), "Sol Fenner")
    call = claim_call(establishment=school, by=hub, at=monday)

    with pytest.raises(CannotCall, match="must not be told"):
        end_call(call=call, outcome=Outcome.REACHED, spoke_to=stranger, by=hub, at=monday)


def test_a_key_adult_in_conflict_is_never_told(
    school: Establishment, hub: User, monday: datetime
) -> None:
    adult = RecordedAdult.objects.get()
    for child in ("C1", "C2"):
        Conflict.objects.create(
            notification=of(child), adult=adult, contact=key_adult(), matched_on="phone",
            found_at=monday,
        )  # fmt: skip
    call = claim_call(establishment=school, by=hub, at=monday)

    with pytest.raises(CannotCall, match="must not be told"):
        end_call(call=call, outcome=Outcome.REACHED, spoke_to=key_adult(), by=hub, at=monday)

    assert of().state == "sent"
    end_call(call=call, outcome=Outcome.REACHED, spoke_to=key_adult("Bo Wicken"), by=hub, at=monday)
    assert of().state == "phoned"


def test_what_was_answered_during_the_call_stays_as_it_was(
    school: Establishment, hub: User, monday: datetime
) -> None:
    call = claim_call(establishment=school, by=hub, at=monday)
    confirm_on_roll(notification=of("C1"), by=hub, at=monday)
    say_not_ours(notification=of("C2"), by=hub, at=monday)

    end_call(call=call, outcome=Outcome.REACHED, spoke_to=key_adult(), by=hub, at=monday)

    assert (of("C1").state, of("C2").state) == ("phoned", "not_ours")


def test_a_call_ends_once_and_only_by_its_caller(
    school: Establishment, hub: User, monday: datetime
) -> None:
    call = claim_call(establishment=school, by=hub, at=monday)
    other = a_hub_worker("other@council.example", "Sol Fenner")

    with pytest.raises(CannotCall, match="somebody else's"):
        end_call(call=call, outcome=Outcome.NO_ANSWER, spoke_to=None, by=other, at=monday)
    end_call(call=call, outcome=Outcome.NO_ANSWER, spoke_to=None, by=hub, at=monday)
    with pytest.raises(CannotCall, match="ended already"):
        end_call(call=call, outcome=Outcome.NO_ANSWER, spoke_to=None, by=hub, at=monday)
