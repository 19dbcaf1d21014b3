"""Keep a notification from whoever is an adult of its incident or close to it, and pass it on.

Each of them is written down as a `Conflict`, of which only the hub reads; the next key adult of
the same place is told instead. Only where nobody is left does the hub say who is told. Who is
close is said in `core.closeness`; a person who signs in is besides kept out at every door, by
`standing_back`, whatever stands here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.calendars import local_day
from firstbell.core.closeness import NOTHING_DECLARED, Passes, nearness, passes
from firstbell.core.conflicts import Reader
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.delivery.actions import nudging
from firstbell.journey.delivery.models import Conflict, Notification
from firstbell.journey.intake.actions.waiting import stop_waiting_of, wait
from firstbell.journey.intake.adults import as_reader, scene_of
from firstbell.journey.intake.models import Waiting
from firstbell.registry.agencies.models import Contact
from firstbell.registry.agencies.queries import contacts, people
from firstbell.registry.circles.models import Interest
from firstbell.registry.circles.queries.interests import closeness_by_email

Person = Contact | User

WAITING = (*nudging.OPEN, Notification.State.HELD)
"""States in which it still matters who is told."""


@dataclass(frozen=True, kw_only=True)
class Shielded:
    """Who of a place may be told of one notification, and to whom it passes because of that."""

    free: tuple[Contact, ...]
    to: Passes


@acting.as_system_within
def shield(notification: Notification, *, at: datetime) -> Shielded:
    """Write down whom the notification is kept from, and put it before the hub if nobody is left.

    Safe to repeat: who stands there already stands there once, and nobody is let in again.
    """
    key_adults = contacts.contacts_of(**notification.place, on=local_day(at))
    found = _keep_out(notification, key_adults, at=at)
    free = nudging.without_conflicts(key_adults, found)
    to = passes(kept_out=len(found), free=len(free))
    if to == "to_the_hub" and notification.state == Notification.State.HELD:
        wait(
            child=notification.child,
            why=Waiting.Why.CONFLICT,
            owner=Waiting.Owner.HUB,
            due_at=notification.due_at,
            at=at,
            detail={"recipient": notification.recipient},
        )
    return Shielded(free=tuple(free), to=to)


def _keep_out(
    notification: Notification, key_adults: list[Contact], *, at: datetime
) -> list[Conflict]:
    """Return everybody who is kept from a notification, each new one written down and trailed."""
    before = list(notification.conflicts.select_related("user", "contact"))
    known = {each.contact_id or each.user_id for each in before}
    adults = list(notification.incident.adults.all())
    scene = scene_of(notification.incident)
    everybody = _readers(notification, key_adults, at=at)
    readers = [(reader, person) for reader, person in everybody if person.id not in known]
    declared = closeness_by_email([person.email for _, person in readers])
    added = []
    for reader, person in readers:
        closeness = declared.get(person.email.casefold(), NOTHING_DECLARED)
        if hit := nearness(scene, reader, closeness):
            added.append(
                Conflict(
                    notification=notification,
                    adult=None if hit.adult is None else adults[hit.adult],
                    contact=person if isinstance(person, Contact) else None,
                    user=person if isinstance(person, User) else None,
                    matched_on=hit.ground,
                    found_at=at,
                )
            )
    Conflict.objects.bulk_create(added)
    if added:
        audit.record(
            "notification.shielded",
            subject_kind="notification",
            subject_id=notification.id,
            by=None,
            at=at,
            detail={"people": len(added)},
        )
    return [*before, *added]


def _readers(
    notification: Notification, key_adults: list[Contact], *, at: datetime
) -> Iterator[tuple[Reader, Person]]:
    for contact in key_adults:
        phones = (contact.phone, contact.mobile)
        yield Reader(name=contact.name, email=contact.email, phones=phones), contact
    for membership in people.who_belongs_to(**notification.place, at=at):
        yield as_reader(membership.user), membership.user


@acting.as_system
def look_everywhere(_loaded: UUID, *, at: datetime) -> None:
    """Let each place be looked at where something waits: a file may have named somebody new."""
    open_ = Notification.objects.filter(state__in=WAITING, withdrawn_at=None)
    places = {each for row in open_.values_list("establishment", "desk") for each in row if each}
    for place_id in sorted(places, key=str):
        events.record("readers.changed", subject=place_id, at=at)


NEW_FOR = timedelta(hours=1)
"""How long somebody who has joined a place is looked at again: a worker may have been down."""


@acting.as_system_within
def look_at_newcomers(*, at: datetime) -> None:
    """Look again at what waits where somebody has joined: their account says more of them."""
    joined = people.holding(at).filter(starts_at__gt=at - NEW_FOR)
    for establishment, desk in set(joined.values_list("establishment", "desk")):
        if place_id := establishment or desk:
            look_at_place(place_id, at=at)


@acting.as_system
def look_at_place(place_id: UUID, *, at: datetime) -> None:
    """Look again at what waits at one place, because somebody is new there."""
    _look_at(Notification.objects.filter(Q(establishment=place_id) | Q(desk=place_id)), at=at)


@acting.as_system
def look_at_places_of(interest_id: UUID, *, at: datetime) -> None:
    """Look again at what waits wherever somebody is told, because of what was declared of them."""
    email = Interest.objects.get(id=interest_id).email
    held = people.holding(at).filter(user__email__iexact=email)
    listed = Contact.objects.filter(email__iexact=email)
    ids = ("establishment", "desk")
    places = {each for row in (*held.values_list(*ids), *listed.values_list(*ids)) for each in row}
    theirs = Q(establishment__in=places - {None}) | Q(desk__in=places - {None})
    _look_at(Notification.objects.filter(theirs), at=at)


def look_at_incident(incident_id: UUID, *, at: datetime) -> None:
    """Look again at what was told of an incident, because a revision names other people."""
    _look_at(Notification.objects.filter(incident=incident_id), at=at)


def _look_at(rows: QuerySet[Notification], *, at: datetime) -> None:
    open_ = rows.filter(state__in=WAITING, withdrawn_at=None).order_by("due_at", "id")
    for notification in open_.select_related("child", "incident", "establishment", "desk"):
        before = set(notification.conflicts.values_list("id", flat=True))
        shielded = shield(notification, at=at)
        added = notification.conflicts.exclude(id__in=before).select_related("contact", "user")
        if notification.state in nudging.OPEN and added:
            _go_on_without(notification, added, shielded, at=at)
        elif notification.state == Notification.State.HELD and shielded.to != "to_the_hub":
            _let_go_on(notification, at=at)


def _let_go_on(notification: Notification, *, at: datetime) -> None:
    """End the hub's wait where somebody is there now who may be told."""
    child, why = notification.child, Waiting.Why.CONFLICT
    if stop_waiting_of(child, why=why, by=None, at=at, outcome="somebody is there now"):
        events.record("child.released", subject=child.id, at=at)


def _go_on_without(
    notification: Notification, added: Iterable[Conflict], shielded: Shielded, *, at: datetime
) -> None:
    """Hurry the next person where somebody who is kept out now was hurried or had opened it."""
    if shielded.to == "to_the_hub":
        nudging.record_nobody_left(notification.id, at=at, anew=True)
        return
    kept_out = {each.person.email.casefold() for each in added}
    hurried = notification.attempts.exclude(contact=None).values_list("contact__email", flat=True)
    begun = {each.casefold() for each in hurried}
    if notification.opened_by is not None:
        begun.add(notification.opened_by.email.casefold())
    if kept_out & begun:
        events.record("notification.handed_on", subject=notification.id, at=at)
