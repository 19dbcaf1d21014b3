"""Somebody is off, or it is a holiday: who is told instead, said in one act each."""

from datetime import date, datetime

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import CalendarPeriod, Establishment
from firstbell.registry.cover.actions.asking import look_ahead
from firstbell.registry.cover.models import Turn
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import MORNING, Served, wait_until
from tests.stories.visits import Visitor


def test_a_key_adult_who_is_off_hands_their_day_to_the_deputy(
    served: Served, arrive: Arrive
) -> None:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    bo = given_a_deputy(cast.school)
    telling.when_police_hand_the_family_over(served, cast)
    ade = arrive(with_script=False)
    telling.given_they_have_signed_in_before(ade, cast.ade, served.url)

    ade.goes_to("/this-morning/")
    ade.presses("I am off today")
    ade.reads("You are off until the end of Monday 23 November", "Bo Finch is told first.")
    ade.is_pictured("off-today")
    wait_until(lambda: bo.email in served.mailbox.addresses, "the deputy has mail")

    deputy = arrive()
    telling.given_they_have_signed_in_before(deputy, bo, served.url)
    deputy.goes_to("/this-morning/")
    deputy.reads("1 family waits for you, 2 children.", "Ade Lark is off today")
    then_the_hub_sees_who_is_off(served, arrive)

    ade.presses("I am here after all")
    ade.reads("Taken back.", "I am off on other days")


def test_a_school_names_its_holiday_and_one_officer_covers_another(
    served: Served, arrive: Arrive
) -> None:
    school, ade, manager = given_a_holiday_that_is_near()
    look_ahead(at=datetime.fromisoformat(MORNING))
    wait_until(lambda: ade.email in served.mailbox.addresses, "the school is asked")
    lead = arrive(with_script=False)
    telling.given_they_have_signed_in_before(lead, ade, served.url)
    lead.goes_to("/this-morning/")
    lead.reads("7 days of the holiday from Saturday 19 December have nobody")
    lead.follows("Say who covers")
    lead.chooses("Who is told first on these days?", "Ade Lark, Designated safeguarding lead")
    lead.is_pictured("holiday-cover")
    lead.presses("Name them")
    lead.reads("Every day is covered", "Saturday 19 December to Sunday 3 January 2027")

    worker = arrive()
    telling.given_they_have_signed_in_before(worker, manager, served.url)
    worker.goes_to("/board/")
    worker.turns_to("Holiday cover")
    worker.reads("Days that nobody covers: 7.", "Otter Bridge High School")
    worker.is_pictured("cover-certificate")
    worker.presses("Let one officer cover several schools")
    worker.chooses("Which officer?", "Offi Sir, Home education desk (990)")
    worker.chooses("Which schools?", "Otter Bridge High School: 21 Dec – 24 Dec, 29 Dec – 31 Dec")
    worker.is_pictured("share-cover")
    worker.presses_twice("Let them cover")
    worker.reads("Every day of every school is covered", "Offi Sir (officer of the council)")
    assert Turn.objects.filter(is_shared=True).count() == 2
    assert Turn.objects.get(establishment=school).contact.name == "Ade Lark"


def given_a_holiday_that_is_near() -> tuple[Establishment, User, User]:
    council = world.a_partnership()
    CalendarPeriod.objects.create(
        council_code=world.COUNCIL,
        kind="term",
        first_on=date(2027, 1, 4),
        last_on=date(2027, 3, 25),
    )
    school, ade = telling.given_a_school_with_a_key_adult()
    world.a_key_adult(world.a_school(990002, "Otter Bridge High School"), "Cass Wold")
    world.a_key_adult(world.a_desk(), "Offi Sir")
    return school, ade, ready_person("hub-manager", name="Mana Gerr", agency=council)


def given_a_deputy(school: Establishment) -> User:
    contact = world.a_key_adult(school, "Bo Finch")
    return ready_person("key-adult", email=contact.email, name=contact.name, establishment=school)


def then_the_hub_sees_who_is_off(served: Served, arrive: Arrive) -> Visitor:
    worker = arrive()
    telling.given_they_have_signed_in_before(
        worker, ready_person("hub-worker", name="Sam Ortolan"), served.url
    )
    worker.goes_to("/calls/")
    worker.reads("Ade Lark, designated safeguarding lead (off today)")
    worker.follows("Somebody is off there")
    worker.reads("Who is off at Mill Lane Primary School?", "off today")
    worker.is_pictured("who-is-off-at")
    worker.turns_to("Who is off")
    worker.reads("Ade Lark", "Mill Lane Primary School")
    worker.is_pictured("who-is-off")
    worker.turns_to("The next morning")
    worker.reads("2 children wait for an answer", "1 caller can do it.")
    worker.is_pictured("next-morning")
    worker.follows("Hand over to whoever comes next")
    worker.reads("EM/2026/104455", "The school", "Ade Lark, Mill Lane Primary School")
    worker.does_not_read("Wren")
    worker.is_pictured("hand-over")
    worker.turns_to("Who is on call")
    worker.reads("Two weeks: 18 shifts have nobody")
    worker.is_pictured("rota")
    return worker
