"""The hub's morning: who is not going to make it, who is who, whom to ring, what to keep back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.intake.models import Waiting
from firstbell.journey.linkage.models import Link
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.cover.models import ContactCheck
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.paper import read_paper
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)
"""When everything of the night had been received and sent."""

EARLY = time(7, 40)
"""The bell of the school that is to be rung already."""


@dataclass(frozen=True, kw_only=True)
class Borough:
    """Two schools and the hub worker."""

    mill: Establishment
    otter: Establishment
    hale: User


def test_the_hubs_morning(served: Served, arrive: Arrive) -> None:
    borough = given_a_borough_with_two_schools()
    given_what_came_in_the_night(borough)
    hale = arrive()
    hale.goes_to("/")
    hale.follows("Sign in")
    telling.when_they_sign_in(hale, borough.hale)

    then_the_board_keeps_every_state_apart(hale)
    when_they_say_that_one_child_is_willow(hale)
    when_they_say_that_the_next_is_none_of_these(hale)
    when_they_ask_the_school_that_police_were_told(hale)
    when_they_keep_back_what_names_a_brother(hale)
    when_they_ring_and_reach_the_deputy(hale)
    when_they_look_which_schools_have_nobody(hale)
    when_they_look_whom_a_school_has(hale, borough.otter)

    then_the_board_shows_what_was_done(hale)
    then_it_can_be_printed(hale)


def given_a_borough_with_two_schools() -> Borough:
    council = world.a_partnership()
    world.a_force()
    mill = world.a_school()
    world.a_key_adult(mill, "Ade Lark")
    otter = world.a_school(990002, "Otter Bridge High School", phone="01632 960021")
    otter.calendar.create(
        kind="term", first_on=date(2026, 9, 3), last_on=date(2026, 12, 18), opens_at=EARLY
    )
    world.a_key_adult(otter, "Ned Plover", phone="01632 960022")
    address = "beatrice.finch@otterbridge.eastmarsh.example"
    world.a_key_adult(otter, "Bea Finch", phone="01632 960023", email=address)
    world.a_school(990003, "Sluice Gate Primary School")
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    return Borough(mill=mill, otter=otter, hale=hale)


def given_what_came_in_the_night(borough: Borough) -> None:
    mill, otter = borough.mill, borough.otter
    for name in ("Wren", "Willow"):
        world.a_pupil(mill, name)
    for name in ("Rook", "Robin"):
        world.a_pupil(mill, name, "Quillfen", date(2012, 3, 4), sex="M")
    both = world.a_pupil(mill, "Dara", "Harbottle", date(2013, 6, 7), enrol_status="M")
    world.a_pupil(otter, "Dara", "Harbottle", date(2013, 6, 7), pupil=both.pupil, enrol_status="S")
    world.a_pupil(mill, "Teal", "Brambling", date(2015, 1, 9))
    world.a_pupil(mill, "Lindy", "Pennock", date(2014, 8, 2))
    world.a_pupil(otter, "Tam", "Pennock", date(2011, 8, 2), sex="M")
    receive_feed(document=world.a_feed(*the_incidents()), by=None, at=SEVEN)
    wait_until(everything_was_carried_on, "everything of the night was carried on")
    assert dict(Link.objects.values_list("child__reference", "state")) == {
        "W": "review", "R": "review", "D": "linked", "T": "linked", "J": "unlinked",
        "L": "linked", "B": "linked",
    }  # fmt: skip
    ade = ready_person("key-adult", name="Ade Lark", establishment=mill)
    for reference, is_acknowledged in (("D", True), ("T", False)):
        told = Notification.objects.get(child__reference=reference, establishment=mill)
        at = told.sent_at
        assert at is not None
        told = answering.open_notification(notification=told, by=ade, at=at)
        if is_acknowledged:
            answering.confirm_on_roll(notification=told, by=ade, at=at)
            answering.acknowledge(notification=told, by=ade, at=at)


def everything_was_carried_on() -> bool:
    return (
        Link.objects.count() == 7
        and Notification.objects.filter(sent_at__isnull=False).count() == 5
        and Waiting.objects.filter(closed_at=None).count() == 4
    )


def the_incidents() -> list[dict[str, object]]:
    """Return an incident for each thing that a hub sees on a Monday."""

    def child(reference: str, given: str, surname: str, born_on: str, **more: object) -> object:
        details = {"given_names": given, "surname": surname, "date_of_birth": born_on, **more}
        return world.a_child(reference, **details)

    families: dict[str, list[object]] = {
        "EM/1": [child("W", "W", "Tollemarsh", "2016-05-04")],
        "EM/2": [
            child("R", "R", "Quillfen", "2012-03-04", sex="M", school_as_told="Otter Bridge High")
        ],
        "EM/3": [child("D", "Dara", "Harbottle", "2013-06-07")],
        "EM/4": [child("T", "Teal", "Brambling", "2015-01-09")],
        "EM/5": [child("J", "Jay", "Marrable", "2010-10-10")],
        "EM/6": [
            child(
                "L", "Lindy", "Pennock", "2014-08-02", voice="Tam hid with me until it was over."
            ),
            child("B", "Tam", "Pennock", "2011-08-02", sex="M", voice="I want to sleep."),
        ],
    }
    return [
        world.an_incident(reference, children=children, adults=[])  # type: ignore[arg-type]
        for reference, children in families.items()
    ]


def row_of(visitor: Visitor, name: str) -> str:
    """Return the words of a child's row on the board, white space folded."""
    row = visitor.page.locator("tbody", has=visitor.page.get_by_role("link", name=name, exact=True))
    return " ".join(row.inner_text().split())


def then_the_board_keeps_every_state_apart(hale: Visitor) -> None:
    hale.reads("The morning board", "= 7 in the account.", "Ring them now")
    assert "Is this the same child?" in row_of(hale, "W Tollemarsh")
    assert "Nobody has been told yet" in row_of(hale, "Jay Marrable")
    told = row_of(hale, "Tam Pennock")
    assert "Otter Bridge High School Ring them now" in told
    assert told.endswith("not yet not yet")
    opened = row_of(hale, "Teal Brambling")
    assert "Opened, not acknowledged" in opened
    assert opened.endswith("Ade Lark not yet")
    at_two = row_of(hale, "Dara Harbottle")
    assert at_two.count("Ade Lark") == 2  # opened and acknowledged at one school
    assert at_two.endswith("not yet not yet")  # and neither at the other
    hale.is_pictured("morning-board")


def when_they_say_that_one_child_is_willow(hale: Visitor) -> None:
    hale.turns_to("Is this the same child?")
    hale.reads("2 children wait for a person to say who they are.")
    hale.does_not_read("Tollemarsh", "Quillfen")
    hale.follows("Incident EM/1, child W")
    hale.reads("Which pupil is it?", "Wren Tollemarsh", "Willow Tollemarsh")
    hale.is_pictured("is-this-the-same-child")
    hale.chooses("Which pupil is this child?", "Willow Tollemarsh")
    hale.presses("This one")
    link = Link.objects.get(child__reference="W")
    assert link.pupil is not None
    assert link.pupil.registrations.get().forename == "Willow"


def when_they_say_that_the_next_is_none_of_these(hale: Visitor) -> None:
    hale.reads("The child is linked.", "Rook Quillfen", "Robin Quillfen", "Otter Bridge High")
    hale.presses("None of these")
    hale.reads("None of these pupils.", "No child waits for a person")
    wait_until(
        lambda: Waiting.objects.filter(
            child__reference="R", why=Waiting.Why.UNLINKED, closed_at=None
        ).exists(),
        "the child waits for a school",
    )


def when_they_ask_the_school_that_police_were_told(hale: Visitor) -> None:
    hale.turns_to("The morning board")
    hale.follows("R Quillfen")
    hale.is_pictured("one-child")
    hale.presses("Choose a school")
    hale.is_pictured("which-school")
    hale.chooses("What police were told may mean", "Otter Bridge High School")
    hale.presses("Ask this school")
    hale.reads("The school is asked now", "chosen by Hale Brook")
    wait_until(
        lambda: Notification.objects.filter(child__reference="R", reason="as_told").exists(),
        "the school is asked",
    )


def when_they_keep_back_what_names_a_brother(hale: Visitor) -> None:
    hale.turns_to("The morning board")
    hale.follows("Lindy Pennock")
    hale.presses("Look at the words")
    hale.reads("May these words go?", "Tam", "somebody’s name", "hid with me until it was over.")
    hale.is_pictured("words-kept-back")
    hale.page.get_by_label("Keep it back: it gives somebody away").check()
    hale.presses("Save")
    hale.reads("The words are looked at.")
    told = telling.the_notification_about("L")
    assert "Tam" not in str(told.content)


def when_they_ring_and_reach_the_deputy(hale: Visitor) -> None:
    hale.turns_to("The morning board")
    hale.follows("Go to the calls, school by school")
    hale.reads("Otter Bridge High School", "Ring them now", "Ned Plover", "Bea Finch")
    hale.does_not_read("Harbottle", "Pennock", "Quillfen")
    hale.is_pictured("calls")
    hale.presses("I am ringing them Otter Bridge High School")
    hale.reads("There is something waiting in Firstbell for Ned Plover. I cannot say more.")
    hale.does_not_read("Harbottle", "Pennock", "Quillfen")
    hale.is_pictured("one-call")
    hale.chooses("How did the call go?", "I spoke to Bea Finch")
    hale.presses("Write it down")
    hale.reads("Bea Finch", "Tam Pennock", "Ask only that.")
    call = Call.objects.get()
    assert call.spoke_to is not None
    assert (call.outcome, call.spoke_to.name) == (Call.Outcome.REACHED, "Bea Finch")


def when_they_look_which_schools_have_nobody(hale: Visitor) -> None:
    hale.goes_to("/contacts/coverage/")
    hale.reads("2 of 3 open schools of the area have somebody who is told.", "Sluice Gate")


def when_they_look_whom_a_school_has(hale: Visitor, school: Establishment) -> None:
    ContactCheck.objects.get_or_create(establishment=school)
    hale.goes_to(f"/contacts/at/{school.id}/")
    hale.reads("Ned Plover", "beatrice.finch@otterbridge.eastmarsh.example")


def then_the_board_shows_what_was_done(hale: Visitor) -> None:
    wait_until(
        lambda: Notification.objects.filter(child__reference="W", sent_at__isnull=False).exists(),
        "the school of the one who was found has mail",
    )
    hale.goes_to("/board/")
    assert "Told, not yet opened" in row_of(hale, "W Tollemarsh")
    assert "Mill Lane Primary School" in row_of(hale, "W Tollemarsh")
    assert "Nobody has been told yet" in row_of(hale, "Jay Marrable")
    hale.does_not_read("Words that may name somebody else")
    hale.goes_to("/board/?show=done")
    assert "Told by telephone" in row_of(hale, "Tam Pennock")


def then_it_can_be_printed(hale: Visitor) -> None:
    hale.goes_to("/board/")
    hale.page.emulate_media(media="print")
    paper = read_paper(hale.page.pdf(prefer_css_page_size=True))
    assert paper.pages == 1
    assert "Jay Marrable" in paper.text
    assert "Sign out" not in paper.text
