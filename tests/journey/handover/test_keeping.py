"""How long a hand-over is kept that nobody took: what was accepted goes with its incident."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from firstbell.core.retention import Kind, Stop, stops
from firstbell.foundation import history
from firstbell.journey.handover.actions import answering, offering
from firstbell.journey.handover.models import Arrival, Offer
from firstbell.oversight.records import standing
from firstbell.oversight.records.actions import destroying
from firstbell.registry.agencies.queries.rules import policy
from tests import world
from tests.journey.handover.conftest import Other
from tests.journey.handover.test_offering import a_child_elsewhere
from tests.journey.hub import Hub

pytestmark = pytest.mark.django_db


def test_what_was_refused_out_or_in_goes_after_its_period_and_what_was_taken_does_not(
    hub: Hub, other: Other, monday: datetime
) -> None:
    other.answering("refused")
    offering.offer(
        child=a_child_elsewhere(monday), sibling_id=other.row.id, by=hub.person, at=monday
    )
    world.carry_on(at=monday)
    refuse: Any = {"by": hub.person, "as_role": "hub-worker", "note": "", "at": monday}
    for number, package in enumerate((other.package(), other.package())):
        other.say("offer", package)
        arrival = Arrival.objects.get(answered_at=None)
        if number:
            answering.accept(arrival_id=arrival.id, by=hub.person, as_role="hub-worker", at=monday)
        else:
            answering.refuse(arrival_id=arrival.id, reason="not_here", **refuse)
    late = monday + timedelta(days=8 * 365)
    ids = {Offer.objects.get().id, Arrival.objects.get(state="refused").id}

    assert set(standing.old_enough(Kind.HAND_OVERS, before=late)) == ids
    for at, stays in ((monday + timedelta(days=365), {Stop.YOUNG}), (late, set())):
        found = standing.standings_of(Kind.HAND_OVERS, ids, at=at)
        for each in ids:
            assert stops(Kind.HAND_OVERS, found[each], policy=policy(), at=at) == stays
    for each in ids:
        destroying.destroy_hand_over(each, by=hub.person, at=late)
    assert not Offer.objects.exists()
    assert Arrival.objects.get().state == "accepted"
    for model in (Offer, Arrival):
        assert not history.past_of(model).objects.filter(id__in=ids).exists()
