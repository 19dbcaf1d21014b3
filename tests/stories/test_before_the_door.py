"""A control room opens a live incident, an officer looks before the door, another agency checks."""

from datetime import UTC, datetime

from firstbell.journey.intake.actions import receive_feed
from firstbell.registry.agencies.actions.rules import set_rule
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served
from tests.stories.visits import Visitor

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)
LOG = "LOG-0417"


def test_an_officer_looks_while_it_is_live_and_somebody_else_checks(
    served: Served, arrive: Arrive
) -> None:
    council, force = world.a_partnership(), world.a_force()
    set_rule(key="look_up_checked", value="1", by=None, at=SEVEN)
    odo = world.a_child("C2", given_names="Odo", date_of_birth="2026-02-01")
    said = world.an_incident(children=[world.a_child(), odo])
    receive_feed(document=world.a_feed(said), by=None, at=SEVEN)
    people = (
        ready_person("police-sender", name="Rae Dunn", agency=force),
        ready_person("police-sender", name="Pip Holm", agency=force),
        ready_person("information-governance", name="Ira Vale", agency=council),
    )
    control, officer, checker = arrive(), arrive(width=320, with_script=False), arrive()
    for visitor, person in zip((control, officer, checker), people, strict=True):
        visitor.goes_to("/")
        visitor.follows("Sign in")
        telling.when_they_sign_in(visitor, person)

    when_there_is_no_live_incident_nothing_is_told(officer)
    when_the_control_room_opens_one(control)
    then_the_officer_reads_whom_to_expect(officer)
    when_it_is_closed_nothing_is_told_any_more(officer)
    then_somebody_of_another_agency_checks_it(checker)


def when_there_is_no_live_incident_nothing_is_told(officer: Visitor) -> None:
    officer.goes_to("/look-up/")
    officer.looks_in_the_dark()
    then_there_is_none_for_them(officer)


def then_there_is_none_for_them(officer: Visitor) -> None:
    officer.writes("Your control room’s reference", LOG)
    with officer.elsewhere() as page:
        page.get_by_role("button", name="Look", exact=True).click()
        page.wait_for_load_state()
        officer.reads("No incident of this reference can be looked up by you")
        officer.does_not_read("Wren", "repeat")


def when_the_control_room_opens_one(control: Visitor) -> None:
    control.goes_to("/live-incidents/")
    control.reads("You have none open")
    control.follows("Open one by hand")
    control.writes("Reference of the control room", LOG)
    control.writes("House and street", "4 Sedge Row")
    control.writes("Postcode", world.POSTCODE)
    control.writes("Surname of the family, if the caller said it", "Tollemarsh")
    control.is_pictured("open-live-incident")
    control.presses("Open it")
    control.reads("It is open.", LOG)
    control.does_not_read("Sedge Row")


def then_the_officer_reads_whom_to_expect(officer: Visitor) -> None:
    officer.goes_to("/look-up/")
    officer.writes("Your control room’s reference", LOG.lower())
    officer.presses("Look")
    officer.reads("1 earlier incident", "This is a repeat.", "Odo, under 1", "Wren, 10")
    officer.does_not_read("Tollemarsh", "INC-1")
    officer.looks_in_the_dark()
    officer.is_pictured("before-the-door")


def when_it_is_closed_nothing_is_told_any_more(officer: Visitor) -> None:
    officer.follows("It is over: close it")
    officer.reads(f"Is {LOG} over?")
    officer.looks_in_the_dark()
    officer.presses("Close it")
    officer.reads("The live incident is closed")
    officer.looks_in_the_dark()
    then_there_is_none_for_them(officer)


def then_somebody_of_another_agency_checks_it(checker: Visitor) -> None:
    checker.goes_to("/who-looked/")
    checker.follows("Review A look before the door, drawn by chance, Pip Holm")
    checker.reads("Rae Dunn opened the live incident by hand", "2 children were shown.")
    checker.does_not_read("Sedge Row", "Wren")
    checker.is_pictured("a-drawn-look")
    checker.chooses("Was it in order?", "In order")
    checker.writes("What you found out, and from whom", "The force confirms the log.")
    checker.presses("Keep the finding")
    checker.reads("Your finding was kept.")
