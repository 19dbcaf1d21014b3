"""The door to who may read a record: for the hub, and for officers of the force that sent it.

Everybody who may read a record may read who else can. To restrict it, to change its circle and to
lift its guard is for those whom `core.need_to_know` lets seal it. What is sealed against somebody
and what is not there take the same queries and are one answer; of what is restricted there is a
stub. Writes the trail of each look.

Forms get names and roles from here, never a record's words.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from firstbell.core.need_to_know import Act, Grant, Guard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake import asking as need
from firstbell.journey.intake import readers
from firstbell.journey.intake.asking import asking, phase_of
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.readers import Guarding, Place, Readers
from firstbell.journey.reconciliation.access import police
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.models import Referral, Restriction
from firstbell.registry.circles.queries import members
from firstbell.registry.circles.queries.guards import circle_of, guard_of
from firstbell.registry.circles.queries.members import Person
from firstbell.registry.circles.queries.unattended import unattended_of

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)
WHO = (*HUB, Role.POLICE_SENDER)

NotForThem = need.NotForThem

InForce = Restriction
"""A guard that the door let through, for a view to hand on."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A record that the door let through, to act on it, and what this person may do with it."""

    incident: Incident
    grant: Grant
    is_of_the_hub: bool

    def may(self, act: Act) -> bool:
        """Whether this act is open to the person."""
        return act in self.grant.acts


@dataclass(frozen=True, kw_only=True)
class Member:
    """One person of a circle, as a page shows them."""

    user_id: UUID
    name: str
    phone: str
    is_contact: bool


@dataclass(frozen=True, kw_only=True)
class Lifting:
    """How far two people have got with lifting a guard. `may_ask` and `may_agree` are this
    person's."""

    asked_by: str
    asked_at: datetime | None
    may_ask: bool
    may_agree: bool
    may_keep: bool


@dataclass(frozen=True, kw_only=True)
class Page:
    """Who may read one record, now, and how it is guarded."""

    incident_id: UUID
    force: str
    reference: str
    readers: tuple[Readers, ...]
    kind: str
    kind_label: str
    ground: str
    made_by: str
    made_at: datetime | None
    stand_in: str
    circle: tuple[Member, ...]
    lifting: Lifting | None
    referred: tuple[Referral, ...]
    may_seal: bool
    may_refer: bool


def record(user: User, incident_id: UUID, *, at: datetime) -> Row:
    """Return one record, to act on it, not to show it.

    :raises NotForThem: if there is none for this person; with a stub where it is restricted.
    """
    who = asking(user, at=at)
    is_of_the_hub = bool(who.roles & set(HUB))
    forces = frozenset(police.forces_of(user, at=at).values_list("id", flat=True))
    rows = Incident.objects.filter(id=incident_id)
    if not is_of_the_hub:
        rows = rows.filter(source__in=forces)
    is_own_force = bool(forces)
    shut = who.shut(is_own_force=is_own_force)
    found = rows.exclude(id__in=shut).select_related("source").first()
    if found is not None:
        grant = who.grant(found.id, is_own_force=found.source_id in forces, phase=phase_of(found))
        if Act.READ in grant.acts:
            return Row(incident=found, grant=grant, is_of_the_hub=is_of_the_hub)
    for stub in police.stubs_of(who, rows, is_own_force=is_own_force):
        _trail("restricted.stub_read", incident_id, by=user, at=at)
        raise need.OnlyAStub(stub)
    raise NotForThem


@transaction.atomic
def page(row: Row, *, by: User, at: datetime) -> Page:
    """Return who may read a record now, and write the trail."""
    incident = row.incident
    _trail("record.readers_read", incident.id, by=by, at=at)
    with acting.as_the_system(savepoint=False):
        guard = guard_of(incident.id)
        referred = Referral.objects.filter(record_id=incident.id, ended_at=None)
        return Page(
            incident_id=incident.id,
            force=incident.source.name,
            reference=incident.reference,
            readers=will_read(row, at=at),
            kind=guard.kind if guard else "",
            kind_label=str(guard.get_kind_display()) if guard else "",
            ground=str(guard.get_ground_display()) if guard else "",
            made_by=guard.made_by.name if guard else "",
            made_at=guard.made_at if guard else None,
            stand_in=guard.stand_in.name if guard and guard.stand_in else "",
            circle=_circle(guard) if guard else (),
            lifting=_lifting(guard, by=by, at=at) if guard and row.may(Act.SEAL) else None,
            referred=tuple(referred.select_related("agency").order_by("referred_at", "id")),
            may_seal=row.may(Act.SEAL),
            may_refer=row.may(Act.REFER),
        )


def will_read(
    row: Row,
    *,
    at: datetime,
    guarding: Guarding | None = None,
    more_services: Iterable[Agency] = (),
    without_services: Collection[UUID] = (),
) -> tuple[Readers, ...]:
    """Return who will read a record, as it is guarded or would be."""
    return readers.readers_of(
        force=row.incident.source,
        at=at,
        incident=row.incident,
        guarding=guarding,
        places=_places(row.incident),
        more_services=more_services,
        without_services=without_services,
    )


def _places(incident: Incident) -> tuple[Place, ...]:
    """Return the schools and desks that are told of a child of an incident, each once."""
    with acting.as_the_system(savepoint=False):
        routes = Route.objects.filter(child__incident=incident, closed_at=None)
        rows = routes.select_related("establishment", "desk").order_by("routed_at", "id")
        found = [each.establishment or each.desk for each in rows]
    return tuple({place.id: place for place in found if place}.values())


def guard_in_force(row: Row) -> Restriction:
    """Return how a record is guarded, to act on it.

    :raises NotForThem: if it is not, or is not this person's to change.
    """
    with acting.as_the_system(savepoint=False):
        found = guard_of(row.incident.id)
    if found is None or not row.may(Act.SEAL):
        raise NotForThem
    return found


def circle_now(guard: Restriction) -> frozenset[UUID]:
    """Return the ids of the people of a circle."""
    with acting.as_the_system(savepoint=False):
        return frozenset(each.user_id for each in circle_of(guard))


def may_be_let_in(row: Row, *, at: datetime) -> list[Person]:
    """Return who could be in the circle of a record: nobody who stands back from it."""
    with acting.as_the_system(savepoint=False):
        found = members.may_join(force=row.incident.source_id, at=at)
        users = User.objects.filter(id__in=[each.user_id for each in found])
        back = readers.who_stands_back(row.incident, users)
    return [each for each in found if each.user_id not in back]


def may_stand_in(row: Row, *, at: datetime) -> list[Person]:
    """Return the hub managers who may be told that somebody of a circle is needed."""
    return [each for each in may_be_let_in(row, at=at) if Role.HUB_MANAGER in each.roles]


def people_named(ids: Collection[UUID]) -> dict[UUID, User]:
    """Return these people, to act on them."""
    return {each.id: each for each in User.objects.filter(id__in=ids)}


def proposed(kind: str, circle: Collection[UUID]) -> Guarding:
    """Return how a record would be guarded; without a kind, not at all."""
    return Guarding(guard=Guard(kind) if kind else Guard.NONE, circle=frozenset(circle))


@dataclass(frozen=True, kw_only=True)
class Inside:
    """One guarded record whose circle a person is in. Names no child."""

    incident_id: UUID
    force: str
    reference: str
    kind_label: str
    ground: str
    lifting: Lifting


@dataclass(frozen=True, kw_only=True)
class Circles:
    """The guarded records whose circle a person is in, the newest first.

    `empty` is how many others there are that nobody is left in, into which they may let somebody.
    """

    inside: tuple[Inside, ...]
    empty: int


def circles_of(user: User, *, at: datetime) -> Circles:
    """Return the circles that a person is in, and how many wait for them from outside."""
    who = asking(user, at=at)
    mine = [each.record_id for each in who.guarded.values() if user.id in each.circle]
    forces = frozenset(police.forces_of(user, at=at).values_list("id", flat=True))
    # As the person: what the database does not show them, being in a circle does not either.
    rows = Incident.objects.filter(id__in=mine).select_related("source").in_bulk()
    with acting.as_the_system(savepoint=False):
        guards = Restriction.objects.filter(record_id__in=mine, lifted_at=None)
        held = list(guards.select_related("lift_asked_by").order_by("-made_at", "id"))
        agencies = _agencies_of({user, *(each.lift_asked_by for each in held)}, at=at)
        empty = unattended_of(who.guarded, user=user, roles=who.roles, at=at)
    inside = tuple(
        Inside(
            incident_id=each.record_id,
            force=rows[each.record_id].source.name,
            reference=rows[each.record_id].reference,
            kind_label=str(each.get_kind_display()),
            ground=str(each.get_ground_display()),
            lifting=_lifting_of(each, by=user, agencies=agencies),
        )
        for each in held
        if each.record_id in rows
        and Act.READ
        in who.grant(each.record_id, is_own_force=rows[each.record_id].source_id in forces).acts
    )
    return Circles(inside=inside, empty=len(empty))


def _circle(guard: Restriction) -> tuple[Member, ...]:
    return tuple(
        Member(
            user_id=each.user_id,
            name=each.user.name,
            phone=each.user.phone,
            is_contact=each.user_id == guard.contact_id,
        )
        for each in circle_of(guard)
    )


def _agencies_of(users: Iterable[User | None], *, at: datetime) -> dict[UUID, frozenset[str]]:
    return members.agencies_that_may_lift({user.id for user in users if user}, at=at)


def _lifting(guard: Restriction, *, by: User, at: datetime) -> Lifting:
    return _lifting_of(guard, by=by, agencies=_agencies_of([by, guard.lift_asked_by], at=at))


def _lifting_of(guard: Restriction, *, by: User, agencies: dict[UUID, frozenset[str]]) -> Lifting:
    first = guard.lift_asked_by
    mine = agencies.get(by.id, frozenset())
    theirs = agencies.get(first.id, frozenset()) if first else frozenset()
    may_agree = bool(first and mine and theirs and not mine & theirs and first.id != by.id)
    return Lifting(
        asked_by=first.name if first else "",
        asked_at=guard.lift_asked_at,
        may_ask=first is None and bool(mine),
        may_agree=may_agree,
        may_keep=first is not None and bool(mine),
    )


def _trail(action: str, incident_id: UUID, *, by: User, at: datetime) -> None:
    audit.record(action, subject_kind="incident", subject_id=incident_id, by=by, at=at)
