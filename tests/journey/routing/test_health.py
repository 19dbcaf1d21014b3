"""Health is told of cases of high risk beside the school, by a rule, on a basis of its own."""

from datetime import datetime
from typing import Any

import pytest

from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.routing.actions import choose
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Desk
from tests import world
from tests.journey.hub import Hub, trail
from tests.people import ready_person

HIGH = {"tool": "DASH", "grade": "high"}
SMALL = {"date_of_birth": "2023-06-01"}


@pytest.fixture
def rule(hub: Hub, monday: datetime) -> Hub:
    """Health is told of high risk, by a statutory gateway; a health visitor is there."""
    person = ready_person("hub-manager")
    for key, value in (
        ("tell_health", "high_risk"),
        ("basis_health", "gateway"),
        ("basis_practice", "gateway"),
    ):
        set_rule(key=key, value=value, by=person, at=monday)
    world.a_key_adult(world.a_desk("health-visiting"), "Hev Ibis", in_holidays=True)
    return hub


@pytest.fixture
def practice() -> Desk:
    practice = desk_for("gp:Z99999")
    world.a_key_adult(practice, "Gil Plover", in_holidays=True)
    return practice


def receive(at: datetime, **incident: Any) -> None:
    small = world.a_child(**SMALL)
    world.receive(world.an_incident(**{"children": [small], "risk": HIGH, **incident}), at=at)


def reasons() -> dict[str, str]:
    return {
        str(route.desk.code if route.desk else route.establishment): route.reason
        for route in Route.objects.all()
    }


def test_a_health_visitor_is_told_of_a_small_child_at_high_risk_and_the_hub_still_looks(
    rule: Hub, monday: datetime
) -> None:
    receive(monday)

    assert reasons() == {"990:health-visiting": "high_risk"}
    route = Route.objects.get()
    assert (route.basis, route.purpose) == ("gateway", "health")
    assert Notification.objects.get().state != Notification.State.HELD
    assert [each.why for each in Waiting.objects.filter(closed_at=None)] == ["unlinked"]


def test_of_a_lesser_risk_or_without_the_rule_nobody_of_health_is_told(
    rule: Hub, monday: datetime
) -> None:
    receive(monday, risk={"tool": "DASH", "grade": "medium"})
    set_rule(
        key="tell_health", value="off", by=ready_person("hub-manager", name="Ola Rook"), at=monday
    )
    receive(monday, reference="INC-2")

    assert reasons() == {}


def test_a_midwife_is_told_where_an_adult_is_pregnant(rule: Hub, monday: datetime) -> None:
    world.a_key_adult(world.a_desk("midwifery"), "Mid Linnet", in_holidays=True)
    receive(monday, adults=[world.an_adult(pregnant=True)])

    assert reasons() == {"990:midwifery": "high_risk", "990:health-visiting": "high_risk"}


def test_by_agreement_alone_and_without_one_health_is_not_told_and_the_hub_knows(
    rule: Hub, monday: datetime
) -> None:
    set_rule(
        key="basis_health", value="agreement", by=ready_person("hub-manager", name="O R"), at=monday
    )
    receive(monday)

    assert reasons() == {}
    open_waits = {each.why for each in Waiting.objects.filter(closed_at=None)}
    assert open_waits == {"unlinked", "no_agreement"}


def test_the_hub_tells_the_practice_that_the_family_goes_to_once(
    rule: Hub, practice: Desk, monday: datetime
) -> None:
    receive(monday)
    child = world.the_child()
    assert "Tell the family’s practice as well" in rule.text("child", child.id)
    assert "Practice (Z99999)" in rule.text("tell_practice", child.id)

    for _twice in range(2):
        rule.post("tell_practice", child.id, practice=practice.code)
    world.carry_on(at=monday)

    assert reasons()["gp:Z99999"] == "high_risk"
    assert Notification.objects.filter(desk=practice).count() == 1
    assert trail("recipient.chosen") == 1
    # It is nobody to look for in the morning: the hub still has to find the school.
    assert Waiting.objects.filter(why="unlinked", closed_at=None).exists()
    assert "Practice (Z99999): is told already" in rule.text("tell_practice", child.id)
    assert "Choose the practice to tell" in rule.post("tell_practice", child.id).content.decode()


def test_a_practice_that_was_chosen_is_not_taken_for_the_school(
    rule: Hub, practice: Desk, monday: datetime
) -> None:
    receive(monday)
    choose.tell_practice(
        child=world.the_child(), practice=practice, by=ready_person("hub-worker"), at=monday
    )
    receive(monday, revision=2)
    world.carry_on(at=monday)

    assert Waiting.objects.filter(why="unlinked", closed_at=None).exists()


def test_without_the_rule_or_an_agreement_no_practice_is_told(
    rule: Hub, practice: Desk, monday: datetime
) -> None:
    manager = ready_person("hub-manager", name="Ola Rook")
    receive(monday)
    child = world.the_child()
    set_rule(key="basis_practice", value="agreement", by=manager, at=monday)
    refused = rule.post("tell_practice", child.id, practice=practice.code)
    assert "Nobody was told." in refused.content.decode()

    set_rule(key="tell_health", value="off", by=manager, at=monday)
    assert "practice" not in rule.text("child", child.id)
    assert rule.get("tell_practice", child.id).status_code == 302
    with pytest.raises(choose.CannotChoose, match="do not tell health"):
        choose.tell_practice(child=child, practice=practice, by=manager, at=monday)
    assert "gp:Z99999" not in reasons()


def test_a_young_person_of_17_on_no_roll_goes_to_the_desk_for_them(
    hub: Hub, monday: datetime
) -> None:
    world.a_key_adult(world.a_desk("participation"), "Pia Swift", in_holidays=True)
    world.receive(
        world.an_incident(children=[world.a_child(date_of_birth="2009-05-04")]), at=monday
    )

    assert reasons() == {"990:participation": "not_in_education"}
    assert Route.objects.get().basis == "gateway"
