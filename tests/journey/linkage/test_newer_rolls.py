"""Whoever a newer roll has taken off a school is never linked to there."""

import pytest

from bench.linkage.newer_roll import measure


@pytest.mark.django_db
def test_no_child_is_linked_to_a_pupil_at_a_school_that_a_newer_roll_took_them_off() -> None:
    found = measure(pupils=1_500, children=600, seed=5)

    assert found.taken_off > 130
    assert found.linked > 300
    assert found.at_the_old_school == 0
    assert found.on_no_roll == 0
