"""An agency's list of leavers: what it ends, whom it does not find, what it refuses."""

from datetime import date, datetime

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.actions.loading import Loaded, load_leavers
from firstbell.registry.agencies.files.table import UnusableFile
from firstbell.registry.agencies.models import Membership, RefusedRow
from firstbell.registry.agencies.queries import people
from tests import world
from tests.people import ready_person

pytestmark = pytest.mark.django_db

HEADER = "email,urn,desk,agency,left_on,reason\n"


def load(*lines: str, at: datetime, by: User | None = None) -> Loaded:
    content = (HEADER + "\n".join(lines)).encode()
    return load_leavers(content=content, file_name="leavers.csv", by=by, at=at)


@pytest.fixture
def ade() -> User:
    return ready_person(
        "key-adult", email="ade@school.example", establishment=world.a_school(990001)
    )


def test_a_line_with_a_place_ends_that_and_nothing_else(ade: User, monday: datetime) -> None:
    other = world.a_school(990002)
    ready_person("key-adult", email=ade.email, establishment=other)

    outcome = load("ADE@school.example,990001,,,,moved", at=monday)

    assert (outcome.loaded, outcome.counts["ended"]) == (1, 1)
    [held] = people.memberships_of(ade, monday)
    assert held.establishment == other
    assert Membership.objects.get(establishment__urn=990001).ended_why == "moved"


def test_a_line_without_a_place_ends_everything_and_disables_the_account(
    ade: User, monday: datetime
) -> None:
    outcome = load("ade@school.example,,,,2026-11-20,", at=monday)

    ade.refresh_from_db()
    assert not ade.is_active
    assert (outcome.counts["disabled"], outcome.counts["ended"]) == (1, 1)


def test_a_day_to_come_ends_it_on_that_day(ade: User, monday: datetime) -> None:
    outcome = load("ade@school.example,,,,2026-12-01,left", at=monday)
    assert outcome.counts["later"] == 1

    midnight = leaving.begins_on(date(2026, 12, 1))
    assert people.memberships_of(ade, monday)
    assert not people.memberships_of(ade, midnight)
    leaving.settle_what_has_ended(at=midnight)
    ade.refresh_from_db()
    assert not ade.is_active


def test_somebody_unknown_is_told_and_stops_nobody(ade: User, monday: datetime) -> None:
    outcome = load(
        "nobody@school.example,,,,,",
        "ade@school.example,,,,,",
        "ade@school.example,,,,,",
        at=monday,
    )

    assert (outcome.loaded, outcome.refused, outcome.counts["not found"]) == (1, (), 2)
    assert [each.line for each in outcome.warnings] == [2, 4]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (",990001,,,,", "email"),
        ("ade,,,,,", "email"),
        ("ade@school.example,990001,990:home-education,,,", "desk"),
        ("ade@school.example,12345678901234567890,,,,", "urn"),
        ("ade@school.example,999999,,,,", "urn"),
        ("ade@school.example,,nowhere:desk,,,", "desk"),
        ("ade@school.example,,,nowhere,,", "agency"),
        ("ade@school.example,,,,1 December,", "left_on"),
        ("ade@school.example,,,,,unconfirmed", "reason"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_and_kept(
    ade: User, monday: datetime, line: str, field: str
) -> None:
    other = ready_person("hub-worker", email="bo@council.example")

    outcome = load(line, "bo@council.example,,,,,", at=monday)

    assert [each.field for each in outcome.refused] == [field]
    assert RefusedRow.objects.get().file_kind == "leavers"
    assert people.memberships_of(ade, monday)
    other.refresh_from_db()
    assert not other.is_active


def test_a_file_without_addresses_is_no_list_of_leavers(monday: datetime) -> None:
    with pytest.raises(UnusableFile, match="email"):
        load_leavers(content=b"name\nAde\n", file_name="a.csv", by=None, at=monday)


def test_a_person_who_hands_it_in_ends_only_what_is_theirs_to_end(
    ade: User, monday: datetime
) -> None:
    manager = ready_person("hub-manager", agency=world.a_partnership())
    elsewhere = ready_person(
        "key-adult",
        email="el@school.example",
        establishment=world.a_school(990003, council_code="991"),
    )

    outcome = load(
        "el@school.example,990003,,,,", "el@school.example,,,,,", "ade@school.example,,,,,",
        at=monday, by=manager,
    )  # fmt: skip

    assert [each.line for each in outcome.refused] == [2, 3]
    assert people.memberships_of(elsewhere, monday)
    ade.refresh_from_db()
    assert not ade.is_active
    assert AuditEntry.objects.filter(action="leaver.refused", by=manager).count() == 2
