"""Who works where, in a browser: confirmed each term, let in by two, and out at the next click."""

from datetime import timedelta

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Agency, Establishment, Membership
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor
from tests.web.people.staff import key_adult, of


def test_a_lead_says_who_still_works_there_on_an_old_telephone(
    served: Served, arrive: Arrive
) -> None:
    _, lead, deputy = given_a_school_with_lead_and_deputy()
    Membership.objects.update(reminded_at=world.SATURDAY_NIGHT - timedelta(days=1))
    visitor = given_somebody_signed_in(served, arrive, lead, width=320, with_script=False)

    visitor.goes_to("/")
    visitor.follows("Say whether 1 person still works with you")
    visitor.reads("Who of them still works here?", "1 person waits for your word.")
    visitor.chooses("Who of them still works here?", "Dee Puty, Key adult")
    visitor.presses("Confirm those ticked")

    visitor.reads("Thank you.", "Confirmed on 23 November 2026 by Lou Lead.")
    assert of(deputy).confirmed_by == lead


def test_two_people_let_a_hub_manager_in(served: Served, arrive: Arrive) -> None:
    council = world.a_partnership()
    administrator = ready_person("administrator", name="Ada Minn")
    manager = ready_person("hub-manager", name="Mana Gerr", agency=council)
    asks = given_somebody_signed_in(served, arrive, administrator)
    agrees = given_somebody_signed_in(served, arrive, manager)

    when_they_ask_for_a_hub_manager(asks, council)
    asks.reads("A second person must agree first.", "Waits for a second person")
    assert not [each for each in served.mailbox.taken if each[0] == "new.manager@council.example"]

    agrees.goes_to("/people/")
    agrees.follows("1 request waits for a second person")
    agrees.reads("Hub manager, Eastmarsh", "asked by Ada Minn, Administrator")
    agrees.follows("Answer New Manager")
    agrees.chooses("Do you agree?", "Yes, I agree")
    agrees.presses("Send my answer")
    agrees.reads("Agreed. The link is on its way to them.")
    mail = telling.mail_that_came(served.mailbox, "new.manager@council.example")

    invited = arrive()
    invited.goes_to(telling.the_one_link_of(mail))
    invited.reads("Welcome, New Manager", "Hub manager")
    invited.writes("Choose a password", "three unlikely words")
    invited.presses("Set password and go on")
    held = Membership.objects.get(user__email="new.manager@council.example")
    assert (held.role, held.agency) == ("hub-manager", council)


def test_who_is_ended_is_out_at_the_next_click(served: Served, arrive: Arrive) -> None:
    _, lead, deputy = given_a_school_with_lead_and_deputy()
    theirs = given_somebody_signed_in(served, arrive, deputy)
    theirs.goes_to("/this-morning/")
    visitor = given_somebody_signed_in(served, arrive, lead)

    visitor.goes_to("/this-morning/")
    visitor.turns_to("People")
    visitor.is_pictured("who-works-here")
    visitor.follows("End Dee Puty")
    visitor.reads("End what Dee Puty may do here", "they are signed out everywhere")
    visitor.presses("End it")
    visitor.reads("There is a problem", "Say why it ends")
    visitor.chooses("Why does it end?", "They leave this place")
    visitor.presses_twice("End it")
    visitor.reads("Ended. They are signed out")
    visitor.does_not_read(deputy.email)

    theirs.turns_to("This morning")
    theirs.reads("Sign in", "E-mail address")
    wait_until(lambda: of(deputy).settled_at is not None, "what follows from the end is done")


def given_a_school_with_lead_and_deputy() -> tuple[Establishment, User, User]:
    world.a_partnership()
    school = world.a_school()
    lead = key_adult(school, "Lou Lead", role="dsl")
    return school, lead, key_adult(school, "Dee Puty")


def given_somebody_signed_in(
    served: Served, arrive: Arrive, person: User, *, width: int = 1280, with_script: bool = True
) -> Visitor:
    visitor = arrive(width=width, with_script=with_script)
    telling.given_they_have_signed_in_before(visitor, person, served.url)
    return visitor


def when_they_ask_for_a_hub_manager(visitor: Visitor, council: Agency) -> None:
    visitor.goes_to("/")
    visitor.reads("People")
    visitor.follows(council.name)
    visitor.presses("Ask a person in")
    visitor.writes("Name", "New Manager")
    visitor.writes("Their own work e-mail address", "new.manager@council.example")
    visitor.chooses("What will they do here?", "Hub manager")
    visitor.presses("Ask them in")
