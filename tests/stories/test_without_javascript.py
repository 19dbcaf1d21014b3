"""The same morning on an old telephone: no JavaScript, 320 pixels, and no mouse."""

from tests.people import PASSWORD
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served
from tests.stories.visits import Visitor


def test_the_whole_works_without_javascript(served: Served, arrive: Arrive) -> None:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    link = telling.when_police_hand_the_family_over(served, cast)
    ade = arrive(width=320, with_script=False)
    when_they_sign_in_by_keyboard(ade, link, cast)

    when_they_tab_to(ade, "Open")
    when_they_answer_yes_and_no_by_keyboard(ade)

    ade.reads("What police told us", "I hid under the table")
    ade.does_not_read("Robin", "feed the rabbit")
    when_they_tab_to(ade, "I have read this and will act on it")
    ade.reads("Acknowledged", "Wren Tollemarsh: by Ade Lark at 07:")
    telling.then_it_was_acknowledged("C1", cast.ade)
    telling.then_the_child_is_back_with_the_hub("C2")

    when_they_note_support_by_keyboard(ade)
    when_they_tab_to(ade, "Back")
    when_they_tab_to(ade, "Copy for the child’s file")
    when_they_tab_to(ade, "Take this copy")
    ade.reads("for the child protection file", "Use your browser’s own “Print”.")
    assert not ade.the("button", "Print").is_visible()


def when_they_tab_to(visitor: Visitor, name: str) -> None:
    visitor.tabs_to(name)
    visitor.enters()


def when_they_sign_in_by_keyboard(visitor: Visitor, link: str, cast: telling.Cast) -> None:
    visitor.goes_to(link)
    when_they_tab_to(visitor, "Sign in")
    visitor.tabs_to("login")
    visitor.types(cast.ade.email)
    visitor.tabs_to("password")
    visitor.types(PASSWORD)
    visitor.enters()
    visitor.tabs_to("code")
    visitor.types(telling.code_of(cast.ade))
    visitor.enters()
    visitor.reads("This morning", "1 family waits for you, 2 children.")


def when_they_answer_yes_and_no_by_keyboard(visitor: Visitor) -> None:
    for reference, answer in (("C1", "yes"), ("C2", "no")):
        visitor.tabs_to(f"child-{telling.the_notification_about(reference).id}")
        visitor.keys("Space" if answer == "yes" else "ArrowRight")
    when_they_tab_to(visitor, "Continue")
    visitor.reads("You say that this child is not on your roll", "Robin Tollemarsh")
    when_they_tab_to(visitor, "Yes, not on our roll")


def when_they_note_support_by_keyboard(visitor: Visitor) -> None:
    when_they_tab_to(visitor, "Note support given")
    visitor.tabs_to("breakfast")
    visitor.keys("Space")
    visitor.tabs_to("given_by")
    visitor.types("Class teacher")
    when_they_tab_to(visitor, "Save this note")
    visitor.reads("Class teacher: Offered breakfast or a drink (silent).")
