"""Homes as they are: shared front doors, rolls that lag behind a move, parents who live apart.

Made only where a borough is asked to be `crowded`; without, every roll has every child at home and
hardly two families share a house. The shares are our own guesses of a town with much rented
housing, on the high side. Families of the cases stay as they are.
"""

import random

from firstbell.sample.chance import Weighted
from firstbell.sample.model import Address, Family

SHARED = 0.05
"""Of the families so many live behind the front door of another."""

LAGGING = 0.05
"""Of the families so many moved, and their rolls still have the home where others live now."""

PARTED = 0.04
"""Of the families with several children so many have one who lives with the other parent."""

_BEHIND_ONE_DOOR = Weighted([(1, 0.6), (2, 0.2), (4, 0.12), (7, 0.08)])


def crowd(chance: random.Random, families: list[Family]) -> None:
    """Let families share homes, lag behind on rolls and live apart, each family at most once."""
    plain = [one for one in families if not one.case]
    chance.shuffle(plain)
    _share(chance, plain, round(SHARED * len(families)))
    for _ in range(round(LAGGING * len(families))):
        if len(plain) < 2:
            break
        moved, host = plain.pop(), plain.pop()
        _put_on_rolls(moved, host.address)
    several = [one for one in plain if len(one.children) > 1]
    for family in several[: round(PARTED * len(several))]:
        chance.choice(family.children).lives_elsewhere = True


def _share(chance: random.Random, plain: list[Family], wanted: int) -> None:
    while wanted > 0 and plain:
        host = plain.pop()
        for _ in range(min(_BEHIND_ONE_DOOR.draw(chance), len(plain))):
            guest = plain.pop()
            _put_on_rolls(guest, host.address)
            guest.address = host.address
            wanted -= 1


def _put_on_rolls(family: Family, home: Address) -> None:
    for kid in family.children:
        for row in kid.registrations:
            if row.address == family.address:
                row.address = home
