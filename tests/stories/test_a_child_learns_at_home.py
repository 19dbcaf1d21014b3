"""A school reports a child who leaves to learn at home; the desk answers; the roll follows."""

from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Registration
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until

ABUSE = "Are you aware of any domestic abuse incidents in the family?"
PROTECTION = "Is there a child protection plan or a child protection enquiry?"


def test_a_child_who_learns_at_home_comes_onto_the_councils_register(
    served: Served, arrive: Arrive
) -> None:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    officer = ready_person("desk-officer", name="Offi Sir", desk=world.a_desk())
    lead = arrive(with_script=False)
    telling.given_they_have_signed_in_before(lead, cast.ade, served.url)

    lead.goes_to("/home-education/")
    lead.presses("Report a child")
    lead.writes("Name of the child", "ren tolemarsh")
    lead.presses("Search")
    lead.reads("1 child of your roll", "Wren Tollemarsh", "born 4 May 2016")
    lead.follows("This child Wren Tollemarsh")
    lead.is_pictured("home-education-form")
    lead.presses("Send to the council")
    lead.reads("Say whether you are aware of any domestic abuse incidents")
    for label, text in (("Day", "27"), ("Month", "11"), ("Year", "2026")):
        lead.writes(label, text)
    lead.chooses("Why do the parents want to educate the child at home?", "Bullying")
    lead.chooses(ABUSE, "Yes")
    lead.writes("If yes: what do you know, in a few words?", "Shouting, heard by a neighbour.")
    lead.chooses("Did a council place the child at a special school?", "No")
    lead.chooses(PROTECTION, "I do not know")
    lead.chooses("Is there an education, health and care plan?", "No")
    lead.chooses("Does the child have a social worker?", "No")
    lead.writes("How will somebody keep in touch with the child?", "The tutor rings on Fridays.")
    lead.presses_twice("Send to the council")
    lead.reads("Sent, not answered yet", "The council must agree first.")
    wait_until(lambda: officer.email in served.mailbox.addresses, "the desk has mail")
    assert Registration.objects.get(forename="Wren").left_on is None

    desk = arrive()
    telling.given_they_have_signed_in_before(desk, officer, served.url)
    desk.goes_to("/this-morning/")
    desk.reads("1 report of a child who learns at home waits for your desk.")
    desk.follows("Answer the school")
    desk.does_not_read("Tollemarsh")
    desk.is_pictured("home-education-register")
    desk.follows("Open Mill Lane Primary School, number 1")
    desk.reads("Wren Tollemarsh", "Shouting, heard by a neighbour.", "The tutor rings on Fridays.")
    desk.is_pictured("home-education-entry")
    desk.presses("Answer the school")
    desk.chooses("Does the council agree that the name leaves the roll?", "Yes")
    desk.presses("Send the answer")
    desk.reads("On the register", "Offi Sir")

    lead.goes_to("/home-education/")
    lead.reads("On the register", "last day on the roll 27 November 2026")
    assert Registration.objects.get(forename="Wren").left_on == Entry.objects.get().last_on
