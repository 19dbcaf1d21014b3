"""Before a restored copy goes on: which of its messages have gone already, and who says so.

Two people of the strongest roles say it, each with a second step of their own: one who is
mistaken, or whose machine is not theirs any more, would send yesterday to every school. Where
fewer than two could, the one there is (or nobody) does it alone, and the trail keeps that.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal


class CannotChoose(ValueError):
    """What was written names no messages; the message says what would be right."""


TWO = 2

Missing = Literal["two_people", "not_able", "not_alone", "say_alone"]


class CannotThaw(ValueError):
    """Those who are named may not let a copy go on; `code` says what is missing."""

    def __init__(self, code: Missing) -> None:
        super().__init__(code)
        self.code = code


def check_who_thaws(named: Sequence[str], *, able: Collection[str], alone: bool) -> None:
    """Check that those who are named are enough: addresses, of whom `able` are all who could.

    :raises CannotThaw: `not_able`, somebody who is named could not; `two_people` are to be
        named; `not_alone`, although there are two; `say_alone`, for there are not two.
    """
    people = {each.strip().casefold() for each in named}
    could = {each.strip().casefold() for each in able}
    if not people <= could:
        raise CannotThaw("not_able")
    if len(could) >= TWO:
        if alone:
            raise CannotThaw("not_alone")
        if len(people) < TWO:
            raise CannotThaw("two_people")
    elif not alone or people != could:
        raise CannotThaw("say_alone")


def chosen(text: str, *, of: int) -> frozenset[int]:
    """Return the numbers that were written: `all`, `none`, or such as `1,3-5`, counted from 1.

    :raises CannotChoose: for anything else, and for a number that there is not.
    """
    if text == "none":
        return frozenset()
    if text == "all":
        return frozenset(range(1, of + 1))
    found = frozenset(number for part in text.split(",") for number in _run(part.strip()))
    if beyond := [number for number in sorted(found) if not 1 <= number <= of]:
        raise CannotChoose(f"there is no message {beyond[0]}; there are 1 to {of}")
    return found


def _run(part: str) -> Iterable[int]:
    first, dash, last = part.partition("-")
    last = last if dash else first
    if not (_is_number(first) and _is_number(last)) or int(first) > int(last):
        raise CannotChoose(f"{part!r} will not do; write all, none, or numbers such as 1,3-5")
    return range(int(first), int(last) + 1)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6
