"""`registry.agencies.actions.leaving`: an end takes effect at once, and on its day by itself."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import get_access_token_model, get_application_model

from firstbell.foundation.accounts.models import Session, User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.models import Contact, Ending, Establishment, Membership
from firstbell.registry.agencies.queries import contacts, people
from tests import world
from tests.people import ready_person

pytestmark = pytest.mark.django_db

LEFT = Ending.LEFT


@pytest.fixture
def school() -> Establishment:
    return world.a_school()


@pytest.fixture
def ade(school: Establishment) -> User:
    person = ready_person("key-adult", name="Ade Lark", establishment=school)
    world.a_key_adult(school, "Ade Lark", email=person.email.upper())
    return person


def the_membership(person: User) -> Membership:
    return person.memberships.get()


def test_an_ended_membership_opens_nothing_from_that_moment(ade: User, monday: datetime) -> None:
    leaving.end_membership(the_membership(ade), why=LEFT, by=None, at=monday)

    assert people.memberships_of(ade, monday - timedelta(seconds=1))
    assert not people.memberships_of(ade, monday)


def test_with_a_membership_every_session_and_token_of_the_person_ends(
    ade: User, school: Establishment, monday: datetime
) -> None:
    other = ready_person("key-adult", establishment=school)
    for person in (ade, ade, other):
        Client().force_login(person)
    application = get_application_model().objects.create(
        user=ade, client_type="confidential", authorization_grant_type="client-credentials"
    )
    for whose in (ade, None):
        get_access_token_model().objects.create(
            user=whose,
            application=application,
            token=f"token of {whose}",
            expires=timezone.now() + timedelta(hours=1),
        )

    leaving.end_membership(the_membership(ade), why=LEFT, by=None, at=monday)

    assert list(Session.objects.values_list("user", flat=True)) == [other.id]
    assert not get_access_token_model().objects.exists()


def test_the_contact_at_that_place_ends_and_is_kept(
    ade: User, school: Establishment, monday: datetime
) -> None:
    elsewhere = world.a_key_adult(world.a_school(990002), "Ade Lark", email=ade.email)

    leaving.end_membership(the_membership(ade), why=LEFT, by=None, at=monday)

    assert contacts.contacts_of(establishment=school, on=monday.date()) == []
    assert Contact.objects.get(establishment=school).valid_to == date(2026, 11, 22)
    assert contacts.contacts_of(establishment=elsewhere.establishment, on=monday.date())


def test_an_end_is_on_the_trail_with_whom_role_and_place_and_without_a_name(
    ade: User, monday: datetime
) -> None:
    manager = ready_person("hub-manager")
    membership = the_membership(ade)

    leaving.end_membership(membership, why=Ending.MOVED, by=manager, at=monday)

    entry = AuditEntry.objects.get(action="membership.ended")
    assert (entry.by, entry.subject_id, entry.why) == (manager, str(membership.id), "moved")
    assert entry.detail == {
        "person": str(ade.id),
        "role": "key-adult",
        "place": "990001",
        "from": monday.isoformat(),
    }
    assert Event.objects.get(name="membership.ended").subject == membership.id


def test_who_leaves_on_a_day_to_come_works_until_that_day_begins(
    ade: User, school: Establishment, monday: datetime
) -> None:
    Client().force_login(ade)
    leaving.end_membership(the_membership(ade), why=LEFT, by=None, at=monday, on=date(2026, 11, 25))
    eve = datetime.fromisoformat("2026-11-24T23:59:59+00:00")
    day = eve + timedelta(seconds=1)

    leaving.settle_what_has_ended(at=eve)
    assert people.memberships_of(ade, eve)
    assert Session.objects.exists()
    assert contacts.who_is_told(establishment=school, at=eve)
    assert not Event.objects.filter(name="membership.ended").exists()

    assert not people.memberships_of(ade, day), "also before the check has run"
    for _twice in range(2):
        leaving.settle_what_has_ended(at=day)
    assert not Session.objects.exists()
    assert not contacts.who_is_told(establishment=school, at=day)
    assert Event.objects.filter(name="membership.ended").count() == 1


def test_who_stays_after_all_keeps_the_membership(ade: User, monday: datetime) -> None:
    manager = ready_person("hub-manager")
    day = date(2026, 11, 25)
    leaving.disable_account(ade, why=LEFT, by=manager, at=monday, on=day)

    leaving.stay(the_membership(ade), by=manager, at=monday)
    leaving.settle_what_has_ended(at=monday + timedelta(days=7))

    ade.refresh_from_db()
    assert ade.is_active
    assert people.memberships_of(ade, monday + timedelta(days=7))


def test_what_has_ended_cannot_end_again_or_be_kept(ade: User, monday: datetime) -> None:
    membership = the_membership(ade)
    leaving.end_membership(membership, why=LEFT, by=None, at=monday)

    with pytest.raises(leaving.HasEnded):
        leaving.end_membership(membership, why=LEFT, by=None, at=monday)
    with pytest.raises(leaving.HasEnded):
        leaving.stay(membership, by=ready_person("hub-manager"), at=monday)


def test_a_disabled_account_is_out_everywhere_and_nobody_can_sign_in_to_it(
    ade: User, monday: datetime
) -> None:
    client = Client()
    client.force_login(ade)
    elsewhere = ready_person("key-adult", email=ade.email, establishment=world.a_school(990002))
    assert elsewhere.id == ade.id

    leaving.disable_account(ade, why=LEFT, by=None, at=monday)

    assert not Session.objects.exists()
    assert not Membership.objects.filter(ends_at=None).exists()
    assert client.get("/your-account/").status_code == 302
    assert {"account.disabled", "membership.ended"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )
    assert Event.objects.get(name="person.left").subject == ade.id
    with pytest.raises(leaving.HasEnded):
        leaving.disable_account(ade, why=LEFT, by=None, at=monday)


def test_an_account_in_wrong_hands_keeps_its_roles_for_when_it_is_enabled_again(
    ade: User, monday: datetime
) -> None:
    leaving.disable_account(ade, why=Ending.SECURITY, by=None, at=monday)

    ade.refresh_from_db()
    assert not people.memberships_of(ade, monday)
    assert Membership.objects.get().ends_at is None


def test_a_disabled_persons_address_is_told_nothing_even_where_a_later_file_names_it(
    ade: User, school: Establishment, monday: datetime
) -> None:
    leaving.disable_account(ade, why=LEFT, by=None, at=monday)
    world.a_key_adult(school, "Ade Lark", email=ade.email)
    other_school = world.a_school(990002)
    world.a_key_adult(other_school, "Ade Lark", email=ade.email.title())

    for place in (school, other_school):
        assert contacts.contacts_of(establishment=place, on=monday.date()) == []


def test_who_left_one_place_is_not_told_there_where_a_later_file_still_names_them(
    ade: User, school: Establishment, monday: datetime
) -> None:
    leaving.end_membership(the_membership(ade), why=LEFT, by=None, at=monday)
    again = world.a_key_adult(school, "Ade Lark", email=ade.email)
    without_account = world.a_key_adult(school, "Bo Reed")
    other_school = world.a_school(990002)
    there = world.a_key_adult(other_school, "Ade Lark", email=ade.email)

    assert contacts.who_is_told(establishment=school, at=monday) == [without_account]
    assert contacts.who_is_told(establishment=other_school, at=monday) == [there]

    world.a_membership(ade, "key-adult", establishment=school)
    assert contacts.who_is_told(establishment=school, at=monday) == [again, without_account]


def test_a_session_says_whose_it_is_and_a_visitors_nobodys(ade: User) -> None:
    visitor, client = Client(), Client()
    session = visitor.session
    session["anything"] = 1
    session.save()
    client.force_login(ade)

    whose = set(Session.objects.values_list("user", flat=True))
    assert whose == {ade.id, None}
