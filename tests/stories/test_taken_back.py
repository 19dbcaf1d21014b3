"""A wrong school was told: the hub takes it back, the reader answers, somebody answers for it."""

from datetime import UTC, datetime

from firstbell.journey.delivery.models import Notification, Recall
from firstbell.journey.intake.actions import receive_feed
from firstbell.oversight.breaches.models import BreachRecord
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_wrong_school_gives_back_what_it_was_told(served: Served, arrive: Arrive) -> None:
    council = world.a_partnership()
    force = world.a_force()
    school = world.a_school()
    ade = ready_person("key-adult", name="Ade Lark", establishment=school)
    world.a_key_adult(school, ade.name, email=ade.email)
    world.a_pupil(school)
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    ira = ready_person("information-governance", name="Ira Vale")
    oz = ready_person("police-sender", name="Oz Rook", agency=force)
    receive_feed(document=world.a_feed(world.an_incident()), by=None, at=SEVEN)
    wait_until(Notification.objects.filter(state="sent").exists, "the school was told")
    reader, hub, officer = arrive(width=320, with_script=False), arrive(), arrive()
    police = arrive()
    for visitor, person in ((reader, ade), (hub, hale), (officer, ira), (police, oz)):
        visitor.goes_to("/account/login/")
        telling.when_they_sign_in(visitor, person)

    given_it_was_read(reader)
    when_a_machine_withdraws_it_nothing_is_taken_away(reader, police)
    when_the_hub_takes_it_back(hub)
    then_nothing_of_it_opens_any_more(reader)
    when_the_reader_says_what_became_of_it(reader)
    when_somebody_weighs_and_closes_it(officer)


def given_it_was_read(reader: Visitor) -> None:
    reader.goes_to("/this-morning/")
    reader.presses("Open")
    reader.chooses("Is Wren Tollemarsh on your roll?", "Yes")
    reader.presses("Continue")
    reader.reads("I hid under the table")


def when_a_machine_withdraws_it_nothing_is_taken_away(reader: Visitor, police: Visitor) -> None:
    gone = world.an_incident(revision=2, status="withdrawn", status_reason="Another family.")
    receive_feed(document=world.a_feed(gone), by=None, at=SEVEN)
    wait_until(
        Notification.objects.filter(withdrawal_asked_at__isnull=False).exists, "readers are told"
    )
    told = world.the_notification()
    reader.goes_to(f"/notifications/{told.id}/")
    reader.reads("Police have asked to withdraw this incident", "I hid under the table")
    reader.is_pictured("withdrawal-asked")
    police.turns_to("Your feeds")
    police.reads("1 withdrawal waits for a second person", "Your answer is enough.")
    police.follows("Withdrawal of INC-1")
    police.reads("The system of the force", "Another family.", "Mill Lane Primary School")
    police.is_pictured("a-withdrawal-waits")
    police.chooses("Should it be withdrawn?", "No: it stands")
    police.presses("Keep this answer")
    police.reads("It stands. Nothing was withdrawn.")


def when_the_hub_takes_it_back(hub: Visitor) -> None:
    hub.goes_to(f"/children/{world.the_child().id}/")
    hub.follows("Take it back Mill Lane Primary School")
    hub.chooses("Why do you take it back?", "Told to a wrong school or desk")
    hub.chooses(
        "If it went to a wrong school or desk: who is told instead?",
        "I choose that next, on the child’s page",
    )
    hub.writes(
        "What went wrong, so that somebody else can weigh it",
        "The family moved in the summer and the roll was old.",
    )
    hub.is_pictured("take-it-back")
    hub.presses("Take it back now")
    hub.reads("Taken back. Nobody there can open it any more", "was a wrong recipient")
    wait_until(BreachRecord.objects.exists, "a record was opened")


def then_nothing_of_it_opens_any_more(reader: Visitor) -> None:
    told = world.the_notification()
    for path in (f"/notifications/{told.id}/", f"/notifications/{told.id}/copies/"):
        reader.goes_to(path)
        reader.reads("This is closed for you")
        reader.does_not_read("Wren", "Tollemarsh", "under the table")


def when_the_reader_says_what_became_of_it(reader: Visitor) -> None:
    reader.goes_to("/this-morning/")
    reader.reads("Taken back: say what became of it")
    reader.follows("Answer number 1")
    reader.does_not_read("Wren", "Tollemarsh", "INC-1")
    reader.is_pictured("asked-what-became-of-it")
    for question, answer in (
        ("Did anybody read it?", "Yes"),
        ("Was any of it printed, saved, photographed or written down?", "No"),
        ("Was any of it passed on or told to anybody?", "No"),
        ("Is everything that was kept destroyed or deleted now?", "Yes"),
    ):
        reader.chooses(question, answer)
    reader.presses("Send this answer")
    reader.reads("Thank you. Your answer was kept")


def when_somebody_weighs_and_closes_it(officer: Visitor) -> None:
    officer.goes_to("/breaches/")
    officer.reads("Mill Lane Primary School", "Weigh the risk")
    officer.is_pictured("breaches")
    officer.goes_to(f"/breaches/{BreachRecord.objects.get().id}/")
    officer.reads("Notification read", "Ade Lark", "Nobody has read it since it was taken back")
    officer.does_not_read("Wren", "Tollemarsh", "under the table")
    officer.is_pictured("a-breach")
    officer.follows("Weigh the risk and decide who is told")
    officer.chooses(
        "What may it mean for the child and the family?",
        "A breach, and a risk to anybody is unlikely",
    )
    officer.writes("Why do you judge it so?", "One trained reader, who kept nothing of it.")
    officer.chooses("Tell the ICO?", "No")
    officer.writes("Why, or why not?", "A risk is unlikely: Article 33(1) asks for nothing.")
    officer.chooses("Tell the people concerned?", "No")
    officer.writes("Why not, if they are not told", "A letter home would be the greater danger.")
    officer.is_pictured("weigh-the-risk")
    officer.presses("Keep it")
    officer.reads("What you wrote was kept", "It can be closed")
    officer.follows("Close this record")
    officer.writes(
        "What was done so that it does not happen again?", "That school sends its roll nightly."
    )
    officer.presses("Keep it")
    officer.reads("Closed by Ira Vale")
    assert Recall.objects.get().was_read == "yes"
