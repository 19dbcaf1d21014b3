"""The hub's pages of hand-overs: what waits, the child, the answer, the receipt, other areas."""

from datetime import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from firstbell.core.handing_over import read_receipt
from firstbell.journey.handover.models import Arrival, Offer, Sibling
from firstbell.journey.handover.wire import read_package
from firstbell.registry.agencies.models import Agency
from tests import areas, world
from tests.journey.handover.conftest import Other
from tests.journey.handover.test_offering import a_child_elsewhere
from tests.journey.hub import Hub, signed_in, trail, words_of

pytestmark = pytest.mark.django_db


def test_a_child_is_offered_taken_back_and_the_pages_say_how_it_stands(
    hub: Hub, other: Other, monday: datetime
) -> None:
    child = a_child_elsewhere(monday)
    assert "Hand the child over to another area" in hub.text("child", child.id)
    page = hub.text("offer_child", child.id)
    assert "Westmarsh" in page
    assert "Quillon" not in page

    assert "Choose to whom" in words_of(hub.post("offer_child", child.id))
    done = hub.post("offer_child", child.id, area=str(other.row.id))
    assert done.url == f"{reverse('hand_overs')}?done=offered"
    again = hub.post("offer_child", child.id, area=str(other.row.id))
    assert "Nothing was changed" in words_of(again)
    other.answering("received")
    world.carry_on(at=monday)
    row = Offer.objects.get()
    assert "It is there; nobody has answered yet" in hub.text("hand_overs")
    assert "Wren" not in hub.text("hand_overs")
    assert "Offered to Westmarsh" in hub.text("child", child.id)
    assert "Take the offer back" in hub.text("offer_child", child.id)

    hub.post("withdraw_offer", row.id)
    other.answering("withdrawn")
    world.carry_on(at=monday)
    assert "The offer to Westmarsh was withdrawn" in hub.text("child", child.id)
    assert "Withdrawn before it was answered" in hub.text("receipt", row.id)


def test_what_is_offered_to_us_is_read_and_accepted_and_its_receipt_is_the_same(
    hub: Hub, other: Other, monday: datetime
) -> None:
    package = other.package(changed=["circumstances"])
    other.say("offer", package)
    row = Arrival.objects.get()
    assert "Another area offers you 1 child" in hub.text("morning_board")
    page = hub.text("arrival", row.id)
    for shown in ("Wren", "Tollemarsh", "a door was broken", "Maro", "I hid under", "taken out"):
        assert shown in page
    assert trail("arrival.read") == 1

    assert "Say whether you accept" in words_of(hub.post("arrival", row.id))
    hub.post("arrival", row.id, answer="accept")
    world.carry_on(at=monday)
    assert "Accepted" in hub.text("hand_overs")
    late = hub.post("arrival", row.id, answer="accept")
    assert late.url.endswith("done=nothing")
    theirs = other.say("ask", package).json()["receipt"]
    ours = hub.get("receipt_file", row.id)
    assert ours.content.decode() == read_receipt(theirs).printed()
    assert "Wren" not in ours.content.decode()


def test_a_refusal_asks_why(hub: Hub, other: Other) -> None:
    other.say("offer", other.package())
    row = Arrival.objects.get()

    assert "Choose why" in words_of(hub.post("arrival", row.id, answer="refuse"))
    assert "Say in a few words" in words_of(
        hub.post("arrival", row.id, answer="refuse", reason="other")
    )
    hub.post("arrival", row.id, answer="refuse", reason="not_here")
    assert "The child does not live in our area" in hub.text("hand_overs")


def test_what_cannot_be_received_is_not_accepted(hub: Hub, other: Other, monday: datetime) -> None:
    first, second = other.package(), other.package(incident={"circumstances": "Otherwise."})
    other.say("offer", first)
    hub.post("arrival", Arrival.objects.get().id, answer="accept")
    other.say("offer", second)
    row = Arrival.objects.get(answered_at=None)

    page = words_of(hub.post("arrival", row.id, answer="accept"))
    assert "This cannot be received here" in page


def test_who_is_too_near_sees_nothing_of_it(hub: Hub, other: Other) -> None:
    package = other.package(incident={"adults": [world.an_adult(email=hub.person.email.upper())]})
    other.say("offer", package)
    row = Arrival.objects.get()
    assert read_package(row.package) is not None

    assert hub.get("arrival", row.id).status_code == 404
    assert "WX-7" not in hub.text("hand_overs")
    assert "offers you" not in hub.text("morning_board")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_hand_over_as_for_three(
    hub: Hub,
    other: Other,
    monday: datetime,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for each in range(number):
        other.say("offer", other.package())
        child = a_child_elsewhere(monday, reference=f"E-{each}")
        hub.post("offer_child", child.id, area=str(other.row.id))
    hub.get("hand_overs")
    with django_assert_num_queries(25):
        page = hub.text("hand_overs")
    assert page.count("Look and answer") == number


def test_a_manager_adds_changes_and_ends_an_area(hub: Hub, monday: datetime) -> None:
    _manager, browser = signed_in("hub-manager", agency=Agency.objects.get(code=world.COUNCIL))
    key = "whpk_" + "A" * 43 + "="
    said = {
        "name": "Northmarsh",
        "code": "NORTHMARSH",
        "url": "https://firstbell.northmarsh.example/",
        "key": key,
        "force_pfa": "e23990008",
        "lauas": "E08990008, E08990007",
        "contact": "Ash Fell",
        "phone": "01632 960100",
    }
    for field, wrong in (
        ("url", "http://firstbell.northmarsh.example"),
        ("key", "whpk_AAAA"),
        ("force_pfa", "North"),
        ("lauas", "E08990008 North"),
        ("code", "with spaces"),
        ("key", ""),
    ):
        assert browser.post(reverse("add_area"), {**said, field: wrong}).status_code == 200, field
    assert not Sibling.objects.exists()
    browser.post(reverse("add_area"), said)
    row = Sibling.objects.get()
    assert (row.url, row.keys) == ("https://firstbell.northmarsh.example", [key[5:]])
    assert (row.force_pfa, row.lauas) == ("E23990008", ["E08990007", "E08990008"])
    assert "Make your key" in words_of(browser.get(reverse("areas")))
    browser.post(reverse("areas"))
    assert areas.our_key() in words_of(browser.get(reverse("areas")))
    again = browser.post(reverse("add_area"), {**said, "code": "ELSE"})
    assert "another area" in words_of(again)

    browser.post(reverse("change_area", args=[row.id]), {**said, "phone": "01632 960111"})
    assert "01632 960111" in words_of(browser.get(reverse("areas")))
    browser.post(reverse("end_area", args=[row.id]))
    assert "No other area is set up" in words_of(browser.get(reverse("areas")))
    assert browser.get(reverse("change_area", args=[row.id])).status_code == 404


def test_an_area_with_an_open_hand_over_is_not_ended(hub: Hub, other: Other) -> None:
    other.say("offer", other.package())
    browser = signed_in("hub-manager", agency=Agency.objects.get(code=world.COUNCIL))[1]

    page = browser.post(reverse("end_area", args=[other.row.id]))
    assert "waits for an answer" in words_of(page)
    assert Sibling.objects.get().ended_at is None
