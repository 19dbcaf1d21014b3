"""A record that colleagues must not find, and a number that must not be rung any more."""

from datetime import UTC, datetime

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions import receive_feed
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.models import Restriction, UnsafeMark
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)

NUMBER = "07700 900123"


def when_they_come(visitor: Visitor, person: User) -> None:
    visitor.goes_to("/")
    visitor.follows("Sign in")
    telling.when_they_sign_in(visitor, person)


def given_a_family_of_whom_a_school_is_told(**incident: object) -> Agency:
    """Receive one incident as the night did; return the council whose hub it is."""
    council = world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school, "Ade Lark")
    world.a_pupil(school)
    receive_feed(document=world.a_feed(world.an_incident(**incident)), by=None, at=SEVEN)  # type: ignore[arg-type]
    wait_until(
        Notification.objects.filter(sent_at__isnull=False).exists, "the school is told of the child"
    )
    return council


def test_a_case_about_somebody_of_the_council_is_sealed(served: Served, arrive: Arrive) -> None:
    council = given_a_family_of_whom_a_school_is_told()
    sacha = ready_person("hub-manager", name="Sacha Brand", agency=council)
    noor = ready_person("hub-manager", name="Noor Wexley", agency=council)
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    jules = ready_person(
        "police-sender", name="Jules Thorn", agency=Agency.objects.get(kind="police")
    )
    User.objects.filter(id__in=[sacha.id, noor.id]).update(phone="01632 960009")
    manager, colleague = arrive(), arrive(width=320, with_script=False)
    when_they_come(manager, sacha)
    when_they_come(colleague, hale)
    colleague.goes_to("/board/")
    colleague.reads("Wren Tollemarsh")
    colleague.follows("Wren Tollemarsh")
    address = colleague.page.url

    when_they_seal_it(manager)

    assert Restriction.objects.get().kind == Restriction.Kind.SEALED
    then_a_colleague_finds_nothing(colleague, address)
    officer = arrive()
    when_they_come(officer, jules)
    officer.turns_to("Restricted and sealed")
    officer.follows("Eastmarsh Police, incident INC-1")
    officer.reads("Sealed", "Sacha Brand", "Jules Thorn")
    officer.is_pictured("circle-officer")
    when_two_agencies_lift_it(officer, manager)
    colleague.goes_to("/board/")
    colleague.reads("Wren Tollemarsh")


def when_they_seal_it(manager: Visitor) -> None:
    manager.goes_to("/board/")
    manager.follows("Wren Tollemarsh")
    manager.follows("Who can read this record")
    manager.reads("Now it can be read by", "The hub (3 people)")
    manager.is_pictured("who-can-read")
    manager.presses("Restrict or seal it")
    manager.chooses("What should others see?", "Nothing at all (sealed)")
    manager.chooses("Why?", "An adult works for one of the agencies")
    manager.page.get_by_label("Jules Thorn").check()
    managers = manager.page.get_by_label("If it is sealed and nobody let in answers")
    managers.select_option(index=1)
    manager.is_pictured("restrict-or-seal")
    manager.presses("Go on: see who will read it")
    manager.reads("Who will be able to read this?", "The hub (Sacha Brand)", "Jules Thorn")
    assert not Restriction.objects.exists()
    manager.is_pictured("check-who-will-read")
    manager.presses("Save")
    manager.reads("It holds from now on", "Let in by name")
    manager.is_pictured("sealed")
    manager.turns_to("Restricted and sealed")
    manager.reads("incident INC-1")
    manager.is_pictured("circles")


def then_a_colleague_finds_nothing(colleague: Visitor, address: str) -> None:
    colleague.goes_to("/board/")
    colleague.does_not_read("Tollemarsh")
    colleague.turns_to("Search")
    colleague.writes("Name, as you heard it", "Wren Tollemarsh")
    colleague.presses("Search")
    colleague.reads("0 people found", "Nobody among the records")
    colleague.does_not_read("INC-1", "1 April")
    colleague.goes_to("/circles/")
    colleague.reads("You are let into no such record")
    for each in (address, f"{address}texts/"):
        assert colleague.page.request.get(each).status == 404


def when_two_agencies_lift_it(officer: Visitor, manager: Visitor) -> None:
    officer.follows("It is no longer needed: lift it")
    officer.is_pictured("lift")
    officer.presses("Ask to lift it")
    officer.reads("A second person of another agency must agree")
    manager.turns_to("Restricted and sealed")
    manager.reads("Jules Thorn asked to lift it.")
    manager.follows("Answer")
    manager.is_pictured("answer-lift")
    manager.presses("I agree: lift it")
    manager.reads("It is lifted.")


def test_an_advocate_marks_a_number_and_nobody_is_shown_it_any_more(
    served: Served, arrive: Arrive
) -> None:
    council = given_a_family_of_whom_a_school_is_told(
        adults=[world.an_adult(phone=NUMBER)],
        conditions=f"He is not to ring {NUMBER}.",
    )
    service = Agency.objects.create(code="harbour", name="Harbour Advocates", kind="other")
    place = telling.the_notification_about("C1").establishment
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    ada = ready_person("advocate", name="Ada Quill", agency=service)
    ade = ready_person("key-adult", name="Ade Lark", establishment=place)
    hub, adult, advocate = arrive(), arrive(), arrive(width=320, with_script=False)
    when_they_come(hub, hale)
    when_the_hub_refers_it(hub)
    when_the_hub_lets_the_words_go(hub)
    when_they_come(adult, ade)
    when_the_school_reads_it(adult)
    hub.goes_to("/board/")

    when_they_come(advocate, ada)
    when_they_mark_the_number(advocate)

    then_the_school_is_shown_it_no_more(adult)
    then_the_hub_does_not_read_it_out(hub)
    then_a_copy_does_not_hold_it(adult)
    assert UnsafeMark.objects.get().marked_by == ada


def when_the_hub_refers_it(hub: Visitor) -> None:
    hub.goes_to("/board/")
    hub.follows("Wren Tollemarsh")
    hub.follows("Who can read this record")
    hub.follows("Refer it to an advocate’s service")
    hub.is_pictured("refer")
    hub.page.get_by_label("Harbour Advocates").check()
    hub.page.locator("[name=purpose]").fill("Contact her today.")
    hub.page.locator("main form button").first.click()
    hub.looks()
    hub.reads("Harbour Advocates (1 person)")
    hub.is_pictured("refer-check")
    hub.presses("Refer it")
    hub.reads("The service can read the case now")


def when_the_hub_lets_the_words_go(hub: Visitor) -> None:
    hub.goes_to("/board/")
    hub.follows("Wren Tollemarsh")
    hub.presses("Look at the words")
    for each in hub.page.locator("input[value=let_go]").all():
        each.check()
    hub.presses("Save")


def when_the_school_reads_it(adult: Visitor) -> None:
    adult.reads("This morning")
    adult.presses("Open")
    adult.chooses("Is Wren Tollemarsh on your roll?", "Yes")
    adult.presses("Continue")
    adult.reads(NUMBER)


def when_they_mark_the_number(advocate: Visitor) -> None:
    advocate.reads("Cases referred to you", "Contact her today.")
    advocate.does_not_read("Tollemarsh")
    advocate.is_pictured("referred-cases")
    advocate.follows("Eastmarsh Police, incident INC-1")
    advocate.reads("Maro Tollemarsh", NUMBER)
    advocate.does_not_read("I hid under the table")
    advocate.is_pictured("referred-case")
    advocate.presses("Not safe: stop showing it Telephone")
    advocate.reads("Marked. From now on nobody is shown it")
    advocate.does_not_read(NUMBER)
    advocate.is_pictured("marked")


def then_the_school_is_shown_it_no_more(adult: Visitor) -> None:
    adult.goes_to(adult.page.url)
    adult.reads("He is not to ring")
    adult.does_not_read(NUMBER)
    adult.is_pictured("amended-at-the-school")


def then_the_hub_does_not_read_it_out(hub: Visitor) -> None:
    hub.follows("Wren Tollemarsh")
    hub.does_not_read(NUMBER)
    hub.goes_to("/calls/")
    hub.presses("I am ringing them")
    hub.chooses("How did the call go?", "I spoke to Ade Lark")
    hub.presses("Write it down")
    hub.reads("Wren Tollemarsh", "He is not to ring")
    hub.does_not_read(NUMBER)
    hub.is_pictured("call-after-the-mark")


def then_a_copy_does_not_hold_it(adult: Visitor) -> None:
    adult.presses("I have read this and will act on it")
    adult.follows("Copy for the child’s file")
    adult.presses("Take this copy")
    adult.reads("for the child protection file", "He is not to ring")
    adult.does_not_read(NUMBER)
