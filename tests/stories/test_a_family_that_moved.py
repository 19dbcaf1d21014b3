"""A family has fled: an advocate asks for a school place, and the council learns nothing else."""

from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.actions.desks import desk_for
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.actions import referring
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

AREA = "Where can the school be, and how far can the child travel?"
NEEDS = "What about the child bears on the place?"


def test_a_place_is_found_for_a_child_and_nobody_learns_where_she_was(
    served: Served, arrive: Arrive
) -> None:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    telling.when_police_hand_the_family_over(served, cast)
    world.a_school(980001, "Gull Rock Primary School", council_code="980", council_name="Westhaven")
    service = Agency.objects.create(code="HARBOUR", name="Harbour Advocates", kind="other")
    ada = ready_person("advocate", name="Ada Quill", agency=service)
    officer = ready_person("desk-officer", name="Offi Sir", desk=desk_for("980:admissions"))
    hub = ready_person("hub-worker", name="Hale Brook", agency=Agency.objects.get(kind="council"))
    record = Incident.objects.get()
    referring.refer(
        record.id, agency=service, purpose="Safety.", by=hub, at=record.first_received_at
    )

    advocate = arrive(with_script=False)
    telling.given_they_have_signed_in_before(advocate, ada, served.url)
    when_she_asks_for_a_place(advocate)
    wait_until(lambda: officer.email in served.mailbox.addresses, "the desk has mail")
    desk = arrive()
    telling.given_they_have_signed_in_before(desk, officer, served.url)
    when_the_desk_finds_one(desk)

    wait_until(lambda: ada.email in served.mailbox.addresses, "the advocate has mail")
    advocate.goes_to("/school-places/")
    advocate.follows("Open A place was found, number 1")
    advocate.reads("Gull Rock Primary School, from Monday 30 November")
    advocate.follows("End this request")
    advocate.chooses("Why does it end?", "The child goes to that school")
    advocate.presses("End it")
    assert PlaceRequest.objects.get().ended_why == "started"


def when_she_asks_for_a_place(advocate: Visitor) -> None:
    advocate.goes_to("/referred/")
    advocate.follows("Eastmarsh Police, incident EM/2026/104455")
    advocate.follows("The family has moved: ask for a school place")
    advocate.follows("Ask for a place Wren Tollemarsh")
    advocate.picks("Which council is to find the place?", "Westhaven")
    advocate.chooses("Is there an education, health and care plan?", "No")
    advocate.writes(NEEDS, "Asthma. She was happy at Mill Lane.")
    advocate.writes(AREA, "Half an hour by bus from the middle of Westhaven.")
    advocate.writes("Telephone number", "01632 960099")
    advocate.presses("Go on: see who will read it")
    advocate.reads("Take this out: “Mill Lane” seems to be a school")
    advocate.is_pictured("school-place-refused")
    advocate.writes(NEEDS, "Asthma. A quiet room helps.")
    advocate.presses("Go on: see who will read it")
    advocate.reads("This is all that the council learns", "Who will be able to read this?")
    advocate.reads("Admissions desk (980) (Offi Sir): this request")
    advocate.is_pictured("school-place-check")
    advocate.presses_twice("Send it")
    advocate.reads("Sent, not acknowledged yet")


def when_the_desk_finds_one(desk: Visitor) -> None:
    desk.goes_to("/this-morning/")
    desk.reads("1 request for a school place waits for your desk.")
    desk.follows("Open the requests")
    desk.does_not_read("Tollemarsh")
    desk.is_pictured("school-place-list")
    desk.follows("Open Sent, not acknowledged yet, number 1")
    desk.reads("Wren Tollemarsh", "Year 6", "A quiet room helps.", "01632 960099")
    desk.does_not_read("Mill Lane", "Sedge Row", world.POSTCODE, "Eastmarsh", "Robin")
    desk.is_pictured("school-place-desk")
    desk.presses("We have it")
    desk.chooses("How is it handled?", "By the fair access protocol")
    desk.presses("Save")
    desk.follows("Answer: a place, or why there is none")
    desk.chooses("Is there a place?", "Yes")
    desk.writes("If yes: at which school?", "gull rock")
    for label, text in (("Day", "30"), ("Month", "11"), ("Year", "2026")):
        desk.writes(label, text)
    desk.is_pictured("school-place-answer")
    desk.presses("Send the answer")
    desk.reads("A place was found", "Gull Rock Primary School, from Monday 30 November")
