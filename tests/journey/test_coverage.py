"""Which schools of the area have a key adult, by kind: independent ones are not forgotten."""

from datetime import date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.registry.agencies.models import Establishment
from tests import world
from tests.people import ready_person
from tests.web.people.staff import browser_of, words_of

INDEPENDENT = "Independent schools"
MAINTAINED = "Local authority maintained schools"


@pytest.fixture
def area(db: None, monday: datetime, settings: Settings) -> list[Establishment]:
    settings.CLOCK_AT = monday
    world.a_partnership()
    kept = world.a_school(990001, "Kept School", type_group=MAINTAINED)
    world.a_key_adult(kept)
    left = world.a_school(990002, "Left School", type_group=MAINTAINED)
    world.a_key_adult(left, valid_to=date(2026, 7, 22))
    alone = world.a_school(990003, "Alone College", type_group=INDEPENDENT, head_name="Io Wren")
    world.a_school(990004, "Shut School", type_group=INDEPENDENT, status="Closed")
    world.a_school(990005, "Far School", type_group=INDEPENDENT, council_code="777")
    return [kept, left, alone]


def test_open_schools_of_the_area_are_counted_by_kind_and_those_with_nobody_listed(
    area: list[Establishment],
) -> None:
    browser = browser_of(ready_person("business-unit"))

    page = words_of(browser.get("/contacts/coverage/"))
    assert "1 of 3 open schools of the area have somebody who is told." in page
    assert f"{INDEPENDENT} 1 0 1" in page
    assert f"{MAINTAINED} 2 1 1" in page
    assert all(name in page for name in ("Alone College (990003)", "Left School", "Head: Io Wren"))
    assert not any(name in page for name in ("Kept School", "Shut School", "Far School"))

    narrowed = words_of(browser.get("/contacts/coverage/", {"group": INDEPENDENT}))
    assert "Alone College" in narrowed
    assert "Left School" not in narrowed
    unknown = words_of(browser.get("/contacts/coverage/", {"group": "<b>"}))
    assert "Left School" in unknown


def test_nurseries_and_childminders_are_counted_by_kind_and_apart_from_schools(
    area: list[Establishment],
) -> None:
    ida = world.a_school(810500123, "Ida Reed", type_code="CM", type_group="Childminders")
    world.a_key_adult(ida)
    world.a_school(810500124, "Io Wend", type_code="CM", type_group="Childminders")
    world.a_school(802634567, "Tern Tots", type_code="CN", type_group="Nurseries")

    page = words_of(browser_of(ready_person("business-unit")).get("/contacts/coverage/"))

    assert "1 of 3 open schools of the area have somebody who is told." in page
    assert "1 of 3 nurseries, pre-schools and childminders have somebody." in page
    assert page.index(f"{INDEPENDENT} 1 0 1") < page.index("Childminders 2 1 1")
    assert "Nurseries 1 0 1" in page
    assert "Io Wend (EY500124)" in page
    assert "Tern Tots (2634567)" in page


def test_before_anything_is_loaded_the_page_says_what_will_come(db: None) -> None:
    browser = browser_of(ready_person("hub-worker"))

    assert "No school of the area is known yet" in words_of(browser.get("/contacts/coverage/"))


@pytest.mark.parametrize("more", [1, 3])
def test_it_takes_the_same_queries_however_many_schools_there_are(
    area: list[Establishment], more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(more):
        world.a_school(990010 + number, f"School {number}", type_group=f"Kind {number}")
    browser = browser_of(ready_person("business-unit"))
    browser.get("/contacts/coverage/")

    with django_assert_num_queries(18):
        browser.get("/contacts/coverage/")
