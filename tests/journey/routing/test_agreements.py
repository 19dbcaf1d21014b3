"""A share by agreement alone stops and resumes; one by statute goes on and is flagged."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.core.agreements import lapses_at
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions.looking_again import look_again
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.routing.actions import choose
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Agency, Desk
from firstbell.registry.agreements.actions import making
from firstbell.registry.agreements.models import Agreement
from tests import world
from tests.agreed import an_agreement, signed_by_all

pytestmark = pytest.mark.django_db

INSTANT = timedelta(microseconds=1)
SMALL = {"date_of_birth": "2023-06-01"}
"""A child of three, who is on no roll."""


@dataclass(frozen=True, kw_only=True)
class Borough:
    """An early years desk with somebody at it, and the force that tells it."""

    desk: Desk
    force: Agency


@pytest.fixture
def borough() -> Borough:
    world.a_partnership()
    force = world.a_force()
    desk = world.a_desk("early-years")
    world.a_key_adult(desk, "Sam Reed", in_holidays=True)
    return Borough(desk=desk, force=force)


def told() -> list[Notification]:
    return list(Notification.objects.exclude(state=Notification.State.HELD))


def the_wait() -> Waiting:
    return Waiting.objects.get(why=Waiting.Why.NO_AGREEMENT)


def go_on(at: datetime) -> None:
    look_again(at=at)
    world.carry_on(at=at)


def test_without_an_agreement_nothing_goes_to_early_years_and_the_hub_is_told_when(
    borough: Borough, monday: datetime
) -> None:
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)

    assert not Notification.objects.exists()
    assert not Route.objects.exists()
    wait = the_wait()
    assert wait.owner == Waiting.Owner.HUB
    assert wait.detail == {"recipient": borough.desk.code}
    assert wait.due_at == datetime(2026, 11, 23, 8, 45, tzinfo=UTC)


def test_with_one_in_force_it_goes_and_says_what_it_rests_on(
    borough: Borough, monday: datetime
) -> None:
    agreement = signed_by_all(an_agreement(borough.force, borough.desk))
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)

    [notification] = told()
    assert not Waiting.objects.filter(why=Waiting.Why.NO_AGREEMENT).exists()
    assert (notification.basis, notification.purpose) == ("agreement", "early_years")
    assert notification.agreement == notification.route.agreement == agreement
    trail = AuditEntry.objects.get(action="child.routed")
    assert trail.detail["basis"] == "agreement"
    assert trail.detail["agreement"] == str(agreement.id)


def test_an_agreement_of_others_does_not_cover_it(borough: Borough, monday: datetime) -> None:
    other = Agency.objects.create(code="OTHER", name="Other Police", kind=Agency.Kind.POLICE)
    signed_by_all(an_agreement(other, borough.desk))
    signed_by_all(an_agreement(borough.force, "health-visiting"))
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)

    assert told() == []
    assert the_wait().closed_at is None


def test_a_kind_of_desk_as_party_covers_every_desk_of_that_kind(
    borough: Borough, monday: datetime
) -> None:
    signed_by_all(an_agreement(borough.force, "early-years"))
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)

    assert len(told()) == 1


@pytest.mark.parametrize(
    "last_on",
    [
        pytest.param(date(2026, 3, 28), id="spring"),
        pytest.param(date(2026, 3, 29), id="after-spring"),
        pytest.param(date(2026, 10, 24), id="autumn"),
        pytest.param(date(2026, 10, 25), id="after-autumn"),
    ],
)
def test_it_stops_at_the_instant_at_which_the_agreement_lapses(
    borough: Borough, last_on: date
) -> None:
    long_before = datetime(2026, 1, 2, 9, tzinfo=UTC)
    signed_by_all(
        an_agreement(
            borough.force,
            borough.desk,
            first_on=date(2026, 1, 2),
            last_on=last_on,
            at=long_before,
        ),
        at=long_before,
    )
    over = lapses_at(last_on)
    children = [world.a_child(**SMALL)]
    at_night = {"belief_formed_at": (over - timedelta(hours=2)).isoformat()}

    world.receive(world.an_incident("IN-TIME", children=children, **at_night), at=over - INSTANT)
    world.receive(world.an_incident("LATE", children=children, **at_night), at=over)

    assert [each.incident.reference for each in told()] == ["IN-TIME"]
    assert the_wait().child.incident.reference == "LATE"


def test_when_it_is_renewed_the_child_goes_on(borough: Borough, monday: datetime) -> None:
    agreement = signed_by_all(an_agreement(borough.force, borough.desk, last_on=date(2026, 11, 22)))
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)
    assert told() == []

    making.renew(
        agreement=agreement,
        first_on=date(2026, 11, 23),
        last_on=date(2027, 11, 22),
        by=None,
        at=monday,
    )
    world.carry_on(at=monday)
    assert told() == [], "a renewal that nobody has signed lets nothing go"
    signed_by_all(agreement, at=monday)
    world.carry_on(at=monday)

    assert len(told()) == 1
    assert the_wait().outcome == "agreed"
    assert Event.objects.filter(name="agreement.in_force", subject=agreement.id).count() == 2


def test_an_agreement_that_begins_by_itself_lets_the_child_go_on(
    borough: Borough, monday: datetime
) -> None:
    signed_by_all(an_agreement(borough.force, borough.desk, first_on=date(2026, 11, 24)))
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)
    go_on(monday)
    assert told() == []

    go_on(datetime(2026, 11, 24, tzinfo=UTC))

    assert len(told()) == 1


def test_a_partnership_that_finds_a_gateway_lets_the_child_go_on(
    borough: Borough, monday: datetime
) -> None:
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)

    set_rule(key="basis_early_years", value="gateway", by=None, at=monday)
    go_on(monday)

    [notification] = told()
    assert notification.basis == "gateway"


def test_what_is_told_to_a_school_goes_on_and_is_flagged(monday: datetime) -> None:
    world.a_partnership()
    force, school = world.a_force(), world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    agreement = signed_by_all(an_agreement(force, "school", last_on=date(2026, 11, 22)))

    world.receive(world.an_incident(), at=monday)

    [notification] = told()
    assert notification.state == Notification.State.SENT or notification.raised_at == monday
    assert notification.basis == "section_49a"
    assert notification.route.agreement == agreement
    assert notification.route.agreement_had_lapsed
    assert not Waiting.objects.filter(why=Waiting.Why.NO_AGREEMENT).exists()


def test_what_is_told_to_a_school_needs_no_agreement_at_all(monday: datetime) -> None:
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)

    world.receive(world.an_incident(), at=monday)

    [notification] = told()
    assert notification.agreement is None
    assert not notification.route.agreement_had_lapsed


def test_a_persons_choice_waits_for_the_agreement_too(borough: Borough, monday: datetime) -> None:
    manager = world.a_person("hale.brook@hub.example", "Hale Brook")
    world.receive(world.an_incident(children=[world.a_child()]), at=monday)
    choose.choose_desk(
        child=world.the_child(),
        desk=borough.desk,
        reason=Route.Reason.EARLY_YEARS,
        by=manager,
        at=monday,
    )
    world.carry_on(at=monday)

    held = world.the_notification()
    assert held.state == Notification.State.HELD
    assert the_wait().due_at == held.due_at

    agreement = signed_by_all(an_agreement(borough.force, borough.desk), at=monday)
    world.carry_on(at=monday)

    held.refresh_from_db()
    assert held.state in {Notification.State.RAISED, Notification.State.SENT}
    assert held.agreement == agreement


def test_a_revision_after_the_lapse_is_a_new_share_and_waits(
    borough: Borough, monday: datetime
) -> None:
    agreement = signed_by_all(an_agreement(borough.force, borough.desk, last_on=date(2026, 11, 23)))
    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)
    before = world.the_notification().content
    tuesday = monday + timedelta(days=1)
    changed = world.a_child(**SMALL, presentation="Very quiet.")

    world.receive(world.an_incident(revision=2, children=[changed]), at=tuesday)
    go_on(tuesday)
    assert world.the_notification().content == before
    assert the_wait().closed_at is None

    making.renew(
        agreement=agreement,
        first_on=date(2026, 11, 24),
        last_on=date(2027, 11, 23),
        by=None,
        at=tuesday,
    )
    signed_by_all(agreement, at=tuesday)
    world.carry_on(at=tuesday)

    assert world.the_notification().content["presentation"] == "Very quiet."
    assert the_wait().closed_at is not None


def test_an_agreement_that_is_ended_stops_what_rests_on_it(
    borough: Borough, monday: datetime
) -> None:
    agreement = signed_by_all(an_agreement(borough.force, borough.desk))
    making.end(agreement=agreement, why="The nursery closed.", by=None, at=monday)

    world.receive(world.an_incident(children=[world.a_child(**SMALL)]), at=monday)

    assert told() == []
    assert Agreement.objects.get().ended_why == "The nursery closed."


def test_a_withdrawn_incident_waits_for_no_agreement(borough: Borough, monday: datetime) -> None:
    children = [world.a_child(**SMALL)]
    world.receive(world.an_incident(children=children), at=monday)
    world.withdraw(
        world.an_incident(
            children=children, revision=2, status="withdrawn", status_reason="A mistake."
        ),
        at=monday,
    )
    signed_by_all(an_agreement(borough.force, borough.desk), at=monday)
    world.carry_on(at=monday)

    assert the_wait().outcome == "withdrawn"
    assert told() == []
