"""Before a restored copy goes on: which of the messages that it would send have gone already."""

from collections.abc import Iterable


class CannotChoose(ValueError):
    """What was written names no messages; the message says what would be right."""


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
