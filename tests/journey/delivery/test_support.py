"""Support given: discreet first, noted once, never on a register."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from firstbell.journey.delivery.forms import DISCREET, KINDS, OVERT
from firstbell.journey.delivery.models import Support
from tests import world
from tests.journey.delivery.pages import School, of
from tests.journey.delivery.test_this_morning import text_of


@pytest.fixture
def told(school: School, monday: datetime) -> School:
    """One child, confirmed as on the roll."""
    world.receive(world.an_incident(), at=monday)
    school.open()
    school.answer(C1="yes")
    return school


def note(**more: Any) -> dict[str, Any]:
    """Return a filled-in form."""
    return {
        "discreet": ["watched", "breakfast"],
        "manner": "silent",
        "given_by": "class teacher",
        "given_on_0": "23",
        "given_on_1": "11",
        "given_on_2": "2026",
        "follow_up_on_0": "",
        "follow_up_on_1": "",
        "follow_up_on_2": "",
        "note": "",
        **more,
    }


def address() -> str:
    return reverse("record_support", args=[of().id])


def test_discreet_choices_come_first(told: School) -> None:
    page = text_of(told.browser.get(address()))

    places = [page.index(f'value="{code}"') for code, _ in DISCREET + OVERT]
    assert places == sorted(places)
    assert "Nothing is ever put on the register." in page


def test_the_page_says_who_will_read_the_note(told: School) -> None:
    page = text_of(told.browser.get(address()))

    said = page.split("Who will be able to read this?")[1].split("</details>")[0]
    assert f"<strong>{told.place}</strong> ({told.person.name}): this note" in said
    assert "Information governance" in said
    assert "The hub" not in said


def test_several_records_are_listed(told: School) -> None:
    told.browser.post(address(), note())
    told.browser.post(
        address(),
        note(
            discreet=[],
            overt=["talked"],
            manner="overt",
            follow_up_on_0="30",
            follow_up_on_1="11",
            follow_up_on_2="2026",
            note="Asked for a quiet place.",
        ),
    )

    page = text_of(told.browser.get(reverse("notification", args=[of().id])))

    assert "Kept an eye out, said nothing; Offered breakfast or a drink (silent)" in page
    assert "Talked with the child (overt). Asked for a quiet place." in page
    assert "Look again on 30 November 2026." in page


@pytest.mark.parametrize(("day", "is_due"), [("23", True), ("24", False)])
def test_the_first_page_says_when_support_is_to_be_looked_at_again(
    told: School, day: str, *, is_due: bool
) -> None:
    told.browser.post(
        address(), note(follow_up_on_0=day, follow_up_on_1="11", follow_up_on_2="2026")
    )

    morning = told.browser.get("/this-morning/")

    assert bool(morning.context["morning"].again) == is_due
    assert ("to be looked at again" in text_of(morning)) == is_due
    assert "Tollemarsh" not in text_of(morning)


def test_a_later_note_settles_what_was_to_be_looked_at_again(told: School) -> None:
    told.browser.post(
        address(), note(follow_up_on_0="23", follow_up_on_1="11", follow_up_on_2="2026")
    )
    told.browser.post(address(), note(discreet=["gate"]))

    assert not told.browser.get("/this-morning/").context["morning"].again


def test_a_second_click_notes_nothing_twice(told: School) -> None:
    for _ in range(2):
        assert told.browser.post(address(), note()).status_code == 302

    assert Support.objects.get().given_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"discreet": []}, "Choose at least one thing that was done"),
        ({"discreet": ["nonsense"]}, "nonsense is not one of the available choices"),
        ({"manner": ""}, "Say whether it was silent or overt"),
        ({"given_by": " "}, "Say who gave the support"),
        ({"given_on_0": "31", "given_on_1": "2"}, "Enter a real date"),
        ({"given_on_0": "24"}, "cannot be in the future"),
        (
            {"follow_up_on_0": "1", "follow_up_on_1": "11", "follow_up_on_2": "2026"},
            "before the support was given",
        ),
        ({"overt": ["other"]}, "Say in a few words what was done"),
        ({"note": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_noted(
    told: School, wrong: dict[str, Any], said: str
) -> None:
    answer = told.browser.post(address(), note(**wrong))

    assert answer.status_code == 200
    assert said in text_of(answer)
    assert not Support.objects.exists()


def test_nothing_is_noted_once_the_copy_is_closed(told: School) -> None:
    told.browser.post(told.url("not_ours"), {"of": of().id, "known": of().id})

    told.browser.post(address(), note())

    assert not Support.objects.exists()


def test_every_kind_has_its_words() -> None:
    assert len(KINDS) == len(DISCREET) + len(OVERT)
