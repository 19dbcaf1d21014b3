"""What a person decides about a link: this one, none of these, ask the sender, or look again.

Each is kept as truth to learn from, with what was shown when it was decided.
"""

from datetime import datetime
from uuid import UUID

from firstbell.core import lifecycle
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.actions.waiting import stop_waiting_of, wait
from firstbell.journey.intake.models import Waiting
from firstbell.journey.linkage import queries
from firstbell.journey.linkage.actions.link import EVENTS
from firstbell.journey.linkage.models import Decision, Link
from firstbell.registry.people.models import Pupil


class AlreadyDecided(RuntimeError):
    """Somebody else has decided this child meanwhile; nothing was changed."""


class AlreadyAsked(RuntimeError):
    """The sender was asked something else and has not answered; nothing was changed."""


class NotACandidate(ValueError):
    """The pupil chosen was not among those shown."""


@acting.as_system
def decide_this_one(*, link: Link, pupil_id: UUID, by: User, at: datetime) -> None:
    """Say that the child is one of the candidates; the journey goes on at once.

    :raises AlreadyDecided: if the link is no longer under review.
    :raises NotACandidate: if the pupil was not shown.
    """
    link = _under_review(link)
    candidate = link.candidates.filter(pupil_id=pupil_id).first()
    if candidate is None:
        raise NotACandidate("choose one of the pupils shown")
    _decide(
        link,
        choice=Decision.Choice.THIS_ONE,
        state=Link.State.LINKED,
        pupil=candidate.pupil,
        by=by,
        at=at,
    )


@acting.as_system
def decide_none_of_these(*, link: Link, by: User, at: datetime) -> None:
    """Say that no pupil shown is the child; who is told is then for the hub to choose.

    :raises AlreadyDecided: if the link is no longer under review.
    """
    _decide(
        _under_review(link),
        choice=Decision.Choice.NONE_OF_THESE,
        state=Link.State.UNLINKED,
        pupil=None,
        by=by,
        at=at,
    )


@acting.as_system
def ask_the_sender(*, link: Link, question: str, by: User, at: datetime) -> None:
    """Ask the police what is missing. The review stays open, under the same clock.

    The same question again is a second click, and changes nothing.

    :raises AlreadyDecided: if the link is no longer under review.
    :raises AlreadyAsked: if another question waits for its answer.
    """
    link = _under_review(link)
    if asked := queries.open_question(link.child):
        if asked.detail.get("question") == question:
            return
        raise AlreadyAsked("the sender was asked already and has not answered yet")
    _keep(link, choice=Decision.Choice.ASK_THE_SENDER, pupil=None, by=by, at=at)
    wait(
        child=link.child,
        why=Waiting.Why.QUESTION,
        owner=Waiting.Owner.SENDER,
        due_at=queries.unrouted_bell(link.child, incident=link.child.incident),
        at=at,
        by=by,
        detail={"question": question},
    )


@acting.as_system
def reconsider(*, link: Link, pupil_id: UUID, by: User, at: datetime) -> None:
    """Say that the child is not this pupil after all: a person must look again.

    What rests on the link is for routing to take back. From here on only a person decides.

    :raises AlreadyDecided: if the link no longer says that the child is this pupil.
    """
    link = _locked(link)
    if link.state != Link.State.LINKED or link.pupil_id != pupil_id:
        raise AlreadyDecided("this child is no longer linked to this pupil")
    lifecycle.check_can_move(lifecycle.LINK, link.state, Link.State.REVIEW)
    _keep(link, choice=Decision.Choice.RECONSIDERED, pupil=link.pupil, by=by, at=at)
    link.state, link.pupil, link.decided_by, link.decided_at = Link.State.REVIEW, None, by, at
    link.save(update_fields=["state", "pupil", "decided_by", "decided_at"])
    wait(
        child=link.child,
        why=Waiting.Why.REVIEW,
        owner=Waiting.Owner.HUB,
        due_at=queries.unrouted_bell(link.child, incident=link.child.incident),
        at=at,
        by=by,
    )
    events.record(EVENTS[Link.State.REVIEW], subject=link.child_id, at=at)


def _locked(link: Link) -> Link:
    return (
        Link.objects.select_for_update(of=("self",))
        .select_related("child__incident")
        .get(id=link.id)
    )


def _under_review(link: Link) -> Link:
    locked = _locked(link)
    if locked.state != Link.State.REVIEW:
        raise AlreadyDecided("this child has been decided already")
    return locked


def _decide(
    link: Link, *, choice: str, state: Link.State, pupil: Pupil | None, by: User, at: datetime
) -> None:
    lifecycle.check_can_move(lifecycle.LINK, link.state, state)
    _keep(link, choice=choice, pupil=pupil, by=by, at=at)
    link.state, link.pupil, link.decided_by, link.decided_at = state, pupil, by, at
    link.save(update_fields=["state", "pupil", "decided_by", "decided_at"])
    for why in (Waiting.Why.REVIEW, Waiting.Why.QUESTION):
        stop_waiting_of(link.child, why=why, by=by, at=at, outcome=choice)
    events.record(EVENTS[state], subject=link.child_id, at=at)


def _keep(link: Link, *, choice: str, pupil: Pupil | None, by: User, at: datetime) -> None:
    Decision.objects.create(
        link=link, choice=choice, pupil=pupil, by=by, at=at, shown=queries.shown(link)
    )
    audit.record(f"review.{choice}", subject_kind="child", subject_id=link.child_id, by=by, at=at)
