"""Homes of many pairs: how far they agree, and which pupils live in one.

Homes of which the same is told and agrees are as one, and one pair of them is compared.
"""

from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from firstbell.core.linkage import addresses
from firstbell.core.linkage.compare import address_agreement
from firstbell.journey.linkage.columns import distinct
from firstbell.journey.linkage.pairing import Pairing
from firstbell.journey.linkage.register import HASHED
from firstbell.journey.linkage.text_hashes import Hashes, stir
from firstbell.journey.linkage.weighing import Compared, Flags, Ints

HOME = ("address_line_1", "postcode", "uprn")

Parts = dict[str, Hashes]
"""A hash of what each pair's pupil says for each part of a home; 0 where nothing."""


class HomePairs(NamedTuple):
    """How the homes of pairs agree, and of each pair a number for the pupil's home, or 0."""

    address: Compared
    numbers: Ints

    def part(self, some: Ints) -> "HomePairs":
        """The same of some of the pairs."""
        return HomePairs(self.address.part(some), self.numbers[some])


def homes_of(pairs: Pairing) -> HomePairs:
    """Compare the homes; pupils have one home as `addresses.household` says."""
    rolled = {part: pairs.register.hashes_of(part, pairs.rows) for part in HASHED}
    is_told = (rolled["postcode"] > 0) & (rolled["house"] > 0)
    numbers = np.where(is_told, stir(rolled["postcode"], rolled["house"]), rolled["uprn"])
    return HomePairs(_address(pairs, rolled), numbers.view(np.int64))


def _address(pairs: Pairing, rolled: Parts) -> Compared:
    """A house whose postcode may be one slip apart is compared for each pair: its letters count."""
    homes = pairs.told.homes
    told = homes.side.places[pairs.who]
    same = {
        part: (homes.hashed[part][told] == rolled[part]) & (rolled[part] > 0) for part in HASHED
    }
    alike = homes.kinds[told]
    for agrees in (*same.values(), rolled["postcode"] > 0):
        alike = alike * 2 + agrees
    alone = _nearly(pairs, told, same["house"] & ~same["postcode"])
    alike = np.where(alone, -1 - np.arange(len(alike)), alike)
    first, places = distinct(alike)
    found = [
        address_agreement(homes.side.things[place].child, pairs.register.part_of(row, HOME))
        for place, row in zip(told[first].tolist(), pairs.rows[first].tolist(), strict=True)
    ]
    return Compared.of(found, places, pairs.weighing)


def _nearly(pairs: Pairing, told: Ints, of: Flags) -> Flags:
    """Which of some pairs have postcodes one slip apart, or none told."""
    some = np.flatnonzero(of)
    homes, rolled = pairs.told.homes.side.things, pairs.register.columns["postcode"]
    ours = [addresses.postcode(homes[place].postcode) for place in told[some].tolist()]
    theirs = [addresses.postcode(rolled[row]) for row in pairs.rows[some].tolist()]
    is_near = cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=1) == 1
    found = np.zeros(len(of), np.bool_)
    found[some] = is_near | np.array([not code for code in ours], np.bool_)
    return found
