"""A child at a nursery or childminder: who is told, by when, and who has the child otherwise."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from firstbell.core.duty import Fate, Month
from firstbell.core.policy import Policy
from firstbell.journey.delivery.actions.looking_again import look_again
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation import duty
from firstbell.journey.routing.actions import choose
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.actions import loading
from firstbell.registry.agencies.models import Agency, CalendarPeriod, Desk, Establishment
from firstbell.registry.agencies.queries import calendars
from tests import world
from tests.agreed import an_agreement, signed_by_all

pytestmark = pytest.mark.django_db

BORN = date(2023, 6, 1)
SMALL = {"date_of_birth": BORN.isoformat()}
DESK = "990:early-years"
State = Notification.State


@dataclass(frozen=True, kw_only=True)
class Borough:
    """A childminder with somebody to tell, the council's desk, and the force that tells them."""

    force: Agency
    desk: Desk
    ida: Establishment


@pytest.fixture
def borough() -> Borough:
    world.a_partnership()
    desk = world.a_desk("early-years")
    world.a_key_adult(desk, "Sam Reed", in_holidays=True)
    return Borough(force=world.a_force(), desk=desk, ida=a_childminder())


@pytest.fixture
def agreed(borough: Borough) -> Borough:
    signed_by_all(an_agreement(borough.force, "childcare"))
    signed_by_all(an_agreement(borough.force, borough.desk))
    return borough


def a_childminder(urn: int = 810500123, name: str = "Ida Lark", **more: str) -> Establishment:
    kind = {"type_code": "CM", "type_group": "Childminders", "street": "9 Reed Lane", **more}
    place = world.a_school(urn, name, **kind)
    world.a_key_adult(place, name, in_holidays=True, phone="01632 960777")
    return place


def told() -> dict[str, datetime]:
    rows = Notification.objects.exclude(state__in=[State.HELD, State.RECALLED])
    return {each.recipient: each.due_at for each in rows.select_related("establishment", "desk")}


def bell(day: int, hour: int = 8, minute: int = 45) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def receive(at: datetime, **more: Any) -> None:
    world.receive(world.an_incident(children=[world.a_child(**SMALL)], **more), at=at)


def fates() -> list[Fate]:
    rows = duty.counted(Agency.objects.get(kind="police"), Month.read("2026-11"), at=bell(28))
    return [each.fate for each in rows]


def test_a_childminder_is_told_at_once_and_due_before_the_next_day_attended(
    agreed: Borough, monday: datetime
) -> None:
    world.a_pupil(agreed.ida, born_on=BORN, attends="-D-D---")
    receive(monday)

    notification = Notification.objects.get()
    assert told() == {"810500123": bell(24)}
    assert (notification.reason, notification.basis) == ("childcare", "agreement")
    assert notification.calendar == "own"
    assert notification.state != State.HELD
    assert monday < notification.ring_at < bell(24)
    assert fates() == [Fate.NO_DUTY]


def test_each_place_is_due_before_the_child_is_there_next(
    agreed: Borough, monday: datetime
) -> None:
    pupil = world.a_pupil(agreed.ida, born_on=BORN, attends="--P----").pupil
    school = world.a_school()
    world.a_key_adult(school)
    other = a_childminder(810500124, "Reed Tots", type_code="CN")
    world.a_pupil(school, born_on=BORN, pupil=pupil, attends="A------")
    world.a_pupil(other, born_on=BORN, pupil=pupil)
    receive(monday)

    assert told() == {
        "810500123": bell(25, 12, 30),
        "990001": bell(23),
        "810500124": bell(23),
    }
    reasons = Route.objects.order_by("establishment__urn").values_list("reason", flat=True)
    assert list(reasons) == ["registered", "childcare", "childcare"]
    assert fates() == [Fate.LATE_HUB]


def test_without_an_agreement_it_waits_and_no_school_waits_with_it(
    borough: Borough, monday: datetime
) -> None:
    pupil = world.a_pupil(borough.ida, born_on=BORN, attends="-D-----").pupil
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school, born_on=BORN, pupil=pupil)
    receive(monday)

    assert set(told()) == {"990001"}
    assert Waiting.objects.get(why="no_agreement").detail == {"recipient": "810500123"}
    assert Fate.WAITS not in fates()

    signed_by_all(an_agreement(borough.force, "childcare"))
    look_again(at=monday + timedelta(minutes=1))
    world.carry_on(at=monday + timedelta(minutes=1))

    assert told() == {"990001": bell(23), "810500123": bell(24)}
    assert not Waiting.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"street": "4 Sedge Row"}, id="at-the-home-of-the-incident"),
        pytest.param({"name": "Ida Oakhollow"}, id="of-the-suspect-s-name"),
        pytest.param({"phone": "07700 900456"}, id="of-the-suspect-s-number"),
    ],
)
def test_a_childminder_who_is_too_near_is_not_told_and_the_desk_is(
    agreed: Borough, monday: datetime, more: dict[str, str]
) -> None:
    near = a_childminder(**{"urn": 810500999, "name": "Io Wend", **more})  # type: ignore[arg-type]
    world.a_pupil(near, born_on=BORN)
    adult = world.an_adult(given_names="Zoe", surname="Oakhollow", phone="07700 900456")
    receive(monday, adults=[adult])

    assert set(told()) == {DESK}
    assert not Notification.objects.filter(establishment=near).exists()


def test_a_later_revision_that_shows_it_to_be_too_near_takes_it_back(
    agreed: Borough, monday: datetime
) -> None:
    world.a_pupil(agreed.ida, born_on=BORN)
    receive(monday)
    assert set(told()) == {"810500123"}

    adult = world.an_adult(given_names="Zoe", surname="Lark")
    receive(monday + timedelta(minutes=5), revision=2, adults=[adult])

    assert set(told()) == {DESK}
    assert Notification.objects.get(establishment=agreed.ida).state == State.RECALLED


def test_where_the_child_comes_only_much_later_the_desk_has_it_meanwhile(
    agreed: Borough, monday: datetime
) -> None:
    CalendarPeriod.objects.create(
        establishment=agreed.ida,
        kind="closure",
        first_on=date(2026, 11, 23),
        last_on=date(2026, 12, 11),
    )
    world.a_pupil(agreed.ida, born_on=BORN, attends="D------")
    receive(monday)

    assert set(told()) == {"810500123", DESK}
    assert told()["810500123"] == datetime(2026, 12, 14, 8, 45, tzinfo=UTC)


def test_a_nursery_keeps_no_terms_of_the_council(agreed: Borough) -> None:
    after_term = datetime(2026, 12, 21, 20, tzinfo=UTC)

    alone = calendars.calendar_of(agreed.ida)
    [together] = calendars.calendars_of([agreed.ida], policy=Policy()).values()

    assert alone.next_opening(after_term).on == date(2026, 12, 22)
    assert together.next_opening(after_term).on == date(2026, 12, 22)


def end(at: datetime) -> None:
    content = b"reference,name,type,status,council\nEY500123,Ida Lark,childminder,resigned,990\n"
    loading.load_childcare(content=content, file_name="cc.csv", ends_missing=False, by=None, at=at)
    world.carry_on(at=at)


def test_what_waits_at_a_provider_that_ends_goes_to_the_desk(
    agreed: Borough, monday: datetime
) -> None:
    world.a_pupil(agreed.ida, born_on=BORN)
    receive(monday)

    end(monday + timedelta(minutes=5))

    assert set(told()) == {DESK}
    assert Notification.objects.get(establishment=agreed.ida).state == State.RECALLED


def test_what_somebody_has_opened_there_stays_with_them_and_the_hub_rings(
    agreed: Borough, monday: datetime
) -> None:
    world.a_pupil(agreed.ida, born_on=BORN)
    receive(monday)
    Notification.objects.update(state=State.OPENED, opened_at=monday)

    later = monday + timedelta(minutes=5)
    end(later)
    end(later)

    assert set(told()) == {"810500123", DESK}
    opened = Notification.objects.get(establishment=agreed.ida)
    assert (opened.state, opened.ring_at) == (State.OPENED, later)


def test_a_provider_that_the_hub_chooses_is_told_by_agreement_alone(
    borough: Borough, monday: datetime
) -> None:
    world.a_key_adult(world.a_desk("home-education"))
    world.receive(world.an_incident(), at=monday)
    hub = world.a_person("hub@council.example", "Hu B")

    route = choose.choose_establishment(
        child=world.the_child(), establishment=borough.ida, by=hub, at=monday
    )
    world.carry_on(at=monday)

    assert (route.reason, route.basis, route.is_a_guess) == ("childcare", "agreement", True)
    assert told() == {}
    assert Waiting.objects.filter(why="no_agreement", closed_at=None).exists()
