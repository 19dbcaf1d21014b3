"""`registry.agencies.actions.confirming`: each term somebody else says that a person is there."""

from datetime import datetime, timedelta

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.actions import confirming, leaving
from firstbell.registry.agencies.models import Contact, Ending, Establishment, Membership
from firstbell.registry.agencies.queries import contacts, people
from tests import world
from tests.people import SINCE, ready_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)
REMINDED = SINCE + 18 * WEEK
LAPSED = SINCE + 22 * WEEK


@pytest.fixture
def school() -> Establishment:
    world.a_partnership()
    return world.a_school()


@pytest.fixture
def lead(school: Establishment) -> User:
    return key_adult(school, "Lou Lead", role="dsl")


@pytest.fixture
def deputy(school: Establishment, lead: User) -> User:
    return key_adult(school, "Dee Puty", role="deputy")


def key_adult(school: Establishment, name: str, *, role: str) -> User:
    person = ready_person("key-adult", name=name, establishment=school)
    world.a_key_adult(school, name, email=person.email, role=role)
    return person


def of(person: User) -> Membership:
    return person.memberships.get()


def pass_time(*moments: datetime) -> None:
    for at in moments:
        confirming.remind_and_end(at=at)


def confirm(*people: User, by: User, at: datetime) -> None:
    for person in people:
        confirming.confirm(of(person), by=by, at=at)


def test_the_lead_confirms_the_deputy_and_the_trail_says_so(
    lead: User, deputy: User, monday: datetime
) -> None:
    row = confirming.confirm(of(deputy), by=lead, at=monday)

    assert (row.confirmed_by, row.confirmed_at) == (lead, monday)
    entry = AuditEntry.objects.get(action="membership.confirmed")
    assert (entry.by, entry.detail["place"]) == (lead, "990001")


def test_nobody_confirms_themselves_or_a_lead_as_a_deputy(
    lead: User, deputy: User, monday: datetime
) -> None:
    for by in (lead, deputy):
        with pytest.raises(confirming.MayNotConfirm):
            confirming.confirm(of(lead), by=by, at=monday)

    manager = ready_person("hub-manager")
    assert confirming.confirm(of(lead), by=manager, at=monday).confirmed_by == manager
    with pytest.raises(confirming.MayNotConfirm):
        confirming.confirm(of(deputy), by=manager, at=monday)


def test_nobody_is_reminded_before_it_is_time_and_everybody_once(lead: User, deputy: User) -> None:
    pass_time(REMINDED - timedelta(hours=1))
    assert not Event.objects.filter(name="confirmation.due").exists()

    pass_time(REMINDED, REMINDED + WEEK)
    event = Event.objects.get(name="confirmation.due")
    manager = ready_person("hub-manager")
    assert set(confirming.whom_to_remind(event.subject, at=REMINDED + WEEK)) == {lead, manager}


def test_the_reminder_says_only_that_something_waits(
    lead: User, deputy: User, mailbox: Mailbox
) -> None:
    pass_time(REMINDED)
    world.carry_on(at=REMINDED)

    [(address, message)] = mailbox.taken
    assert address == lead.email
    text = message.as_string()
    assert "Something is waiting for you in Firstbell" in text
    assert not any(word in text for word in ("Puty", "Mill Lane", deputy.email))
    assert AuditEntry.objects.get(action="confirmation.reminded").detail["people"] == 1


def test_in_silence_a_membership_ends_after_the_whole_notice(lead: User, deputy: User) -> None:
    ready = ready_person("hub-manager")
    confirm(lead, by=ready, at=REMINDED)
    late = REMINDED + 6 * WEEK
    pass_time(late, late + 4 * WEEK - timedelta(seconds=1))
    assert people.memberships_of(deputy, late + 4 * WEEK - timedelta(seconds=1))

    pass_time(late + 4 * WEEK)

    assert not people.memberships_of(deputy, late + 4 * WEEK)
    assert of(deputy).ended_why == Ending.UNCONFIRMED
    assert people.memberships_of(lead, late + 4 * WEEK)


def test_who_is_confirmed_in_time_stays(lead: User, deputy: User) -> None:
    pass_time(REMINDED)
    confirm(lead, by=ready_person("hub-manager"), at=REMINDED + WEEK)
    confirm(deputy, by=lead, at=REMINDED + WEEK)

    pass_time(LAPSED, LAPSED + WEEK)

    assert Membership.objects.filter(ends_at=None, role="key-adult").count() == 2


def test_silence_never_takes_the_last_who_is_told_at_a_school(
    school: Establishment, lead: User, deputy: User
) -> None:
    pass_time(REMINDED, LAPSED)

    assert not people.memberships_of(deputy, LAPSED)
    assert people.memberships_of(lead, LAPSED)
    assert [each.email for each in contacts.who_is_told(establishment=school, at=LAPSED)] == [
        lead.email
    ]
    assert list(confirming.overdue(LAPSED)) == [of(lead)]


def test_silence_takes_nobody_from_a_school_where_only_they_are_told(
    school: Establishment, lead: User, deputy: User
) -> None:
    Contact.objects.filter(email=deputy.email).delete()
    confirm(deputy, by=lead, at=REMINDED)
    pass_time(REMINDED, LAPSED)

    assert people.memberships_of(lead, LAPSED), "the deputy stays, but is not told"


def test_who_sleeps_is_not_told_and_wakes_when_confirmed(
    school: Establishment, lead: User, deputy: User
) -> None:
    confirm(lead, by=ready_person("hub-manager"), at=REMINDED)
    pass_time(REMINDED, LAPSED)
    assert deputy.email not in told(school)

    confirm(deputy, by=lead, at=LAPSED)

    assert people.memberships_of(deputy, LAPSED)
    assert deputy.email in told(school)


def test_who_left_does_not_wake(lead: User, deputy: User, monday: datetime) -> None:
    leaving.end_membership(of(deputy), why=Ending.LEFT, by=lead, at=monday)

    with pytest.raises(confirming.CannotWake):
        confirming.confirm(of(deputy), by=lead, at=monday)


def test_a_strong_role_that_slept_needs_two_people_again(school: Establishment) -> None:
    council = people.place_by_code(urn=None, desk=None, agency=world.COUNCIL)
    first, second = (ready_person("hub-manager", **council) for _ in range(2))
    confirm(first, by=second, at=REMINDED)
    pass_time(REMINDED, LAPSED)
    assert not people.memberships_of(second, LAPSED)

    with pytest.raises(confirming.CannotWake):
        confirming.confirm(of(second), by=first, at=LAPSED)


def told(school: Establishment) -> list[str]:
    return [each.email for each in contacts.who_is_told(establishment=school, at=LAPSED)]
