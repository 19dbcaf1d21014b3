"""Police left a brother out: the hub is asked, answers with reasons, and his school is told."""

from datetime import UTC, date, datetime
from typing import Any

from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.linkage.models import Unrecorded
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor

YES = "Yes, and the child should have been recorded: add the child"

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_child_nobody_recorded_is_asked_about_and_told_of(served: Served, arrive: Arrive) -> None:
    council = world.a_partnership()
    force = world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.a_pupil(school, "Ivo", born_on=date(2012, 1, 9), sex="M")
    world.a_pupil(school, "Ada", born_on=date(2010, 3, 7))
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    oz = ready_person("police-sender", name="Oz Rook", agency=force)
    receive_feed(
        document=world.a_feed(world.an_incident(unit="Larkmoor"), *others()), by=None, at=SEVEN
    )
    wait_until(lambda: Unrecorded.objects.count() == 2, "two children were found")
    assert Notification.objects.count() == 1, "nobody is told because of a question"
    hub, police = arrive(width=320, with_script=False), arrive()
    for visitor, person in ((hub, hale), (police, oz)):
        visitor.goes_to("/account/login/")
        telling.when_they_sign_in(visitor, person)

    when_the_hub_opens_the_list(hub)
    when_it_says_that_one_lives_there(hub)
    when_it_cannot_say_of_the_other(hub)
    then_the_school_is_told_of_the_brother_alone()
    then_the_force_sees_whom_its_record_did_not_name(police)
    then_the_force_reads_how_complete_its_records_were(police)


def others() -> list[dict[str, Any]]:
    """Return incidents elsewhere in which half of the children have no date of birth."""
    elsewhere = {"lines": ["9 Plover Way"], "postcode": world.ELSEWHERE}
    found = []
    for number in range(9):
        child = world.a_child(given_names=f"Teal{number}", surname="Oakhollow")
        if number < 5:
            del child["date_of_birth"]
        adults = [world.an_adult(given_names="Bo", surname="Oakhollow", date_of_birth="1985-01-02")]
        found.append(
            world.an_incident(
                f"INC-{number + 2}", children=[child], adults=adults, address=elsewhere,
                unit="Larkmoor",
            )
        )  # fmt: skip
    return found


def when_the_hub_opens_the_list(hub: Visitor) -> None:
    hub.goes_to("/board/")
    hub.reads("2 children may live in homes of incidents and were not recorded.")
    hub.follows("Say whether they live there")
    hub.reads("Nobody is told before you have answered.")
    hub.does_not_read("Ivo", "Ada")
    hub.is_pictured("children-not-recorded")
    brother = Unrecorded.objects.get(pupil__registrations__forename="Ivo")
    hub.goes_to(f"/not-recorded/{brother.id}/")


def when_it_says_that_one_lives_there(hub: Visitor) -> None:
    hub.reads("Does Ivo Tollemarsh live there?", "Somebody in the incident bears the same surname.")
    hub.is_pictured("does-the-child-live-there")
    hub.presses("Keep this answer")
    hub.reads("Say whether the child lives there, or that you cannot say")
    hub.chooses("Does this child live there?", YES)
    hub.presses("Keep this answer")
    hub.reads("The child is added to the incident as your decision", "Does Ada Tollemarsh")


def when_it_cannot_say_of_the_other(hub: Visitor) -> None:
    hub.chooses("Does this child live there?", "I cannot say yet")
    hub.presses("Keep this answer")
    hub.writes("Why can it not be said yet?", "She may live with her father now.")
    hub.writes("Whom do you ask?", "The school office")
    hub.chooses("By when will you know?", "In an hour")
    hub.is_pictured("who-finds-out")
    hub.presses("Keep the question open")
    hub.reads("The question stays open", "Hale Brook asks The school office")


def then_the_school_is_told_of_the_brother_alone() -> None:
    told = Notification.objects.filter(child__given_names="Ivo")
    wait_until(told.exists, "his school is told")
    assert Notification.objects.count() == 2


def then_the_force_sees_whom_its_record_did_not_name(police: Visitor) -> None:
    police.turns_to("Your feeds")
    police.follows("INC-1")
    police.reads("Ivo Tollemarsh", "Added by the hub: your record did not name this child.")


def then_the_force_reads_how_complete_its_records_were(police: Visitor) -> None:
    police.turns_to("Your feeds")
    police.follows("How complete your records were, week by week")
    police.reads("How complete your records were", "Nothing was recorded in this week")
    police.follows("The week after")
    police.reads("The week is not over", "too few were missing", "Larkmoor: 5 of 10")
    police.does_not_read("Ivo")
    police.is_pictured("weekly-report")
