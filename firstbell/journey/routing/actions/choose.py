"""What a person decides where the rules stop: choose a recipient, or let a held child go on."""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.actions.waiting import stop_waiting_of
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.routing.facts import reason_at, tells_health
from firstbell.journey.routing.models import Route
from firstbell.journey.routing.shares import share_of
from firstbell.registry.agencies.models import Desk, Establishment

BEFORE_ANYONE = (Waiting.Why.HOLD, Waiting.Why.VICTIM, Waiting.Why.CAUSING_HARM)
"""What a person must look at before anybody is told about the child."""

FOR_WANT_OF_A_RECIPIENT = (
    Waiting.Why.UNLINKED,
    Waiting.Why.NOT_OURS,
    Waiting.Why.NO_RECIPIENT,
    Waiting.Why.OUT_OF_AREA,
    Waiting.Why.NO_AGREEMENT,
    Waiting.Why.RECALLED,
)
"""What a named person ends by choosing whom to tell."""

RELEASED = "released"
"""Outcome of a wait that a person looked at and let go on."""


class CannotChoose(ValueError):
    """The recipient cannot be told about this child; the message says why."""


@acting.as_system
def choose_establishment(
    *, child: RecordedChild, establishment: Establishment, by: User, at: datetime
) -> Route:
    """Ask an establishment "on your roll?": the school as told, chosen by a named person.

    A nursery or childminder is told under an agreement alone, whoever chose it.

    :raises CannotChoose: if it is closed, or has already said that the child is not its pupil.
    """
    if not establishment.is_open:
        raise CannotChoose("this establishment is closed; choose its successor")
    reason = Route.Reason(reason_at(establishment))
    return _choose(child, reason=reason, by=by, at=at, establishment=establishment)


@acting.as_system
def choose_desk(
    *, child: RecordedChild, desk: Desk, reason: Route.Reason, by: User, at: datetime
) -> Route:
    """Tell a desk about a child without a school: home educated, missing education, early years.

    :raises CannotChoose: if the desk has already said that the child is not its own.
    """
    return _choose(child, reason=reason, by=by, at=at, desk=desk)


@acting.as_system
def tell_practice(*, child: RecordedChild, practice: Desk, by: User, at: datetime) -> Route:
    """Tell the practice that the family goes to of a case of high risk, beside everybody else.

    It ends no wait: a practice is not where the child is looked for in the morning.

    :raises CannotChoose: if the rule does not tell health of this case, if it may be shared by
        agreement alone and none is in force, or if they have said that the child is not theirs.
    """
    if not tells_health(child.incident):
        raise CannotChoose("the rules do not tell health of this case")
    reason = Route.Reason.HIGH_RISK
    if not share_of(reason=reason, sender=child.incident.source, at=at, desk=practice).may_go:
        raise CannotChoose("no agreement with this practice is in force")
    return _tell(child, reason=reason, by=by, at=at, desk=practice)


def _choose(
    child: RecordedChild,
    *,
    reason: Route.Reason,
    by: User,
    at: datetime,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
) -> Route:
    route = _tell(child, reason=reason, by=by, at=at, establishment=establishment, desk=desk)
    for why in FOR_WANT_OF_A_RECIPIENT:
        stop_waiting_of(child, why=why, by=by, at=at, outcome="chosen")
    return route


def _tell(
    child: RecordedChild,
    *,
    reason: Route.Reason,
    by: User,
    at: datetime,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
) -> Route:
    share = share_of(
        reason=reason,
        sender=child.incident.source,
        at=at,
        establishment=establishment,
        desk=desk,
    )
    route, is_new = Route.objects.get_or_create(
        child=child,
        establishment=establishment,
        desk=desk,
        defaults={
            "reason": reason,
            "routed_at": at,
            "chosen_by": by,
            **share.as_columns(),
        },
    )
    if route.closed_at is not None:
        raise CannotChoose("they have already answered that this is not their pupil")
    if is_new:
        audit.record(
            "recipient.chosen",
            subject_kind="child",
            subject_id=child.id,
            by=by,
            at=at,
            detail={
                "reason": str(reason),
                "recipient": str(desk or (establishment and establishment.urn)),
                **share.as_detail(),
            },
        )
        events.record("child.routed", subject=route.id, at=at)
    return route


@acting.as_system
def release_child(*, child: RecordedChild, why: str, by: User, at: datetime) -> None:
    """Let a child go on whom a person had to look at first; nobody is told until all is settled.

    A second click changes nothing.
    """
    if not stop_waiting_of(child, why=why, by=by, at=at, outcome=RELEASED):
        return
    events.record("child.released", subject=child.id, at=at)


@acting.as_system
def close_for_a_reason(
    *, child: RecordedChild, why: str, outcome: str, by: User, at: datetime
) -> None:
    """End a wait with a person's word that nobody needs to be told, kept as the outcome.

    A second click changes nothing: the first outcome stands.
    """
    if not stop_waiting_of(child, why=why, by=by, at=at, outcome=outcome):
        return
    audit.record(
        "child.settled",
        subject_kind="child",
        subject_id=child.id,
        by=by,
        at=at,
        detail={"why": why},
    )
