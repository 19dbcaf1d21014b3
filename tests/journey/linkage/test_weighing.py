"""Weights that a partnership trains: off until assessed, from what people said, never backwards."""

from datetime import date, datetime
from typing import Any

import pytest

from firstbell.core.linkage import SHIPPED, Weights
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.truth import answered_by_schools
from firstbell.journey.linkage.actions import review, weighing
from firstbell.journey.linkage.actions.weighing import (
    NotAssessed,
    TooLittleKnown,
    Unfit,
    train_weights,
    use_weights,
)
from firstbell.journey.linkage.models import Link, WeightsVersion
from firstbell.journey.linkage.queries import weights_in_force
from firstbell.journey.linkage.truth import BySchools, known_incidents
from firstbell.registry.agencies.actions.rules import set_rule
from tests import world
from tests.journey.hub import Hub, in_doubt, put_twins_on_roll, the_link

NOBODY = BySchools()


@pytest.fixture
def assessed(db: None, monkeypatch: pytest.MonkeyPatch, monday: datetime) -> None:
    """The impact assessment is recorded, and few children are enough for a test."""
    set_rule(key="own_weights", value="assessed", by=None, at=monday)
    monkeypatch.setattr(weighing, "LEAST_KNOWN", 3)
    seen: dict[object, int] = {}

    def one_of_parts(incident_id: object) -> bool:
        """Ids are drawn by lot; a test that leaves as many aside each time must not be."""
        return seen.setdefault(incident_id, len(seen)) % weighing.PARTS == weighing.CHECKED

    monkeypatch.setattr(weighing, "_is_kept_aside", one_of_parts)


@pytest.fixture
def decided(hub: Hub, monday: datetime) -> list[Link]:
    """Eight children in doubt; of each but the last the hub has said which twin it is."""
    put_twins_on_roll(hub.school, "Wren", "Willow")
    for number in range(8):
        incident = world.an_incident(f"INC-{number}", children=[in_doubt(f"C{number}")])
        world.receive(incident, at=monday)
        link = the_link(f"C{number}")
        assert link.state == "review"
        if number == 7:
            review.decide_none_of_these(link=link, by=hub.person, at=monday)
        else:
            wren = link.candidates.get(pupil__registrations__forename="Wren")
            review.decide_this_one(link=link, pupil_id=wren.pupil_id, by=hub.person, at=monday)
    return list(Link.objects.all())


def test_it_is_off_until_the_impact_assessment_is_recorded(
    decided: list[Link], monday: datetime
) -> None:
    with pytest.raises(NotAssessed, match="record the impact assessment first"):
        train_weights(schools=NOBODY, at=monday)
    with pytest.raises(NotAssessed):
        use_weights(version="another", schools=NOBODY, at=monday)
    assert not WeightsVersion.objects.exists()


@pytest.mark.usefixtures("assessed")
def test_too_little_is_known_to_learn_from(hub: Hub, monday: datetime) -> None:
    with pytest.raises(TooLittleKnown, match="0 children are known"):
        train_weights(schools=NOBODY, at=monday)


@pytest.mark.usefixtures("assessed")
def test_what_is_trained_is_kept_with_before_and_after_and_not_put_in_force(
    decided: list[Link], monday: datetime
) -> None:
    kept = train_weights(schools=NOBODY, at=monday)

    trained = Weights.read(kept.content)
    assert trained.version == kept.version != SHIPPED.version
    assert trained.bits != SHIPPED.bits
    assert trained.bits["prior"] == SHIPPED.bits["prior"], "who comes to a person is not learned"
    assert trained.thresholds == SHIPPED.thresholds
    assert "children of whom people of this partnership said" in trained.report["learned_on"][-1]
    assert weights_in_force() == SHIPPED
    [whole] = [each for each in kept.compared if each["group"] == "all"]
    assert whole["before"].endswith("to a person")
    assert {each["group"] for each in kept.compared} >= {"all", "sex F", "age 8 to 11"}
    for word in ("wren", "tollemarsh", "sedge", "2016"):
        assert word not in (kept.content + str(kept.compared)).lower()
    [entry] = AuditEntry.objects.filter(action="weights.trained")
    assert entry.subject_id == kept.version


@pytest.mark.usefixtures("assessed")
def test_what_is_put_in_force_decides_from_then_on_and_says_so(
    hub: Hub, decided: list[Link], monday: datetime
) -> None:
    kept = train_weights(schools=NOBODY, at=monday)
    use_weights(version=kept.version, schools=NOBODY, at=monday)

    world.receive(world.an_incident("INC-9", children=[in_doubt("C9")]), at=monday)

    assert the_link("C9").weights == kept.version
    assert the_link("C0").weights == SHIPPED.version
    assert kept.version in hub.text("review", the_link("C9").id)

    set_rule(key="own_weights", value="off", by=None, at=monday)
    assert weights_in_force() == SHIPPED, "what is not assessed any more is not used any more"
    use_weights(version=SHIPPED.version, schools=NOBODY, at=monday)
    assert not WeightsVersion.objects.filter(is_in_force=True).exists()


@pytest.mark.usefixtures("assessed")
def test_what_is_not_there_cannot_be_put_in_force(monday: datetime) -> None:
    with pytest.raises(LookupError, match="there is no version"):
        use_weights(version="2001.1+x", schools=NOBODY, at=monday)


@pytest.mark.usefixtures("assessed")
def test_a_version_that_would_repeat_what_somebody_corrected_is_refused(
    hub: Hub, decided: list[Link], monday: datetime
) -> None:
    kept = train_weights(schools=NOBODY, at=monday)
    world.a_pupil(hub.school, "Ada", "Fenwick", date(2012, 3, 4))
    told = world.a_child("C8", given_names="Ada", surname="Fenwick", date_of_birth="2012-03-04")
    world.receive(world.an_incident("INC-8", children=[told]), at=monday)
    link = the_link("C8")
    assert link.state == "linked"
    use_weights(version=kept.version, schools=NOBODY, at=monday)
    assert link.pupil_id is not None

    review.reconsider(link=link, pupil_id=link.pupil_id, by=hub.person, at=monday)

    with pytest.raises(Unfit, match="would link 1 children otherwise"):
        use_weights(version=kept.version, schools=NOBODY, at=monday)
    with pytest.raises(Unfit):
        use_weights(version=SHIPPED.version, schools=NOBODY, at=monday)
    assert weights_in_force().version == kept.version, "what was in force stays"


@pytest.mark.usefixtures("assessed")
def test_a_version_that_was_worse_on_the_children_kept_aside_is_refused(
    decided: list[Link], monday: datetime
) -> None:
    kept = train_weights(schools=NOBODY, at=monday)
    WeightsVersion.objects.update(is_worse=True)

    with pytest.raises(Unfit, match="more children wrongly"):
        use_weights(version=kept.version, schools=NOBODY, at=monday)


def test_what_schools_answered_is_known_too(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    world.receive(world.an_incident(), at=monday)
    notification = world.the_notification()
    assert answered_by_schools() == NOBODY

    answering.confirm_on_roll(notification=notification, by=hub.person, at=monday)

    [incident] = known_incidents(answered_by_schools())
    [said] = incident.said.values()
    assert (said.is_known, said.pupil) == (True, the_link().pupil_id)
    assert incident.known().truth == {the_link().child_id: the_link().pupil_id}


def test_a_school_that_says_not_ours_corrects_the_link(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    world.receive(world.an_incident(), at=monday)
    pupil = the_link().pupil_id

    answering.say_not_ours(notification=world.the_notification(), by=hub.person, at=monday)

    [incident] = known_incidents(answered_by_schools())
    [said] = incident.said.values()
    assert not said.is_known
    assert said.is_not == frozenset({pupil})
    assert incident.known().truth == {}


def test_ages_are_told_in_bands(monday: datetime) -> None:
    from firstbell.journey.linkage.comparing import band_of
    from tests.core.linkage.people import CHILD, child

    on = date(2026, 11, 21)
    told: list[tuple[Any, str]] = [
        (CHILD, "age 12 and over"),
        (child(born_on=date(2018, 11, 22)), "age 5 to 7"),
        (child(born_on=date(2018, 11, 21)), "age 8 to 11"),
        (child(born_on=None, age_estimate=3), "age under 5"),
        (child(born_on=None), "age not known"),
        (child(born_on=date(1990, 1, 1)), "age not known"),
    ]
    assert [band_of(each, on=on) for each, _ in told] == [band for _, band in told]
