"""Who answers for the data: what was read at night, one case opened for a reason, and the trail."""

from datetime import UTC, datetime

from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.linkage.models import Link
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)

REASON = "Request 17 of this year; the identity was checked at the desk."


def test_one_case_is_opened_for_a_reason_and_somebody_else_looks_at_it(
    served: Served, arrive: Arrive
) -> None:
    council = world.a_partnership()
    world.a_force()
    world.a_key_adult(world.a_school(), "Ade Lark")
    ira = ready_person("information-governance", name="Ira Vale")
    sal = ready_person("hub-manager", name="Sal Brook", agency=council)
    receive_feed(document=world.a_feed(world.an_incident()), by=None, at=SEVEN)
    wait_until(Link.objects.exists, "the child was looked for on the rolls")
    officer, manager = arrive(), arrive(width=320, with_script=False)
    for visitor, person in ((officer, ira), (manager, sal)):
        visitor.goes_to("/")
        visitor.follows("Sign in")
        telling.when_they_sign_in(visitor, person)

    when_they_open_the_case(officer)
    then_they_see_who_has_seen_it(officer)
    then_they_find_it_on_the_trail(officer)
    when_the_manager_reviews_it(manager)


def when_they_open_the_case(officer: Visitor) -> None:
    officer.goes_to("/who-looked/")
    officer.reads("Nothing unusual waits for a reviewer")
    officer.is_pictured("who-looked")
    officer.follows("Open one case (break glass)")
    officer.writes("The force’s reference of the incident", "INC-1")
    officer.chooses("Why do you open it?", "To answer a subject access request")
    officer.writes("The reason, so that somebody else can judge it", REASON)
    officer.is_pictured("open-one-case")
    officer.presses("Break the glass")
    officer.reads("Wren Tollemarsh", "open to you until")
    officer.is_pictured("case-opened")


def then_they_see_who_has_seen_it(officer: Visitor) -> None:
    officer.follows("Who has seen this child’s record")
    officer.reads("Information governance", "Case read after breaking the glass")


def then_they_find_it_on_the_trail(officer: Visitor) -> None:
    officer.goes_to("/trail/")
    officer.reads("Case read after breaking the glass", "Ira Vale")
    officer.page.get_by_text("Ask for other days, one person or one kind").click()
    officer.picks("What was done", "Reading and searching")
    officer.presses("Show")
    officer.reads("Case read after breaking the glass")
    officer.does_not_read("Wren", "INC-1")
    officer.is_pictured("the-trail")


def when_the_manager_reviews_it(manager: Visitor) -> None:
    manager.goes_to("/who-looked/")
    manager.reads("Ira Vale")
    manager.follows("Review")
    manager.reads(REASON)
    manager.chooses("Was it in order?", "Justified")
    manager.writes("What you found out, and from whom", "The request is in the register.")
    manager.presses("Keep the finding")
    manager.reads("Your finding was kept.")
