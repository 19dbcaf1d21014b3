"""Measure the linkage: right, wrong and reviewed links, and time, beside an exact join.

Run as ``python -m bench.linkage.measure``; see the README beside it.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from time import process_time

from bench.linkage.day import ON
from bench.linkage.families import AT_HOME, USUAL, Person, Register
from bench.linkage.noise import Feed, record_children
from firstbell.core.linkage import SHIPPED, Decision, RecordedChild, RollPupil, Weights
from firstbell.core.linkage.names import fold
from firstbell.core.linkage.proving import upper_bound
from firstbell.journey.linkage.bulk import decide_all

PUPILS_OUTSIDE = 6_000
"""The size of the neighbouring area that children from outside come from."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A register and a feed, with the truth."""

    name: str
    roll: list[RollPupil]
    feed: Feed

    @property
    def on_roll(self) -> int:
        """How many recorded children are on the register."""
        return sum(pupil is not None for pupil in self.feed.truth.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """A scene to be made: its size, its seed, and how it is.

    ``times`` multiplies every rate of error; ``more`` also tells schools and aliases. ``at_home``
    has many children who are educated at home, beside brothers and sisters on a roll. ``part`` is
    the share of the schools whose rolls are held: whoever is at another is on no roll.
    """

    pupils: int
    seed: int
    times: float = 1.0
    more: bool = False
    at_home: bool = False
    part: float = 1.0

    def said(self, children: int) -> str:
        """Say it in words."""
        told = ", school and aliases told" if self.more else ""
        told += ", many educated at home" if self.at_home else ""
        told += f", rolls of {self.part:.0%} of the schools" if self.part < 1 else ""
        return (
            f"{self.pupils:,} pupils, {children:,} children, seed {self.seed},"
            f" errors × {self.times:g}{told}"
        )

    def make(self, children: int) -> Scene:
        """Make the register and the feed."""
        register = Register(self.pupils, self.seed, upbringing=AT_HOME if self.at_home else USUAL)
        feed = record_children(
            register,
            Register(PUPILS_OUTSIDE, self.seed, "X"),
            children,
            self.seed,
            times=self.times,
            more=self.more,
            at_home=self.at_home,
        )
        pupils = register.pupils()
        if self.part < 1:
            schools = sorted({pupil.school.urn for pupil in pupils})
            held = set(Random(self.seed).sample(schools, round(len(schools) * self.part)))
            pupils = [pupil for pupil in pupils if pupil.school.urn in held]
            ids = {pupil.number for pupil in pupils}
            truth = {child: pupil if pupil in ids else None for child, pupil in feed.truth.items()}
            feed = replace(feed, truth=truth)
        return Scene(self.said(children), [_pupil(child) for child in pupils], feed)


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
        urns=(child.school.urn,),
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


def r999(decisions: Iterable[Decision], scene: Scene) -> float:
    """The best recall at a precision of 99.9%, ranked by weight: what no threshold could beat."""
    ranked = sorted((d for d in decisions if d.weight is not None), key=lambda d: -(d.weight or 0))
    right = wrong = best = 0
    for decision in ranked:
        is_right = scene.feed.truth[str(decision.child)] == decision.candidates[0].pupil
        right, wrong = right + is_right, wrong + (not is_right)
        if wrong <= 0.001 * (right + wrong):
            best = right
    return best / scene.on_roll


def _report(name: str, links: dict[str, object], scene: Scene, took: float) -> None:
    wrong = sum(scene.feed.truth[child] != pupil for child, pupil in links.items())
    precision = 1 - wrong / max(len(links), 1)
    recall = (len(links) - wrong) / scene.on_roll
    print(
        f"  {name:<12} linked {len(links):>6}  wrong {wrong:>3}  precision {precision:.4f}"
        f" (wrong at most {upper_bound(wrong, len(links)):.2%} at 95%)"
        f"  recall {recall:.4f}  {took:6.1f} s of one core"
    )


def measure(scene: Scene, weights: Weights = SHIPPED) -> list[Decision]:
    """Link a scene both ways and print what came of it."""
    print(f"{scene.name}; {scene.on_roll} on the roll")
    start = process_time()
    _report(
        "exact join", link_exactly(scene.feed.children, scene.roll), scene, process_time() - start
    )
    start = process_time()
    decisions = decide_all(scene.feed.children, scene.roll, weights=weights)
    took = process_time() - start
    truth = scene.feed.truth
    _report("firstbell", linked_by(decisions), scene, took)
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
        f"  R999 {r999(decisions, scene):.4f}; review {reviewed}"
        f" ({reviewed / len(scene.feed.children):.1%}), {kinds['review', True]} on the roll;"
        f" unlinked {kinds['unlinked', True]} on the roll, {kinds['unlinked', False]} not on it;"
        f" {missed} on the roll were no candidate"
    )
    return decisions


def linked_by(decisions: Iterable[Decision]) -> dict[str, object]:
    """The pupil of each child that was linked."""
    return {str(d.child): d.pupil for d in decisions if d.decision == "linked"}


def fairness(scene: Scene, decisions: Iterable[Decision]) -> list[str]:
    """Return recall and error by origin of the names, age band and sex: known, as invented.

    A group that falls more than three points behind the whole is named so.
    """
    links = linked_by(decisions)
    groups: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for child, person in scene.feed.people.items():
        pupil, link = scene.feed.truth[child], links.get(child)
        told = (pupil is not None, link is not None and link == pupil, link not in {None, pupil})
        age = (ON - person.born_on).days // 365
        band = "4 to 7" if age < 8 else "8 to 11" if age < 12 else "12 to 17"
        for group in ("all", f"names {person.household.community.name}", f"aged {band}",
                      f"sex {person.sex}"):  # fmt: skip
            groups[group].append(told)
    lines, whole = [], None
    for group in sorted(groups):
        of, right = sum(on for on, _, _ in groups[group]), sum(ok for _, ok, _ in groups[group])
        wrong = sum(bad for _, _, bad in groups[group])
        recall = right / max(of, 1)
        whole = recall if whole is None else whole
        behind = "  more than 3 points behind" if recall < whole - 0.03 else ""
        lines.append(f"{group:<26} {of:>6} on the roll  recall {recall:.4f}  wrong {wrong}{behind}")
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pupils", type=int, nargs="+", default=[30_000, 130_000])
    parser.add_argument("--children", type=int, default=12_000)
    parser.add_argument("--seed", type=int, nargs="+", default=[31])
    parser.add_argument("--times", type=float, default=1.0)
    parser.add_argument("--more", action="store_true", help="tell schools and aliases too")
    parser.add_argument("--at-home", action="store_true", help="many are educated at home")
    parser.add_argument("--part", type=float, default=1.0, help="share of the schools' rolls")
    chosen = parser.parse_args()
    for size in chosen.pupils:
        for one in chosen.seed:
            plan = Plan(
                size, one, chosen.times, more=chosen.more, at_home=chosen.at_home, part=chosen.part
            )
            made = plan.make(chosen.children)
            for line in fairness(made, measure(made)):
                print(" ", line)
