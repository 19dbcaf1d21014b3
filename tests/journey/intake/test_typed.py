"""An incident typed by a person: the next revision, the same checks, mending what was refused."""

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.events.models import Event
from firstbell.journey.intake import queries
from firstbell.journey.intake.actions import enter_incident, receive_feed
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident, Revision
from firstbell.registry.agencies.models import Agency
from tests.journey.intake.feeds import AT, child, feed, force, incident, without

pytestmark = pytest.mark.django_db

TYPED = without(incident(), "revision")


@pytest.fixture
def agency() -> Agency:
    return force()


@pytest.fixture
def officer() -> User:
    return User.objects.create(email="officer@example.test", name="Officer", created_at=AT)


def test_the_first_typed_is_revision_1_and_the_next_is_2(agency: Agency, officer: User) -> None:
    first = enter_incident(agency=agency, document=TYPED, by=officer, at=AT)
    second = enter_incident(
        agency=agency, document={**TYPED, "circumstances": "More."}, by=officer, at=AT
    )

    assert [(each["fate"], each["revision"]) for each in (first, second)] == [
        ("accepted", 1), ("amended", 2),
    ]  # fmt: skip
    assert {revision.entered_by for revision in Revision.objects.all()} == {officer}
    assert Event.objects.count() == 2


def test_typing_the_same_again_changes_nothing(agency: Agency, officer: User) -> None:
    for _time in range(2):
        receipt = enter_incident(agency=agency, document=TYPED, by=officer, at=AT)

    assert receipt["fate"] == "repeated"
    assert Revision.objects.count() == 1


def test_a_form_that_is_refused_comes_back_with_its_problems_and_is_not_kept(
    agency: Agency, officer: User
) -> None:
    document = {**TYPED, "children": [child(date_of_birth="4/3/2017")]}

    receipt = enter_incident(agency=agency, document=document, by=officer, at=AT)

    assert receipt["fate"] == "refused"
    assert [each["place"] for each in receipt["problems"]] == ["/children/0/date_of_birth"]
    assert (Incident.objects.count(), RefusedIncident.objects.count()) == (0, 0)


def test_typing_a_reference_that_cannot_be_kept_is_refused(agency: Agency, officer: User) -> None:
    receipt = enter_incident(
        agency=agency, document={**TYPED, "reference": "a\0"}, by=officer, at=AT
    )

    assert [each["code"] for each in receipt["problems"]] == ["unwritable"]


@pytest.mark.parametrize(("refused", "expected"), [(1, 1), (4, 4)])
def test_typing_what_was_refused_mends_it(
    agency: Agency, officer: User, refused: int, expected: int
) -> None:
    bad = incident(revision=refused, children=[child(date_of_birth="4/3/2017")])
    receive_feed(document=feed(bad), by=None, at=AT)
    assert [each.reference for each in queries.refused_from(agency)] == ["QS/1"]

    receipt = enter_incident(agency=agency, document=TYPED, by=officer, at=AT)

    assert receipt["revision"] == expected
    assert not queries.refused_from(agency).exists()
    assert RecordedChild.objects.count() == 1
