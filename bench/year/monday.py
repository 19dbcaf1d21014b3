"""A Monday on which mail and worker fail: in which order things go, and what is said when.

The weekend's file comes while the mail server is down, what follows while no worker is there
either; at nineteen minutes to nine both are back. Some bells have rung by then, others have not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core import mail

from bench.year.play import send, turn_mail
from firstbell.cli.demo import journey
from firstbell.cli.rehearse import city
from firstbell.cli.rehearse.day import Day
from firstbell.core.calendars import instant
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Attempt, Notification
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.reconciliation.access import hub
from firstbell.sample import Borough, write

BEGINS, FIRST_AT, SECOND_AT = time(5, 30), time(6), time(8)
STOPS_AT, BACK_AT, ENDS = time(7, 30), time(8, 41), time(9, 30)
LOOKED_AT = (time(7), time(8, 5), time(8, 42), time(8, 50))
"""When somebody of the hub looks at the board and at the calls."""

SAID_AS_PAST = "That time has passed"
SAID_AS_NEW = "Something is waiting for you in Firstbell"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter about one recipient, as it was handed over."""

    at: datetime
    message_id: str
    subject: str
    body: str


@dataclass
class Monday:
    """What went out, and what is out of order or said wrongly."""

    wrong: list[str] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    before_the_bell: int = 0
    after_the_bell: int = 0
    in_the_burst: int = 0
    rows_of_boards: int = 0
    rows_of_calls: int = 0
    first_told_then: int = 0
    longest_wait: timedelta = timedelta()

    def figures(self) -> Mapping[str, Any]:
        """Return what was counted."""
        return {
            "letters": len(self.letters),
            "letters before their bell": self.before_the_bell,
            "letters after their bell, all said as late": self.after_the_bell,
            "letters in the first instant after": self.in_the_burst,
            "lines of boards and of calls looked at": (self.rows_of_boards, self.rows_of_calls),
            "first told once mail was back, before their bell": self.first_told_then,
            "longest they waited after it was back, in seconds": self.longest_wait.total_seconds(),
        }


def play(borough: Borough, *, folder: Path) -> Monday:
    """Play the morning and return what was seen."""
    monday, found = borough.monday, Monday()
    write(borough, folder)
    journey.load(folder, borough)
    mail.outbox = []
    day = Day(instant(monday, BEGINS), checks_every=timedelta(minutes=30))
    worker = city.let_in_the_hub(at=day.now())[0]
    day.after_work = partial(_collect, day, found)
    day.plan(day.now(), partial(turn_mail, is_down=True))
    for clock, document in zip((FIRST_AT, SECOND_AT), _halves(borough), strict=True):
        day.plan(instant(monday, clock), partial(send, day, document))
    day.plan(instant(monday, STOPS_AT), partial(_stop_work, day, is_working=False))
    day.plan(instant(monday, BACK_AT), partial(turn_mail, is_down=False))
    day.plan(instant(monday, BACK_AT), partial(_stop_work, day, is_working=True))
    for clock in LOOKED_AT:
        day.plan(instant(monday, clock), partial(_look, day, found, worker))
    day.live(until=instant(monday, ENDS))
    _judge(found, back_at=instant(monday, BACK_AT))
    return found


def _halves(borough: Borough) -> Iterable[Mapping[str, Any]]:
    """Yield two files, each with every other incident."""
    feed = borough.feeds["feed.json"]
    for half in range(2):
        head = {**feed["feed"], "reference": f"{feed['feed']['reference']}-{half}"}
        yield {"feed": head, "incidents": feed["incidents"][half::2]}


def _stop_work(day: Day, *, is_working: bool) -> None:
    day.is_working = is_working


def _collect(day: Day, found: Monday) -> None:
    for message in mail.outbox:
        name = message.extra_headers["Message-ID"].strip("<>").partition("@")[0]
        found.letters.append(
            Letter(
                at=day.now(),
                message_id=name,
                subject=str(message.subject),
                body=" ".join(str(message.body).split()),
            )
        )
    mail.outbox.clear()


def _look(day: Day, found: Monday, worker: User) -> None:
    """See that the board and the calls stand in the order of their bells."""
    at = day.now()
    with acting.for_person(worker.id, at=at, stands_back_from=lambda: stands_back_from(worker)):
        board = hub.morning_board(worker, show="open", at=at)
        calls = hub.places_to_ring(worker, at=at)
    bells = [row.due_at for row in board.rows if row.due_at]
    rung = [(not each.is_due, each.due_at <= at, each.due_at) for each in calls]
    found.rows_of_boards += len(bells)
    found.rows_of_calls += len(rung)
    if bells != sorted(bells):
        found.wrong.append(f"the board at {at}")
    if rung != sorted(rung):
        found.wrong.append(f"the calls at {at}")


def _judge(found: Monday, *, back_at: datetime) -> None:
    """Hold every letter against the bell of whom it is about."""
    bells = dict(
        Attempt.objects.filter(outcome=Attempt.Outcome.ACCEPTED).values_list(
            "message_id", "notification__due_at"
        )
    )
    before: tuple[datetime, bool, datetime] | None = None
    for letter in (each for each in found.letters if each.message_id in bells):
        bell = bells[letter.message_id]
        is_past = bell <= letter.at
        here = letter.at, is_past, bell
        if before is not None and here < before:
            found.wrong.append(f"the mail at {letter.at}: {bell} after {before[2]}")
        before = here
        if is_past != (SAID_AS_PAST in letter.body) or (is_past and letter.subject == SAID_AS_NEW):
            found.wrong.append(f"at {letter.at} about the bell of {bell}: {letter.subject}")
        found.after_the_bell += is_past
        found.before_the_bell += not is_past
        found.in_the_burst += letter.at == back_at
    for row in Notification.objects.filter(due_at__gt=back_at, sent_at__gte=back_at):
        found.first_told_then += 1
        found.longest_wait = max(found.longest_wait, (row.sent_at or back_at) - back_at)
        if row.sent_at is None or row.sent_at >= row.due_at:
            found.wrong.append(f"no letter by its bell: {row.id}")
