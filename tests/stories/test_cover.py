"""Somebody is off: their day goes to the deputy in one act, before the bell."""

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Establishment
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
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
    return worker
