"""A psychologist logs a call without a name, in one form and without script."""

from firstbell.oversight.helpline.models import HelplineCall
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served


def test_a_call_is_logged_without_a_name(served: Served, arrive: Arrive) -> None:
    world.a_partnership()
    psy = ready_person("desk-officer", name="Psy Mallow", desk=world.a_desk("helpline"))
    adviser = arrive(with_script=False)
    telling.given_they_have_signed_in_before(adviser, psy, served.url)

    adviser.goes_to("/helpline/")
    adviser.is_pictured("helpline-log")
    adviser.writes("When did it begin?", "7.00")
    adviser.chooses("How long was it?", "Up to 15")
    adviser.picks("Who rang?", "Would not say")
    adviser.picks("From what kind of place?", "Primary school")
    adviser.chooses("Was it after a notification?", "Yes")
    adviser.picks("What was it mostly about?", "How to be with a parent")
    adviser.picks("How did it end?", "The advice was enough")
    adviser.presses_twice("Log it")
    adviser.reads("Your calls", "How to be with a parent", "Would not say, Primary school")
    adviser.is_pictured("helpline-logged")
    assert HelplineCall.objects.count() == 1
