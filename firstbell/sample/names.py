"""How people in the sample borough are called: a forename, perhaps a middle name, a surname.

Frequencies are skewed within each community, as they are in life. No two people who exist are
meant by any of them.
"""

import random

from firstbell.sample.chance import Skewed, Weighted
from firstbell.sample.name_pools import POOLS, RARE_BEGINNINGS, RARE_ENDINGS, Pool

RARE_SURNAME = 0.55
"""The part of English families with a surname from the long tail."""

_COMMUNITY = Weighted([(name, pool.share) for name, pool in POOLS.items()])
_GIRLS = {name: Skewed(pool.girls) for name, pool in POOLS.items()}
_BOYS = {name: Skewed(pool.boys) for name, pool in POOLS.items()}
_SURNAMES = {name: Skewed(pool.surnames, flat=8.0) for name, pool in POOLS.items()}
_RARE = tuple(begin + end for begin in RARE_BEGINNINGS for end in RARE_ENDINGS)


def community(chance: random.Random) -> str:
    """The community of a family, by its share of the borough."""
    return _COMMUNITY.draw(chance)


def forename(chance: random.Random, of: str, sex: str) -> str:
    """A forename for a girl (`F`) or a boy."""
    return (_GIRLS if sex == "F" else _BOYS)[of].draw(chance)


def family_surname(chance: random.Random, of: str) -> str:
    """The surname that a family shares."""
    if of == "english" and chance.random() < RARE_SURNAME:
        return chance.choice(_RARE)
    return _SURNAMES[of].draw(chance)


def surname_for(chance: random.Random, of: str, sex: str, shared: str) -> str:
    """The surname of one person in a family: some communities name girls and women apart."""
    pool: Pool = POOLS[of]
    if sex == "F" and of == "polish" and shared.endswith("ki"):
        return shared[:-1] + "a"
    if sex == "F" and pool.women and chance.random() < _APART.get(of, 0.0):
        return chance.choice(pool.women)
    return shared


_APART = {"bengali": 0.6, "punjabi-urdu": 0.2, "sikh": 0.4}


def language(of: str) -> str:
    """The language that the community's homes may speak beside English; blank for English."""
    return POOLS[of].language
