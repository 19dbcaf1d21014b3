"""A borough of two forces and three places, with a row of every kind about two incidents.

Every row has a label: `A` and `B` for what is about an incident, `A1` or `B1` for what is about
one of its children. What somebody should see is then a set of labels that a person can check.

A1 is told at Mill Lane, A2 and B1 at Otter Bridge, A3 is held at Mill Lane, A4 waits for the hub
and B2 is told at the desk. The eastern force sent A, the western B.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Attempt, Call, Conflict, Copy, Notification, Support
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident
from firstbell.journey.linkage.models import Candidate, Decision, Link
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Agency, Desk, Establishment, RefusedRow
from firstbell.registry.circles.models import UnsafeMark
from firstbell.registry.people.models import Roll
from tests import world

CHILDREN = ("A1", "A2", "A3", "A4", "B1", "B2")


@dataclass(kw_only=True)
class Borough:
    """The places, the forces and the people by what they are."""

    mill: Establishment
    otter: Establishment
    desk: Desk
    east: Agency
    west: Agency
    service: Agency
    people: dict[str, User] = field(default_factory=dict)

    def incident(self, letter: str) -> Incident:
        """Return incident A or B."""
        return Incident.objects.get(reference=letter)


def make(at: datetime) -> Borough:
    """Make the places, the two incidents and a row of every kind about both."""
    council = world.a_partnership()
    here = Borough(
        mill=world.a_school(990001, "Mill Lane Primary School"),
        otter=world.a_school(990002, "Otter Bridge High School"),
        desk=world.a_desk(),
        east=world.a_force("EASTMARSH-POLICE"),
        west=world.a_force("WESTFEN-POLICE"),
        service=Agency.objects.create(code="lantern", name="Lantern Advocacy", kind="other"),
    )
    _people(here, council)
    _rolls(here, at)
    for source, incident in (
        ("EASTMARSH-POLICE", _incident_a()),
        ("WESTFEN-POLICE", _incident_b()),
    ):
        receive_feed(document=world.a_feed(incident, source=source), by=None, at=at)
    world.carry_on(at=at)
    _settle(here, at)
    _of_notifications(here, at)
    _of_children(here, at)
    _of_incidents(here, at)
    return here


def _people(here: Borough, council: Agency) -> None:
    for name, role, place in (
        ("mill", "key-adult", {"establishment": here.mill}),
        ("otter", "key-adult", {"establishment": here.otter}),
        ("desk", "desk-officer", {"desk": here.desk}),
        ("hub", "hub-worker", {"agency": council}),
        ("manager", "hub-manager", {"agency": council}),
        ("east", "police-sender", {"agency": here.east}),
        ("west", "police-sender", {"agency": here.west}),
        ("advocate", "advocate", {"agency": here.service}),
        ("governance", "information-governance", {}),
        ("administrator", "administrator", {}),
        ("business", "business-unit", {}),
    ):
        person = world.a_person(f"{name}@people.example", f"{name.title()} Person")
        world.a_membership(person, role, **place)
        here.people[name] = person
    here.people["nowhere"] = world.a_person("nowhere@people.example", "Nowhere Person")


def _rolls(here: Borough, at: datetime) -> None:
    world.a_pupil(here.mill)
    world.a_pupil(here.otter, "Robin", "Tollemarsh")
    world.a_pupil(here.mill, "Teal", "Tollemarsh")
    world.a_pupil(here.otter, "Ivo", "Sedgeley")
    Roll.objects.create(
        establishment=here.mill, state=Roll.State.HELD, loaded_at=at, pupils=9, would_remove=8
    )


def _incident_a() -> dict[str, object]:
    names = {"A1": "Wren", "A2": "Robin", "A3": "Teal"}
    told = [world.a_child(each, given_names=name) for each, name in names.items()]
    return world.an_incident(
        "A",
        children=[*told, world.a_child("A4", given_names="", surname="", date_of_birth=None)],
        adults=[world.an_adult("A-adult", email="maro@home.example")],
    )


def _incident_b() -> dict[str, object]:
    return world.an_incident(
        "B",
        children=[
            world.a_child("B1", given_names="Ivo", surname="Sedgeley"),
            world.a_child("B2", given_names="", surname="", date_of_birth=None),
        ],
        adults=[world.an_adult("B-adult", surname="Sedgeley", email="io@home.example")],
    )


def _settle(here: Borough, at: datetime) -> None:
    """Put each child where the description says, whatever linkage thought of them."""
    for reference, place in (
        ("A1", {"establishment": here.mill}),
        ("A2", {"establishment": here.otter}),
        ("A3", {"establishment": here.mill}),
        ("B1", {"establishment": here.otter}),
        ("B2", {"desk": here.desk}),
    ):
        child = world.the_child(reference)
        if not child.notifications.exists():
            route, _ = Route.objects.get_or_create(
                child=child, **place, defaults={"reason": "as_told", "routed_at": at}
            )
            Notification.objects.create(
                incident=child.incident, child=child, route=route, reason="as_told",
                profile="school", content={}, content_id=child.incident_id, revision=1,
                statutory_since=at, due_at=at,
                chase_at=at, ring_at=at, calendar="council", raised_at=at, **place,
            )  # fmt: skip
    Notification.objects.filter(child__reference="A3").update(state="held")


def _of_notifications(here: Borough, at: datetime) -> None:
    hub = here.people["hub"]
    for number, row in enumerate(Notification.objects.select_related("child__incident"), start=1):
        told = row.child.incident.adults.get()
        Conflict.objects.create(
            notification=row,
            adult=told,
            user=here.people["nowhere"],
            matched_on="email",
            found_at=at,
        )
        Attempt.objects.create(
            notification=row, channel="email", message_id=str(row.id), fence=1,
            outcome="accepted", at=at,
        )  # fmt: skip
        Support.objects.create(
            notification=row, kinds=["talk"], given_by="Ade", given_on=at.date(),
            recorded_by=hub, recorded_at=at,
        )  # fmt: skip
        Copy.objects.create(
            number=number, notification=row, kind="page", with_words=True, made_by=hub, made_at=at
        )
        call = Call.objects.create(
            **row.place, claimed_by=hub, claimed_at=at, claim_ends_at=at + timedelta(minutes=10)
        )
        call.notifications.add(row)


def _of_children(here: Borough, at: datetime) -> None:
    hub = here.people["hub"]
    for child in RecordedChild.objects.all():
        link, _ = Link.objects.get_or_create(
            child=child, defaults={"state": Link.State.UNLINKED, "decided_at": at}
        )
        pupil = Roll.objects.filter(state="current").first().registrations.first().pupil  # type: ignore[union-attr]
        Candidate.objects.get_or_create(
            link=link, pupil=pupil, defaults={"rank": 9, "weight": 1.0, "evidence": []}
        )
        Decision.objects.create(link=link, choice="this_one", shown={}, by=hub, at=at)
        if not child.waiting.exists():
            child.waiting.create(why="no_recipient", owner="hub", opened_at=at, due_at=at)


def _of_incidents(here: Borough, at: datetime) -> None:
    hub = here.people["hub"]
    for incident in Incident.objects.all():
        UnsafeMark.objects.create(
            record_id=incident.id, kind="address", marked_by=hub, marked_at=at
        )
        RefusedIncident.objects.create(
            source=incident.source, reference=incident.reference, problems=[], content={},
            refused_at=at,
        )  # fmt: skip
        audit.record(
            "incident.read", subject_kind="incident", subject_id=incident.id, by=hub, at=at
        )
    for kind in ("establishments", "roll"):
        RefusedRow.objects.create(
            file_kind=kind, file_name="x.csv", line=1, problem="p", cure="c", refused_at=at
        )


_OF_CHILD = (
    "SELECT t.id::text, c.reference FROM {} t JOIN intake_recordedchild c ON c.id = t.child_id"
)
_OF_LINK = (
    "SELECT t.id::text, c.reference FROM {} t JOIN linkage_link l ON l.id = t.link_id"
    " JOIN intake_recordedchild c ON c.id = l.child_id"
)
_OF_NOTIFICATION = (
    "SELECT t.id::text, c.reference FROM {} t"
    " JOIN delivery_notification n ON n.id = t.notification_id"
    " JOIN intake_recordedchild c ON c.id = n.child_id"
)
_OF_INCIDENT = (
    "SELECT t.id::text, i.reference FROM {} t JOIN intake_incident i ON i.id = t.incident_id"
)
_OF_RECORD = "SELECT t.id::text, i.reference FROM {} t JOIN intake_incident i ON i.id = t.record_id"
_OF_SOURCE = (
    "SELECT t.id::text, i.reference FROM {} t JOIN intake_incident i ON i.source_id = t.source_id"
)

BY_INCIDENT = {
    "intake_incident": "SELECT id::text, reference FROM {}",
    "intake_recordedadult": _OF_INCIDENT,
    "intake_revision": _OF_INCIDENT,
    "intake_feed": _OF_SOURCE,
    "intake_refusedincident": _OF_SOURCE,
    "circles_unsafemark": _OF_RECORD,
    "circles_referral": _OF_RECORD,
    "circles_restriction": _OF_RECORD,
    "circles_breakglass": _OF_RECORD,
    "audit_auditentry": (
        "SELECT t.id::text, coalesce(i.reference, '') FROM {} t"
        " LEFT JOIN intake_incident i ON i.id::text = t.subject_id"
    ),
}
"""Tables whose rows are labelled with an incident, with how a label is found."""

BY_CHILD = {
    "intake_recordedchild": "SELECT id::text, reference FROM {}",
    "intake_waiting": _OF_CHILD,
    "linkage_link": _OF_CHILD,
    "linkage_candidate": _OF_LINK,
    "linkage_decision": _OF_LINK,
    "routing_route": _OF_CHILD,
    "delivery_notification": _OF_CHILD,
    "delivery_conflict": _OF_NOTIFICATION,
    "delivery_attempt": _OF_NOTIFICATION,
    "delivery_support": _OF_NOTIFICATION,
    "delivery_copy": _OF_NOTIFICATION,
    "delivery_call_notifications": _OF_NOTIFICATION,
}
"""Tables whose rows are labelled with a child."""

OTHERWISE = {
    "people_pupil": "SELECT id::text, 'pupil' FROM {}",
    "people_registration": "SELECT id::text, 'pupil' FROM {}",
    "people_namecount": "SELECT id::text, 'name' FROM {}",
    "people_roll": "SELECT id::text, state FROM {}",
    "delivery_call": "SELECT id::text, 'call' FROM {}",
    "agencies_refusedrow": "SELECT id::text, file_kind FROM {}",
    "events_event": (
        "SELECT t.id::text, coalesce(i.reference, left(c.reference, 1), left(o.reference, 1),"
        " left(p.reference, 1), '')"
        " FROM {} t LEFT JOIN intake_incident i ON i.id = t.subject"
        " LEFT JOIN intake_recordedchild c ON c.id = t.subject"
        " LEFT JOIN routing_route r ON r.id = t.subject"
        " LEFT JOIN intake_recordedchild o ON o.id = r.child_id"
        " LEFT JOIN delivery_notification n ON n.id = t.subject"
        " LEFT JOIN intake_recordedchild p ON p.id = n.child_id"
    ),
}
"""Tables labelled in some other way."""

LABELLED = BY_INCIDENT | BY_CHILD | OTHERWISE

Labels = dict[str, set[str]]


def labels() -> dict[str, dict[str, str]]:
    """Return the label of each row by its id, for every table: what there is."""
    with connection.cursor() as cursor:
        found = {}
        for table, statement in LABELLED.items():
            cursor.execute(statement.format(table))
            found[table] = dict(cursor.fetchall())
        return found


def seen_by(person: User | None, *, at: datetime, back: frozenset[UUID] | None = None) -> Labels:
    """Return what somebody is shown of every table, by labels, through no door at all."""
    known = labels()
    asked = stands_back_from(person) if person else frozenset()
    with acting.for_person(
        person.id if person else None,
        at=at,
        stands_back_from=lambda: asked if back is None else back,
    ):
        return shown(known)


def shown(known: dict[str, dict[str, str]]) -> Labels:
    """Return the labels of all rows that this transaction is shown; tables without any left out."""
    found: Labels = {}
    with connection.cursor() as cursor:
        for table, label_of in known.items():
            cursor.execute(f"SELECT id::text FROM {table}")
            rows = {label_of[row_id] for (row_id,) in cursor.fetchall()}
            if rows:
                found[table] = rows
    return found
