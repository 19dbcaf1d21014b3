"""Invented areas where most or many children are on no roll: nobody is taken for one of them."""

import pytest

from bench.linkage.measure import Plan
from firstbell.journey.linkage.bulk import decide_all

PART = Plan(5_000, 3, 1.8, part=0.3)
AT_HOME = Plan(5_000, 4, at_home=True)


@pytest.mark.parametrize(("plan", "least"), [(PART, 0.8), (AT_HOME, 0.9)])
def test_no_child_on_no_roll_is_taken_for_a_pupil(plan: Plan, least: float) -> None:
    scene = plan.make(2_000)
    decisions = decide_all(scene.feed.children, scene.roll)
    linked = [found for found in decisions if found.decision == "linked"]
    wrong = [found for found in linked if scene.feed.truth[str(found.child)] != found.pupil]
    assert not wrong
    assert len(linked) >= least * scene.on_roll
