"""The first page: what waits, by family, naming nobody."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from firstbell.journey.delivery.models import Support
from tests import world
from tests.journey.delivery.pages import School, colleague_of, of, siblings

PAGE = "/this-morning/"


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_an_empty_page_says_what_will_come_and_when(school: School) -> None:
    page = text_of(school.browser.get(PAGE))

    assert "Nothing waits for you" in page
    assert "as soon as police hand one over" in page


def test_a_family_stands_as_one_with_the_minutes_left_and_no_names(
    school: School, monday: datetime
) -> None:
    world.receive(world.an_incident(children=siblings(2)), at=monday)

    page = text_of(school.browser.get(PAGE))

    assert "1 family, 2 children" in page
    assert "1 hour 35 minutes left" in page
    assert "by 08:45" in page
    for secret in ("Tollemarsh", "Wren", "Robin", "INC-1", "hid under"):
        assert secret not in page


def test_reading_the_first_page_opens_nothing(school: School, monday: datetime) -> None:
    world.receive(world.an_incident(), at=monday)

    school.browser.get(PAGE)
    school.browser.get(school.url("open_family"))
    school.browser.get(school.url("family"))
    school.browser.get(school.url("acknowledge_family"))

    assert of().opened_at is None


def test_the_next_thing_follows_what_was_done(school: School, monday: datetime) -> None:
    world.receive(world.an_incident(), at=monday)

    def step() -> str:
        (family,) = school.browser.get(PAGE).context["morning"].waiting
        return str(family.step)

    assert step() == "open"
    school.open()
    assert step() == "answer"
    school.answer(C1="yes")
    assert step() == "acknowledge"
    school.acknowledge()
    page = school.browser.get(PAGE)
    assert not page.context["morning"].waiting
    assert "acknowledged by you at 07:10" in text_of(page)


def test_a_colleague_sees_who_acknowledged(school: School, monday: datetime) -> None:
    world.receive(world.an_incident(), at=monday)
    school.open()
    school.answer(C1="yes")
    school.acknowledge()

    _, browser = colleague_of(school)

    assert "acknowledged by Ade Lark at 07:10" in text_of(browser.get(PAGE))


def test_the_most_urgent_comes_first_and_those_told_by_telephone_last(
    school: School, monday: datetime
) -> None:
    world.receive(
        world.an_incident("INC-1"),
        world.an_incident("INC-2"),
        world.an_incident("INC-3"),
        at=monday,
    )
    first, second, third = (of(reference=f"INC-{number}") for number in (1, 2, 3))
    first.state, first.closed_at = "phoned", monday
    first.save()
    third.due_at = monday - timedelta(minutes=5)
    third.save()

    waiting = school.browser.get(PAGE).context["morning"].waiting

    assert [each.incident_id for each in waiting] == [
        third.incident_id,
        second.incident_id,
        first.incident_id,
    ]
    assert "Told by telephone" in text_of(school.browser.get(PAGE))
    assert "5 minutes late" in text_of(school.browser.get(PAGE))


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_database_as_often_for_one_as_for_three(
    school: School, monday: datetime, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        world.receive(world.an_incident(f"INC-{number}", children=siblings(many)), at=monday)

        Support.objects.create(
            notification=of(reference=f"INC-{number}"), kinds=["watched"], given_by="tutor",
            given_on=monday.date(), follow_up_on=monday.date(), recorded_by=school.person,
            recorded_at=monday,
        )  # fmt: skip

    with django_assert_num_queries(36):
        answer = school.browser.get(PAGE)

    assert len(answer.context["morning"].waiting) == many
    assert len(answer.context["morning"].again) == many


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_all_asks_the_database_as_often_for_one_as_for_three(
    school: School, monday: datetime, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        reference = f"INC-{number}"
        world.receive(world.an_incident(reference), at=monday)
        school.open(reference)
        school.answer(reference, C1="yes")
        school.acknowledge(reference)

    with django_assert_num_queries(17):
        answer = school.browser.get(reverse("answered_notifications"))

    assert len(answer.context["lines"]) == many


def test_what_changed_and_what_was_withdrawn_is_marked(school: School, monday: datetime) -> None:
    world.receive(world.an_incident("INC-1"), world.an_incident("INC-2"), at=monday)
    for reference in ("INC-1", "INC-2"):
        school.open(reference)
        school.answer(reference, C1="yes")
        school.acknowledge(reference)
    later = monday + timedelta(minutes=5)

    world.receive(
        world.an_incident("INC-1", revision=2, circumstances="A window was broken too."),
        world.an_incident("INC-2", revision=2, status="withdrawn", status_reason="an error"),
        at=later,
    )
    asked = text_of(school.browser.get(school.url("family", "INC-2")))
    assert "Police have asked to withdraw this incident" in asked
    world.agree_to_withdrawals(at=later)
    world.carry_on(at=later)
    page = text_of(school.browser.get(PAGE))

    assert "Changed at 07:15" in page
    assert "Withdrawn by the police" in page
    assert "A window was broken too." in text_of(school.browser.get(school.url("family")))
    assert "Police withdrew this incident" in text_of(
        school.browser.get(school.url("family", "INC-2"))
    )


def test_earlier_notifications_about_the_same_child_are_counted(
    school: School, monday: datetime
) -> None:
    world.receive(world.an_incident("INC-1"), at=monday - timedelta(days=2))
    world.receive(world.an_incident("INC-2"), at=monday)

    waiting = school.browser.get(PAGE).context["morning"].waiting

    assert sorted(family.earlier for family in waiting) == [0, 1]


def test_what_police_sent_twice_stands_together_and_is_marked(
    school: School, monday: datetime
) -> None:
    other = world.an_incident("INC-2", circumstances="A neighbour called about shouting.")
    again = world.an_incident("INC-3")

    world.receive(world.an_incident(), other, again, at=monday)

    waiting = school.browser.get(PAGE).context["morning"].waiting
    marked = [family.is_said_twice for family in waiting]
    assert sorted(marked) == [False, True, True]
    assert waiting[marked.index(True) + 1].is_said_twice, "the two stand together"
    assert "Police sent this twice" in text_of(school.browser.get(PAGE))
