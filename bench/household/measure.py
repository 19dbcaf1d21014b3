"""How many of the children left out of incidents are named by the prompt, and how many wrongly.

    .venv/bin/python -m bench.household.measure [SEED] [PUPILS] [INCIDENTS]   # 2 12000 3000

A fresh installation in a temporary folder, with an invented borough that knows who lives where:
with shared homes, rolls that lag behind a move and parents who live apart, far more of them than
the sample has otherwise. Its weekend is received and linked as the product does; then the rule is
asked about every incident, once for each setting. Prints figures only.
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

SETTINGS = tuple((names, most) for names in ("off", "one_family") for most in (1, 2, 4, 8, 99))
"""`household_other_names` and `household_surnames`."""


def main() -> None:
    """Measure one borough at every setting."""
    seed, pupils, incidents = (*map(int, sys.argv[1:]), *(2, 12_000, 3_000)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory(prefix="firstbell-bench-") as folder:
        measure(Path(folder), seed=seed, pupils=pupils, incidents=incidents)


def measure(folder: Path, *, seed: int, pupils: int, incidents: int) -> None:
    """Receive and link the weekend of one borough, then ask at every setting."""
    from firstbell.cli.ground import database_ready
    from firstbell.cli.home import make_home
    from firstbell.sample import make_borough, write

    borough = make_borough(seed=seed, pupils=pupils, incidents=incidents, crowded=True)
    home = make_home(folder / "home", kind="bench")
    write(borough, folder)
    os.environ.update(
        FIRSTBELL_HOME=str(home),
        FIRSTBELL_CLOCK_AT=f"{borough.monday.isoformat()}T07:10:00+00:00",
    )
    with database_ready(durable=False):
        from firstbell.cli.demo import journey
        from firstbell.core.unrecorded import Households
        from firstbell.foundation import clock
        from firstbell.journey.intake.actions import receive_feed
        from firstbell.journey.intake.models import Incident
        from firstbell.journey.linkage.actions.link import link_incident
        from firstbell.journey.linkage.household import scene_of

        journey.load(folder, borough)
        for document in borough.feeds.values():
            receive_feed(document=document, by=None, at=clock.now())
        rows = list(Incident.objects.filter(status="active").order_by("belief_formed_at", "id"))
        for row in rows:
            link_incident(row.id, at=clock.now())
        truth = Truth.of(borough, {row.reference for row in rows})
        print(truth.described(len(rows)))
        scenes = [(row.reference, scene_of(row, Households(), shut=())) for row in rows]
        number_of = numbers(borough)
        for other, most in SETTINGS:
            rules = replace(Households(), household_other_names=other, household_surnames=most)
            found = asked(scenes, rules, truth, number_of)
            mark = "   <- the default" if rules == Households() else ""
            print(f"other names {other}, surnames {most}: {found.described(truth)}{mark}")
            print(f"  the wrong ones: {dict(found.wrong.most_common())}")


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Who was left out and who was recorded, as the borough knows it, by number of the child."""

    left_out: frozenset[tuple[str, int]]
    on_no_roll: frozenset[tuple[str, int]]
    recorded: frozenset[tuple[str, int]]
    kinds: dict[int, str]

    @classmethod
    def of(cls, borough: Any, references: set[str]) -> "Truth":
        """Return it for the incidents that stand."""
        rows = [row for row in borough.left_out if row.incident in references]
        on_rolls = [row for row in rows if row.child.current_urns(borough.monday)]
        kinds = {}
        for family in borough.families:
            for kid in family.children:
                apart = "lives with the other parent" if kid.lives_elsewhere else ""
                lags = any(row.address != family.address for row in kid.registrations)
                kinds[kid.number] = apart or ("moved out since" if lags else "another family")
        return cls(
            left_out=frozenset((row.incident, row.child.number) for row in on_rolls),
            on_no_roll=frozenset(
                (row.incident, row.child.number) for row in rows if row not in on_rolls
            ),
            recorded=frozenset((row.incident, row.who.number) for row in borough.truths),
            kinds=kinds,
        )

    def described(self, incidents: int) -> str:
        """Say how many there are."""
        return (
            f"{incidents} incidents; left out: {len(self.left_out)} children on a roll, "
            f"{len(self.on_no_roll)} on none (under school age, taught at home, elsewhere)"
        )


@dataclass(frozen=True, kw_only=True)
class Found:
    """Whom the prompt named at one setting."""

    right: int
    of_no_roll: int
    wrong: Counter[str]

    def described(self, truth: Truth) -> str:
        """Say how many of those left out, and how many others."""
        wrong = sum(self.wrong.values())
        share = self.right / max(len(truth.left_out), 1)
        every = self.right + self.of_no_roll + wrong
        return (
            f"{self.right} of {len(truth.left_out)} on a roll ({share:.0%}), "
            f"{self.of_no_roll} of {len(truth.on_no_roll)} on none, {wrong} wrongly "
            f"({wrong / max(every, 1):.0%} of {every} asked about)"
        )


def numbers(borough: Any) -> dict[Any, int]:
    """Return the number of the child that each pupil and each recorded child truly is, by id."""
    from firstbell.journey.intake.models import RecordedChild
    from firstbell.registry.people.models import Registration

    kids = {
        (kid.forename, kid.surname, kid.born_on): kid.number
        for family in borough.families
        for kid in family.children
    }
    truly = {(row.incident, row.child): row.who.number for row in borough.truths}
    recorded = RecordedChild.objects.values_list("id", "incident__reference", "reference")
    rows = Registration.objects.values_list("pupil", "forename", "surname", "born_on")
    return {
        **{key: truly.get((incident, child), 0) for key, incident, child in recorded},
        **{key: kids[first, last, born_on] for key, first, last, born_on in rows},
    }


def asked(scenes: Iterable[Any], rules: Any, truth: Truth, number_of: dict[Any, int]) -> Found:
    """Ask about every incident and mark what is found."""
    from firstbell.core.unrecorded import probably_there

    right, of_no_roll, wrong = 0, 0, Counter[str]()
    for reference, scene in scenes:
        for each in probably_there(scene, rules):
            who = reference, number_of[each.child]
            if who in truth.left_out:
                right += 1
            elif who in truth.on_no_roll:
                of_no_roll += 1
            elif who in truth.recorded:
                wrong["recorded, but not known again"] += 1
            else:
                wrong[truth.kinds.get(who[1], "a young adult of it")] += 1
    return Found(right=right, of_no_roll=of_no_roll, wrong=wrong)


if __name__ == "__main__":
    main()
