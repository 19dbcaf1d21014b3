"""What a frozen copy would do once it goes on, and the thaw: mark what went, then let go.

In one transaction: a copy never goes on with half of it marked.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localtime

from firstbell import flow
from firstbell.foundation import acting, apart
from firstbell.foundation.accounts.models import User
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.queries import Due, unfinished
from firstbell.foundation.freezing import Frozen
from firstbell.foundation.freezing import actions as freezing_actions
from firstbell.journey.delivery.actions import escalating, nudging, posting, texting
from firstbell.journey.delivery.channels import email
from firstbell.oversight.records.actions.erasing_again import came_back, erase_again

TEXT, POST = "text.due", "post.due"


ABOUT = {TEXT: texting.about, POST: posting.about}
"""Messages that are rows of their own: the notification that each is about."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message that would be sent: to where, and whether it is known to have gone."""

    due: Due
    to: str
    has_gone: bool


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """All that would happen at the thaw."""

    messages: tuple[Message, ...]
    steps: Counter[str]
    erased: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Done:
    """What the thaw did."""

    marked: int
    left: int
    erased: int


@acting.as_system
def look(folders: Sequence[Path], *, at: datetime) -> Waiting:
    """Return what would be sent, what else would be done, and what has to go again."""
    sent = frozenset[str]().union(*map(apart.sent_in, folders))
    erased = [each for folder in folders for each in apart.erased_in(folder)]
    rows = list(unfinished(at=at))
    return Waiting(
        messages=tuple(_message(each, sent, at=at) for each in rows if _sends(each.name)),
        steps=Counter(each.name for each in rows if not _sends(each.name)),
        erased=tuple(came_back(dict.fromkeys(erased))),
    )


def _message(due: Due, sent: Collection[str], *, at: datetime) -> Message:
    about = ABOUT[due.name](due.subject) if due.name in ABOUT else due.subject
    to, ids = nudging.addressed(about), _message_ids(due, at=at)
    return Message(due=due, to=to, has_gone=bool(ids) and ids <= set(sent))


def lines(frozen: Frozen, waiting: Waiting) -> Iterator[str]:
    """Yield what a person reads before they decide. Names places, never a child."""
    as_of = f", as of {_when(frozen.as_of)}" if frozen.as_of else ""
    yield f"Frozen since {_when(frozen.frozen_at)}: {frozen.why_in_words}{as_of}."
    yield f"Messages that would be sent: {len(waiting.messages)}"
    for number, each in enumerate(waiting.messages, start=1):
        gone = "  (gone, by FIRSTBELL_APART)" if each.has_gone else ""
        yield f"  {number}  due {_when(each.due.due_at)}  {each.due.name}  {each.to}{gone}"
    steps = ", ".join(f"{name} {number}" for name, number in sorted(waiting.steps.items()))
    yield f"Steps inside: {steps or 'none'}"
    yield f"Erased since the backup, to be erased again: {len(waiting.erased)}"
    yield "Not in this copy, and to be asked for before it goes on:"
    yield from (f"  - {each}" for each in TO_ASK)


TO_ASK = (
    "records restricted or sealed, and ways marked as not safe, since then: do it again first",
    "people who left or were disabled, and roles that ended",
    "answers of schools and calls of the hub: from the paper of that time, as paper",
    "feeds: let each force send its last 72 hours again; what is known changes nothing",
    "records erased where FIRSTBELL_APART was lost: from the requests themselves",
)
"""What a backup cannot know of."""


def _when(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"


@acting.as_system
def thaw(waiting: Waiting, *, gone: Collection[int], people: Sequence[User], at: datetime) -> Done:
    """Mark what went, erase again what came back, and let the copy go on.

    `people` are those who said so, two unless there are not two.
    """
    marked = 0
    for number, each in enumerate(waiting.messages, start=1):
        if each.has_gone or number in gone:
            _mark_as_gone(each.due.id, at=at)
            marked += 1
    erased = sum(erase_again(waiting.erased, at=at).values())
    left = len(waiting.messages) - marked
    who = [str(each.id) for each in people]
    freezing_actions.end(
        at=at,
        by=next(iter(people), None),
        detail={"marked": marked, "left": left, "erased": erased, "people": who},
    )
    return Done(marked=marked, left=left, erased=erased)


def _sends(name: str) -> bool:
    """Say whether the step of an event reaches outside the machine."""
    return name in flow.HURRY or name in flow.TO_TELL or name in (flow.TO_SEND, TEXT, POST)


def _message_ids(due: Due, *, at: datetime) -> frozenset[str]:
    """Return the ids of the messages that the step of a due row would send now."""
    if due.name in flow.HURRY:
        anew = "" if due.name == flow.RAISED else f"{due.id}"
        nudge = nudging.plan_nudge(due.subject, at=at, anew=anew)
        return frozenset([nudge.message_id]) if nudge else frozenset()
    if due.name in flow.TO_TELL:
        whom, _told = flow.TO_TELL[due.name]
        return frozenset(f"told-{due.id}-{each.id}" for each in whom(due.subject, at=at))
    if due.name == TEXT:
        return frozenset([texting.reference_of(due.subject)])
    if due.name == POST:
        return frozenset([f"post-{due.subject}"])
    return frozenset([f"link-{due.id}"])


def _mark_as_gone(event_id: int, *, at: datetime) -> None:
    """Mark the step of one row as done whose message went before a backup was restored."""
    with transaction.atomic():
        taken = events.take(event_id)
        if taken is None:
            return
        if taken.name in flow.HURRY:
            anew = "" if taken.name == flow.RAISED else f"{taken.id}"
            if nudge := nudging.plan_nudge(taken.subject, at=at, anew=anew):
                nudging.record_accepted(nudge, email.BEFORE, fence=taken.fence, at=at)
            if taken.name == flow.UNANSWERED:
                escalating.go_on(taken.subject, at=at)
        elif taken.name == TEXT:
            texting.record_dropped(taken.subject, at=at)
        elif taken.name == POST:
            posting.record_dropped(taken.subject, at=at)
        elif taken.name in flow.TO_TELL:
            whom, told = flow.TO_TELL[taken.name]
            told(taken.subject, people=list(whom(taken.subject, at=at)), at=at)
        events.mark_done(taken, at=at)
