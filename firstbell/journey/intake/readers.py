"""Who will be able to read a record, from the rows: shown before somebody saves or sends.

Lists by role and place. People of the hub and of a force are counted, those of a circle named:
a circle is chosen by name. Of recipients the names are told, for they are few and known. Whoever
stands back from the record is left out, as they are at its door.

Says who reads, and grants nothing: that is `core.need_to_know`. What a recipient is shown of this
says nothing of a guard.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.closeness import NOTHING_DECLARED, Closeness, Scene, nearness
from firstbell.core.need_to_know import HUB_ROLES, Guard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.adults import as_reader, scene_of
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.models import Agency, Desk, Establishment, Membership, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import Referral
from firstbell.registry.circles.queries.guards import circle_of, guard_of
from firstbell.registry.circles.queries.interests import closeness_by_email

EVERYTHING = gettext_lazy("everything that police recorded")
FIRST_STEP = gettext_lazy(
    "name and date of birth; what they may know of the rest, once they say the child is theirs"
)
A_STUB = gettext_lazy("only that something is here, and whom to ask")
ADVOCATES_PART = gettext_lazy("what an advocate needs; never an address that is kept safe")
WITH_A_REASON = gettext_lazy(
    "one case at a time, with a reason that somebody else reviews afterwards"
)
A_REQUEST = gettext_lazy("this request and what comes of it; nothing of what police recorded")
A_NOTE = gettext_lazy("this note, beside what police told you")
WHO_AND_WHEN = gettext_lazy("that you answered so, and when")
THAT_IT_WAS = gettext_lazy("that it was answered so, not by whom and not where")


@dataclass(frozen=True, kw_only=True)
class Readers:
    """One line: who, which of them, and how much of the record."""

    who: str
    names: tuple[str, ...] = ()
    count: int | None = None
    reads: str | Promise = EVERYTHING


@dataclass(frozen=True, kw_only=True)
class Guarding:
    """How a record is guarded, or would be; `circle` are the ids of its people."""

    guard: Guard = Guard.NONE
    circle: frozenset[UUID] = frozenset()


Place = Establishment | Desk


def guarding_of(record_id: UUID) -> Guarding:
    """Return how a record is guarded now; asked as the system, for who may know decides first."""
    with acting.as_the_system(savepoint=False):
        found = guard_of(record_id)
        if found is None:
            return Guarding()
        return Guarding(
            guard=Guard(found.kind), circle=frozenset(each.user_id for each in circle_of(found))
        )


def readers_of(
    *,
    force: Agency,
    at: datetime,
    incident: Incident | None = None,
    guarding: Guarding | None = None,
    places: Sequence[Place] = (),
    more_services: Iterable[Agency] = (),
    without_services: Collection[UUID] = (),
) -> tuple[Readers, ...]:
    """Return who will read a record of a force: for its hub, its force and who guards it.

    `guarding` is how it would be guarded; without it, how it is. `places` are told of one of its
    children; the services are of advocates, referred to or no longer.
    """
    with acting.as_the_system(savepoint=False):
        back = _standing_back(incident)
        if guarding is None:
            guarding = guarding_of(incident.id) if incident else Guarding()
        found = [*_of_the_area(force, guarding, back, at=at)]
        services = {each.id: each for each in more_services}
        if incident is not None:
            services |= _services_of(incident, without=without_services)
        if guarding.guard != Guard.SEALED:
            found += _advocates(services.values(), back, at=at)
        found += _at_places(places, back=back, at=at)
        if guarding.guard != Guard.SEALED:
            found.append(Readers(who=_("Information governance"), reads=WITH_A_REASON))
    return tuple(found)


def of_recipients(
    places: Sequence[Place], *, incident: Incident, at: datetime
) -> tuple[Readers, ...]:
    """Return the people of some places who would read of an incident, a line for each place."""
    with acting.as_the_system(savepoint=False):
        return tuple(_at_places(places, back=_standing_back(incident), at=at))


def of_a_note(place: Place, *, incident: Incident, at: datetime) -> tuple[Readers, ...]:
    """Return who will read what a recipient notes of support: its own people, no hub, no force."""
    with acting.as_the_system(savepoint=False):
        here = list(_at_places([place], back=_standing_back(incident), at=at, reads=A_NOTE))
    return (*here, Readers(who=_("Information governance"), reads=WITH_A_REASON))


def of_an_answer(
    place: Place, *, incident: Incident, at: datetime, stays: bool
) -> tuple[Readers, ...]:
    """Return who will read that a recipient acknowledged, or says that a child is not theirs.

    What `stays` theirs its own people read. Of the hub and the force no number is told: it
    would be another one where the record is guarded.
    """
    here: list[Readers] = []
    if stays:
        with acting.as_the_system(savepoint=False):
            back = _standing_back(incident)
            here += _at_places([place], back=back, at=at, reads=WHO_AND_WHEN)
    return (
        *here,
        Readers(who=_("The hub"), reads=WHO_AND_WHEN),
        Readers(who=str(incident.source), reads=THAT_IT_WAS),
        Readers(who=_("Information governance"), reads=WITH_A_REASON),
    )


def of_a_place_asked(
    desk: Desk, *, incident: Incident, service: Agency | None, at: datetime
) -> tuple[Readers, ...]:
    """Return who will read a request for a school place: the desk, the hub, the service that asked.

    Of the hub no number is told: it would be another one where the record is guarded.
    """
    with acting.as_the_system(savepoint=False):
        back = _standing_back(incident)
        found = [*_at_places([desk], back=back, at=at, reads=A_REQUEST)]
        if service is not None:
            found += _advocates([service], back, at=at, reads=A_REQUEST)
    hub = Readers(who=_("The hub of your area, as far as it may read the record"), reads=A_REQUEST)
    return (*found, hub)


def _of_the_area(
    force: Agency, guarding: Guarding, back: "_Back", *, at: datetime
) -> Iterable[Readers]:
    hub = back.others(people.holding(at).filter(role__in=sorted(HUB_ROLES)))
    police = back.others(people.holding(at).filter(role=Role.POLICE_SENDER, agency=force))
    for who, of_it in ((_("The hub"), hub), (str(force), police)):
        if guarding.guard == Guard.NONE:
            yield Readers(who=who, count=len(of_it))
            continue
        inside = {id_: each for id_, each in of_it.items() if id_ in guarding.circle}
        if inside:
            yield Readers(who=who, names=_names(inside.values()))
        if guarding.guard == Guard.RESTRICTED and len(inside) < len(of_it):
            others = _("%(who)s, everybody else") % {"who": who}
            yield Readers(who=others, count=len(of_it) - len(inside), reads=A_STUB)


def _services_of(incident: Incident, *, without: Collection[UUID]) -> dict[UUID, Agency]:
    rows = Referral.objects.filter(record_id=incident.id, ended_at=None).exclude(agency__in=without)
    return {each.agency_id: each.agency for each in rows.select_related("agency")}


def _advocates(
    services: Iterable[Agency],
    back: "_Back",
    *,
    at: datetime,
    reads: str | Promise = ADVOCATES_PART,
) -> Iterable[Readers]:
    for service in sorted(services, key=lambda each: each.name):
        held = back.others(people.holding(at).filter(role=Role.ADVOCATE, agency=service))
        yield Readers(who=str(service), count=len(held), reads=reads)


def _at_places(
    places: Sequence[Place],
    *,
    back: "_Back",
    at: datetime,
    reads: str | Promise = FIRST_STEP,
) -> Iterable[Readers]:
    """Return who reads at some schools and desks; that nobody does is said as well."""
    if not places:
        return
    ids = [place.id for place in places]
    here = Q(establishment__in=ids, role=Role.KEY_ADULT) | Q(desk__in=ids, role=Role.DESK_OFFICER)
    held: dict[UUID | None, list[Membership]] = {}
    for each in people.holding(at).filter(here):
        held.setdefault(each.establishment_id or each.desk_id, []).append(each)
    for place in places:
        users = back.others(held.get(place.id, ())).values()
        who = str(place)
        yield Readers(who=who, names=_names(users), count=len(users), reads=reads)


def _names(users: Iterable[User]) -> tuple[str, ...]:
    return tuple(sorted(each.name for each in users))


class _Back:
    """The people and homes of an incident, before whom no list may stand."""

    def __init__(self, scene: Scene, declared: Mapping[str, Closeness]) -> None:
        self.scene = scene
        self.declared = declared

    def others(self, held: Iterable[Membership]) -> dict[UUID, User]:
        """Return the active people of some memberships who are none of the adults, nor close."""
        found = {each.user_id: each.user for each in held if each.user.is_active}
        return {id_: user for id_, user in found.items() if not self.has(user)}

    def has(self, user: User) -> bool:
        """Whether somebody who signs in is one of the adults, or close to the incident."""
        closeness = self.declared.get(user.email.casefold(), NOTHING_DECLARED)
        return nearness(self.scene, as_reader(user), closeness) is not None


def _standing_back(incident: Incident | None) -> _Back:
    if incident is None:
        return _Back(Scene(), {})
    return _Back(scene_of(incident), closeness_by_email())


def who_stands_back(incident: Incident, users: Iterable[User]) -> frozenset[UUID]:
    """Return which of these people are adults of an incident, or close to it."""
    with acting.as_the_system(savepoint=False):
        back = _standing_back(incident)
    return frozenset(user.id for user in users if back.has(user))
