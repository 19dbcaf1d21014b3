"""Twins and namesakes: pupils that one child may be, and children that may be one pupil.

What a pupil weighs is capped by its lead over the others. Only the best rival of a home and the
best elsewhere can set the cap, so the work grows with the pupils and not with their pairs.
"""

from collections.abc import Hashable, Iterator
from math import inf

from firstbell.core.linkage.household import OTHERS, Pair, Pairs, in_tenths
from firstbell.core.linkage.levels import Field, Level
from firstbell.core.linkage.records import ChildId, PupilId
from firstbell.core.linkage.thresholds import Thresholds

NO_CAP = (inf, Level.BEATEN)

Claims = dict[PupilId, list[tuple[ChildId, float]]]


def let_rivals_count(pairs: Pairs, thresholds: Thresholds) -> None:
    """Cap each pair's weight by its lead over the pupils and children that it competes with.

    The cap is the lead, plus what makes a lead just large enough count as a link: so a pupil
    with no rival near keeps its weight, and a tie never reaches the threshold.
    """
    claims = _claims(pairs, thresholds)
    caps = [
        (pair, min(found, default=NO_CAP))
        for child, own in pairs.items()
        for pair, found in _caps(child, own, claims, thresholds)
    ]
    for pair, cap in caps:
        if cap[0] < pair.weight:
            pair.add(Field.RIVAL, OTHERS, cap[1], cap[0] - pair.weight)


def _caps(
    child: ChildId, own: list[Pair], claims: Claims, thresholds: Thresholds
) -> Iterator[tuple[Pair, Iterator[tuple[float, Level]]]]:
    """Each pair of a child with the caps that others set it."""
    ranked = sorted(own, key=lambda pair: -pair.weight)
    homes: dict[Hashable, list[Pair]] = {}
    for pair in ranked:
        if pair.home is not None:
            homes.setdefault(pair.home, []).append(pair)
    for pair in own:
        yield pair, _caps_of(child, pair, (ranked, homes), claims, thresholds)


def _caps_of(
    child: ChildId,
    pair: Pair,
    rivals: tuple[list[Pair], dict[Hashable, list[Pair]]],
    claims: Claims,
    thresholds: Thresholds,
) -> Iterator[tuple[float, Level]]:
    ranked, homes = rivals
    here = homes.get(pair.home, []) if pair.home is not None else []
    at_home = next((rival for rival in here if rival is not pair), None)
    elsewhere = next(
        (
            rival
            for rival in ranked
            if rival is not pair and (pair.home is None or rival.home != pair.home)
        ),
        None,
    )
    for rival, needed, near in (
        (at_home, thresholds.rival_at_home, Level.RIVAL_AT_HOME),
        (elsewhere, thresholds.rival_elsewhere, Level.RIVAL_ELSEWHERE),
    ):
        if rival is not None:
            lead = in_tenths(pair.weight - rival.weight)
            yield lead + thresholds.link - needed, near if lead >= 0 else Level.BEATEN
    for other, claim in claims.get(pair.pupil, ()):
        if other != child:
            lead = in_tenths(pair.weight - claim)
            yield lead + thresholds.link - thresholds.rival_at_home, Level.CLAIMED


def _claims(pairs: Pairs, thresholds: Thresholds) -> Claims:
    """By pupil, the children that may be it themselves, each with the weight at which it may."""
    found: Claims = {}
    if len(pairs) > 1:
        for child, own in pairs.items():
            best = max((pair.weight for pair in own), default=0.0)
            for pair in own:
                if pair.weight >= best - thresholds.rival_at_home:
                    found.setdefault(pair.pupil, []).append((child, pair.weight))
    return found
