"""A childminder types in who comes on which days, and nobody else reads the list."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.people.models import Registration, Roll
from tests import world
from tests.people import ready_person
from tests.web.people.staff import browser_of, words_of

pytestmark = pytest.mark.django_db

NEVER = dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "-"
)
CHILD = {
    **NEVER,
    "forename": "Wren",
    "surname": "Tollemarsh",
    "born_on_0": "1",
    "born_on_1": "6",
    "born_on_2": "2023",
    "address_line_1": "4 Sedge Row",
    "postcode": "qx12ab",
    "monday": "D",
    "thursday": "P",
}


@pytest.fixture
def ida(monday: datetime, settings: Settings) -> Establishment:
    settings.CLOCK_AT = monday
    world.a_partnership()
    return world.a_school(810500123, "Ida Lark", type_code="CM", type_group="Childminders")


@pytest.fixture
def browser(ida: Establishment) -> Client:
    return browser_of(ready_person("key-adult", establishment=ida))


def in_force() -> list[Registration]:
    return list(Registration.objects.filter(roll__state=Roll.State.CURRENT).order_by("surname"))


def test_a_child_is_put_on_the_list_its_days_changed_and_its_last_day_said(
    ida: Establishment, browser: Client, monday: datetime, settings: Settings
) -> None:
    here = f"/attending/{ida.id}/"
    assert "Nobody is on your list yet." in words_of(browser.get("/attending/"))

    page = words_of(browser.post(f"{here}add/", CHILD, follow=True))
    assert "Wren Tollemarsh born 1 June 2023 On Mondays On Thursdays, afternoon" in page
    [row] = in_force()
    assert (row.attends, row.postcode, row.entered_on) == ("D--P---", "QX1 2AB", None)
    browser.post(f"{here}add/", CHILD)
    assert [each.pupil_id for each in in_force()] == [row.pupil_id]

    one = f"{here}{row.pupil_id}/"
    assert 'value="P" selected' in browser.get(one).content.decode()
    page = words_of(browser.post(one, NEVER | {"tuesday": "A"}, follow=True))
    assert "Wren Tollemarsh born 1 June 2023 On Tuesdays, morning Change" in page
    assert "Last day: 23 November 2026" in words_of(browser.post(f"{one}end/", follow=True))

    settings.CLOCK_AT = monday + timedelta(days=1)
    assert "Nobody is on your list yet." in words_of(browser.get(here))
    assert browser.get(one).status_code == 404
    assert [each.pupil_id for each in in_force()] == [row.pupil_id]
    assert Roll.objects.filter(state=Roll.State.HELD).count() == 0
    trail = AuditEntry.objects.filter(action="roll.list_read").last()
    assert trail is not None
    assert trail.detail == {"pupils": []}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (NEVER, "Choose at least one day on which the child comes"),
        ({"born_on_2": "2027"}, "The date of birth must be in the past"),
        ({"postcode": "nowhere"}, "Write the postcode like AB1 2CD"),
        ({"surname": ""}, "Enter the child’s surname"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_kept(
    ida: Establishment, browser: Client, more: dict[str, str], said: str
) -> None:
    page = browser.post(f"/attending/{ida.id}/add/", CHILD | more)

    assert said in words_of(page)
    assert in_force() == []


def test_a_school_and_another_childminder_have_no_such_list(
    ida: Establishment, browser: Client
) -> None:
    school = world.a_school()
    other = world.a_school(810500124, "Io Wend", type_code="CM")
    lead = browser_of(ready_person("key-adult", establishment=school))

    assert browser.get(f"/attending/{other.id}/").status_code == 404
    assert lead.get(f"/attending/{school.id}/").status_code == 404
    assert "Only nurseries, pre-schools and childminders" in words_of(lead.get("/attending/"))
    assert "Children who come to you" not in words_of(lead.get("/your-account/"))
    assert "Children who come to you" in words_of(browser.get("/your-account/"))


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_takes_the_same_queries_however_many_children_it_holds(
    ida: Establishment,
    browser: Client,
    more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(more):
        world.a_pupil(ida, forename=f"Wren{number}")
    browser.get(f"/attending/{ida.id}/")

    with django_assert_num_queries(18):
        browser.get(f"/attending/{ida.id}/")
