"""Who stands in for whom: who of a place is told while others are off.

Whoever is off is passed over, and never so that nobody is left: a place keeps its last recipient,
and the hub is asked besides. Why somebody is off is nobody's business and is not known here.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
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
