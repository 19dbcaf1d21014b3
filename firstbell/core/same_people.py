"""Which people of an incident are the same ones as before, where nobody gave them numbers.

A spreadsheet lists children in any order and often without a number. A child keeps the number
under which it was first handed over; one that cannot be told to be the same gets a new one, and
the old one becomes a question to the sender: two notices are better than a child mixed up with
a sister.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person as one delivery has them; `content` is all that it says of them."""

    content: Hashable
    id: str = ""
    given_names: str = ""
    surname: str = ""
    born: str = ""

    @property
    def given(self) -> str:
        """The given names as they are compared."""
        return " ".join(self.given_names.casefold().split())

    @property
    def family(self) -> str:
        """The surname as it is compared."""
        return " ".join(self.surname.casefold().split())


def ids_of(
    new: Sequence[Somebody], before: Iterable[Somebody], *, used: Iterable[str], start: str
) -> list[str]:
    """Return the id of each new person: that of the same one before, or the next number.

    `used` are the ids that the incident ever had; a new one begins with `start`.
    """
    found: dict[int, str] = {at: each.id for at, each in enumerate(new) if each.id}
    left = [each for each in before if each.id not in set(found.values())]
    for key in (_content, _all_three):
        _pair(new, left, found, key, must_be_alone=False)
    for key in (_given_and_born, _names):
        _pair(new, left, found, key, must_be_alone=True)
    taken = {*used, *found.values()}
    numbers = [int(number[1]) for each in taken if (number := _numbered(each, start))]
    highest = max(numbers, default=0)
    for at in range(len(new)):
        if at not in found:
            highest += 1
            found[at] = f"{start}{highest}"
    return [found[at] for at in range(len(new))]


def _numbered(given: str, start: str) -> re.Match[str] | None:
    return re.fullmatch(re.escape(start) + r"(\d{1,9})", given, re.ASCII)


def _pair(
    new: Sequence[Somebody],
    left: list[Somebody],
    found: dict[int, str],
    key: Callable[[Somebody], Hashable | None],
    *,
    must_be_alone: bool,
) -> None:
    """Give each new person the id of one before with the same key; several only in order."""
    for at, each in enumerate(new):
        mine = key(each)
        if at in found or mine is None:
            continue
        same = [other for other in left if key(other) == mine]
        rivals = [i for i, other in enumerate(new) if i not in found and key(other) == mine]
        if same and not (must_be_alone and (len(same) > 1 or len(rivals) > 1)):
            found[at] = same[0].id
            left.remove(same[0])


def _content(each: Somebody) -> Hashable:
    return each.content


def _all_three(each: Somebody) -> Hashable:
    return each.given, each.family, each.born


def _given_and_born(each: Somebody) -> Hashable | None:
    return (each.given, each.born) if each.given and each.born else None


def _names(each: Somebody) -> Hashable | None:
    return (each.given, each.family) if each.given and each.family else None
