"""What became of a year that was played by the rules, held against plain figures.

The bells are those of a table, the ladder's limits are written out here, and neither asks the
product's rules: what differs is a fault of one of the two.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bench.year.by_rules import ByRules
from bench.year.invent import Year, outages
from bench.year.table import Bells
from bench.year.told import Told
from firstbell.core.calendars import LONDON
from firstbell.core.lateness import Step
from tests.core.test_deadlines_by_table import BANK_HOLIDAYS

RUNG_BEFORE = timedelta(minutes=20)
QUIET_FROM, QUIET_TO = time(21), time(6, 30)
MOST_SHOWN = 5
NOBODY_LOOKS, NEVER_LET_GO = "a person still has to look", "never let go"
UNANSWERED = "nobody has answered"
OPEN = {NOBODY_LOOKS, NEVER_LET_GO, UNANSWERED}
"""What stays undone for ever where nobody is at the hub."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The figures of a year by the rules, and what is wrong with it."""

    incidents: int
    children: int
    recipients: int
    told_in_time: int
    late: Mapping[str, int]
    wrong: Mapping[str, tuple[str, ...]]
    over_a_change: int
    over_a_bank_holiday: int
    over_a_training_day: int
    came_on_a_monday: float
    came_on_another_day: float
    letters: int
    decided: int
    rung: int
    longest_to_the_letter: timedelta

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong, and nobody was late by the product's own fault."""
        return not self.wrong and not self.late.get(Step.OURS)

    @property
    def is_sound_without_a_hub(self) -> bool:
        """Whether nothing is wrong but that nobody decides or rings, and that is whose step it was.

        A letter is never late where nobody had to look first, and no other step is named.
        """
        return self.wrong.keys() <= OPEN and not self.late.get(Step.OURS)


def judge(world: ByRules, year: Year) -> Judged:
    """Hold everything that was told against plain figures."""
    told = [each for child in world.children for each in child.told.values()]
    counted = [each for each in told if not each.child.is_withdrawn]
    late = {each: each.late(world.policy) for each in counted}
    bells = Bells(year.borough)
    training = {(row.scope, row.from_on) for row in year.borough.calendar if row.kind == "inset"}
    downs = outages(year.first_on, year.last_on)

    def was_down(at: datetime) -> bool:
        return any(down_at <= at < up_at for down_at, up_at in downs)

    wrong: dict[str, list[str]] = {}
    for each in told:
        for fault in _faults(each, bells, was_down):
            wrong.setdefault(fault, []).append(_words(each))
    for child in world.children:
        if child.open_looks():
            wrong.setdefault(NOBODY_LOOKS, []).append(str(child.key))
        if not child.told and not child.looks:
            wrong.setdefault("nobody has this child", []).append(str(child.key))
    mondays, others = _came(world, year)
    return Judged(
        incidents=len(world.by_key),
        children=len(world.children),
        recipients=len(counted),
        told_in_time=sum(step is None for step in late.values()),
        late=dict(Counter(str(step) for step in late.values() if step)),
        wrong={fault: tuple(found[:MOST_SHOWN]) for fault, found in wrong.items()},
        over_a_change=sum(_changes(each) for each in counted),
        over_a_bank_holiday=sum(
            any(day.isoformat() in BANK_HOLIDAYS for day in _days(each)) for each in counted
        ),
        over_a_training_day=sum(
            any((each.recipient, day) in training for day in _days(each)) for each in counted
        ),
        came_on_a_monday=mondays,
        came_on_another_day=others,
        letters=world.letters,
        decided=world.decided,
        rung=world.rung,
        longest_to_the_letter=max(
            (each.hurried_at - each.made_at for each in told if each.hurried_at),
            default=timedelta(),
        ),
    )


def _faults(told: Told, bells: Bells, was_down: Callable[[datetime], bool]) -> Iterator[str]:
    bell = bells.after(told.child.belief_at, told.recipient)
    if told.clock.due_at != bell:
        yield "the bell is not the table's"
    if told.steps is None:
        if not told.is_over:
            yield NEVER_LET_GO
        return
    steps = [*told.steps.rungs, told.steps.ring_at]
    if steps != sorted(steps):
        yield "the ladder is out of order"
    if told.steps.ring_at > max(bell - RUNG_BEFORE, told.child.received_at):
        yield "the hub rings too late"
    if any(_is_at_night(each) for each in told.steps.rungs if each < told.steps.ring_at):
        yield "somebody is reminded at night"
    if told.hurried_at and told.hurried_at > told.made_at and not was_down(told.made_at):
        yield "a letter waited"
    if not told.is_over:
        yield UNANSWERED


def _is_at_night(at: datetime) -> bool:
    local = at.astimezone(LONDON).time()
    return local >= QUIET_FROM or local < QUIET_TO


def _words(told: Told) -> str:
    return f"{told.child.key} {told.recipient} {told.child.belief_at} {told.clock.due_at}"


def _days(told: Told) -> Iterator[date]:
    """Yield the days between a belief and its bell."""
    day, last = (
        each.astimezone(LONDON).date() for each in (told.child.belief_at, told.clock.due_at)
    )
    while day < last:
        yield day
        day += timedelta(days=1)


def _changes(told: Told) -> bool:
    """Say whether the clocks changed between the belief and the bell."""
    belief, bell = (
        each.astimezone(LONDON).utcoffset() for each in (told.child.belief_at, told.clock.due_at)
    )
    return belief != bell


def _came(world: ByRules, year: Year) -> tuple[float, float]:
    """Return how many incidents came on a Monday and on another weekday, on average."""
    first = {child.incident["reference"]: child.received_at for child in world.children}
    came = Counter(each.astimezone(LONDON).date() for each in first.values())
    days = [
        year.first_on + timedelta(days=number)
        for number in range((year.last_on - year.first_on).days + 1)
    ]
    mondays = [came[day] for day in days if day.weekday() == 0]
    others = [came[day] for day in days if day.weekday() > 0]
    return sum(mondays) / max(len(mondays), 1), sum(others) / max(len(others), 1)
