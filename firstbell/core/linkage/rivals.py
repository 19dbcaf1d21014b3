"""Twins and namesakes: pupils that one child may be, and children that may be one pupil.

What a pupil weighs is capped by its lead over the others. Only the best rival of a home and the
best elsewhere can set the cap, so the work grows with the pupils and not with their pairs.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from operator import attrgetter
from typing import TypeVar

from firstbell.core.linkage.household import OTHERS, Pair, Pairs, in_tenths
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.records import ChildId, PupilId
from firstbell.core.linkage.thresholds import Thresholds

Thing = TypeVar("Thing")

Cap = tuple[float, Level]

Claims = dict[PupilId, list[tuple[ChildId, float]]]


def let_rivals_count(pairs: Pairs, thresholds: Thresholds) -> None:
    """Cap each pair's weight by its lead over the pupils and children that it competes with.

    The cap is the lead, plus what makes a lead just large enough count as a link: so a pupil
    with no rival near keeps its weight, and a tie never reaches the threshold.
    """
    claims = _claims(pairs, thresholds)
    for child, own in pairs.items():
        if len(own) == 1 and not claims:
            continue  # nobody to compete with, as for most children who stand alone
        # All caps are found before the first changes what a rival of the others weighs.
        for pair, (most, why) in _caps(child, own, claims, thresholds):
            if most < pair.weight:
                pair.add(Field.RIVAL, OTHERS, why, most - pair.weight)


def _caps(
    child: ChildId, own: list[Pair], claims: Claims, thresholds: Thresholds
) -> list[tuple[Pair, Cap]]:
    """The pairs of a child that have rivals, each with the lowest cap that these set."""
    found: list[tuple[Pair, Cap]] = []
    link, beside, apart = thresholds.link, thresholds.rival_at_home, thresholds.rival_elsewhere
    homes = _homes(own)
    for home in homes:
        elsewhere = _best_but(home, homes)
        for pair in home:
            at_home = _best_but(pair, home)
            caps: list[Cap] = []
            if at_home is not None:
                lead = in_tenths(pair.weight - at_home.weight)
                why = Level.RIVAL_AT_HOME if lead >= 0 else Level.BEATEN
                caps.append((lead + link - beside, why))
            if elsewhere is not None:
                lead = in_tenths(pair.weight - elsewhere[0].weight)
                why = Level.RIVAL_ELSEWHERE if lead >= 0 else Level.BEATEN
                caps.append((lead + link - apart, why))
            for other, claim in claims.get(pair.pupil, ()):
                if other != child:
                    lead = in_tenths(pair.weight - claim)
                    caps.append((lead + link - beside, Level.CLAIMED))
            if caps:
                found.append((pair, min(caps)))
    return found


def _best_but(one: Thing, ranked: Sequence[Thing]) -> Thing | None:
    """The best of some things but for one of them; they come best first."""
    for thing in ranked:
        if thing is not one:
            return thing
    return None


def _homes(own: list[Pair]) -> list[list[Pair]]:
    """The pairs of a child by home, the best first in each, and the home of the best first."""
    homes: dict[Hashable, list[Pair]] = {}
    for pair in sorted(own, key=attrgetter("weight"), reverse=True):
        home = ("alone", id(pair)) if pair.home is None else pair.home
        homes.setdefault(home, []).append(pair)
    return list(homes.values())


def _claims(pairs: Pairs, thresholds: Thresholds) -> Claims:
    """By pupil, the children that may be it themselves, each with the weight at which it may."""
    found: Claims = defaultdict(list)
    if len(pairs) > 1:
        for child, own in pairs.items():
            best = max([pair.weight for pair in own], default=0.0)
            least = best - thresholds.rival_at_home
            for pair in own:
                if pair.weight >= least:
                    found[pair.pupil].append((child, pair.weight))
    return found
