"""Two steps to open, reading, acknowledging, "not our pupil"."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.routing.models import Route
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.journey.delivery.pages import (
    VOICE,
    School,
    colleague_of,
    fields,
    of,
    siblings,
)
from tests.journey.delivery.test_this_morning import text_of
from tests.keeping import Keeping

NOBODY = "5f1b7c52-6c0e-4a8e-9d43-0d6d5f0d3a11"
"""An id that no row has; the same in every process of a run, which names tests by it."""


@pytest.fixture(scope="module")
def made(keeping: Keeping, as_made: School, monday: datetime) -> None:
    keeping(lambda: world.receive(world.an_incident(children=siblings(2)), at=monday))


@pytest.fixture
def told(made: None, school: School) -> School:
    """Two siblings of one incident wait at the school."""
    return school


def trail(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def page(school: School, name: str = "family") -> str:
    return text_of(school.browser.get(school.url(name)))


# ---- two steps ----


def test_the_cover_names_nobody(told: School) -> None:
    cover = page(told)

    assert "2 children of one family" in cover
    assert "Tollemarsh" not in cover


def test_the_first_step_shows_names_and_birth_dates_and_nothing_else(told: School) -> None:
    told.open()

    first = page(told, "answer_family")

    assert "Wren Tollemarsh" in first
    assert "Born 4 May 2016" in first
    assert "Robin Tollemarsh" in first
    for kept in (VOICE, "Shouting was heard", "INC-1", "At home"):
        assert kept not in first
    assert trail("notification.first_step_read") == 2


def test_before_an_answer_no_page_shows_more(told: School) -> None:
    told.open()
    notification = of()

    for name in ("notification", "copies", "record_support"):
        answer = told.browser.get(reverse(name, args=[notification.id]), follow=True)
        assert VOICE not in text_of(answer)
    assert VOICE not in text_of(told.browser.get(told.url("family"), follow=True))
    assert trail("notification.read") == 0


def test_opening_twice_keeps_the_first_instant_and_person(told: School) -> None:
    told.open()
    _, browser = colleague_of(told)

    browser.post(told.url("open_family"))

    assert of().opened_by == told.person


def test_each_child_must_be_answered(told: School) -> None:
    told.open()

    answer = told.answer(C1="yes")

    assert answer.status_code == 200
    assert "Say yes or no for Robin Tollemarsh" in text_of(answer)
    assert of("C1").confirmed_at is None


@pytest.mark.parametrize("nonsense", ["maybe", "", "yes; no"])
def test_a_nonsense_answer_is_refused_in_words(told: School, nonsense: str) -> None:
    told.open()

    answer = told.answer(C1=nonsense, C2="yes")

    assert "Say yes or no for Wren Tollemarsh" in text_of(answer)
    assert of("C2").confirmed_at is None


# ---- reading ----


def test_yes_shows_the_rest_of_the_whole_family_at_once(told: School) -> None:
    told.open()

    answer = told.answer(C1="yes", C2="yes")
    read = text_of(told.browser.get(answer.headers["Location"]))

    assert read.count(VOICE) == 2
    assert read.count("Shouting was heard and a door was broken.") == 1
    for said in ("At home", "INC-1", "In the child’s words", "Yes, alone", "Not recorded"):
        assert said in read
    for advice in ("Do not approach the parents", "does not replace a referral", "call 999"):
        assert advice in read
    assert trail("notification.read") == 2


def test_before_an_answer_stands_who_will_read_it_and_a_seal_changes_nothing_there(
    told: School, monday: datetime
) -> None:
    told.open()
    told.answer(C1="yes", C2="no")
    ask = told.url("not_ours") + f"?of={of('C2').id}"

    def said(address: str) -> str:
        page = text_of(told.browser.get(address))
        return page.split("Who will be able to read this?")[1].split("</details>")[0]

    before = said(told.url("family")), said(ask)
    for each in before:
        assert "<strong>The hub</strong>: that you answered so, and when" in each
        assert "Eastmarsh Police</strong>: that it was answered so, not by whom" in each
    assert told.person.name in before[0]
    assert told.person.name not in before[1], "what is not theirs nobody there can read"
    Restriction.objects.create(
        record_id=of().incident_id,
        kind="sealed",
        ground="employee",
        contact=told.person,
        made_by=told.person,
        made_at=monday,
    )
    assert (said(told.url("family")), said(ask)) == before

    told.acknowledge()
    assert "Who will be able to read this?" not in text_of(told.browser.get(told.url("family")))


# ---- acknowledging ----


def test_acknowledging_is_one_click_for_the_whole_family(told: School) -> None:
    told.open()
    told.answer(C1="yes", C2="yes")

    told.acknowledge()

    assert {of(child).state for child in ("C1", "C2")} == {"acknowledged"}
    assert "Robin Tollemarsh: by Ade Lark at 07:10" in page(told)
    assert Event.objects.filter(name="notification.acknowledged").count() == 2


def test_a_second_click_shows_who_was_first(told: School) -> None:
    told.open()
    told.answer(C1="yes", C2="yes")
    told.acknowledge()
    _, browser = colleague_of(told)
    seen = [f"{of(child).id} -" for child in ("C1", "C2")]

    answer = browser.post(told.url("acknowledge_family"), {"seen": seen}, follow=True)

    assert of().acknowledged_by == told.person
    assert "by Ade Lark at 07:10" in text_of(answer)
    assert trail("notification.acknowledged") == 2


def test_what_changed_while_it_was_read_is_not_acknowledged(told: School, monday: datetime) -> None:
    told.open()
    told.answer(C1="yes", C2="yes")
    seen = [f"{of(child).id} -" for child in ("C1", "C2")]
    world.receive(
        world.an_incident(revision=2, children=siblings(2), circumstances="It was worse."),
        at=monday + timedelta(minutes=1),
    )

    answer = told.browser.post(told.url("acknowledge_family"), {"seen": seen}, follow=True)

    assert "Something changed while you read" in text_of(answer)
    assert "It was worse." in text_of(answer)
    assert of().acknowledged_at is None


@pytest.mark.parametrize("seen", [[], ["nonsense"], [f"{NOBODY} -"]])
def test_nothing_is_acknowledged_that_was_not_on_the_page(told: School, seen: list[str]) -> None:
    told.open()
    told.answer(C1="yes", C2="yes")

    answer = told.browser.post(told.url("acknowledge_family"), {"seen": seen})

    assert answer.status_code == 302
    assert of().acknowledged_at is None


def test_nothing_is_acknowledged_before_it_was_answered(told: School) -> None:
    told.open()

    told.browser.post(told.url("acknowledge_family"), {"seen": [f"{of().id} -"]})

    assert of().acknowledged_at is None


# ---- not our pupil ----


def test_no_asks_once_more_before_anything_is_closed(told: School) -> None:
    told.open()

    answer = told.answer(C1="yes", C2="no")
    asked = text_of(told.browser.get(answer.headers["Location"]))

    assert of("C1").confirmed_at is not None
    assert of("C2").state != "not_ours"
    assert "Robin Tollemarsh" in asked
    assert "Wren" not in asked


def test_confirming_no_closes_the_copy_and_asks_the_hub_at_once(told: School) -> None:
    told.open()
    told.answer(C1="yes", C2="no")

    answer = told.browser.post(told.url("not_ours"), {"of": of("C2").id}, follow=True)
    read = text_of(answer)

    assert of("C2").state == "not_ours"
    assert Event.objects.filter(name="child.not_ours", subject=of("C2").child_id).exists()
    assert Route.objects.get(notification=of("C2")).closed_at is not None
    assert "not on your roll" in read
    assert "Robin" not in read
    assert "Wren Tollemarsh" in read


def test_a_wrong_school_ends_on_a_page_that_says_what_happens_next(told: School) -> None:
    told.open()
    told.answer(C1="no", C2="no")
    both = {"of": [of("C1").id, of("C2").id]}

    ended = text_of(told.browser.post(told.url("not_ours"), both, follow=True))

    assert "This is closed for you" in ended
    assert "The hub knows" in ended
    for back in ("answer_family", "open_family", "family", "not_ours"):
        query = "" if back != "not_ours" else f"?of={of('C1').id}"
        again = text_of(told.browser.get(told.url(back) + query, follow=True))
        assert "Tollemarsh" not in again
    for name in ("notification", "copies", "record_support"):
        again = text_of(told.browser.get(reverse(name, args=[of().id]), follow=True))
        assert "Tollemarsh" not in again


def test_saying_no_twice_changes_nothing_more(told: School) -> None:
    told.open()
    for _ in range(2):
        told.browser.post(told.url("not_ours"), {"of": of("C2").id})

    assert trail("notification.not_ours") == 1


def test_not_our_pupil_can_be_said_after_yes(told: School) -> None:
    told.open()
    told.answer(C1="yes", C2="yes")

    asked = text_of(told.browser.get(f"{told.url('not_ours')}?of={of().id}"))
    told.browser.post(told.url("not_ours"), {"of": of().id, "known": of().id})

    assert "Ade Lark said at 07:10" in asked
    assert of().state == "not_ours"
    assert VOICE in page(told)  # the other child is still to be read


def test_a_no_does_not_overrule_a_colleagues_yes_unseen(told: School) -> None:
    told.open()
    _, browser = colleague_of(told)
    told.answer(C1="yes", C2="yes")

    answer = browser.post(told.url("not_ours"), {"of": of().id})

    assert of().state == "opened"
    assert "A colleague has answered meanwhile" in text_of(answer)
    assert "Ade Lark said at 07:10" in text_of(answer)


def test_a_yes_after_a_colleagues_no_leads_to_the_closed_page(told: School) -> None:
    told.open()
    _, browser = colleague_of(told)
    told.browser.post(told.url("not_ours"), {"of": [of("C1").id, of("C2").id]})

    answer = browser.post(
        told.url("answer_family"), fields({"C1": "yes", "C2": "yes"}), follow=True
    )

    assert "This is closed for you" in text_of(answer)
    assert of().confirmed_at is None


def test_what_was_acknowledged_is_not_closed_by_a_late_no(told: School) -> None:
    told.open()
    told.answer(C1="yes", C2="yes")
    told.acknowledge()

    answer = told.browser.post(told.url("not_ours"), {"of": of().id, "known": of().id})

    assert of().state == "acknowledged"
    assert "ring the hub" in text_of(answer)


@pytest.mark.parametrize("query", ["?of=nonsense", f"?of={NOBODY}"])
def test_no_about_somebody_else_is_not_there(told: School, query: str) -> None:
    told.open()

    assert told.browser.get(told.url("not_ours") + query).status_code == 404


def test_no_about_nobody_leads_back_to_the_family(told: School) -> None:
    told.open()

    for answer in (told.browser.get(told.url("not_ours")), told.browser.post(told.url("not_ours"))):
        assert answer.headers["Location"] == told.url("family")


# ---- taken back, withdrawn, sessions ----


def test_what_was_taken_back_shows_nothing_any_more(told: School) -> None:
    told.open()
    told.answer(C1="yes", C2="yes")
    for child in ("C1", "C2"):
        notification = of(child)
        notification.state = "recalled"
        notification.save()

    assert "This is closed for you" in page(told)
    assert "Tollemarsh" not in page(told)


def test_an_expired_session_loses_nothing_that_matters(told: School) -> None:
    told.open()
    told.browser.logout()

    answer = told.answer(C1="yes", C2="yes")
    told.browser.force_login(told.person)
    again = told.browser.get(answer.headers["Location"].partition("next=")[2], follow=True)

    assert answer.status_code == 302
    assert "Are these 2 children on your roll?" in text_of(again)


# ---- a desk ----
