"""The register's pages: what must be done first, each act, what rests on one, and roles."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.models import Agency, Desk
from firstbell.registry.agreements.models import Agreement
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.agreed import an_agreement, signed_by_all
from tests.journey.hub import signed_in, words_of

pytestmark = pytest.mark.django_db

QUERIES_OF_THE_LIST = 30
"""An upper bound that does not grow with the list; the exact figure is compared with itself."""


@pytest.fixture
def borough(monday: datetime, settings: Settings) -> tuple[Agency, Desk]:
    settings.CLOCK_AT = monday
    world.a_partnership()
    desk = world.a_desk("early-years")
    world.a_key_adult(desk, "Sam Reed")
    return world.a_force(), desk


def keeper() -> Client:
    return signed_in("business-unit", name="Ellis Carder")[1]


def page_of(browser: Client, name: str, *args: Any) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return words_of(answer)


def a_small_child_comes_in(monday: datetime) -> None:
    child = world.a_child(date_of_birth="2023-06-01")
    world.receive(world.an_incident(children=[child]), at=monday)


def test_a_desk_is_called_by_the_name_of_its_council(borough: tuple[Agency, Desk]) -> None:
    held = an_agreement(*borough)
    browser = keeper()

    assert "Early years desk (Eastmarsh)" in page_of(browser, "agreements")
    assert "Early years desk (Eastmarsh)" in page_of(browser, "agreement", held.id)
    assert "Early years desk (Eastmarsh)" in page_of(browser, "new_agreement")


def test_before_something_ends_or_is_renewed_its_page_says_what_follows(
    borough: tuple[Agency, Desk],
) -> None:
    held = signed_by_all(an_agreement(*borough, last_on=date(2027, 1, 18)))
    browser = keeper()

    assert "cannot be taken up again" in page_of(browser, "end_agreement", held.id)
    assert "The last term ends on 18 January 2027. Begin the next on the day after" in page_of(
        browser, "renew_agreement", held.id
    )
    assert "No child was told about under this agreement yet." in page_of(
        browser, "agreement", held.id
    )


def test_an_empty_register_says_what_to_do(borough: tuple[Agency, Desk]) -> None:
    page = page_of(keeper(), "agreements")

    assert "No agreement is kept here yet" in page
    assert "Begin an agreement" in page


def test_the_most_urgent_stands_first(borough: tuple[Agency, Desk]) -> None:
    an_agreement(*borough, title="A draft")
    signed_by_all(an_agreement(*borough, title="Has lapsed", last_on=date(2026, 11, 22)))
    signed_by_all(an_agreement(*borough, title="Runs on"))
    signed_by_all(an_agreement(*borough, title="Lapses soon", last_on=date(2026, 12, 22)))

    page = page_of(keeper(), "agreements")

    order = [page.index(title) for title in ("Has lapsed", "Lapses soon", "A draft", "Runs on")]
    assert order == sorted(order)
    assert "Lapses within 30 days" in page
    assert "last day 22 November 2026" in page


def test_the_list_says_how_many_children_wait_and_for_which(
    borough: tuple[Agency, Desk], monday: datetime
) -> None:
    an_agreement(*borough, title="Early years")
    an_agreement(borough[0], "gp", title="Practices")
    a_small_child_comes_in(monday)

    page = page_of(keeper(), "agreements")

    assert page.count("1 child waits for it: nothing was sent") == 1
    assert page.index("1 child waits") < page.index("Practices")


def test_a_sealed_child_is_in_no_count_and_in_no_row(
    borough: tuple[Agency, Desk], monday: datetime
) -> None:
    agreement = an_agreement(*borough, title="Early years")
    a_small_child_comes_in(monday)
    manager, browser = signed_in("hub-manager", name="Sacha Brand")
    before = page_of(browser, "agreement", agreement.id)
    Restriction.objects.create(
        record_id=Incident.objects.get().id,
        kind=Restriction.Kind.SEALED,
        ground=Restriction.Ground.EMPLOYEE,
        contact=manager,
        made_by=manager,
        made_at=monday,
    )

    after = page_of(browser, "agreement", agreement.id)

    assert "1 child waits for this agreement" in before
    assert "waits for this agreement" not in after
    assert str(world.the_child().id) in before
    assert str(world.the_child().id) not in after
    assert "waits for it" not in page_of(browser, "agreements")


def test_only_the_hubs_manager_reads_rows_and_changes_nothing(
    borough: tuple[Agency, Desk], monday: datetime
) -> None:
    agreement = signed_by_all(an_agreement(*borough, title="Early years"))
    a_small_child_comes_in(monday)
    _manager, hub = signed_in("hub-manager", name="Sacha Brand")

    for_the_hub = page_of(hub, "agreement", agreement.id)
    for_the_keeper = page_of(keeper(), "agreement", agreement.id)

    child = str(world.the_child().id)
    assert "1 child was told about under this agreement." in for_the_hub
    assert "1 child was told about under this agreement." in for_the_keeper
    assert child in for_the_hub
    assert child not in for_the_keeper
    assert "End this agreement" in for_the_keeper
    assert "End this agreement" not in for_the_hub
    assert hub.post(reverse("end_agreement", args=[agreement.id])).status_code == 404
    assert hub.get(reverse("new_agreement")).status_code == 404


FIELDS = {
    "title": "Practices of Eastmarsh",
    "purpose": "So that a doctor can support the child.",
    "shared": "Name, date of birth and what police recorded of the child.",
    "basis": "agreement",
    "first_on_0": "23",
    "first_on_1": "11",
    "first_on_2": "2026",
    "last_on_0": "22",
    "last_on_1": "11",
    "last_on_2": "2027",
    "review_on_0": "1",
    "review_on_1": "9",
    "review_on_2": "2027",
    "note": "Sent to the practices.",
}


def test_an_agreement_is_made_put_and_signed_through_the_pages(
    borough: tuple[Agency, Desk], monday: datetime
) -> None:
    browser = keeper()
    fields = {**FIELDS, "parties": [f"agency:{borough[0].id}", "kind:gp"]}

    made = browser.post(reverse("new_agreement"), fields)
    agreement = Agreement.objects.get()
    assert made.headers["Location"].endswith(f"{agreement.id}/?done=made")
    assert "General practices" in page_of(browser, "agreement", agreement.id)
    for _twice in range(2):
        browser.post(reverse("put_agreement", args=[agreement.id]))
    for party in agreement.parties.all():
        form = {
            "party": str(party.id),
            "name": "Ira Thwaite",
            "office": "Data protection officer",
            "signed_on_0": "23",
            "signed_on_1": "11",
            "signed_on_2": "2026",
        }
        browser.post(reverse("sign_agreement", args=[agreement.id]), form)

    page = page_of(browser, "agreement", agreement.id)
    assert "In force until 22 November 2027" in page.replace("</strong>", "").replace(
        '<strong class="fb-tag fb-tag--done">', ""
    )
    assert "Signed by Ira Thwaite, Data protection officer, on 23 November 2026" in page
    assert AuditEntry.objects.filter(action="agreement.reviewed").count() == 1
    again = browser.post(reverse("sign_agreement", args=[agreement.id]), form)
    assert again.headers["Location"].endswith("?done=nothing")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter what the agreement is called"),
        ({"parties": ["kind:gp"]}, "Choose two parties or more"),
        ({"parties": ["kind:gp", "kind:nobody"]}, "is not one of the available choices"),
        ({"last_on_2": "2025"}, "The last day lies before the first"),
        ({"first_on_0": "31"}, "Enter a real date"),
    ],
)
def test_a_form_that_will_not_do_says_why(
    borough: tuple[Agency, Desk], wrong: dict[str, Any], said: str
) -> None:
    fields = {**FIELDS, "parties": ["kind:gp", "kind:school"], **wrong}

    page = words_of(keeper().post(reverse("new_agreement"), fields))

    assert said in page
    assert "There is a problem" in page
    assert not Agreement.objects.exists()


def test_a_day_to_come_is_refused_in_words(borough: tuple[Agency, Desk]) -> None:
    agreement = an_agreement(*borough)
    fields = {"note": "Soon.", "drafted_on_0": "1", "drafted_on_1": "1", "drafted_on_2": "2027"}

    page = words_of(keeper().post(reverse("draft_agreement", args=[agreement.id]), fields))

    assert "the day has not come yet; write today or earlier" in page


def test_it_is_renewed_reviewed_and_ended_through_the_pages(
    borough: tuple[Agency, Desk], monday: datetime
) -> None:
    agreement = signed_by_all(an_agreement(*borough, last_on=date(2026, 11, 22)))
    person, browser = signed_in("information-governance", name="Ira Thwaite")
    term = {
        "first_on_0": "23",
        "first_on_1": "11",
        "first_on_2": "2026",
        "last_on_0": "22",
        "last_on_1": "11",
        "last_on_2": "2027",
    }
    review = {
        "review_on_0": "1",
        "review_on_1": "6",
        "review_on_2": "2027",
        "owner": str(person.id),
    }

    renewed = browser.post(reverse("renew_agreement", args=[agreement.id]), term)
    reviewed = browser.post(reverse("review_agreement", args=[agreement.id]), review)
    ended = browser.post(reverse("end_agreement", args=[agreement.id]), {"why": "Closed."})

    assert [each.status_code for each in (renewed, reviewed, ended)] == [302, 302, 302]
    agreement.refresh_from_db()
    assert (agreement.owner, agreement.review_on) == (person, date(2027, 6, 1))
    page = page_of(browser, "agreement", agreement.id)
    assert "Ended on 23 November 2026: Closed." in page
    assert "Renew" not in page


def test_three_agreements_take_no_more_queries_than_one(
    borough: tuple[Agency, Desk],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    browser = keeper()
    an_agreement(*borough, title="One")
    browser.get(reverse("agreements"))
    with django_assert_max_num_queries(QUERIES_OF_THE_LIST) as with_one:
        browser.get(reverse("agreements"))
    for title in ("Two", "Three"):
        signed_by_all(an_agreement(*borough, title=title))
    with django_assert_max_num_queries(QUERIES_OF_THE_LIST) as with_three:
        browser.get(reverse("agreements"))

    assert len(with_three.captured_queries) == len(with_one.captured_queries)
