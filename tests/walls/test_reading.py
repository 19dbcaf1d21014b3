"""Who is shown which rows by the database itself: every role, relationship and state, no door."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.registry.agencies.models import Membership
from firstbell.registry.circles.models import BreakGlass, CircleMember, Referral, Restriction
from firstbell.walls.tables import WALLS
from tests import world
from tests.keeping import Keeping
from tests.walls import borough
from tests.walls.borough import BY_CHILD, BY_INCIDENT, LABELLED, Borough, Labels, seen_by

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def made(keeping: Keeping, monday: datetime) -> Borough:
    return keeping(lambda: borough.make(monday))


@pytest.fixture
def here(made: Borough, db: None) -> Borough:
    return deepcopy(made)


def of(tables: Iterable[str], names: str) -> Labels:
    """Return that each table shows these labels, as far as it has rows with them."""
    known = borough.labels()
    wanted = {table: set(names.split()) & set(known[table].values()) for table in tables}
    return {table: rows for table, rows in wanted.items() if rows}


def told(children: str) -> Labels:
    """What a recipient is shown: what it was told, never what police recorded."""
    return of(("delivery_notification", "delivery_support", "delivery_copy"), children)


def hub(incidents: str, children: str) -> Labels:
    """What the hub is shown."""
    not_theirs = {"intake_feed", "intake_refusedincident", "audit_auditentry", "circles_breakglass"}
    return (
        of(set(BY_INCIDENT) - not_theirs, incidents)
        | of(set(BY_CHILD) - {"delivery_support"}, children)
        | of(("events_event",), incidents)
        | of(("people_pupil", "people_registration"), "pupil")
        | of(("people_namecount",), "name")
        | of(("people_roll", "delivery_call"), "current held call")
    )


def force(incidents: str, children: str) -> Labels:
    """What a police sender is shown."""
    return of(
        (
            "intake_incident",
            "intake_recordedadult",
            "intake_revision",
            "intake_feed",
            "intake_refusedincident",
            "circles_unsafemark",
            "events_event",
        ),
        incidents,
    ) | of(
        (
            "intake_recordedchild",
            "intake_waiting",
            "linkage_link",
            "routing_route",
            "delivery_notification",
            "delivery_attempt",
        ),
        children,
    )


def advocate(incidents: str, children: str) -> Labels:
    """What an advocate is shown of what was referred to their service."""
    tables = ("intake_incident", "intake_recordedadult", "circles_unsafemark", "circles_referral")
    return of(tables, incidents) | of(["intake_recordedchild"], children)


def glass(incidents: str, children: str) -> Labels:
    """What information governance is shown of what they opened, beside the trail."""
    not_theirs = {"linkage_candidate", "delivery_conflict", "delivery_call_notifications"}
    tables = {
        "intake_incident",
        "intake_recordedadult",
        "intake_revision",
        "circles_unsafemark",
        "circles_restriction",
    }
    return of(tables, incidents) | of(set(BY_CHILD) - not_theirs, children)


A, B, BOTH = "A", "B", "A B"
A_ALL, B_ALL = "A1 A2 A3 A4", "B1 B2"
ALL = f"{A_ALL} {B_ALL}"
TRAIL: Labels = {"audit_auditentry": {"A", "B", ""}}


def everybody(here: Borough, at: datetime) -> dict[str, Labels]:
    """Return what each person of the borough is shown."""
    return {name: seen_by(person, at=at) for name, person in here.people.items()}


def as_usual() -> dict[str, Labels]:
    """Return what each of them should be shown when nothing is restricted, referred or opened."""
    return {
        "mill": told("A1"),
        "otter": told("A2 B1"),
        "desk": told("B2"),
        "hub": hub(BOTH, ALL),
        "manager": hub(BOTH, ALL),
        "east": force(A, A_ALL),
        "west": force(B, B_ALL),
        "advocate": {},
        "governance": TRAIL,
        "administrator": {"people_roll": {"held"}, "agencies_refusedrow": {"establishments"}},
        "business": {},
        "nowhere": {},
    }


def test_there_is_a_row_of_every_kind_about_both_incidents(here: Borough) -> None:
    known = borough.labels()
    later = {"circles_referral", "circles_restriction", "circles_breakglass"}
    for table in set(BY_INCIDENT) - later:
        assert {"A", "B"} <= set(known[table].values()), table
    for table in BY_CHILD:
        assert {"A1", "B1"} <= set(known[table].values()), table


def test_everybody_is_shown_their_own_rows_and_no_other(here: Borough, monday: datetime) -> None:
    assert everybody(here, monday) == as_usual()


def test_the_system_is_shown_everything(here: Borough) -> None:
    known = borough.labels()
    everything = {table: set(rows.values()) for table, rows in known.items() if rows}
    assert borough.shown(known) == everything


@pytest.mark.parametrize("said", ["nobody", "", "somebody", "System", "system "])
def test_who_does_not_say_is_shown_no_row_of_any_table(here: Borough, said: str) -> None:
    person = here.people["hub"]
    with connection.cursor() as cursor, transaction.atomic():
        for name, value in (
            ("acts_as", said),
            ("person", ""),
            ("at", ""),
            ("stands_back", ""),
        ):
            cursor.execute("SELECT set_config(%s, %s, true)", [f"firstbell.{name}", value])
        for wall in WALLS:
            cursor.execute(f"SELECT count(*) FROM {wall.table}")
            assert cursor.fetchone() == (0,), wall.table
        # A person of whom it is not said when, or from what they stand back, is shown none either.
        cursor.execute("SELECT set_config('firstbell.person', %s, true)", [str(person.id)])
        cursor.execute("SELECT count(*) FROM intake_incident")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('firstbell.at', '2026-11-23T07:10:00+00:00', true)")
        cursor.execute("SELECT count(*) FROM intake_incident")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT set_config('firstbell.acts_as', 'system', true)")


def test_a_visitor_is_shown_nothing(here: Borough, monday: datetime) -> None:
    assert seen_by(None, at=monday) == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda memberships, _users, at: memberships.update(ends_at=at),
        lambda memberships, _users, at: memberships.update(starts_at=at + HOUR),
        lambda _memberships, users, _at: users.update(is_active=False),
        lambda memberships, _users, _at: memberships.delete(),
    ],
    ids=["has left", "has not begun", "is disabled", "never was"],
)
def test_who_is_no_member_now_is_shown_nothing(
    here: Borough, monday: datetime, change: Callable[..., object]
) -> None:
    ids = [person.id for person in here.people.values()]
    change(Membership.objects.all(), User.objects.filter(id__in=ids), monday)
    assert everybody(here, monday) == {name: {} for name in here.people}


def test_who_stands_back_from_an_incident_is_shown_nothing_of_it(
    here: Borough, monday: datetime
) -> None:
    Incident.objects.get(reference=A).adults.update(email="")
    back = frozenset({here.incident(A).id})
    seen = {n: seen_by(p, at=monday, back=back) for n, p in here.people.items()}
    usual = as_usual()
    assert seen == usual | {
        "mill": {},
        "otter": told("B1"),
        "hub": hub(B, B_ALL),
        "manager": hub(B, B_ALL),
        "east": {},
        "governance": {"audit_auditentry": {"B", ""}},
    }


def test_what_a_place_answered_with_not_ours_or_had_taken_back_is_no_row_of_theirs(
    here: Borough, monday: datetime
) -> None:
    Notification.objects.filter(child__reference="A1").update(state="recalled")
    Notification.objects.filter(child__reference="A2").update(state="not_ours")
    Notification.objects.filter(child__reference="B2").update(state="handed_over")

    seen = {name: seen_by(here.people[name], at=monday) for name in ("mill", "otter", "desk")}

    assert seen == {"mill": {}, "otter": told("B1"), "desk": {}}


def guarded(here: Borough, kind: str, *circle: str) -> Restriction:
    """Restrict or seal incident A."""
    hub_ = here.people["manager"]
    made = Restriction.objects.create(
        record_id=here.incident(A).id,
        kind=kind,
        ground="employee",
        contact=hub_,
        made_by=hub_,
        made_at=world.LONG_AGO,
    )
    for name in circle:
        CircleMember.objects.create(
            restriction=made, user=here.people[name], added_by=hub_, added_at=world.LONG_AGO
        )
    return made


@pytest.mark.parametrize("kind", ["restricted", "sealed"])
def test_outside_its_circle_a_guarded_incident_has_no_rows_but_for_who_was_told(
    here: Borough, monday: datetime, kind: str
) -> None:
    guarded(here, kind, "manager")
    usual = as_usual()
    trail = {} if kind == "restricted" else {"governance": {"audit_auditentry": {"B", ""}}}
    assert everybody(here, monday) == usual | {"hub": hub(B, B_ALL), "east": {}} | trail


def test_who_is_taken_out_of_the_circle_is_shown_nothing_from_then_on(
    here: Borough, monday: datetime
) -> None:
    made = guarded(here, "sealed", "manager", "east")
    assert seen_by(here.people["east"], at=monday) == force(A, A_ALL)
    made.circle.filter(user=here.people["east"]).update(removed_at=monday)
    assert seen_by(here.people["east"], at=monday) == {}


def test_a_guard_that_was_lifted_guards_nothing(here: Borough, monday: datetime) -> None:
    made = guarded(here, "sealed")
    made.lifted_at = monday
    made.save()
    assert everybody(here, monday) == as_usual()


def refer(here: Borough, at: datetime) -> Referral:
    return Referral.objects.create(
        record_id=here.incident(A).id,
        agency=here.service,
        purpose="support",
        referred_by=here.people["hub"],
        referred_at=at,
    )


def test_an_advocate_is_shown_what_is_referred_until_it_ends(
    here: Borough, monday: datetime
) -> None:
    made = refer(here, monday)
    assert seen_by(here.people["advocate"], at=monday) == advocate(A, A_ALL)
    assert everybody(here, monday) == as_usual() | {"advocate": advocate(A, A_ALL)}
    made.ended_at = monday
    made.save()
    assert seen_by(here.people["advocate"], at=monday) == {}


def test_a_referral_opens_what_is_restricted_and_not_what_is_sealed(
    here: Borough, monday: datetime
) -> None:
    refer(here, monday)
    made = guarded(here, "restricted")
    assert seen_by(here.people["advocate"], at=monday) == advocate(A, A_ALL)
    Restriction.objects.filter(id=made.id).update(kind="sealed")
    assert seen_by(here.people["advocate"], at=monday) == {}


def broken(here: Borough, at: datetime, name: str = "governance") -> BreakGlass:
    return BreakGlass.objects.create(
        record_id=here.incident(A).id,
        user=here.people[name],
        ground="subject_access",
        reason="A request of a parent.",
        opened_at=at,
        ends_at=at + HOUR,
        review_due_at=at + HOUR,
    )


def test_broken_glass_shows_one_incident_for_its_time(here: Borough, monday: datetime) -> None:
    broken(here, monday)
    person = here.people["governance"]
    own = {"circles_breakglass": {"A"}}
    opened = glass(A, A_ALL) | TRAIL | own
    assert seen_by(person, at=monday) == opened
    assert seen_by(person, at=monday + HOUR) == TRAIL | own
    assert seen_by(person, at=monday - HOUR) == TRAIL | own
    BreakGlass.objects.update(closed_at=monday)
    assert seen_by(person, at=monday) == TRAIL | own


def test_broken_glass_opens_what_is_restricted_and_not_what_is_sealed(
    here: Borough, monday: datetime
) -> None:
    broken(here, monday)
    made = guarded(here, "restricted")
    own = {"circles_breakglass": {"A"}}
    assert seen_by(here.people["governance"], at=monday) == glass(A, A_ALL) | TRAIL | own | {
        "circles_restriction": {"A"}
    }
    Restriction.objects.filter(id=made.id).update(kind="sealed")
    seen = seen_by(here.people["governance"], at=monday)
    assert seen == own | {"audit_auditentry": {"B", ""}}


def test_glass_that_somebody_else_broke_opens_nothing(here: Borough, monday: datetime) -> None:
    broken(here, monday, "business")
    assert seen_by(here.people["governance"], at=monday) == TRAIL | {"circles_breakglass": {"A"}}
    assert seen_by(here.people["business"], at=monday) == {"circles_breakglass": {"A"}}


def test_who_works_in_two_places_is_shown_both_and_no_more(here: Borough, monday: datetime) -> None:
    person = here.people["mill"]
    world.a_membership(person, "desk-officer", desk=here.desk)
    assert seen_by(person, at=monday) == told("A1 B2")
    world.a_membership(person, "police-sender", agency=here.west)
    both = [told("A1"), force(B, B_ALL), told("B2")]
    assert seen_by(person, at=monday) == {
        table: set().union(*(each.get(table, set()) for each in both))
        for table in LABELLED
        if any(table in each for each in both)
    }


def test_an_agency_that_is_no_force_sends_nothing(here: Borough, monday: datetime) -> None:
    person = here.people["east"]
    here.east.kind = "other"
    here.east.save()
    assert seen_by(person, at=monday) == {}


def test_a_person_writes_nothing_directly(here: Borough, monday: datetime) -> None:
    known = borough.labels()
    for person in here.people.values():
        with acting.for_person(person.id, at=monday), connection.cursor() as cursor:
            for table in known:
                if table == "audit_auditentry":
                    continue  # The serving role may not change the trail at all.
                cursor.execute(f"UPDATE {table} SET id = id")
                assert cursor.rowcount == 0, table


def test_a_person_adds_nothing_directly(here: Borough, monday: datetime) -> None:
    new = RecordedChild(
        incident=here.incident(A), reference="new", said={}, first_revision=1, last_revision=1
    )
    with (
        acting.for_person(here.people["hub"].id, at=monday),
        pytest.raises(ProgrammingError, match="row-level security"),
    ):
        new.save(force_insert=True)


def test_a_person_removes_nothing_directly(here: Borough, monday: datetime) -> None:
    for person in here.people.values():
        with acting.for_person(person.id, at=monday), connection.cursor() as cursor:
            cursor.execute("DELETE FROM delivery_support")
            assert cursor.rowcount == 0
            assert Notification.objects.update(state="recalled") == 0


def test_what_a_row_was_before_is_shown_to_nobody(here: Borough, monday: datetime) -> None:
    Incident.objects.update(status_reason="changed")
    kept = [wall.table for wall in WALLS if wall.table.endswith("past")]
    for person in here.people.values():
        with acting.for_person(person.id, at=monday), connection.cursor() as cursor:
            for table in kept:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,), table
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_incidentpast")
        assert cursor.fetchone() == (2,)
