"""Pages of incidents that are not two siblings waiting at their school."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from firstbell.journey.delivery.models import Copy, Notification
from tests import world
from tests.journey.delivery.pages import (
    VOICE,
    School,
    colleague_of,
    family_url,
    of,
    siblings,
)
from tests.journey.delivery.test_copies import taken
from tests.journey.delivery.test_door import by_user
from tests.journey.delivery.test_reading import page, trail
from tests.journey.delivery.test_this_morning import text_of
from tests.people import ready_person


def test_reading_writes_one_row_of_the_trail_for_each_child_and_asks_no_more(
    school: School, monday: datetime, django_assert_num_queries: Any
) -> None:
    for many in (1, 3):
        reference = f"INC-{many}"
        world.receive(world.an_incident(reference, children=siblings(many)), at=monday)
        school.open(reference)
        school.answer(reference, **{f"C{n}": "yes" for n in range(1, many + 1)})
        with django_assert_num_queries(35 + many):
            school.browser.get(school.url("family", reference))


def test_what_police_held_back_and_what_waits_for_the_hub_is_said(
    school: School, monday: datetime
) -> None:
    incident = world.an_incident(
        circumstances="Maro Tollemarsh shouted.", disclosure={"withhold": ["voice"]}
    )
    world.receive(incident, at=monday)
    school.open()
    school.answer(C1="yes")

    read = page(school)

    assert "Held back until a hub worker has looked" in read
    assert "Not shared by the police" in read
    assert "Maro" not in read
    assert VOICE not in read


def test_an_earlier_notification_about_the_same_child_can_be_read_from_here(
    school: School, monday: datetime
) -> None:
    world.receive(world.an_incident("INC-0"), at=monday - timedelta(days=3))
    world.receive(world.an_incident("INC-1"), at=monday)
    for reference in ("INC-0", "INC-1"):
        school.open(reference)
        school.answer(reference, C1="yes")

    read = page(school)

    assert "1 earlier notification about this child" in read
    assert reverse("notification", args=[of(reference="INC-0").id]) in read
    assert "earlier notification" not in text_of(school.browser.get(school.url("family", "INC-0")))


def test_a_sibling_who_is_not_answered_yet_is_not_read_with_the_others(
    school: School, monday: datetime
) -> None:
    children = siblings(2)
    children[1]["voice"] = "I went to the neighbour."
    world.receive(world.an_incident(children=children), at=monday)
    school.open()
    school.answer(C1="yes", C2="no")

    read = page(school)

    assert VOICE in read
    assert "Robin" not in read
    assert "I went to the neighbour." not in read
    assert "1 more child of this family waits for your answer." in read
    assert trail("notification.read") == 1


def test_what_nobody_sees_is_shown_as_a_mark(school: School, monday: datetime) -> None:
    child = world.a_child(given_names="Wren", voice="I \u202edid \u2066not\u2069 see\u200b it")
    world.receive(world.an_incident(children=[child]), at=monday)
    school.open()
    school.answer(C1="yes")

    page = school.browser.get(school.url("family"))

    assert "I \ufffddid \ufffdnot\ufffd see\ufffd it" in page.content.decode()
    assert int(page.headers["Content-Length"]) == len(page.content)


def test_a_desk_officer_is_asked_in_the_desks_own_words(school: School, monday: datetime) -> None:
    desk = world.a_desk()
    officer = ready_person("desk-officer", name="Ola Brook", desk=desk)
    school.browser.force_login(officer)
    child = world.a_child(given_names="Ash", surname="Nobody", home_educated=True)
    world.receive(world.an_incident(children=[child]), at=monday)

    school.browser.post(family_url("open_family", desk))
    first = text_of(school.browser.get(family_url("answer_family", desk)))

    assert "Is Ash Nobody one of the children that your desk is there for?" in first


def test_nothing_is_copied_before_it_is_known_whose_pupil_it_is(
    school: School, monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    school.open()

    assert taken(school) == reverse("notification", args=[of().id])
    assert Copy.objects.count() == 0


def test_an_earlier_notification_of_their_own_family_is_not_counted_for_them(
    school: School, monday: datetime
) -> None:
    world.receive(world.an_incident("INC-0"), world.an_incident("INC-1"), at=monday)
    person, browser = colleague_of(school)
    later = of(reference="INC-1")
    first = of(reference="INC-0")
    Notification.objects.filter(id=first.id).update(raised_at=monday.replace(hour=6))
    by_user(person, first, monday)
    browser.post(school.url("open_family"))
    browser.post(school.url("answer_family"), {f"child-{later.id}": "yes"})

    (family,) = browser.get("/this-morning/").context["morning"].waiting
    theirs = text_of(browser.get(school.url("family")))
    another = text_of(school.browser.get(school.url("family")))

    assert family.earlier == 0
    assert "earlier notification" not in theirs
    assert "1 earlier notification about this child" in another
