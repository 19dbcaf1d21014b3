"""Two real installations hand children over both ways while requests and answers are lost."""

from pathlib import Path

import pytest
from pytest_django import Settings

from firstbell.cli.postgres import Server
from tests.conftest import own_database
from tests.resilience.handing_over import hand_over_both_ways, two_installations
from tests.stories.served import SECRET

EACH = 12
"""Children that each side hands to the other; `bench.handover` hands over more, for longer."""


@pytest.mark.usefixtures("committed")
def test_every_child_has_one_owner_at_every_instant_and_both_ends_print_the_same_receipt(
    migrated: Server, settings: Settings, tmp_path: Path
) -> None:
    settings.SECRET_KEY = SECRET  # what is sealed here, the servers must be able to read
    with (
        own_database(migrated, "west") as west,
        two_installations(migrated, west, home=tmp_path) as both,
    ):
        ended = hand_over_both_ways(both, each=EACH, lose=0.12, seed=6)

    assert sum(ended.values()) == 2 * EACH
    assert set(ended) == {"accepted", "refused", "withdrawn"}
    for line in both.lines:
        assert min(line.lost_requests, line.lost_answers) > 0
