"""The lead is close to the family: the deputy is told, the lead sees nothing, the hub sees why."""

from datetime import UTC, datetime

from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions import receive_feed
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_the_next_person_is_told_and_the_first_cannot_learn_of_it(
    served: Served, arrive: Arrive
) -> None:
    council = world.a_partnership()
    world.a_force()
    school = world.a_school()
    ade = ready_person("key-adult", name="Ade Lark", establishment=school)
    bo = ready_person("key-adult", name="Bo Finch", establishment=school)
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    for each in (ade, bo):
        world.a_key_adult(school, each.name, email=each.email)
    world.a_pupil(school)
    lead, deputy, hub = arrive(width=320, with_script=False), arrive(), arrive()
    for visitor, person in ((lead, ade), (deputy, bo), (hub, hale)):
        visitor.goes_to("/account/login/")
        telling.when_they_sign_in(visitor, person)

    given_the_lead_has_said_whom_they_are_close_to(lead)
    empty = what_the_lead_sees(lead)
    receive_feed(document=world.a_feed(world.an_incident()), by=None, at=SEVEN)
    wait_until(Notification.objects.filter(state="sent").exists, "the school was told")

    assert served.mailbox.addresses == [bo.email]
    assert what_the_lead_sees(lead) == empty
    then_the_deputy_reads_it(deputy)
    then_the_hub_sees_why(hub)


def given_the_lead_has_said_whom_they_are_close_to(lead: Visitor) -> None:
    lead.goes_to("/your-account/")
    lead.follows("write down, in private, whom you are close to")
    lead.is_pictured("close-to-nobody-yet")
    lead.follows("A child you are close to")
    lead.writes("First name", "Wren")
    lead.writes("Last name", "Tollemarsh")
    for box, number in (("Day", "4"), ("Month", "5"), ("Year", "2016")):
        lead.writes(box, number)
    lead.is_pictured("a-child-you-are-close-to")
    lead.presses("Write it down")
    lead.reads("Kept. From now on you are not told", "Wren Tollemarsh, 2016-05-04")
    lead.is_pictured("whom-you-are-close-to")


def what_the_lead_sees(lead: Visitor) -> list[str]:
    """Return the words of every page on which something could show that it exists."""
    words = []
    for page in ("/this-morning/", "/this-morning/answered/", "/search/?name=Wren"):
        lead.goes_to(page)
        words.append(lead.page.locator("main").inner_text())
    return words


def then_the_deputy_reads_it(deputy: Visitor) -> None:
    deputy.goes_to("/this-morning/")
    deputy.presses("Open")
    deputy.chooses("Is Wren Tollemarsh on your roll?", "Yes")
    deputy.presses("Continue")
    deputy.reads("I hid under the table")


def then_the_hub_sees_why(hub: Visitor) -> None:
    hub.goes_to(f"/children/{world.the_child().id}/")
    hub.reads("Somebody there is kept out.")
    hub.is_pictured("passed-to-the-next")
    hub.follows("Who, why, and who is told instead Mill Lane Primary School")
    hub.reads("Ade Lark: it was declared in private that they are close to a child of it.")
    hub.reads("Bo Finch", "they stay kept out")
    hub.is_pictured("too-near")
    hub.goes_to("/calls/")
    hub.does_not_read("Ade Lark")
    hub.presses("I am ringing them")
    hub.reads("Something that waits there is kept from Ade Lark")
    hub.is_pictured("a-call-around-somebody")
