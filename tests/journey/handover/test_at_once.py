"""One feed holds children of many councils: a rule offers them, and a rule may accept them."""

from datetime import datetime

import pytest

from firstbell.journey.handover.models import Arrival, Offer
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Postcode
from tests import world
from tests.journey.handover.conftest import Other
from tests.journey.hub import Hub

pytestmark = pytest.mark.django_db

SISTER_COUNCIL, SISTER_POSTCODE = "E08990002", "QY2 3CD"


@pytest.fixture
def sister(other: Other) -> Other:
    """Another area of our own force: the installation of a council beside ours."""
    Postcode.objects.create(pcds=SISTER_POSTCODE, laua=SISTER_COUNCIL, force_pfa=world.FORCE)
    other.row.lauas, other.row.force_pfa = [SISTER_COUNCIL], world.FORCE
    other.row.save()
    return other


def receive(at: datetime, *, revision: int = 1, postcode: str = SISTER_POSTCODE) -> None:
    there = world.a_child("C1", address={"lines": ["2 Fen Road"], "postcode": postcode})
    here = world.a_child("C2", given_names="Robin", date_of_birth="2014-02-01")
    world.receive(world.an_incident(children=[there, here], revision=revision), at=at)


def test_each_child_of_a_feed_goes_where_it_lives_and_what_was_refused_is_a_persons(
    hub: Hub, sister: Other, monday: datetime
) -> None:
    sister.answering("refused")
    receive(monday)
    row = Offer.objects.get()
    assert (row.child.reference, row.offered_by, row.state) == ("C1", None, "refused")

    world.carry_on(at=monday)
    assert Offer.objects.count() == 1
    receive(monday, revision=2)
    assert Offer.objects.count() == 2


@pytest.mark.parametrize(("rule", "offered"), [("no", 0), ("own_force", 0), ("always", 1)])
def test_to_another_force_a_child_goes_by_a_person_unless_the_rule_says_otherwise(
    hub: Hub, sister: Other, monday: datetime, rule: str, offered: int
) -> None:
    sister.row.force_pfa = "E23990009"
    sister.row.save()
    set_rule(key="hand_over_at_once", value=rule, by=None, at=monday)
    receive(monday)

    assert Offer.objects.count() == offered


def test_a_child_of_ours_or_one_that_a_person_must_look_at_is_not_offered_by_a_rule(
    hub: Hub, sister: Other, monday: datetime
) -> None:
    receive(monday, postcode=world.POSTCODE)
    world.receive(
        world.an_incident(
            "INC-2", children=[world.a_child(role="victim")], address={"postcode": SISTER_POSTCODE}
        ),
        at=monday,
    )
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    ("rule", "postcode", "state"),
    [
        ("no", world.POSTCODE, "received"),
        ("own_councils", world.POSTCODE, "accepted"),
        ("own_councils", world.ELSEWHERE, "received"),
    ],
)
def test_a_child_of_our_own_council_is_accepted_at_once_where_the_rule_says_so(
    hub: Hub, other: Other, monday: datetime, rule: str, postcode: str, state: str
) -> None:
    set_rule(key="accept_at_once", value=rule, by=None, at=monday)
    other.line.answers = lambda told: {"id": told["id"], "state": "taken"}
    other.say("offer", other.package(incident={"address": {"postcode": postcode}}))
    world.carry_on(at=monday)

    row = Arrival.objects.get()
    assert (row.state, row.answered_as) == (state, "rule" if state == "accepted" else "")
