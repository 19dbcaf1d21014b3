"""The pages by which somebody leaves: at once, on a day, by a list; and whose they are."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.models import Membership
from firstbell.registry.agencies.queries import people
from firstbell.web.people.forms import LARGEST_LIST
from tests import world
from tests.people import ready_person
from tests.web.people.staff import Staff, browser_of, key_adult, make_staff, of, on, words_of


@pytest.fixture
def staff(db: None, monday: datetime, settings: Settings) -> Staff:
    settings.CLOCK_AT = monday
    return make_staff()


def end(membership: Membership) -> str:
    return f"/people/in/{membership.id}/end/"


def disable(membership: Membership) -> str:
    return f"/people/in/{membership.id}/disable/"


def test_who_is_ended_is_signed_out_at_the_next_request(staff: Staff, monday: datetime) -> None:
    theirs, browser = browser_of(staff.deputy), browser_of(staff.lead)
    assert theirs.get("/this-morning/").status_code == 200

    answer = browser.post(end(of(staff.deputy)), {"why": "left"}, follow=True)

    assert "Ended. They are signed out" in words_of(answer)
    assert "Dee Puty" not in words_of(answer)
    assert theirs.get("/this-morning/").status_code == 302
    assert not people.memberships_of(staff.deputy, monday)
    assert of(staff.deputy).ended_by == staff.lead
    assert browser.post(end(of(staff.deputy)), {"why": "left"}).status_code == 404
    assert AuditEntry.objects.filter(action="membership.ended").count() == 1


def test_who_leaves_on_a_day_stays_until_then_and_may_stay(staff: Staff, monday: datetime) -> None:
    browser, friday = browser_of(staff.lead), monday + timedelta(days=4)

    later = browser.post(end(of(staff.deputy)), {"why": "left", **on(friday)}, follow=True)
    assert "Ends on 27 November 2026" in words_of(later)
    assert people.memberships_of(staff.deputy, monday)
    assert not people.memberships_of(staff.deputy, friday)

    stays = browser.post(f"/people/in/{of(staff.deputy).id}/stay/", follow=True)
    assert "They stay." in words_of(stays)
    assert people.memberships_of(staff.deputy, friday)


WRONG = [
    ({}, "Say why it ends"),
    ({"why": "unconfirmed"}, "Select a valid choice"),
    ({"why": "left", "on_0": "1", "on_1": "11", "on_2": "2026"}, "Enter today or a later day"),
    ({"why": "left", "on_0": "31", "on_1": "2", "on_2": "2027"}, "Enter a real date"),
]


@pytest.mark.parametrize(("sent", "said"), WRONG)
def test_what_is_wrong_is_said_and_ends_nothing(
    sent: dict[str, str], said: str, staff: Staff
) -> None:
    answer = browser_of(staff.lead).post(end(of(staff.deputy)), sent)

    assert said in words_of(answer)
    assert of(staff.deputy).ends_at is None


def test_the_last_who_is_told_is_ended_with_a_warning(staff: Staff) -> None:
    browser = browser_of(staff.manager)
    assert "Nobody else here is told about a child" not in words_of(
        browser.get(end(of(staff.deputy)))
    )

    browser.post(end(of(staff.deputy)), {"why": "left"})

    assert "Nobody else here is told about a child" in words_of(browser.get(end(of(staff.lead))))
    browser.post(end(of(staff.lead)), {"why": "left"})
    assert "Nobody works here now" in words_of(browser.get("/people/"))


def test_nobody_ends_themselves_or_who_is_not_theirs(staff: Staff) -> None:
    elsewhere = key_adult(world.a_school(990777, "Far Away", council_code="991"), "Fara Way")
    worker = ready_person("hub-worker", agency=staff.council)
    for by, whose in (
        (staff.lead, staff.lead),
        (staff.lead, elsewhere),
        (staff.lead, staff.manager),
        (staff.manager, elsewhere),
        (staff.manager, staff.administrator),
        (worker, staff.deputy),
    ):
        for address in (end(of(whose)), disable(of(whose))):
            browser = browser_of(by)
            assert browser.get(address).status_code == 404, (by, whose)
            assert browser.post(address, {"why": "left"}).status_code == 404, (by, whose)
        assert of(whose).ends_at is None


def test_an_account_is_disabled_by_a_manager_of_all_that_the_person_holds(staff: Staff) -> None:
    theirs, browser = browser_of(staff.deputy), browser_of(staff.manager)
    assert browser_of(staff.lead).get(disable(of(staff.deputy))).status_code == 404

    answer = browser.post(disable(of(staff.deputy)), {"why": "security"}, follow=True)

    assert "The account is disabled." in words_of(answer)
    assert theirs.get("/this-morning/").status_code == 302
    listed = words_of(browser.get("/people/"))
    assert "Disabled accounts" in listed
    assert "Dee Puty" in listed
    assert browser.post(disable(of(staff.deputy)), {"why": "security"}).status_code == 404


def test_an_account_with_a_role_elsewhere_is_offered_to_an_administrator_alone(
    staff: Staff,
) -> None:
    elsewhere = world.a_school(990777, "Far Away", council_code="991")
    here = of(staff.deputy)
    world.a_membership(staff.deputy, "key-adult", establishment=elsewhere)
    place = f"/people/at/{staff.school.id}/"

    for by, status in ((staff.manager, 404), (staff.administrator, 200)):
        browser = browser_of(by)
        assert browser.get(disable(here)).status_code == status
        assert (disable(here) in browser.get(place).content.decode()) is (status == 200)


# ---- an agency's list ----


def hand_in(browser: Client, content: bytes, name: str = "leavers.csv") -> str:
    return words_of(browser.post("/people/leavers/", {"file": SimpleUploadedFile(name, content)}))


def test_a_list_ends_what_it_names_and_says_line_by_line_what_it_could_not(
    staff: Staff, monday: datetime
) -> None:
    elsewhere = key_adult(world.a_school(990777, "Far Away", council_code="991"), "Fara Way")
    theirs, browser = browser_of(staff.deputy), browser_of(staff.manager)
    lines = [
        "email,urn,left_on",
        f"{staff.deputy.email},990001,",
        f"{staff.lead.email},990001,2026-12-19",
        "somebody@council.example,,",
        f"{elsewhere.email},,",
        "no address,,",
    ]

    page = hand_in(browser, "\r\n".join(lines).encode())

    assert "1 role has ended" in page
    assert "1 ends on its day" in page
    assert "1 line is about nobody here" in page
    assert "Line 5: email: this person&#x27;s role is not yours to end" in page.replace(
        "person's", "person&#x27;s"
    )
    assert "Line 6: email:" in page
    assert theirs.get("/this-morning/").status_code == 302
    assert people.memberships_of(staff.lead, monday)
    assert people.memberships_of(elsewhere, monday)
    assert of(staff.deputy).ended_by == staff.manager
    again = hand_in(browser, "\r\n".join(lines[:2]).encode())
    assert "Nothing to do" in again
    assert AuditEntry.objects.filter(action="membership.ended").count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"name,urn\r\nx,1\r\n", "email"),
        (b"PK\x03\x04spreadsheet", "spreadsheet"),
        (b"email\r\n" + b"x" * LARGEST_LIST, "The file must be smaller than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    content: bytes, said: str, staff: Staff
) -> None:
    page = hand_in(browser_of(staff.manager), content)

    assert "There is a problem" in page
    assert said in page
    assert "What came of your list" not in page


def test_without_a_file_the_page_asks_for_one(staff: Staff) -> None:
    assert "Choose a file" in words_of(browser_of(staff.manager).post("/people/leavers/"))


def test_a_list_is_for_those_who_manage_people(staff: Staff) -> None:
    sent = {"file": SimpleUploadedFile("a.csv", f"email\r\n{staff.deputy.email}\r\n".encode())}

    assert browser_of(staff.lead).post("/people/leavers/", sent).status_code == 404
    assert of(staff.deputy).ends_at is None
