"""A person before the records of the area: what `core.need_to_know` wants to know of them.

Read once for a page, whatever it shows: the roles that the person holds now, every record that
is guarded, and the incidents that the person is an adult of. Decides nothing itself.

What does not exist for a person is left out of a query by its id before anything is read or
counted; so it is answered by the same queries as what is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.core import need_to_know
from firstbell.core.need_to_know import Asker, Grant, Guard, Phase, Record, Sight, Stands
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.adults import own_incidents
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.models import Membership
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.queries import guards
from firstbell.registry.circles.queries.guards import Guarded, Stub

OF_NOBODY = UUID(int=0)
"""An id that no record has."""


class NotForThem(LookupError):
    """There is no such record, or it is not this person's: which of the two is not told."""


class OnlyAStub(NotForThem):
    """The record is restricted; this person is told that it is there and whom to ask.

    A page that shows stubs (`circles.doors.or_a_stub`) answers with it; any other says 404.
    """

    def __init__(self, stub: Stub) -> None:
        super().__init__("restricted")
        self.stub = stub


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One person, the roles that they hold now, what is guarded, and what they stand back from."""

    user: User
    memberships: tuple[Membership, ...]
    guarded: Mapping[UUID, Guarded]
    own: frozenset[UUID]

    @property
    def roles(self) -> frozenset[str]:
        """The roles that the person holds anywhere."""
        return frozenset(each.role for each in self.memberships)

    def stands(self, *, is_own_force: bool = False) -> frozenset[Stands]:
        """Return how they stand to any record of the area, or to one of their own force."""
        return need_to_know.by_roles(self.roles, is_own_force=is_own_force)

    def grant(
        self,
        record_id: UUID,
        *,
        is_own_force: bool = False,
        phase: Phase = Phase.OPEN,
        more: Iterable[Stands] = (),
    ) -> Grant:
        """Return what they may have of one record. `more` are ways to stand to it alone."""
        guard = self.guarded.get(record_id)
        asker = Asker(
            is_active=self.user.is_active,
            stands=self.stands(is_own_force=is_own_force) | frozenset(more),
            in_circle=guard is not None and self.user.id in guard.circle,
            stands_back=record_id in self.own,
        )
        return need_to_know.grant(
            asker, Record(phase=phase, guard=guard.guard if guard else Guard.NONE)
        )

    def hidden(self, *, is_own_force: bool = False) -> frozenset[UUID]:
        """Return what does not exist for them: sealed against them, or their own family's."""
        return self.own | self._guarded(Sight.NOTHING, is_own_force=is_own_force)

    def stubs(self, *, is_own_force: bool = False) -> frozenset[UUID]:
        """Return the records of which they see a stub: restricted, and not in the circle."""
        return self._guarded(Sight.STUB, is_own_force=is_own_force)

    def shut(self, *, is_own_force: bool = False) -> frozenset[UUID]:
        """Return the records that they may not read, for a query to leave out: hidden, and stubs.

        With one that nobody has: a query about none would not be asked at all, and how often the
        database is asked would tell that something is kept from them.
        """
        hidden = self.hidden(is_own_force=is_own_force)
        return hidden | self.stubs(is_own_force=is_own_force) | {OF_NOBODY}

    def _guarded(self, sight: Sight, *, is_own_force: bool) -> frozenset[UUID]:
        return frozenset(
            record_id
            for record_id in self.guarded
            if self.grant(record_id, is_own_force=is_own_force).sight == sight
        )

    def stub(self, record_id: UUID, *, key: UUID, due_at: datetime | None) -> Stub:
        """Return what they are told of a restricted record; `key` is the id in its address."""
        guard = self.guarded[record_id]
        return Stub(key=key, due_at=due_at, contact=guard.contact, phone=guard.phone)


def asking(user: User, *, at: datetime) -> Asking:
    """Return a person with what the policy wants to know of them, in three queries.

    Of whoever asks themselves it is known already to what they are close.
    """
    now = acting.now_acting()
    is_asking = now.person == user.id
    own = own_incidents(user, declared=() if is_asking else None)
    return Asking(
        user=user,
        memberships=tuple(people.memberships_of(user, at)),
        guarded=guards.guarded(),
        own=own | now.stands_back_from if is_asking else own,
    )


def phase_of(incident: Incident) -> Phase:
    """Return where an incident is in its life, for who is no recipient of it."""
    is_withdrawn = incident.status == Incident.Status.WITHDRAWN
    return Phase.WITHDRAWN if is_withdrawn else Phase.OPEN
