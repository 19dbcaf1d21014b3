"""A request for somebody's own record, page by page: nothing about others is ever given."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.models import Incident
from firstbell.oversight.looking.actions import glass
from firstbell.oversight.records.models import Passage, Release, SubjectRequest
from firstbell.registry.circles.actions import marking
from tests import world
from tests.journey.delivery.test_copies import text_of_pdf
from tests.oversight.looking.conftest import Scene

OTHER = "Quillfeather"
SAFE = "Plimsorrel"
UNSAFE, LATER = "01632960777", "hides@post.example"
TOLD = (
    f"Maro {OTHER} shouted. They moved to 9 {SAFE} Yard. Wren hid under the table."
    f" Ring +44 1632 960777 after nine. Write to {LATER} at once."
)


IN_WORDS = ("The child: date of birth", "4 May 2016", "Police stand by it", "Female", "A home")
"""Names of fields and what codes mean, as a parent reads them."""


@pytest.fixture
def told(scene: Scene) -> Scene:
    """An incident whose text names somebody else, a safe address and a number that is not safe."""
    child = world.a_child(
        address={"lines": [f"9 {SAFE} Yard"], "postcode": "ZZ9 9ZZ", "safe": True},
        voice="I hid under the table.",
    )
    adult = world.an_adult(given_names="Maro", surname=OTHER, phone="01632 960777", email=LATER)
    world.receive(
        world.an_incident("INC-7", children=[child], adults=[adult], circumstances=TOLD),
        at=scene.at,
    )
    scene.incident = Incident.objects.get(reference="INC-7")
    mark(scene, "phone")
    return scene


def mark(scene: Scene, kind: str) -> None:
    marking.mark_unsafe(scene.incident.id, person="A1", kind=kind, by=scene.hub, at=scene.at)


def ask(browser: Client, once: UUID) -> str:
    answer = browser.post(
        "/requests/new/",
        {
            "once": str(once),
            "asker": "child",
            "asker_name": "Wren Tollemarsh",
            "received_on_0": "20",
            "received_on_1": "11",
            "received_on_2": "2026",
        },
    )
    return answer.headers["Location"]


def check(browser: Client, request: str) -> None:
    browser.post(f"{request}identity/", {"on_0": "22", "on_1": "11", "on_2": "2026"})


def open_case(scene: Scene, person: User) -> None:
    glass.break_glass(
        scene.incident.id, ground="subject_access", reason="Request 17.", by=person, at=scene.at
    )


def gathered(scene: Scene) -> str:
    """Receive a request, check who asks and add the record; return its address."""
    browser = scene.browser(scene.officer)
    request = ask(browser, uuid4())
    check(browser, request)
    open_case(scene, scene.officer)
    child = scene.incident.children.get()
    browser.post(f"{request}add/", {"child": str(child.id)})
    return request


def decide_all(browser: Client, request: str) -> None:
    """Decide each passage as a person would: others are left out, what is marked goes."""
    for each in Passage.objects.filter(is_locked=False).order_by("number"):
        if each.place.split(".")[0] in ("adult", "other_child"):
            said = {"decision": "redact", "reason": "third_party"}
        elif each.marks:
            said = {"decision": "unmarked", "reason": "third_party"}
        else:
            said = {"decision": "keep", "reason": ""}
        answer = browser.post(f"{request}passages/{each.id}/", said)
        assert answer.status_code == 302, each.place


def ready(scene: Scene) -> str:
    """Bring a request so far that somebody else has agreed."""
    request = gathered(scene)
    browser = scene.browser(scene.officer)
    decide_all(browser, request)
    browser.post(f"{request}offer/")
    glass.close_glass(by=scene.officer, at=scene.at)
    open_case(scene, scene.other_officer)
    scene.browser(scene.other_officer).post(f"{request}agree/")
    return request


def test_the_whole_way_gives_nothing_about_others_and_no_safe_address(told: Scene) -> None:
    request = ready(told)
    browser = told.browser(told.officer)

    answer = browser.post(f"{request}give/", {"once": str(uuid4())})
    page = browser.get(answer.headers["Location"]).content.decode()
    pdf = browser.get(answer.headers["Location"] + "pdf/")
    printed = text_of_pdf(pdf.content)

    for said in ("I hid under the table.", "Wren hid under the table.", "[left out] shouted."):
        assert said in page
        assert said in printed
    for word in (OTHER, SAFE, "ZZ9", "960777", "Maro"):
        assert word not in page
        assert word not in printed
    for said in IN_WORDS:
        assert said in " ".join(page.split())
        assert said.replace(": ", " ") in printed.replace(": ", " ")
    assert re.findall(r"\b[a-z]+_[a-z_]+\b|\d{4}-\d\d-\d\dT", printed) == []
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert "Wren" not in pdf.headers["Content-Disposition"]
    assert "Who has seen it" in page
    row = SubjectRequest.objects.get()
    assert (row.state, row.agreed_by) == ("answered", told.other_officer)
    assert AuditEntry.objects.filter(action="child.answer_handed_over").count() == 2


def test_a_second_click_makes_no_second_request_and_no_second_copy(told: Scene) -> None:
    once = uuid4()
    browser = told.browser(told.officer)
    assert ask(browser, once) == ask(browser, once)
    SubjectRequest.objects.all().delete()
    request = ready(told)

    copies = [browser.post(f"{request}give/", {"once": str(once)}) for _click in range(2)]

    assert copies[0].headers["Location"] == copies[1].headers["Location"]
    made = Release.objects.get()
    assert made.number == 1
    assert made.left_out > Passage.objects.filter(is_locked=True).count() > 0


def test_no_record_is_added_before_it_is_known_who_asks_or_without_an_open_case(
    told: Scene,
) -> None:
    browser = told.browser(told.officer)
    request = ask(browser, uuid4())
    add = {"child": str(told.incident.children.get().id)}
    open_case(told, told.officer)
    assert browser.post(f"{request}add/", add).headers["Location"].endswith("?done=cannot")
    glass.close_glass(by=told.officer, at=told.at)
    check(browser, request)

    assert browser.post(f"{request}add/", add).headers["Location"].endswith("?done=cannot")
    assert not Passage.objects.exists()


def test_a_passage_shows_what_is_marked_in_its_sentence(told: Scene) -> None:
    request = gathered(told)
    row = Passage.objects.get(place="incident.circumstances", text__startswith="Maro")

    page = told.browser(told.officer).get(f"{request}passages/{row.id}/").content.decode()

    assert re.search(rf"<mark>Maro( {OTHER})?</mark>", page)
    assert f"of {Passage.objects.count()} decided" in page
    entry = AuditEntry.objects.filter(action="case.read", by=told.officer).latest("id")
    assert entry.why == "subject_access"


def test_a_safe_address_is_locked_and_no_word_of_anybody_gives_it(told: Scene) -> None:
    request = gathered(told)
    locked = Passage.objects.filter(is_locked=True)
    assert locked.filter(place="incident.circumstances").count() == 2
    assert locked.filter(place="child.address").exists()
    assert locked.filter(place="adult.phone").exists()

    browser = told.browser(told.officer)
    for row in Passage.objects.all():
        page = browser.get(f"{request}passages/{row.id}/").content.decode()
        assert ("nobody can change that" in page) == row.is_locked
        for secret in (SAFE, "ZZ9", "960777"):
            assert secret not in page, row.place
    for row in locked:
        browser.post(f"{request}passages/{row.id}/", {"decision": "keep", "reason": ""})

    assert not Passage.objects.filter(is_locked=True).exclude(decision="redact").exists()


def test_what_is_marked_after_it_was_gathered_is_neither_shown_nor_given(told: Scene) -> None:
    request = ready(told)
    row = Passage.objects.get(place="incident.circumstances", text__contains=LATER)
    assert not row.is_locked
    Passage.objects.filter(id=row.id).update(decision="keep")
    glass.close_glass(by=told.other_officer, at=told.at)
    open_case(told, told.officer)
    browser = told.browser(told.officer)
    address = f"{request}passages/{row.id}/"
    assert LATER in browser.get(address).content.decode()

    mark(told, "email")
    pages = [browser.get(f"{request}passages/{each}/") for each in (row.id, before(row).id)]
    answer = browser.post(f"{request}give/", {"once": str(uuid4())}).headers["Location"]
    pages.append(browser.get(answer))

    assert [LATER in page.content.decode() for page in pages] == [False, False, False]
    assert LATER not in text_of_pdf(browser.get(f"{answer}pdf/").content)


def before(row: Passage) -> Passage:
    return Passage.objects.get(record=row.record_id, number=row.number - 1)


def test_a_passage_is_read_only_while_its_case_is_open_to_the_reader(told: Scene) -> None:
    request = gathered(told)
    address = f"{request}passages/{Passage.objects.first().id}/"  # type: ignore[union-attr]
    assert told.browser(told.other_officer).get(address).status_code == 404

    glass.close_glass(by=told.officer, at=told.at)

    assert told.browser(told.officer).get(address).status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"decision": "redact", "reason": ""},
        {"decision": "redact", "reason": "safe_address"},
        {"decision": "everything", "reason": ""},
        {"decision": "", "reason": "third_party"},
        {},
    ],
)
def test_a_decision_needs_an_answer_and_a_reason(told: Scene, said: dict[str, Any]) -> None:
    request = gathered(told)
    row = Passage.objects.filter(is_locked=False).order_by("number").first()
    assert row

    told.browser(told.officer).post(f"{request}passages/{row.id}/", said)

    row.refresh_from_db()
    assert row.decision == ""


def test_nothing_is_offered_before_every_passage_is_decided(told: Scene) -> None:
    request = gathered(told)

    answer = told.browser(told.officer).post(f"{request}offer/")

    assert answer.headers["Location"].endswith("?done=cannot")
    assert SubjectRequest.objects.get().offered_at is None


def test_who_decided_cannot_agree_and_nobody_who_has_not_opened_it(told: Scene) -> None:
    request = gathered(told)
    browser = told.browser(told.officer)
    decide_all(browser, request)
    browser.post(f"{request}offer/")

    for person in (told.officer, told.other_officer):
        told.browser(person).post(f"{request}agree/")
        assert SubjectRequest.objects.get().state == "open"
    assert (
        browser.post(f"{request}give/", {"once": str(uuid4())})
        .headers["Location"]
        .endswith("?done=cannot")
    )
    assert not Release.objects.exists()


def test_what_the_police_send_meanwhile_must_be_gathered_again(told: Scene) -> None:
    request = gathered(told)
    browser = told.browser(told.officer)
    decide_all(browser, request)
    later = told.at + timedelta(minutes=5)
    world.receive(world.an_incident("INC-7", revision=2, circumstances="More."), at=later)

    browser.post(f"{request}offer/")

    assert SubjectRequest.objects.get().offered_at is None
    assert "The police have sent more since" in browser.get(request).content.decode()


def test_a_copy_is_handed_to_its_taker_for_a_while(told: Scene, settings: Settings) -> None:
    request = ready(told)
    browser = told.browser(told.officer)
    copy = browser.post(f"{request}give/", {"once": str(uuid4())}).headers["Location"]
    assert told.browser(told.other_officer).get(copy).status_code == 404

    settings.CLOCK_AT = told.at + timedelta(minutes=16)

    assert browser.get(copy).headers["Location"].endswith("?done=lapsed")


def test_the_clock_is_shown_and_runs_two_months_longer_with_a_reason(told: Scene) -> None:
    browser = told.browser(told.officer)
    request = ask(browser, uuid4())
    assert "Monday 21 December 2026" in browser.get(request).content.decode()
    check(browser, request)
    assert "Tuesday 22 December 2026" in browser.get(request).content.decode()

    browser.post(f"{request}extend/", {"reason": "Three incidents in two forces"})

    page = browser.get(request).content.decode()
    assert "Monday 22 February 2027" in page
    assert "Three incidents in two forces" in page


def test_a_request_may_be_closed_without_an_answer(told: Scene, settings: Settings) -> None:
    browser = told.browser(told.officer)
    request = ask(browser, uuid4())

    browser.post(f"{request}close/", {"reason": "They took it back"})

    row = SubjectRequest.objects.get()
    assert (row.state, row.ended_at) == ("closed", told.at)


@pytest.mark.parametrize("who", ["manager", "hub", "key_adult"])
def test_others_find_no_such_page(told: Scene, who: str) -> None:
    request = gathered(told)
    browser = told.browser(getattr(told, who))

    for address in ("/requests/", "/requests/new/", request):
        assert browser.get(address).status_code == 404


def test_the_list_takes_the_same_queries_with_one_row_and_with_three(
    told: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = told.browser(told.officer)
    ask(browser, uuid4())
    browser.get("/requests/")
    with django_assert_num_queries(QUERIES):
        browser.get("/requests/")
    for _row in range(2):
        ask(browser, uuid4())

    with django_assert_num_queries(QUERIES):
        assert browser.get("/requests/").content.decode().count("Answer by") == 3


QUERIES = 14
