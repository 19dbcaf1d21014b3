"""What a row was is kept by the database, whoever changes it and however, and cannot be forged."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from firstbell.foundation import acting, history
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Call, Conflict, Notification, Support
from firstbell.journey.intake.models import (
    Incident,
    RecordedAdult,
    RecordedChild,
    RefusedIncident,
    Waiting,
)
from firstbell.journey.linkage.models import Decision, Link
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Contact, Membership, Rule
from firstbell.registry.circles import models as circles
from tests import world

pytestmark = pytest.mark.django_db

KEPT = (
    *(Incident, RecordedChild, RecordedAdult, RefusedIncident, Waiting, Link, Decision, Route),
    *(Notification, Conflict, Support, Call, Contact, Membership, Rule, User),
    *(circles.Restriction, circles.CircleMember, circles.Referral, circles.UnsafeMark),
    circles.BreakGlass,
)

ContactPast = history.past_of(Contact)
UserPast = history.past_of(User)


@pytest.fixture
def contact() -> Contact:
    return world.a_key_adult(world.a_school(), name="Ade Lark", phone="01632 960002")


def test_a_changed_row_is_kept_as_it_was(contact: Contact) -> None:
    Contact.objects.filter(pk=contact.pk).update(phone="01632 960003")

    was = ContactPast.objects.get()

    assert (was.id, was.phone, was.name) == (contact.id, "01632 960002", "Ade Lark")
    assert was.pgh_label == history.CHANGED


def test_a_removed_row_is_kept_as_it_was(contact: Contact) -> None:
    contact.delete()

    assert ContactPast.objects.get().pgh_label == history.REMOVED


def test_a_bulk_update_keeps_every_row(contact: Contact) -> None:
    school = contact.establishment
    assert school is not None
    others = [world.a_key_adult(school, name=name) for name in ("Bo Reed", "Cy Sedge")]

    Contact.objects.update(phone="01632 960009")

    assert ContactPast.objects.count() == 1 + len(others)


def test_an_update_that_changes_nothing_keeps_nothing(contact: Contact) -> None:
    contact.save()

    assert not ContactPast.objects.exists()


def test_who_changed_a_row_is_kept_with_it(contact: Contact, monday: datetime) -> None:
    person = world.a_person()
    with acting.for_person(person.id, at=monday), acting.as_the_system():
        Contact.objects.update(phone="01632 960003")

    was = ContactPast.objects.get()

    assert (was.pgh_person, was.pgh_acts_as, was.pgh_at) == (person.id, acting.SYSTEM, monday)


def test_what_the_system_changes_is_nobodys(contact: Contact, monday: datetime) -> None:
    with acting.for_person(uuid4(), at=monday):
        pass
    Contact.objects.update(phone="01632 960003")

    was = ContactPast.objects.get()

    assert (was.pgh_person, was.pgh_at) == (None, None)


def test_a_password_is_never_kept() -> None:
    person = world.a_person()
    User.objects.update(password="another")
    assert not UserPast.objects.exists()

    User.objects.filter(pk=person.pk).update(name="Ade Sedge")

    assert not hasattr(UserPast.objects.get(), "password")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agencies_contactpast SET phone = ''",
        "INSERT INTO agencies_contactpast SELECT * FROM agencies_contactpast",
        "TRUNCATE agencies_contactpast",
        "ALTER TABLE agencies_contact DISABLE TRIGGER ALL",
    ],
)
def test_who_serves_cannot_write_or_change_the_past(contact: Contact, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_word_of_a_session_turns_it_off(contact: Contact) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(tgname::text)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'"
        )
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", cursor.fetchone())
    Contact.objects.update(phone="01632 960003")

    assert ContactPast.objects.count() == 1


def test_every_sensitive_table_keeps_its_past() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger%' GROUP BY 1"
        )
        kept = dict(cursor.fetchall())

    for model in KEPT:
        assert kept[model._meta.db_table] == 2, model
        assert history.is_past(history.past_of(model))
    assert {history.past_of(model) for model in KEPT} <= {
        each for each in apps.get_models() if history.is_past(each)
    }
