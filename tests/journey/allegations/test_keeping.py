"""How long what an officer for allegations was told is kept, and what goes with its incident."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from firstbell.core.retention import Kind, Stop, stops
from firstbell.foundation import history
from firstbell.foundation.accounts.models import User
from firstbell.journey.allegations.actions import answering
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.intake.models import RecordedChild
from firstbell.oversight.records import gathering, standing
from firstbell.oversight.records.actions import destroying, erasing
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries.rules import policy
from tests import world
from tests.people import ready_person

pytestmark = pytest.mark.django_db

OUTCOME: Any = {"outcome": "no_further_action", "referred_to": "", "officer": ""}


@pytest.fixture
def told(monday: datetime, settings: Settings) -> Allegation:
    settings.CLOCK_AT = monday
    world.a_force()
    world.a_partnership()
    suspect = world.an_adult("A2", role="suspect", surname="Marlbrook", works_with_children=True)
    world.receive(world.an_incident(adults=[world.an_adult(), suspect]), at=monday)
    return Allegation.objects.get()


@pytest.fixture
def manager(told: Allegation) -> User:
    return ready_person("hub-manager", agency=Agency.objects.get(code=world.COUNCIL))


def why_it_stays(kind: Kind, row: Allegation, *, at: datetime) -> frozenset[Stop]:
    id_ = row.id if kind is Kind.ALLEGATIONS else row.incident_id
    found = standing.standings_of(kind, [id_], at=at)[id_]
    return stops(kind, found, policy=policy(), at=at)


def test_it_is_kept_for_its_period_after_the_outcome_and_keeps_its_incident_until_then(
    told: Allegation, manager: User, monday: datetime
) -> None:
    later = monday + timedelta(days=400)
    assert Stop.OPEN in why_it_stays(Kind.ALLEGATIONS, told, at=later)
    assert Stop.OPEN in why_it_stays(Kind.CONTENT, told, at=later)
    assert not standing.old_enough(Kind.ALLEGATIONS, before=later)

    answering.close(told, **OUTCOME, by=manager, at=monday)

    assert Stop.YOUNG in why_it_stays(Kind.ALLEGATIONS, told, at=monday + timedelta(days=89))
    assert not why_it_stays(Kind.ALLEGATIONS, told, at=monday + timedelta(days=91))
    assert standing.old_enough(Kind.ALLEGATIONS, before=later) == [told.id]
    destroying.destroy_allegation(told.id, by=manager, at=later)
    assert not Allegation.objects.exists()
    assert not history.past_of(Allegation).objects.exists()


def test_its_words_go_with_the_incident_that_they_are_of(
    told: Allegation, manager: User, monday: datetime
) -> None:
    answering.take(told, officer="Oda Finch", by=manager, at=monday)

    erasing.erase_incident(told.incident_id, by=manager, at=monday)

    told.refresh_from_db()
    assert (told.told, told.officer) == ({}, "")
    assert not history.past_of(Allegation).objects.exists()


def test_who_asks_for_a_childs_record_is_shown_it_as_something_about_somebody_else(
    told: Allegation,
) -> None:
    parts = gathering.parts_of(RecordedChild.objects.get())

    [part] = [each for each in parts if each.place == "told.officer"]
    assert part.of_others
    assert "Marlbrook" not in part.text
