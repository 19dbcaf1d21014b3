"""Who stands in for whom: who of a place is told while others are off.

Whoever is off is passed over, and never so that nobody is left: a place keeps its last recipient,
and the hub is asked besides. Why somebody is off is nobody's business and is not known here.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, TypeVar

T = TypeVar("T")

LONGEST_OFF = timedelta(days=366)
"""Whoever is away for longer has left: then their role is ended, and given again later."""


class NoSuchDays(ValueError):
    """These are no days that somebody can be off: `past`, `backwards` or `too_long`."""

    def __init__(self, why: Literal["past", "backwards", "too_long"]) -> None:
        super().__init__(why)
        self.why = why


def left_after(everyone: Sequence[T], *passed_over: Collection[T]) -> list[T]:
    """Return those left when each group is passed over in turn, unless nobody would be left."""
    left = list(everyone)
    for group in passed_over:
        left = [each for each in left if each not in group] or left
    return left


def in_order(
    everyone: Sequence[T], *, on_duty: Collection[T], covering: Sequence[T] = ()
) -> list[T]:
    """Return everybody in the order in which they are told; nobody is left out.

    Whoever covers the day comes first, then whoever is on duty, then the others.
    """
    in_turn = [each for each in everyone if each in on_duty]
    in_turn += [each for each in everyone if each not in on_duty]
    return sorted(
        in_turn, key=lambda each: covering.index(each) if each in covering else len(covering)
    )


def not_yet_first(told: Sequence[T], *, hurried: Collection[T]) -> list[T]:
    """Return the same people in order, those who were hurried already after the others."""
    return sorted(told, key=lambda each: each in hurried)


def check_days_off(first_on: date, last_on: date, *, today: date) -> None:
    """Let days pass on which somebody can be off: from today on, forwards, and not for ever.

    :raises NoSuchDays: for any others.
    """
    if first_on < today:
        raise NoSuchDays("past")
    if last_on < first_on:
        raise NoSuchDays("backwards")
    if last_on - first_on >= LONGEST_OFF:
        raise NoSuchDays("too_long")


Colour = Literal["green", "amber", "red"]
"""How sure it is that somebody right is told at a place."""


def how_sure(
    *,
    confirmed_at: datetime | None,
    asked_at: datetime | None,
    has_anybody: bool,
    broken_at: datetime | None,
    at: datetime,
    lasts: timedelta,
    patience: timedelta,
) -> Colour:
    """Say how sure it is that the key adults of a place are right.

    Red where nobody is told, where one has left or their mailbox has refused a message since the
    last answer (or since it was first asked for), and where nobody has answered for so long;
    amber while an answer is due.
    """
    since = confirmed_at or asked_at
    if not has_anybody or (broken_at is not None and since is not None and broken_at > since):
        return "red"
    if confirmed_at is not None and at < confirmed_at + lasts:
        return "green"
    is_silent = asked_at is not None and at >= asked_at + patience
    return "red" if is_silent else "amber"


def is_in_date(trained_on: date | None, *, today: date, lasts: timedelta) -> bool:
    """Say whether training is in date; that of which no day is known is not."""
    return trained_on is not None and today < trained_on + lasts
