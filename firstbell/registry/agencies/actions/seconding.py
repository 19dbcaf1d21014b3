"""Tell those who can be the second of two people that something waits for them.

The message is the one that everybody gets: it names neither who asked nor for whom.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from firstbell.core import memberships as rules_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.actions.granting import may_answer_as
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people, standing


def who_may_agree(grant_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who may be the second person for what was asked; nobody, once it was answered."""
    grant = standing.open_grants(at).filter(id=grant_id).first()
    if grant is None:
        return ()
    users = people.who_holds(*map(Role, sorted(rules_of.AGREE)), at=at)
    rows = people.holding(at).filter(user__in=users)
    held = standing.as_held(rows, at=at)
    return [
        user
        for user in users
        if may_answer_as(grant, user, [each for each in held if each.person == user.id])
    ]


@acting.as_system
def record_told(grant_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write who was told that a second person is needed."""
    audit.record(
        "grant.second_told",
        subject_kind="grant",
        subject_id=grant_id,
        by=None,
        at=at,
        detail={"people": [str(each.id) for each in people]},
    )
