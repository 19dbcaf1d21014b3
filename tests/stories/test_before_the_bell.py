"""The main job, end to end: police record it in the night, the key adult knows before the bell."""

from firstbell.journey.delivery.models import Support
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.paper import read_paper
from tests.stories.served import Served
from tests.stories.visits import Visitor


def test_a_child_is_told_about_before_the_bell(served: Served, arrive: Arrive) -> None:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    link = telling.when_police_hand_the_family_over(served, cast)
    ade = arrive()
    telling.when_they_come_from_the_mail(ade, link, cast.ade)
    then_the_first_page_could_lie_open_on_a_counter(ade)

    ade.presses("Open")
    then_the_first_step_tells_names_and_nothing_else(ade)

    when_one_child_is_theirs_and_one_is_not(ade)
    then_they_read_about_the_one_and_nothing_of_the_other(ade)
    assert telling.the_notification_about("C1").acknowledged_at is None

    ade.presses("I have read this and will act on it")
    ade.reads("Acknowledged", "Wren Tollemarsh: by Ade Lark at 07:")
    ade.is_pictured("acknowledged")
    telling.then_it_was_acknowledged("C1", cast.ade)
    telling.then_the_child_is_back_with_the_hub("C2")

    when_they_note_a_breakfast(ade)
    then_the_page_for_the_file_is_one_page_with_its_mark(ade)


def then_the_first_page_could_lie_open_on_a_counter(ade: Visitor) -> None:
    ade.reads("This morning", "1 family waits for you, 2 children.", "by 08:45")
    ade.does_not_read("Tollemarsh", "EM/2026/104455")
    ade.is_pictured("this-morning")


def then_the_first_step_tells_names_and_nothing_else(ade: Visitor) -> None:
    ade.reads("Are these 2 children on your roll?", "Wren Tollemarsh", "Born 4 May 2016")
    ade.does_not_read("Shouting", "custody", "under the table", "EM/2026/104455")
    ade.is_pictured("on-your-roll")


def when_one_child_is_theirs_and_one_is_not(ade: Visitor) -> None:
    ade.chooses("Is Wren Tollemarsh on your roll?", "Yes")
    ade.chooses("Is Robin Tollemarsh on your roll?", "No")
    ade.presses("Continue")
    ade.reads("You say that this child is not on your roll", "Robin Tollemarsh")
    ade.is_pictured("not-ours")
    ade.presses("Yes, not on our roll")


def then_they_read_about_the_one_and_nothing_of_the_other(ade: Visitor) -> None:
    ade.reads("What police told us", "I hid under the table", "Shouting was heard", "custody")
    ade.does_not_read("Robin", "feed the rabbit", "Sedge Row")
    ade.is_pictured("what-police-told-us")


def when_they_note_a_breakfast(ade: Visitor) -> None:
    ade.follows("Note support given")
    ade.chooses("Discreet support", "Offered breakfast or a drink")
    ade.writes("Who gave the support", "Class teacher")
    ade.is_pictured("support")
    ade.presses("Save this note")
    ade.reads("Class teacher: Offered breakfast or a drink (silent).")
    assert Support.objects.get(notification__child__reference="C1").kinds == ["breakfast"]


def then_the_page_for_the_file_is_one_page_with_its_mark(ade: Visitor) -> None:
    child = telling.the_notification_about("C1")
    ade.goes_to(f"/notifications/{child.id}/")
    ade.follows("Copy for the child’s file")
    ade.is_pictured("copy-for-the-file")
    ade.chooses("What goes into it", "Everything that you can read here")
    ade.presses("Take this copy")
    ade.is_pictured("page-for-the-file")
    assert ade.the("button", "Print").is_visible()
    ade.page.emulate_media(media="print")
    assert not ade.the("button", "Print").is_visible()
    paper = read_paper(ade.page.pdf(format="A4"))
    assert paper.pages == 1
    assert "Do not file where a parent may read it" in paper.text
    assert "Wren Tollemarsh" in paper.text
    assert "I hid under the table" in paper.text
    assert "Sign out" not in paper.text
    assert "Robin" not in paper.text
