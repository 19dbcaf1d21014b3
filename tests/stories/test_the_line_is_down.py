"""The line is down at seven: the hub rings from its sheet, and enters afterwards what was done."""

from datetime import UTC, datetime

from django.utils.timezone import localtime

from firstbell.journey.delivery.models import Call, Notification
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.reconciliation.models import MorningSheet, PaperEntry
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until

SEVEN = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_what_was_done_on_paper_is_entered_afterwards(served: Served, arrive: Arrive) -> None:
    council, _force, mill = world.a_partnership(), world.a_force(), world.a_school()
    ade = world.a_key_adult(mill, "Ade Lark")
    world.a_pupil(mill)
    hale = ready_person("hub-worker", name="Hale Brook", agency=council)
    receive_feed(document=world.a_feed(world.an_incident()), by=None, at=SEVEN)
    wait_until(lambda: Notification.objects.filter(state="sent").exists(), "it was sent")

    visitor = arrive(width=320)
    visitor.goes_to("/")
    visitor.follows("Sign in")
    telling.when_they_sign_in(visitor, hale)
    visitor.turns_to("Morning sheets")
    visitor.follows("The password that opens them")
    visitor.presses("Show the password")
    visitor.reads("Write it on paper and lock it away")
    visitor.follows("Hide it")
    visitor.presses("Make a sheet as things stand now")
    sheet = MorningSheet.objects.get(made_by=hale)
    visitor.follows(f"Enter what was done on paper with sheet {sheet.number}")
    visitor.reads("1: Wren Tollemarsh", "Still waits for an answer")
    visitor.follows("Enter a call Mill Lane Primary School")
    visitor.presses("Write it down")
    visitor.reads("Say how the call went", "Write the time that stands on the paper")
    visitor.chooses("How did the call go?", "Spoke to Ade Lark")
    visitor.writes("At what time?", f"{localtime(sheet.made_at):%H:%M}")
    visitor.presses("Write it down")
    visitor.reads("Ade Lark was told on the telephone.")
    visitor.presses("Enter the next call")
    visitor.reads("Told by telephone", "Entered by Hale Brook.")

    call = Call.objects.get()
    assert (call.spoke_to, call.claimed_by, PaperEntry.objects.get().call) == (ade, hale, call)
    assert Notification.objects.get().state == "phoned"
