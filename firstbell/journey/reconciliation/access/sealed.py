"""When nobody of a seal's circle answers: who hears that one of them is needed, and no more.

The school is told whatever is sealed; but whom the hub should ring, or decide about, is seen by
the circle alone. Some time after a chase that nobody of it took up, the stand-in whom the seal
names reads which people are needed now: no child, no place, no force, no hour and no number of
records. Where the stand-in is no hub manager any more, the other managers read it instead.
Where a seal was made without one, because no manager may know of it, nobody outside hears.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from firstbell.core.need_to_know import Guard
from firstbell.foundation import acting
from firstbell.journey.delivery.actions.calling import WAITING_FOR_AN_ANSWER
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.intake.asking import Asking
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation.board import Needed
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import rules
from firstbell.registry.circles.queries import members
from firstbell.registry.circles.queries.guards import Guarded


def needed(who: Asking, *, at: datetime) -> tuple[Needed, ...]:
    """Return the people of circles whom this person should ring now; most often nobody."""
    if Role.HUB_MANAGER not in who.roles:
        return ()
    mine = list(_told(who, at=at))
    with acting.as_the_system(savepoint=False):
        quiet = _nobody_took_up(mine, at=at)
        people = {each for guard in mine if guard.record_id in quiet for each in guard.circle}
        found = members.named(people, at=at)
    return tuple(Needed(name=each.name, phone=each.phone) for each in found if each.is_of_the_hub)


def _told(who: Asking, *, at: datetime) -> Iterable[Guarded]:
    """Yield what is sealed and whose silence this manager hears of."""
    sealed = [
        each
        for each in who.guarded.values()
        if each.guard == Guard.SEALED
        and each.stand_in
        and who.user.id not in each.circle
        and each.record_id not in who.own
    ]
    if not sealed:
        return
    managers = {each.user_id for each in members.managers(at)}
    for each in sealed:
        if each.stand_in == who.user.id or each.stand_in not in managers:
            yield each


def _nobody_took_up(guards: Collection[Guarded], *, at: datetime) -> frozenset[UUID]:
    """Return the records about which a chase is due and nobody of the circle has rung since."""
    if not guards:
        return frozenset()
    policy = rules.policy()
    records = [each.record_id for each in guards]
    chased = at - policy.sealed_stand_in
    unanswered = Notification.objects.filter(
        incident__in=records,
        state__in=WAITING_FOR_AN_ANSWER,
        closed_at=None,
        withdrawn_at=None,
        ring_at__lte=chased,
    )
    rung = Call.objects.filter(claimed_at__gte=chased).values("notifications")
    undecided = Waiting.objects.filter(
        child__incident__in=records,
        owner=Waiting.Owner.HUB,
        closed_at=None,
        due_at__lte=chased + policy.chase_lead,
    )
    return frozenset(unanswered.exclude(id__in=rung).values_list("incident", flat=True)) | (
        frozenset(undecided.values_list("child__incident", flat=True))
    )
