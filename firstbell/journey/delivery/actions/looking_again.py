"""Look again at what stopped for a while: a hold that has ended, somebody new, a newer roll.

A timed check, safe to run as often as one likes, by as many workers as there are: it only
records that a step is due, and the step finds out what is to be done.
"""

from datetime import datetime

from django.db.models import Max, QuerySet

from firstbell.foundation import acting
from firstbell.foundation.events import actions as events
from firstbell.foundation.events import queries as ledger
from firstbell.journey.delivery.actions import agreeing, shielding
from firstbell.journey.delivery.actions.nudging import OPEN, is_left_alone, people_here, plan_nudge
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions.waiting import stop_waiting
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.routing.facts import is_held
from firstbell.registry.agreements.actions.passing import look_at_terms
from firstbell.registry.people.models import Roll


@acting.as_system
def look_again(*, at: datetime) -> None:
    """Make due what may go on now, whatever it was that stopped it."""
    _holds_that_ended(at)
    _places_that_have_somebody_now(at)
    _children_whom_a_newer_roll_may_name(at)
    shielding.look_at_newcomers(at=at)
    look_at_terms(at=at)
    agreeing.go_on(at=at)


def _holds_that_ended(at: datetime) -> None:
    for waiting in _open(Waiting.Why.HOLD).select_related("child__incident"):
        if not is_held(waiting.child.incident, at=at):
            stop_waiting(waiting, by=None, at=at, outcome="the hold has ended")
            events.record("child.released", subject=waiting.child_id, at=at)


def _places_that_have_somebody_now(at: datetime) -> None:
    for waiting in _open(Waiting.Why.NO_RECIPIENT):
        open_ = list(
            Notification.objects.filter(
                child_id=waiting.child_id,
                state__in=[*OPEN, Notification.State.HELD],
                withdrawn_at=None,
            )
        )
        if not open_ and _somebody_was_told(waiting):
            stop_waiting(waiting, by=None, at=at, outcome="somebody was told")
        alone = [each for each in open_ if is_left_alone(each, at=at)]
        reachable = [each for each in alone if _can_be_hurried_now(each, at=at)]
        if open_ and len(reachable) == len(alone):
            stop_waiting(waiting, by=None, at=at, outcome="somebody is there now")
        for notification in reachable:
            bell = notification.due_at
            if notification.state == Notification.State.RAISED:
                events.record("notification.raised", subject=notification.id, at=at, bell_at=bell)
            else:
                events.record(
                    "notification.handed_on", subject=notification.id, at=at, bell_at=bell
                )


def _somebody_was_told(waiting: Waiting) -> bool:
    """Say whether a person has heard of the child after all, as by a telephone call."""
    told = [Notification.State.ACKNOWLEDGED, Notification.State.PHONED]
    return Notification.objects.filter(child_id=waiting.child_id, state__in=told).exists()


def _can_be_hurried_now(notification: Notification, *, at: datetime) -> bool:
    """Say whether there is somebody to hurry, and no step that will do so anyway."""
    for name in ("notification.raised", "notification.handed_on"):
        if ledger.has_unfinished(name, subject=notification.id):
            return False
    is_anybody_here = bool(people_here(notification, at=at))
    return is_anybody_here and plan_nudge(notification.id, at=at, anew="look") is not None


def _children_whom_a_newer_roll_may_name(at: datetime) -> None:
    """Link again what was decided before a roll in force came, unless a person has decided."""
    newest = Roll.objects.filter(state=Roll.State.CURRENT).aggregate(at=Max("loaded_at"))["at"]
    if newest is None:
        return
    unsettled = RecordedChild.objects.filter(
        waiting__why__in=[Waiting.Why.UNLINKED, Waiting.Why.REVIEW],
        waiting__closed_at=None,
        link__decided_by=None,
        link__decided_at__lt=newest,
    )
    for incident_id in set(unsettled.values_list("incident_id", flat=True)):
        if not ledger.has_unfinished("incident.rolls_changed", subject=incident_id):
            events.record("incident.rolls_changed", subject=incident_id, at=at)


def _open(why: Waiting.Why) -> QuerySet[Waiting]:
    """Return the open waits of one kind, locked; those that another worker looks at are left."""
    return Waiting.objects.filter(why=why, closed_at=None).select_for_update(
        skip_locked=True, of=("self",)
    )
