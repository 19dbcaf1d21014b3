"""Ask an admissions desk for a school place, and end that: what whoever looks after a family does.

Whose child it is and what may be said is asked at the door and by the form; it is asked here once
more, because what was sent cannot be taken back.
"""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import IntegrityError, transaction

from firstbell.core import admissions as rules
from firstbell.core import lifecycle
from firstbell.core.calendars import instant, local_day
from firstbell.core.escalation import after_quiet
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.admissions.kept import kept_of
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.intake.models import RecordedChild
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.models import Agency, Desk
from firstbell.registry.agencies.queries import calendars
from firstbell.registry.agencies.queries.rules import policy as policy_in_force

KIND = "admissions"

CLOSES = time(17)
"""Until when on its last day something can be answered in time."""

State = PlaceRequest.State


class CannotAsk(ValueError):
    """It would say what must not be said, or it was answered or ended otherwise meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What whoever asks fills in; the child's name and birth date are those of the record."""

    council: str
    year_group: str
    ehc_plan: str
    needs: str
    area: str
    contact_name: str
    contact_phone: str
    contact_email: str


@acting.as_system
def ask(
    child: RecordedChild, said: Said, *, service: Agency | None, by: User, at: datetime
) -> PlaceRequest:
    """Send a request for a child to the admissions desk of a council.

    While one of the child has not ended, another changes nothing.

    :raises CannotAsk: if a text or the contact says what the desk must not learn.
    """
    if there := open_of(child):
        return there
    kept = kept_of(child, receiving=said.council, at=at)
    texts = rules.found_in(said.needs, kept) + rules.found_in(said.area, kept)
    theirs = rules.is_the_familys(
        name=said.contact_name, phone=said.contact_phone, email=said.contact_email, kept=kept
    )
    if texts or theirs:
        raise CannotAsk("says what must not be said")
    request = _request(child, said, service=service, by=by, at=at)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        there = open_of(child)
        if there is None:
            raise
        return there
    _trail("admissions.asked", request, by=by, at=at, detail={"request": str(request.id)})
    due_at = after_quiet(at, policy_in_force())
    events.record("admissions.due", subject=request.id, at=at, due_at=due_at)
    return request


def open_of(child: RecordedChild) -> PlaceRequest | None:
    """Return the request for a child that has not ended, if there is one."""
    return PlaceRequest.objects.filter(child=child).exclude(state=State.ENDED).first()


def _request(
    child: RecordedChild, said: Said, *, service: Agency | None, by: User, at: datetime
) -> PlaceRequest:
    policy = policy_in_force()
    desk = desk_for(f"{said.council}:{KIND}")
    today = local_day(at)
    working = calendars.desk_calendar_of(desk, policy=policy)
    by_day = rules.nth_day(today, policy.admissions_acknowledged, counts=working.is_working_day)
    return PlaceRequest(
        incident_id=child.incident_id,
        child=child,
        desk=desk,
        service=service,
        given_names=child.given_names,
        surname=child.surname,
        born_on=child.born_on,
        year_group=said.year_group,
        ehc_plan=said.ehc_plan,
        needs=said.needs,
        area=said.area,
        contact_name=said.contact_name,
        contact_phone=said.contact_phone,
        contact_email=said.contact_email,
        asked_by=by,
        sent_at=at,
        acknowledge_by=instant(by_day, CLOSES),
        aim_at=after_school_days(policy.admissions_aim, desk=desk, at=at),
        decide_by=after_school_days(policy.admissions_longest, desk=desk, at=at),
    )


def after_school_days(count: int, *, desk: Desk, at: datetime) -> datetime:
    """Return the end of the `count`th school day of a desk's council after an instant."""
    school = calendars.council_of(desk.council_code)
    return instant(rules.nth_day(local_day(at), count, counts=school.is_school_day), CLOSES)


@acting.as_system
def end(request: PlaceRequest, *, why: str, by: User, at: datetime) -> None:
    """End a request: the child goes to school, or asks no more. The same again changes nothing.

    :raises CannotAsk: if it ended for another reason.
    """
    request = locked(request)
    if request.state == State.ENDED and request.ended_why == why:
        return
    if not lifecycle.can_move(lifecycle.PLACE_REQUEST, request.state, State.ENDED):
        raise CannotAsk("ended otherwise")
    end_now(request, why=why, by=by, at=at)


def end_now(request: PlaceRequest, *, why: str, by: User | None, at: datetime) -> None:
    """Write the end of a request that is locked."""
    request.state, request.ended_why = State.ENDED, why
    request.ended_by, request.ended_at = by, at
    request.save(update_fields=["state", "ended_why", "ended_by", "ended_at"])
    _trail("admissions.ended", request, by=by, at=at, detail={"why": why})


def locked(request: PlaceRequest) -> PlaceRequest:
    """Return a request as it stands, locked until the end of the transaction."""
    rows = PlaceRequest.objects.select_for_update(of=("self",)).select_related("desk", "school")
    return rows.get(id=request.id)


def _trail(
    action: str, request: PlaceRequest, *, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    # Neither the council nor the school stands in it.
    audit.record(
        action, subject_kind="child", subject_id=request.child_id, by=by, at=at, detail=detail
    )
