"""Learn a version of the weights on invented families, choose its lines, and test it.

Run as ``python -m bench.linkage.train FILE --version V``, or with ``--lines-of V`` to keep the
figures in FILE and choose its lines anew, or only to test it; see the README beside it. Seeds of
learning, of choosing and of testing are never the same.
"""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bench.linkage.measure import Plan, Scene, fairness, measure
from firstbell.core.linkage import Decision, Frequencies, Thresholds, Weights
from firstbell.core.linkage.proving import Ranked, lowest_line, shift_to_the_odds, upper_bound
from firstbell.core.linkage.training import BY_HAND, Known, count_patterns, train
from firstbell.core.linkage.weights import PRIOR
from firstbell.journey.linkage.bulk import decide_all, find_candidates

LEARNED_ON = (Plan(130_000, 51, more=True), Plan(130_000, 21), Plan(130_000, 22),
              Plan(400_000, 41), Plan(30_000, 43))  # fmt: skip
CHOSEN_ON = (Plan(130_000, 23), Plan(400_000, 31), Plan(400_000, 32), Plan(400_000, 42),
             Plan(130_000, 24, 1.8), Plan(400_000, 34, 1.8), Plan(400_000, 44, 1.8),
             *(Plan(130_000, seed, at_home=True) for seed in (123, 125)),
             *(Plan(130_000, seed, part=0.2) for seed in range(223, 233)))  # fmt: skip
TESTED_ON = (Plan(400_000, 61), Plan(400_000, 64, 1.8), Plan(30_000, 75),
             Plan(130_000, 161, at_home=True), Plan(130_000, 261, part=0.2),
             Plan(130_000, 262, part=0.2), Plan(400_000, 62), Plan(400_000, 61, more=True),
             Plan(400_000, 65, 1.8))  # fmt: skip

AT_MOST = 0.0005
"""The rate of wrong links that the choice leaves possible: half of the promised one in a
thousand, because real records are not these."""

AT_MOST_OF_THE_HARDEST = 0.001
"""The same where many are educated at home beside brothers and sisters of like names, or where
only a part of the area's rolls is held: most children are on no roll there, and none is usual."""

BASE = Thresholds(link=2.0, review=-5.0, rival_at_home=4.5, rival_elsewhere=2.5)
"""The lines from which the choice starts; a higher one asks for as much more of a lead."""

STEPS = tuple(half / 2 for half in range(-6, 25))
"""From the line where the choice starts, the lines that are tried."""


def with_link_at(line: float, base: Thresholds) -> Thresholds:
    """The thresholds with their link at a line."""
    more = line - base.link
    return replace(
        base,
        link=line,
        rival_at_home=base.rival_at_home + more,
        rival_elsewhere=base.rival_elsewhere + more,
    )


def shifted(weights: Weights, bits: float) -> Weights:
    """The same decisions, with every weight and both lines higher by so many bits."""
    lines = weights.thresholds
    return replace(
        weights,
        bits={**weights.bits, PRIOR: round(weights.bits[PRIOR] + bits, 2)},
        thresholds=replace(lines, link=lines.link + bits, review=lines.review + bits),
    )


def learn_from(scenes: Iterable[Scene]) -> dict[str, float]:
    """Learn from scenes."""
    return train(count_patterns(map(_known, scenes)))


def _known(scene: Scene) -> Known:
    candidates = find_candidates(scene.feed.children, scene.roll)
    return Known(scene.feed.children, candidates, scene.feed.truth, Frequencies.of(scene.roll))


Profile = tuple[float, bool, float]


def choose(
    weights: Weights, scenes: Iterable[tuple[Plan, Scene]]
) -> tuple[Weights, tuple[str, ...]]:
    """The weights with the lowest line that keeps its bound on every profile of errors.

    They are shifted to say the odds that were counted on the usual profiles. Also returns what
    other lines would do.
    """
    by_profile: dict[Profile, list[Ranked]] = {}
    on_roll: dict[Profile, int] = {}
    base = weights.thresholds
    for plan, scene in scenes:
        profile = (plan.times, plan.at_home, plan.part)
        decisions = decide_all(scene.feed.children, scene.roll, weights=weights)
        by_profile.setdefault(profile, []).extend(ranked(decisions, scene))
        on_roll[profile] = on_roll.get(profile, 0) + scene.on_roll
    lines = [base.link + step for step in STEPS]
    line = max(
        lowest_line(each, lines, at_most=AT_MOST if _is_usual(of) else AT_MOST_OF_THE_HARDEST)
        for of, each in by_profile.items()
    )
    shift = shift_to_the_odds(
        each for of, many in by_profile.items() if _is_usual(of) for each in many
    )
    said = tuple(
        f"{_called(of)}, link {at + shift:g}: {_said(each, at, on_roll[of])}"
        for of, each in by_profile.items()
        for at in (line - 1, line - 0.5, line, line + 0.5, line + 1, line + 2)
    )
    return shifted(replace(weights, thresholds=with_link_at(line, base)), shift), said


def _is_usual(profile: Profile) -> bool:
    _, at_home, part = profile
    return not at_home and part == 1


def _called(profile: Profile) -> str:
    times, at_home, part = profile
    told = ", many educated at home" if at_home else ""
    told += f", rolls of {part:.0%} of the schools" if part < 1 else ""
    return f"errors × {times:g}{told}"


def ranked(decisions: Iterable[Decision], scene: Scene) -> list[Ranked]:
    """The weight of each child with a candidate, and whether the first is the child."""
    truth = scene.feed.truth
    return [
        (decision.weight, truth[str(decision.child)] == decision.candidates[0].pupil)
        for decision in decisions
        if decision.weight is not None
    ]


def _tested(weights: Weights, scene: Scene) -> tuple[str, list[str]]:
    """What came of a scene, and the recall and error of each group."""
    decisions = measure(scene, weights)
    found = _said(ranked(decisions, scene), weights.thresholds.link, scene.on_roll)
    groups = [" ".join(line.split()) for line in fairness(scene, decisions)]
    print(*groups, sep="\n", flush=True)
    return f"{scene.name}: {found}", [f"{scene.name}: {line}" for line in groups]


def _said(each: Iterable[Ranked], line: float, on_roll: int) -> str:
    linked = [right for weight, right in each if weight >= line]
    wrong = linked.count(False)
    return (
        f"{len(linked)} linked, {wrong} wrong"
        f" (at most {upper_bound(wrong, len(linked)):.3%} at 95%),"
        f" recall {(len(linked) - wrong) / on_roll:.4f}"
    )


def learned(version: str, children: int) -> Weights:
    """Learn anew; the lines are still to be chosen."""
    bits = learn_from(plan.make(children) for plan in LEARNED_ON)
    return Weights(version, bits, BASE)


def chosen(weights: Weights, children: int) -> Weights:
    """Choose the lines; what it was tested on is still to be said."""
    lined, table = choose(weights, ((plan, plan.make(children)) for plan in CHOSEN_ON))
    return replace(lined, report=report(table, children))


def tested(weights: Weights, children: int) -> Weights:
    """Test a version on seeds that it has never seen, and let it say so."""
    found = [_tested(weights, plan.make(children)) for plan in TESTED_ON]
    report_ = {
        "tested_on": tuple(said for said, _ in found),
        "fairness": tuple(line for _, groups in found for line in groups),
    }
    return replace(weights, report={**weights.report, **report_})


def report(table: Iterable[str], children: int) -> dict[str, tuple[str, ...]]:
    """What a version says of itself before it is tested."""
    return {
        "learned_on": tuple(plan.said(children) for plan in LEARNED_ON),
        "by_hand": tuple(sorted(BY_HAND)),
        "chosen_on": (*(plan.said(children) for plan in CHOSEN_ON), *table),
        "tested_on": (),
        "fairness": (),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="where the version is kept")
    parser.add_argument("--version", help="learn this version anew")
    parser.add_argument("--children", type=int, default=12_000)
    parser.add_argument("--lines-of", help="keep the figures, choose the lines of this version")
    asked = parser.parse_args()
    made = learned(asked.version, asked.children) if asked.version else None
    if made is None:
        made = Weights.read(asked.out.read_text(encoding="utf-8"))
    if asked.lines_of:
        made = replace(made, version=asked.lines_of)
    if asked.version or asked.lines_of:
        made = chosen(made, asked.children)
        asked.out.write_text(made.written(), encoding="utf-8")
    asked.out.write_text(tested(made, asked.children).written(), encoding="utf-8")
