"""The admissions desk says that it has a request, and answers with a place or with a reason.

Where nobody at the desk answers, a hub worker rings and enters what they heard. The ledger reminds
whoever has the next move, and once a place is found it looks whether a roll holds the child.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from firstbell.core import admissions as rules
from firstbell.core import lifecycle
from firstbell.core.calendars import instant, local_day
from firstbell.core.escalation import after_quiet
from firstbell.core.linkage import forename_key, surname_key
from firstbell.core.policy import Policy
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.admissions.actions.asking import (
    CLOSES,
    after_school_days,
    end_now,
    locked,
)
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.intake.adults import own_incidents
from firstbell.journey.linkage.models import Link
from firstbell.registry.agencies.models import Establishment, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.rules import policy as policy_in_force
from firstbell.registry.circles.queries.guards import guarded
from firstbell.registry.people.models import Registration, Roll

State = PlaceRequest.State
HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)


class CannotAnswer(RuntimeError):
    """It was ended, or answered otherwise, meanwhile."""


@acting.as_system
def acknowledge(request: PlaceRequest, *, handled: str, note: str, by: User, at: datetime) -> None:
    """Say that the desk has the request, and how it handles it. Said again, nothing changes.

    By the fair access protocol the time begins anew, on this day.

    :raises CannotAnswer: if it was answered or ended.
    """
    request = locked(request)
    if request.state == State.ACKNOWLEDGED:
        return
    _move(request, State.ACKNOWLEDGED)
    request.handled, request.note = handled, note
    request.acknowledged_by, request.acknowledged_at = by, at
    if handled == PlaceRequest.Handled.FAIR_ACCESS:
        count = policy_in_force().admissions_fair_access
        request.decide_by = after_school_days(count, desk=request.desk, at=at)
    request.save()
    _trail("admissions.acknowledged", request, by=by, at=at, detail={"handled": handled})


@acting.as_system
def place(
    request: PlaceRequest,
    *,
    school: Establishment,
    starts_on: date,
    note: str,
    by: User,
    at: datetime,
) -> None:
    """Say at which school the child has a place, and from when; said anew it is corrected.

    :raises CannotAnswer: if the request has ended.
    """
    request = locked(request)
    if request.state == State.PLACED and (request.school, request.starts_on) == (school, starts_on):
        return
    _move(request, State.PLACED)
    request.school, request.starts_on, request.refusal = school, starts_on, ""
    _answered(request, note=note, by=by, at=at)
    _trail("admissions.placed", request, by=by, at=at, detail={})


@acting.as_system
def refuse(request: PlaceRequest, *, refusal: str, note: str, by: User, at: datetime) -> None:
    """Say why there is no place. The same again changes nothing.

    :raises CannotAnswer: if the request has ended, or was refused for another reason.
    """
    request = locked(request)
    if request.state == State.REFUSED and request.refusal == refusal:
        return
    _move(request, State.REFUSED)
    request.refusal, request.school, request.starts_on = refusal, None, None
    _answered(request, note=note, by=by, at=at)
    _trail("admissions.refused", request, by=by, at=at, detail={"refusal": refusal})


def _move(request: PlaceRequest, to: str) -> None:
    if not lifecycle.can_move(lifecycle.PLACE_REQUEST, request.state, to):
        raise CannotAnswer(request.state)
    request.state = to


def _answered(request: PlaceRequest, *, note: str, by: User, at: datetime) -> None:
    request.answered_by, request.answered_at, request.note = by, at, note
    request.save()
    due_at = after_quiet(at, policy_in_force())
    events.record("admissions.answered", subject=request.id, at=at, due_at=due_at)


def times_of(request: PlaceRequest, policy: Policy) -> rules.Times:
    """Return by when what has to happen."""
    starts_on = request.starts_on
    return rules.Times(
        acknowledge_by=request.acknowledge_by,
        aim_at=request.aim_at,
        decide_by=request.decide_by,
        look_at=instant(starts_on + policy.admissions_started, CLOSES) if starts_on else None,
    )


def whom_to_tell(request_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is told that a request waits for somebody; nobody where nothing is due."""
    request = PlaceRequest.objects.select_related("desk", "asked_by").get(id=request_id)
    times = times_of(request, policy_in_force())
    hears = rules.who_hears(request.state, times, at=at, told_times=request.told_times)
    if not hears or is_on_roll(request, at=at):
        return ()
    found: list[User] = []
    if "desk" in hears:
        officers = [each.user for each in people.who_belongs_to(desk=request.desk, at=at)]
        found += officers
        if not officers:
            hears |= {"managers"}
    if "managers" in hears:
        found += _of_the_hub(request, Role.HUB_MANAGER, at=at)
    if "asker" in hears:
        found += _asking(request, at=at)
    return _without_the_near(found, request)


def who_asked(request_id: UUID, *, at: datetime) -> Sequence[User]:
    """Return who is told that a request was answered."""
    request = PlaceRequest.objects.select_related("desk", "asked_by").get(id=request_id)
    if rules.owner(request.state) != "asker":
        return ()
    return _without_the_near(_asking(request, at=at), request)


def _asking(request: PlaceRequest, *, at: datetime) -> list[User]:
    """Return whoever asked, or those who carry on for them where they work there no longer."""
    if request.service_id:
        held = people.holding(at).filter(role=Role.ADVOCATE, agency=request.service_id)
        of_it = [each.user for each in held if each.user.is_active]
    else:
        of_it = _of_the_hub(request, *HUB, at=at)
    mine = [user for user in of_it if user.id == request.asked_by_id]
    if mine or request.service_id:
        return mine or of_it
    return _of_the_hub(request, Role.HUB_MANAGER, at=at) or of_it


def _of_the_hub(request: PlaceRequest, *roles: Role, at: datetime) -> list[User]:
    """Return people of the hub; of a guarded record those of its circle alone, whatever role."""
    if guard := guarded().get(request.incident_id):
        return people.who_holds(*HUB, at=at, among=guard.circle)
    return people.who_holds(*roles, at=at)


def _without_the_near(users: Iterable[User], request: PlaceRequest) -> list[User]:
    once = {each.id: each for each in users}.values()
    return [user for user in once if request.incident_id not in own_incidents(user)]


@acting.as_system
def record_told(request_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that somebody was told, and look again later; a roll that has the child ends it."""
    request = locked(PlaceRequest(id=request_id))
    if request.state == State.ENDED:
        return
    if is_on_roll(request, at=at):
        end_now(request, why=PlaceRequest.Ending.ON_ROLL, by=None, at=at)
        return
    policy = policy_in_force()
    if people:
        request.told_times += 1
        request.save(update_fields=["told_times"])
        detail: dict[str, object] = {"people": len(people), "times": request.told_times}
        _trail("admissions.told", request, by=None, at=at, detail=detail)
    again = rules.next_look(
        request.state, times_of(request, policy), at=at, chased=policy.admissions_chased
    )
    events.record("admissions.due", subject=request.id, at=at, due_at=after_quiet(again, policy))


@acting.as_system
def record_answer_told(request_id: UUID, *, people: Sequence[User], at: datetime) -> None:
    """Write that whoever asked was told of the answer."""
    request = locked(PlaceRequest(id=request_id))
    detail: dict[str, object] = {"people": len(people), "times": request.told_times}
    _trail("admissions.told", request, by=None, at=at, detail=detail)


def is_on_roll(request: PlaceRequest, *, at: datetime) -> bool:
    """Say whether the roll in force of the school with the place holds the child.

    From then on the school is a recipient like any other, by the ordinary link.
    """
    if request.state != State.PLACED:
        return False
    pupils = Link.objects.filter(child=request.child_id).exclude(pupil=None)
    is_child = Q(pupil__in=pupils.values("pupil"))
    if request.born_on and request.surname:
        is_child |= Q(
            born_on=request.born_on,
            folded_forename=forename_key(request.given_names),
            folded_surname=surname_key(request.surname),
        )
    rows = Registration.objects.filter(
        Q(left_on=None) | Q(left_on__gte=local_day(at)),
        is_child,
        roll__establishment=request.school_id,
        roll__state=Roll.State.CURRENT,
    )
    return rows.exists()


def _trail(
    action: str, request: PlaceRequest, *, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    audit.record(
        action, subject_kind="child", subject_id=request.child_id, by=by, at=at, detail=detail
    )
