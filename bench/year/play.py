"""Play some days of a year whole: what comes when, what is due when, and who was late.

Every step, look, decision and call goes through the product's own acts on a real PostgreSQL; only
time is passed in, and jumps from one thing to the next. Letters stay in this process. On the first
Monday of each month the mail server is down from five to seven.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as wall_clock
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from bench.year.invent import OTHER_SOURCE, Year, outages
from bench.year.manners import EVERY_DAY
from bench.year.people import CONFIRMED_EVERY, Awake, NeverEmpty, confirm_everybody
from bench.year.table import Bells
from firstbell.cli.demo import journey
from firstbell.cli.rehearse import city
from firstbell.cli.rehearse.day import Day
from firstbell.cli.rehearse.manners import Manner
from firstbell.core.calendars import LONDON, ONE_DAY
from firstbell.core.lateness import Step
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.channels import email
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.models import Incident, Waiting
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.lateness import answered_at, steps_late
from firstbell.registry.agencies.actions.partnership import add_source
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import places, rules
from firstbell.sample import write

CHECKS_EVERY = timedelta(hours=12)
"""How often time's own checks are made here. A real worker makes them every minute."""

SETTLES_IN = timedelta(days=20)
"""How long the last children have to come to an end, over a holiday."""


class Outage:
    """Whether the mail server takes anything now."""

    is_down = False


class Letters(EmailBackend):
    """Django's mail backend in memory, that is down for a while."""

    def send_messages(self, messages: Any) -> int:
        """Keep what is sent, or refuse the connection."""
        if Outage.is_down:
            raise ConnectionRefusedError
        return int(super().send_messages(messages))


@dataclass(frozen=True, kw_only=True)
class Played:
    """What became of a year."""

    incidents: int
    children: int
    notifications: int
    told_in_time: int
    late: Mapping[str, int]
    late_of_ours: tuple[str, ...]
    wrong_bells: tuple[str, ...]
    bells_checked: int
    bells_just_after_a_clock_change: int
    longest_to_the_inbox: float
    longest_to_the_letter: float
    adds_up: bool
    open_at_the_end: tuple[str, ...]
    mondays: int
    other_days: float
    letters: int
    decided: int
    rung: int
    steps: int
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Whether nobody was late who need not have been, and every child is accounted for."""
        return self.adds_up and not (self.late_of_ours or self.wrong_bells or self.open_at_the_end)

    def as_json(self) -> str:
        """Return the figures for another process."""
        return json.dumps(asdict(self))


def play(
    year: Year, *, folder: Path, seed: int, manners: Mapping[Manner, float] = EVERY_DAY
) -> Played:
    """Play the whole year and return what became of it."""
    began = time.monotonic()
    begins = datetime.combine(year.first_on, wall_clock(0), LONDON).astimezone(UTC)
    last = max(feed.at for feed in year.feeds)
    ends = last + SETTLES_IN
    write(year.borough, folder)
    journey.load(folder, year.borough)
    add_source(
        code=OTHER_SOURCE, name="Railway Police", force_pfa=journey.FORCE, by=None, at=begins
    )
    day = Day(begins, checks_every=CHECKS_EVERY)
    staff = Awake(day, _chance(seed, "adults"), begins=begins, manners=manners)
    for adult in city.let_in_key_adults(year.borough, at=begins):
        staff.join(adult)
    truth = city.truth_of(year.borough)
    hub = NeverEmpty(day, _chance(seed, "hub"), staff, truth, council=journey.COUNCIL)
    for index, worker in enumerate(_let_in_the_hub(begins)):
        hub.begins(worker, begins, decides_first=index == 0)
    _plan(day, year, ends)
    letters, asked = Counter[str](), {str(each) for each in email.ASKING.values()}

    def after_work() -> None:
        for message in mail.outbox:
            letters[message.to[0]] += 1
            if message.subject not in asked:
                staff.mail_came(message.to[0])
        mail.outbox.clear()
        hub.wake()

    mail.outbox, day.after_work = [], after_work
    _live(day, last=last, until=ends)
    return _told_of(
        year,
        letters=letters.total(),
        decided=hub.decided,
        rung=hub.rung,
        steps=day.steps,
        seconds=time.monotonic() - began,
    )


def _live(day: Day, *, last: datetime, until: datetime) -> None:
    """Live until the last file has come, and on until every child has an outcome, or the end."""
    day.live(until=last + ONE_DAY)
    while day.now() < until and any(queries.classes()[each] for each in queries.OPEN):
        day.live(until=day.now() + ONE_DAY)


def _chance(seed: int, what: str) -> Random:
    return Random(f"{seed} {what}")


def _let_in_the_hub(at: datetime) -> list[User]:
    council = places.our_councils()[0]
    city.let_in("manager@hub.example", "Alex Tarn", Role.HUB_MANAGER, at=at, agency=council)
    return city.let_in_the_hub(at=at)


def send(day: Day, document: Mapping[str, Any]) -> None:
    """Let a feed come now."""
    receive_feed(document=document, by=None, at=day.now())


def turn_mail(*, is_down: bool) -> None:
    """Let the mail server fail, or be back."""
    Outage.is_down = is_down


def _plan(day: Day, year: Year, ends: datetime) -> None:
    """Let every file come, the mail server fail, and people say who still works where."""
    for feed in year.feeds:
        day.plan(feed.at, partial(send, day, feed.document))
    for down_at, up_at in outages(year.first_on, year.last_on):
        day.plan(down_at, partial(turn_mail, is_down=True))
        day.plan(up_at, partial(turn_mail, is_down=False))
    at = day.now() + CONFIRMED_EVERY
    while at < ends:
        day.plan(at, lambda: confirm_everybody(at=day.now()))
        at += CONFIRMED_EVERY


def _told_of(year: Year, **counted: Any) -> Played:
    rows = list(
        Notification.objects.filter(withdrawn_at=None)
        .exclude(state__in=(Notification.State.NOT_OURS, Notification.State.RECALLED))
        .select_related("incident", "establishment", "desk")
    )
    late = steps_late(rows, policy=rules.policy())
    steps = Counter(str(step) for step in late.values() if step)
    balance = queries.balance()
    bells = Bells(year.borough)
    wrong = [
        f"{row.id}: {row.due_at} is not {bells.after(row.statutory_since, row.recipient)}"
        for row in rows
        if bells.after(row.statutory_since, row.recipient) != row.due_at
    ]
    waited = set(Waiting.objects.values_list("child", flat=True))
    came = Counter(
        each.astimezone(LONDON).date()
        for each in Incident.objects.values_list("first_received_at", flat=True)
    )
    days = (year.last_on - year.first_on).days + 1
    mondays = sum(count for on, count in came.items() if on.weekday() == 0)
    return Played(
        incidents=Incident.objects.count(),
        children=balance.children,
        notifications=len(rows),
        told_in_time=sum(answered_at(row) is not None and not late[row.id] for row in rows),
        late=dict(sorted(steps.items())),
        late_of_ours=tuple(str(id_) for id_, step in late.items() if step == Step.OURS),
        wrong_bells=tuple(wrong),
        bells_checked=len(rows),
        bells_just_after_a_clock_change=sum(_follows_a_change(row) for row in rows),
        longest_to_the_inbox=_longest(
            (row.raised_at - row.incident.first_received_at).total_seconds()
            for row in rows
            if row.child_id not in waited
        ),
        longest_to_the_letter=_longest(
            (row.sent_at - row.raised_at).total_seconds() for row in rows if row.sent_at
        ),
        adds_up=balance.adds_up,
        open_at_the_end=tuple(map(_words, filter(_is_open, queries.every_child()))),
        mondays=round(mondays / (days / 7)),
        other_days=round((came.total() - mondays) / (days * 6 / 7), 1),
        **counted,
    )


def _is_open(account: queries.ChildAccount) -> bool:
    return account.class_ in queries.OPEN


def _words(account: queries.ChildAccount) -> str:
    waits = [f"{each.why} since {each.opened_at:%d %b}" for each in account.waits]
    told = [f"{each.recipient} {each.state} {each.due_at:%d %b}" for each in account.notifications]
    return f"{account.child.incident.reference} {account.class_}: {waits} {told}"


def _longest(seconds: Any) -> float:
    return round(max(seconds, default=0.0), 1)


def _follows_a_change(row: Notification) -> bool:
    """Say whether the clocks changed between the belief and the bell."""
    belief, bell = row.statutory_since.astimezone(LONDON), row.due_at.astimezone(LONDON)
    return belief.utcoffset() != bell.utcoffset()
