"""What is erased is gone from every column of every table and every file, and stays gone."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Feed, Incident, RecordedChild, RefusedIncident, Revision
from firstbell.journey.reconciliation import queries as account
from firstbell.oversight.records.actions import erasing
from firstbell.registry.agencies.models import Establishment, RefusedRow
from firstbell.registry.people.actions.counting import count_names
from firstbell.registry.people.models import Roll
from tests import world
from tests.oversight.records.canaries import (
    BROTHER,
    CANARIES,
    GIVEN,
    SHARED,
    SURNAME,
    files_that_say,
    rows_that_say,
    the_brother,
    the_child,
    the_incident,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(settings: Settings, tmp_path: Path) -> Establishment:
    settings.HOME = tmp_path
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.MAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    world.a_partnership()
    world.a_force()
    return world.a_school()


def a_whole_life(school: Establishment, *children: dict[str, Any], at: datetime) -> None:
    """Send, link, tell, answer, revise, refuse and note, so that every place holds something."""
    world.a_key_adult(school)
    reader = world.a_person()
    world.a_membership(reader, "key-adult", establishment=school)
    world.a_pupil(school, forename=GIVEN, surname=SURNAME, upn=CANARIES["upn"])
    if len(children) > 1:
        world.a_pupil(school, forename=BROTHER, surname=SURNAME, born_on=date(2012, 1, 9))
    world.receive(the_incident(*children), at=at)
    world.receive(the_incident(*children, revision=2), at=at)
    world.receive(the_incident(*children, revision=2), at=at)
    world.receive(the_incident(*children, revision=2, status="unheard of"), at=at)
    for told in Notification.objects.all():
        answering.open_notification(notification=told, by=reader, at=at)
        answering.confirm_on_roll(notification=told, by=reader, at=at)
        answering.acknowledge(notification=told, by=reader, at=at)
    told = Notification.objects.get(child__reference="C1")
    answering.record_support(
        notification=told,
        kinds=["check_in"],
        is_overt=False,
        given_by=f"the aunt of {GIVEN}",
        given_on=at.date(),
        note=f"{GIVEN} was {CANARIES['seemed']}",
        follow_up_on=None,
        by=reader,
        at=at,
    )
    RefusedRow.objects.create(
        file_kind="roll",
        file_name="roll.csv",
        line=3,
        problem="No birth date.",
        cure="Write one.",
        content=f"{GIVEN},{SURNAME}",
        refused_at=at,
    )
    the_roll_is_replaced(school, at=at)


def the_roll_is_replaced(school: Establishment, *, at: datetime) -> None:
    """Let a later roll be in force, which no longer names the child."""
    gone = list(Roll.objects.values_list("id", flat=True))
    Roll.objects.update(state=Roll.State.REPLACED, replaced_at=at)
    count_names(comes=[], goes=gone)
    world.a_pupil(school, forename="Somebody", surname="Elsewise", born_on=date(2015, 7, 8))


def facts() -> dict[str, list[Any]]:
    """Return what must be the same before and after."""
    return {
        "children": list(RecordedChild.objects.order_by("id").values_list("id", "role")),
        "told": list(
            Notification.objects.order_by("id").values_list("id", "state", "acknowledged_at")
        ),
        "revisions": list(Revision.objects.order_by("id").values_list("number", "content_hash")),
        "events": list(Event.objects.order_by("id").values_list("id", "name", "subject")),
        "trail": list(AuditEntry.objects.order_by("id").values_list("id", "hash")),
        "classes": sorted(account.classes().items()),
    }


def test_the_canaries_are_seen_before(school: Establishment, monday: datetime) -> None:
    a_whole_life(school, the_child(), at=monday)

    assert len(rows_that_say(*CANARIES.values(), *SHARED.values())) >= 20
    for word in (*CANARIES.values(), *SHARED.values()):
        assert rows_that_say(word), f"{word} is nowhere: the test would prove nothing of it"


def test_nothing_of_an_erased_incident_is_left_in_any_column_or_file(
    school: Establishment, monday: datetime
) -> None:
    a_whole_life(school, the_child(), at=monday)

    erasing.erase_incident(Incident.objects.get().id, by=None, at=monday + timedelta(days=90))

    assert rows_that_say(*CANARIES.values(), *SHARED.values()) == set()
    assert files_that_say(settings.HOME, *CANARIES.values(), *SHARED.values()) == set()
    assert list(settings.EMAIL_FILE_PATH.iterdir()), "mail was written, so it was looked through"


def test_the_facts_stay_and_the_account_adds_up(school: Establishment, monday: datetime) -> None:
    a_whole_life(school, the_child(), the_brother(), at=monday)
    before = facts()

    erasing.erase_incident(Incident.objects.get().id, by=None, at=monday + timedelta(days=90))

    after = facts()
    assert after.pop("trail")[:-1] == before.pop("trail"), "one entry more: that it was erased"
    assert after == before
    assert account.balance().adds_up


def test_an_erased_child_is_gone_and_the_brother_stays_readable(
    school: Establishment, monday: datetime
) -> None:
    a_whole_life(school, the_child(), the_brother(), at=monday)
    child = RecordedChild.objects.get(reference="C1")

    erasing.erase_child(child.id, by=None, at=monday + timedelta(days=90))

    assert rows_that_say(*CANARIES.values()) == set()
    brother = RecordedChild.objects.get(reference="C2")
    assert (brother.given_names, brother.surname) == (BROTHER, SURNAME)
    told = Notification.objects.get(child=brother)
    assert told.content["given_names"] == BROTHER
    assert "glarmingly" in Incident.objects.get().said["circumstances"]
    assert account.balance().adds_up


def test_with_the_last_child_goes_the_whole_incident(
    school: Establishment, monday: datetime
) -> None:
    a_whole_life(school, the_child(), the_brother(), at=monday)

    for child in RecordedChild.objects.all():
        erasing.erase_child(child.id, by=None, at=monday + timedelta(days=90))

    assert rows_that_say(*CANARIES.values(), *SHARED.values(), BROTHER) == set()
    assert Incident.objects.get().erased_at


def test_the_same_feed_again_gets_its_first_receipt_and_brings_nothing_back(
    school: Establishment, monday: datetime
) -> None:
    feed = world.a_feed(the_incident())
    first = receive_feed(document=feed, by=None, at=monday)
    world.carry_on(at=monday)
    erasing.erase_incident(Incident.objects.get().id, by=None, at=monday)

    assert receive_feed(document=feed, by=None, at=monday) == first
    assert rows_that_say(*CANARIES.values(), *SHARED.values()) == set()


def test_the_same_incident_in_another_feed_is_a_repeat_and_brings_nothing_back(
    school: Establishment, monday: datetime
) -> None:
    world.receive(the_incident(), at=monday)
    erasing.erase_incident(Incident.objects.get().id, by=None, at=monday)

    receipt = receive_feed(document=world.a_feed(the_incident()), by=None, at=monday)

    assert receipt["incidents"][0]["fate"] == "repeated"
    assert Feed.objects.count() == 2
    assert rows_that_say(*CANARIES.values(), *SHARED.values()) == set()


def test_a_later_revision_of_an_erased_incident_is_refused_without_keeping_what_it_says(
    school: Establishment, monday: datetime
) -> None:
    world.receive(the_incident(), at=monday)
    erasing.erase_incident(Incident.objects.get().id, by=None, at=monday)

    receipt = receive_feed(document=world.a_feed(the_incident(revision=2)), by=None, at=monday)

    assert receipt["incidents"][0]["problems"][0]["code"] == "erased"
    assert RefusedIncident.objects.count() == 1
    assert rows_that_say(*CANARIES.values(), *SHARED.values()) == set()


def test_a_later_revision_leaves_an_erased_child_out_and_asks_nothing(
    school: Establishment, monday: datetime
) -> None:
    both = (the_child(), the_brother())
    world.receive(the_incident(*both), at=monday)
    child = RecordedChild.objects.get(reference="C1")
    erasing.erase_child(child.id, by=None, at=monday)

    world.receive(the_incident(*both, revision=2), at=monday)

    assert Incident.objects.get().revision == 2
    assert rows_that_say(*CANARIES.values()) == set()
    assert not child.waiting.filter(why="vanished").exists()
    assert RecordedChild.objects.get(reference="C2").given_names == BROTHER
