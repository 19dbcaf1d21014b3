"""The morning board as a page shows it: every open child by minutes left, in plain values.

Works on the account's rows and reads nothing itself. A child stands in exactly one group, so
that the groups add up to the account; being late and having to be rung are said beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.rota import Work, bell_that_counts, work_of
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.linkage.models import Link
from firstbell.journey.reconciliation.alarms.open_ones import Shown
from firstbell.journey.reconciliation.queries import OPEN, ChildAccount, Class
from firstbell.registry.circles.queries.guards import Stub

State = Notification.State

UNANSWERED = (State.RAISED, State.SENT, State.OPENED)
"""States in which a recipient was told and has not answered."""

SAID = (State.PHONED, State.NOT_OURS, State.RECALLED, State.HANDED_OVER)
"""States that no column of the board shows, so that they are said in words."""

STUCK = timedelta(minutes=5)
"""A child that is on its way for so long goes nowhere by itself."""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Somebody of a seal's circle who is needed now: all that is said of what is sealed."""

    name: str
    phone: str


class Group(StrEnum):
    """Where a child stands on the board; exactly one of these."""

    LOST = "lost"
    HUB = "hub"
    SENDER = "sender"
    UNOPENED = "unopened"
    OPENED = "opened"
    ON_ITS_WAY = "on-its-way"
    DONE = "done"


GROUPS: Mapping[Group, Promise] = {
    Group.LOST: gettext_lazy("Lost: nobody has this child"),
    Group.HUB: gettext_lazy("Needs the hub now"),
    Group.UNOPENED: gettext_lazy("Told, not yet opened"),
    Group.OPENED: gettext_lazy("Opened, not acknowledged"),
    Group.SENDER: gettext_lazy("Waits for the police"),
    Group.ON_ITS_WAY: gettext_lazy("On its way"),
    Group.DONE: gettext_lazy("Done today"),
}
"""Each group in words, in the order of the page."""

ENDINGS: Mapping[Class, Promise] = {
    Class.ANSWERED: gettext_lazy("Done: somebody there knows"),
    Class.HANDED_OVER: gettext_lazy("Done: another area has accepted"),
    Class.SETTLED: gettext_lazy("Settled by a person, nobody to tell"),
    Class.WITHDRAWN: gettext_lazy("Withdrawn by the police"),
}

OWNERS: Mapping[str, Promise] = {
    "key-adult": gettext_lazy("The school"),
    "desk": gettext_lazy("The desk"),
    "hub": gettext_lazy("The hub"),
    "sender": gettext_lazy("The police"),
    "none": gettext_lazy("Nobody: nothing is left to do"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One recipient of a child: told, e-mailed, opened and acknowledged stay apart."""

    place: str
    place_id: UUID
    state: str
    ending: str
    is_told: bool
    raised: str
    sent: str
    opened: str
    opened_by: str
    acknowledged: str
    acknowledged_by: str
    due_at: datetime
    ring_now: bool
    ring_from: str
    call: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One child on the board."""

    child_id: UUID
    review_id: UUID | None
    name: str
    born: str
    reference: str
    group: Group
    group_words: str
    owner: str
    waits: tuple[str, ...]
    told: tuple[Told, ...]
    due_at: datetime | None
    is_late: bool
    ring_now: bool


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many children are behind one link of the board."""

    key: str
    words: Promise
    number: int
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Board:
    """The whole board: the rows chosen, and the counts of all of them."""

    rows: tuple[Row, ...]
    show: str
    heading: Promise
    groups: tuple[Count, ...]
    late: Count
    ring: Count
    open: Count
    done_before: int
    total: int
    # What fewer may read: the restricted open children as stubs, and whom a seal needs now.
    stubs: tuple[Stub, ...]
    needed: tuple[Needed, ...]
    empty: int
    alarms: tuple[Shown, ...]
    # What the calls are that are due now: one for each place, by its bell.
    work: Work
    unanswered: int
    # Questions about children whom police may not have recorded.
    unrecorded: int


OPEN_ONES, LATE, RING = "open", "late", "ring"
VIEWS: Mapping[str, Promise] = {
    OPEN_ONES: gettext_lazy("Every open child"),
    LATE: gettext_lazy("After the bell, not answered"),
    RING: gettext_lazy("Ring them now"),
    **{group.value: words for group, words in GROUPS.items()},
}
"""What a person can choose to see."""


def board_of(
    accounts: Iterable[ChildAccount],
    *,
    calls: Mapping[UUID, Sequence[Call]],
    done_before: int,
    show: str,
    at: datetime,
    stubs: Sequence[Stub] = (),
    needed: Sequence[Needed] = (),
    empty: int = 0,
    alarms: Sequence[Shown] = (),
    call_takes: timedelta,
    unanswered: int = 0,
    unrecorded: int = 0,
) -> Board:
    """Return the board of these children; one that is unknown as a view shows all open ones."""
    rows = sorted((row_of(account, calls=calls, at=at) for account in accounts), key=_order)
    show = show if show in VIEWS else OPEN_ONES
    sizes = {key: sum(_is_in(row, key) for row in rows) for key in VIEWS}

    def count(key: str) -> Count:
        return Count(key=key, words=VIEWS[key], number=sizes[key], is_current=key == show)

    return Board(
        rows=tuple(row for row in rows if _is_in(row, show)),
        show=show,
        heading=VIEWS[show],
        groups=tuple(count(group) for group in GROUPS if group != Group.LOST or sizes[group]),
        late=count(LATE),
        ring=count(RING),
        open=count(OPEN_ONES),
        done_before=done_before,
        total=len(rows) + len(stubs) + done_before,
        stubs=tuple(sorted(stubs, key=lambda stub: (stub.due_at or at, str(stub.key)))),
        needed=tuple(needed),
        empty=empty,
        alarms=tuple(alarms),
        work=work_of(_bells_to_ring_for(rows, at=at), at=at, takes=call_takes),
        unanswered=unanswered,
        unrecorded=unrecorded,
    )


def _bells_to_ring_for(rows: Iterable[Row], *, at: datetime) -> list[datetime]:
    """Return the bell that counts of each place that is to be rung now."""
    bells: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for row in rows:
        for told in row.told:
            if told.ring_now:
                bells[told.place_id].append(told.due_at)
    return [bell_that_counts(each, at=at) for each in bells.values()]


def _is_in(row: Row, view: str) -> bool:
    if view == OPEN_ONES:
        return row.group != Group.DONE
    if view == LATE:
        return row.is_late
    if view == RING:
        return row.ring_now
    return row.group == view


def _order(row: Row) -> tuple[bool, bool, float, str, str, str]:
    due = row.due_at.timestamp() if row.due_at else 0
    return (
        row.group != Group.LOST,
        row.due_at is None,
        due,
        row.reference,
        row.name,
        str(row.child_id),
    )


def row_of(account: ChildAccount, *, calls: Mapping[UUID, Sequence[Call]], at: datetime) -> Row:
    """Return one child of the account as the board shows it."""
    child, group = account.child, _group(account)
    told = tuple(_told(each, calls=calls, at=at) for each in account.notifications)
    due_at = due_at_of(account, at=at) if group != Group.DONE else None
    link: Link | None = getattr(child, "link", None)
    is_open = account.class_ in OPEN
    return Row(
        child_id=child.id,
        review_id=link.id if link and link.state == Link.State.REVIEW and is_open else None,
        name=" ".join(filter(None, [child.given_names, child.surname])) or _("Name not recorded"),
        born=_born(child.born_on),
        reference=child.incident.reference,
        group=group,
        group_words=str(ENDINGS.get(account.class_, GROUPS[group])),
        owner=str(OWNERS[account.owner]),
        waits=tuple(str(wait.get_why_display()) for wait in account.waits),
        told=told,
        due_at=due_at,
        is_late=due_at is not None and due_at < at,
        ring_now=any(each.ring_now for each in told),
    )


def _born(born_on: date | None) -> str:
    if born_on is None:
        return _("birth date not recorded")
    return _("born %(day)s") % {"day": date_format(born_on, "j M Y")}


def _group(account: ChildAccount) -> Group:
    if account.class_ == Class.LOST:
        return Group.LOST
    if account.class_ == Class.ON_ITS_WAY:
        return Group.ON_ITS_WAY
    if account.class_ == Class.WITH_A_PERSON:
        return Group.SENDER if account.owner == "sender" else Group.HUB
    if account.class_ == Class.WITH_A_RECIPIENT:
        unread = any(
            each.closed_at is None and not each.opened_at for each in account.notifications
        )
        return Group.UNOPENED if unread else Group.OPENED
    return Group.DONE


def due_at_of(account: ChildAccount, *, at: datetime) -> datetime | None:
    """Return by when the next thing must have happened for this child."""
    dues = [each.due_at for each in account.notifications if each.closed_at is None]
    dues += [wait.due_at for wait in account.waits]
    if dues:
        return min(dues)
    received_at = account.child.incident.first_received_at
    return received_at if at - received_at > STUCK else None


def _told(
    notification: Notification, *, calls: Mapping[UUID, Sequence[Call]], at: datetime
) -> Told:
    place_id = notification.establishment_id or notification.desk_id
    if place_id is None:  # the database has a constraint against it
        raise ValueError("a notification goes to an establishment or a desk")
    sent = when(notification.sent_at, at=at)
    is_unanswered = notification.closed_at is None and notification.state in UNANSWERED
    return Told(
        place=place_words(notification),
        place_id=place_id,
        state=str(notification.get_state_display()),
        ending=str(notification.get_state_display()) if notification.state in SAID else "",
        is_told=notification.state != State.HELD,
        raised=_("%(time)s in the inbox") % {"time": when(notification.raised_at, at=at)},
        sent=_("%(time)s e-mail sent") % {"time": sent} if sent else "",
        opened=when(notification.opened_at, at=at),
        opened_by=notification.opened_by.name if notification.opened_by else "",
        acknowledged=when(notification.acknowledged_at, at=at),
        acknowledged_by=notification.acknowledged_by.name if notification.acknowledged_by else "",
        due_at=notification.due_at,
        ring_now=is_unanswered and notification.ring_at <= at,
        ring_from=when(notification.ring_at, at=at) if is_unanswered else "",
        call=call_words(calls.get(place_id, ()), at=at) if is_unanswered else "",
    )


def place_words(place: Notification | Call) -> str:
    """Return what a person calls a school or a desk."""
    return str(place.establishment or place.desk)


def call_words(calls: Sequence[Call], *, at: datetime) -> str:
    """Say who is ringing a place now, or how the last call of today went; nothing if none was."""
    if not calls:
        return ""
    last = calls[-1]
    if last.ended_at is not None:
        return _("Rung at %(time)s: %(outcome)s") % {
            "time": when(last.ended_at, at=at),
            "outcome": last.get_outcome_display(),
        }
    if last.claim_ends_at > at:
        return _("%(name)s is ringing them since %(time)s") % {
            "name": last.claimed_by.name,
            "time": when(last.claimed_at, at=at),
        }
    return _("A call begun at %(time)s was never ended") % {"time": when(last.claimed_at, at=at)}


def when(instant: datetime | None, *, at: datetime) -> str:
    """Return an instant as a clock says it, with the day where it is not today's."""
    if instant is None:
        return ""
    local = localtime(instant)
    if local.date() == localtime(at).date():
        return f"{local:%H:%M}"
    return date_format(local, "D j M, H:i")
