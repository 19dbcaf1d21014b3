"""Measure the linkage: right, wrong and reviewed links, and time, beside an exact join.

Run as ``python -m bench.linkage.measure``; see the README beside it.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from time import process_time

from bench.linkage.families import Household, Person, make_households
from bench.linkage.noise import record_children
from firstbell.core.linkage import RecordedChild, RollPupil
from firstbell.core.linkage.names import fold
from firstbell.journey.linkage.bulk import decide_all


def pupils_of(households: list[Household]) -> list[RollPupil]:
    """The roll of the children that are on one."""
    return [_pupil(child) for home in households for child in home.children if child.on_roll]


def _pupil(child: Person) -> RollPupil:
    return RollPupil(
        pupil_id=child.number,
        surname=child.surname,
        forename=child.forename,
        middle_names=child.middle,
        born_on=child.born_on,
        sex=child.sex,
        upn=child.upn,
        address_line_1=child.household.address,
        postcode=child.household.postcode,
        uprn=child.household.uprn,
        urns=(child.urn,),
    )


def link_exactly(
    children: Sequence[RecordedChild], pupils: Sequence[RollPupil]
) -> dict[str, object]:
    """The baseline: the same names and birth date, and only one pupil who has them."""
    found: dict[tuple[object, ...], list[object]] = defaultdict(list)
    for pupil in pupils:
        found[fold(pupil.forename), fold(pupil.surname), pupil.born_on].append(pupil.pupil_id)
    links: dict[str, object] = {}
    for child in children:
        first = fold(child.given_names).split(" ")[0]
        same = found.get((first, fold(child.surname), child.born_on), [])
        if child.born_on is not None and len(same) == 1:
            links[str(child.child_id)] = same[0]
    return links


def _report(name: str, links: dict[str, object], truth: dict[str, int | None], took: float) -> None:
    wrong = sum(truth[child] != pupil for child, pupil in links.items())
    on_roll = sum(pupil is not None for pupil in truth.values())
    precision = 1 - wrong / max(len(links), 1)
    recall = (len(links) - wrong) / on_roll
    print(
        f"  {name:<12} linked {len(links):>6}  wrong {wrong:>3}  precision {precision:.4f}"
        f"  recall {recall:.3f}  {took:6.1f} s of one core"
    )


def measure(pupils: int, count: int, seed: int, times: float) -> None:
    """Make a roll and a feed, link them both ways and print what came of it.

    ``times`` multiplies every rate of error.
    """
    households = make_households(pupils, seed)
    outside = make_households(max(count // 4, 100), seed + 7_000)
    for home in outside:
        home.number += 10_000_000
    roll = pupils_of(households)
    children, truth = record_children(households, outside, count, seed + 1, times)
    on_roll = sum(pupil is not None for pupil in truth.values())
    print(
        f"{len(roll)} pupils, {len(children)} children, {on_roll} on the roll,"
        f" seed {seed}, errors × {times}"
    )
    start = process_time()
    _report("exact join", link_exactly(children, roll), truth, process_time() - start)
    start = process_time()
    decisions = decide_all(children, roll)
    took = process_time() - start
    links = {str(d.child): d.pupil for d in decisions if d.decision == "linked"}
    _report("firstbell", links, truth, took)
    kinds = Counter(
        (d.decision, truth[str(d.child)] is not None) for d in decisions if d.decision != "linked"
    )
    missed = sum(
        truth[str(d.child)] is not None
        and truth[str(d.child)] not in {candidate.pupil for candidate in d.candidates}
        for d in decisions
    )
    reviewed = kinds["review", True] + kinds["review", False]
    print(
        f"  review {reviewed} ({reviewed / len(children):.1%}),"
        f" {kinds['review', True]} on the roll;"
        f" unlinked {kinds['unlinked', True]} on the roll, {kinds['unlinked', False]} not on it;"
        f" {missed} on the roll were no candidate"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, nargs="+", default=[30_000, 130_000])
    parser.add_argument("--children", type=int, default=12_000)
    parser.add_argument("--seed", type=int, nargs="+", default=[11])
    parser.add_argument("--times", type=float, default=1.0)
    chosen = parser.parse_args()
    for size in chosen.pupils:
        for one in chosen.seed:
            measure(size, chosen.children, one, chosen.times)
