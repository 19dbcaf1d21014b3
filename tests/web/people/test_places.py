"""The pages of who works where: who sees which place, who is confirmed, who is asked in."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import confirming, granting, joining
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Ending, Grant, Invitation, Membership
from firstbell.registry.agencies.queries import people
from tests import world
from tests.people import SINCE, ready_person
from tests.web.people.staff import (
    Staff,
    at_school,
    browser_of,
    key_adult,
    make_staff,
    of,
    words_of,
)

ENTRY = {"name": "New Comer", "email": "New.Comer@school.example", "role": "key-adult"}


@pytest.fixture
def staff(db: None, monday: datetime, settings: Settings) -> Staff:
    settings.CLOCK_AT = monday
    settings.SMTP_URL = ""
    return make_staff()


def remind(staff: Staff, at: datetime) -> None:
    """Let the timed check have reminded of everybody at the school, a while ago."""
    Membership.objects.filter(establishment=staff.school).update(reminded_at=at)


# ---- whose places ----


def test_somebody_of_one_place_sees_its_people_at_once(staff: Staff) -> None:
    page = words_of(browser_of(staff.lead).get("/people/"))

    assert "Who works here Mill Lane Primary School (990001)" in page
    assert "Lou Lead (you)" in page
    assert "Dee Puty" in page
    assert "Mana Gerr" not in page


def test_a_manager_sees_the_places_of_their_council_alone(staff: Staff) -> None:
    elsewhere = world.a_school(990777, "Far Away School", council_code="991")
    key_adult(elsewhere, "Fara Way")

    page = words_of(browser_of(staff.manager).get("/people/"))
    every = words_of(browser_of(staff.administrator).get("/people/"))

    assert "Mill Lane Primary School" in page
    assert "Far Away School" not in page
    assert "Far Away School" in every
    assert browser_of(staff.manager).get(at_school(elsewhere)).status_code == 404
    assert browser_of(staff.lead).get(at_school(elsewhere)).status_code == 404
    assert browser_of(staff.administrator).get(at_school(elsewhere)).status_code == 200


def test_a_place_is_found_by_its_urn_and_another_is_not_there(staff: Staff) -> None:
    elsewhere = world.a_school(990777, "Far Away School", council_code="991")
    empty = world.a_school(990778, "New School")
    browser = browser_of(staff.manager)

    found = browser.post("/people/find/", {"code": " 990778 "})
    assert found.headers["Location"] == at_school(empty)
    assert "Nobody works here now" in words_of(browser.get(at_school(empty)))
    for code in (str(elsewhere.urn), "123", "nothing", "", "9" * 30):
        answer = browser.post("/people/find/", {"code": code})
        assert answer.headers["Location"] == "/people/?found=no", code
    assert "No place of yours has that URN" in words_of(browser.get("/people/?found=no"))


@pytest.mark.django_db
def test_where_nobody_works_for_all_of_it_no_notification_is_said_to_wait() -> None:
    administrator = ready_person("administrator", agency=world.a_partnership())
    page = words_of(browser_of(administrator).get("/people/everywhere/"))

    assert "Nobody has a role for the whole partnership" in page
    assert "Notifications for this place" not in page


def test_a_police_sender_keeps_the_people_of_their_force_and_no_school(staff: Staff) -> None:
    force = world.a_force()
    sender = ready_person("police-sender", name="Sen Der", agency=force)

    assert "Sen Der (you)" in words_of(browser_of(sender).get("/people/"))
    assert browser_of(sender).get(at_school(staff.school)).status_code == 404


@pytest.mark.parametrize("role", ["hub-worker", "desk-officer", "business-unit", "advocate"])
def test_whoever_keeps_nobody_has_no_such_pages(role: str, staff: Staff) -> None:
    place: dict[str, Any] = {"agency": staff.council}
    if role == "desk-officer":
        place = {"desk": world.a_desk()}
    browser = browser_of(ready_person(role, **place))

    for address in ("/people/", at_school(staff.school), "/people/leavers/", "/people/asked/"):
        assert browser.get(address).status_code == 404, address
        assert browser.post(address).status_code == 404, address


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_take_as_many_queries_for_three_as_for_one(
    many: int, staff: Staff, monday: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        key_adult(staff.school, f"Key Adult{number}")
        school = world.a_school(990100 + number, f"School {number}")
        person = key_adult(school, f"Some Body{number}")
        person.is_active = False
        person.save()
    for number in range(many):
        granting.invite(
            email=f"s{number}@people.example", name="S Trong", role=Role.HUB_MANAGER,
            agency=staff.council, by=staff.administrator, at=monday,
        )  # fmt: skip
        joining.invite(
            email=f"n{number}@people.example", name="N Ew", role=Role.KEY_ADULT,
            establishment=staff.school, by=None, at=monday,
        )  # fmt: skip
    browser = browser_of(staff.manager)

    for address, queries in QUERIES.items():
        path = at_school(staff.school) if address == "school" else address
        with django_assert_num_queries(queries):
            assert browser.get(path).status_code == 200


QUERIES = {"/people/": 28, "school": 25, "/people/asked/": 14}


# ---- each term ----


def test_a_lead_confirms_those_ticked_and_nobody_else(staff: Staff, monday: datetime) -> None:
    other = key_adult(staff.school, "Otta Deputy")
    remind(staff, monday - timedelta(days=1))
    browser = browser_of(staff.lead)
    page = words_of(browser.get("/people/"))
    assert "2 people wait for your word." in page
    assert "Has not signed in yet" in page

    answer = browser.post(
        at_school(staff.school, "confirm/"),
        {"still_here": [str(of(staff.deputy).id), str(of(staff.lead).id)]},
        follow=True,
    )

    assert "Thank you. They stay until the next time" in words_of(answer)
    assert of(staff.deputy).confirmed_by == staff.lead
    assert of(staff.lead).confirmed_at is None, "nobody confirms themselves"
    assert of(other).confirmed_at is None
    assert "1 person waits for your word." in words_of(answer)


def test_a_second_click_and_nothing_ticked_do_no_harm(staff: Staff, monday: datetime) -> None:
    browser, address = browser_of(staff.lead), at_school(staff.school, "confirm/")

    assert browser.post(address).headers["Location"].endswith("?done=nobody")
    for _click in range(2):
        ticked = browser.post(address, {"still_here": str(of(staff.deputy).id)})
        assert ticked.headers["Location"].endswith("?done=confirmed")
    assert of(staff.deputy).ends_at is None
    assert browser.post(address, {"still_here": "nothing"}).headers["Location"].endswith("nobody")


def test_a_deputy_confirms_nobody_and_a_lead_nobody_elsewhere(
    staff: Staff, monday: datetime
) -> None:
    elsewhere = key_adult(world.a_school(990777, "Far Away School"), "Fara Way", role="dsl")
    for by, whose in ((staff.deputy, staff.lead), (staff.lead, elsewhere)):
        browser_of(by).post(at_school(staff.school, "confirm/"), {"still_here": str(of(whose).id)})
        assert of(whose).confirmed_at is None
    assert "Who of them still works here?" not in words_of(browser_of(staff.deputy).get("/people/"))


def test_who_sleeps_is_shown_and_wakes_when_confirmed(
    staff: Staff, monday: datetime, settings: Settings
) -> None:
    lapsed = SINCE + timedelta(weeks=22)
    remind(staff, SINCE + timedelta(weeks=18))
    confirming.confirm(of(staff.lead), by=staff.manager, at=SINCE + timedelta(weeks=18))
    confirming.remind_and_end(at=lapsed)
    settings.CLOCK_AT = lapsed
    assert of(staff.deputy).ended_why == Ending.UNCONFIRMED
    browser = browser_of(staff.lead)

    page = words_of(browser.get("/people/"))
    assert "Asleep: nothing opens for them until you say so." in page
    browser.post(at_school(staff.school, "confirm/"), {"still_here": str(of(staff.deputy).id)})

    assert people.memberships_of(staff.deputy, lapsed)
    assert "Asleep" not in words_of(browser.get("/people/"))


def test_who_is_late_stands_on_top_of_the_managers_list(staff: Staff, settings: Settings) -> None:
    lapsed = SINCE + timedelta(weeks=22)
    key_adult(world.a_school(990100, "A Quiet School"), "Qui Et")
    Membership.objects.exclude(establishment=staff.school).update(confirmed_at=lapsed)
    remind(staff, SINCE + timedelta(weeks=18))
    settings.CLOCK_AT = lapsed

    page = words_of(browser_of(staff.manager).get("/people/"))

    assert "2 people are late to be confirmed" in page
    assert page.index("Mill Lane Primary School") < page.index("A Quiet School")


@pytest.mark.parametrize("who", ["lead", "deputy", "manager"])
def test_the_first_page_tells_whoever_may_confirm_and_nobody_else(
    who: str, staff: Staff, monday: datetime
) -> None:
    browser = browser_of(getattr(staff, who))
    says = "Say whether 1 person still works with you"
    assert says not in words_of(browser.get("/", follow=True))
    remind(staff, monday)

    assert (says in words_of(browser.get("/", follow=True))) is (who == "lead")


def test_a_police_sender_is_told_on_their_feeds(staff: Staff, monday: datetime) -> None:
    force = world.a_force()
    one, other = (ready_person("police-sender", agency=force) for _ in range(2))
    of_force = Membership.objects.filter(user=other)
    of_force.update(reminded_at=monday)

    assert "Say whether 1 person" in words_of(browser_of(one).get("/", follow=True))
    assert "Say whether" not in words_of(browser_of(other).get("/", follow=True))


def test_your_account_says_by_when_somebody_else_must_confirm_you(
    staff: Staff, monday: datetime, settings: Settings
) -> None:
    browser = browser_of(staff.deputy)
    assert "Somebody else must say" not in words_of(browser.get("/your-account/"))
    remind(staff, SINCE + timedelta(weeks=18))
    settings.CLOCK_AT = SINCE + timedelta(weeks=19)
    soon = words_of(browser_of(staff.deputy).get("/your-account/"))
    assert "Somebody else must say by 2 February 2027 that you still work there." in soon

    confirming.remind_and_end(at=SINCE + timedelta(weeks=22))
    settings.CLOCK_AT = SINCE + timedelta(weeks=22)

    assert "Asleep" in words_of(browser_of(staff.deputy).get("/your-account/"))
    assert "Asleep" not in words_of(browser_of(staff.lead).get("/your-account/"))


# ---- asking in ----


def test_a_person_who_is_asked_in_can_join_by_the_link_that_is_shown(
    staff: Staff, monday: datetime, client: Client
) -> None:
    browser = browser_of(staff.deputy)
    answer = browser.post(at_school(staff.school, "invite/"), ENTRY)
    page = answer.content.decode()
    link = page.partition("/join/")[2].partition("/")[0]

    joined = client.post(f"/join/{link}/", {"password": "three unlikely words"}, follow=True)

    assert joined.redirect_chain[-1][0] == "/account/two-steps/code/set-up/"
    held = Membership.objects.get(user__email="new.comer@school.example")
    assert (held.role, held.establishment) == (Role.KEY_ADULT, staff.school)
    assert "New Comer" in words_of(browser.get("/people/"))


def test_with_a_mail_server_the_link_is_sent_and_shown_to_nobody(
    staff: Staff, settings: Settings
) -> None:
    settings.SMTP_URL = "smtp://mail.example"
    browser = browser_of(staff.deputy)

    answer = browser.post(at_school(staff.school, "invite/"), ENTRY, follow=True)

    assert "/join/" not in answer.content.decode()
    assert "The link is on its way to them" in words_of(answer)
    assert "the link works until 7 December" in words_of(answer)
    (message,) = mail.outbox
    assert message.to == ["new.comer@school.example"]
    assert "Mill Lane" not in str(message.message())


def test_of_a_double_click_one_link_works(staff: Staff, monday: datetime) -> None:
    browser = browser_of(staff.deputy)
    for _click in range(2):
        browser.post(at_school(staff.school, "invite/"), ENTRY)

    assert people.works(Invitation.objects.all(), monday).count() == 1
    assert words_of(browser.get("/people/")).count("New Comer") == 2, "its line and its button"


def test_an_invitation_is_taken_back(staff: Staff, monday: datetime) -> None:
    browser = browser_of(staff.lead)
    browser.post(at_school(staff.school, "invite/"), ENTRY)
    address = f"/people/invited/{Invitation.objects.get(accepted_at=None).id}/withdraw/"

    assert (
        browser_of(ready_person("police-sender", agency=world.a_force())).post(address).status_code
        == 404
    )
    for _click in range(2):
        assert "is taken back" in words_of(browser.post(address, follow=True))

    assert not people.works(Invitation.objects.all(), monday).exists()
    assert "New Comer" not in words_of(browser.get("/people/"))
    assert AuditEntry.objects.filter(action="invitation.withdrawn").count() == 1


WRONG = [
    ({}, "Enter the person’s name"),
    ({**ENTRY, "email": "nowhere"}, "Enter an e-mail address, such as"),
    ({**ENTRY, "role": "administrator"}, "Select a valid choice"),
    ({**ENTRY, "name": ""}, "Enter the person’s name"),
]


@pytest.mark.parametrize(("sent", "said"), WRONG)
def test_what_is_wrong_is_said_and_asks_nobody_in(
    sent: dict[str, str], said: str, staff: Staff
) -> None:
    answer = browser_of(staff.lead).post(at_school(staff.school, "invite/"), sent)

    assert "There is a problem" in words_of(answer)
    assert said in words_of(answer)
    assert not Invitation.objects.filter(accepted_at=None).exists()


def test_who_has_the_role_here_is_not_asked_in_again(staff: Staff) -> None:
    answer = browser_of(staff.lead).post(
        at_school(staff.school, "invite/"), {**ENTRY, "email": staff.deputy.email.upper()}
    )

    assert "Dee Puty has this role here already" in words_of(answer)
    assert not Invitation.objects.filter(accepted_at=None).exists()


def test_each_place_offers_the_roles_that_are_held_there(staff: Staff) -> None:
    charity = Agency.objects.create(code="aid", name="Invented Aid", kind="other")
    force = world.a_force()
    browser = browser_of(staff.administrator)

    def offered(place: Any) -> str:
        return browser.get(f"/people/at/{place.id}/invite/").content.decode()

    assert 'value="advocate"' in offered(charity)
    assert 'value="police-sender"' not in offered(charity)
    assert 'value="police-sender"' in offered(force)
    assert 'value="advocate"' not in offered(force)
    assert 'value="hub-worker"' in offered(staff.council)
    assert "For these roles a second person must agree" in offered(staff.council)
    assert browser_of(staff.manager).get(f"/people/at/{force.id}/invite/").status_code == 404


def test_a_strong_role_sends_no_link_before_a_second_person_agreed(staff: Staff) -> None:
    browser = browser_of(staff.administrator)

    answer = browser.post(
        f"/people/at/{staff.council.id}/invite/", {**ENTRY, "role": "hub-manager"}, follow=True
    )

    assert "A second person must agree first" in words_of(answer)
    assert "Waits for a second person" in words_of(answer)
    assert "/join/" not in answer.content.decode()
    assert Grant.objects.get().asked_by == staff.administrator
