"""Police say that a suspect coaches children: the officer for allegations takes it and decides."""

from firstbell.journey.allegations.models import Allegation
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, hand_over, wait_until


def test_the_officer_hears_of_the_adult_takes_it_and_enters_an_outcome(
    served: Served, arrive: Arrive
) -> None:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    desk = world.a_desk("allegations")
    contact = world.a_key_adult(desk, "Offi Sir")
    officer = ready_person("desk-officer", email=contact.email, name="Offi Sir", desk=desk)
    suspect = world.an_adult("A2", role="suspect", given_names="Ivo", surname="Marlbrook")
    work = {"works_with_children": True, "employer": "Tern Swim Club", "work_role": "Coach"}
    adults = [world.an_adult(), suspect | work]
    receipt = hand_over(
        served.url, cast.sender, telling.an_incident_of_the_two() | {"adults": adults}
    )
    assert [each["fate"] for each in receipt["incidents"]] == ["accepted"]
    wait_until(lambda: officer.email in served.mailbox.addresses, "the officer has mail")

    reader = arrive(with_script=False)
    telling.given_they_have_signed_in_before(reader, officer, served.url)
    reader.goes_to("/this-morning/")
    reader.reads("1 suspect who works with children waits for you.")
    reader.turns_to("Allegations")
    reader.does_not_read("Marlbrook", "Home education", "Known or not")
    reader.is_pictured("allegations-list")
    reader.follows("Open Not taken yet, number 1")
    reader.reads("Ivo Marlbrook", "Tern Swim Club", "Coach", "Firstbell has not told the employer")
    reader.does_not_read("Wren", "Robin", "Tollemarsh", "Mill Lane", "Sedge Row")
    reader.is_pictured("allegation")
    reader.presses("I have it")
    reader.follows("Enter the outcome")
    reader.chooses("What is the outcome?", "A strategy or evaluation meeting is called")
    reader.is_pictured("allegation-outcome")
    reader.presses("Save the outcome")
    reader.reads("With an outcome", "A strategy or evaluation meeting is called.")
    assert Allegation.objects.get().taken_by == officer
