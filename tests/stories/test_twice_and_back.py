"""What tired people do: click twice, go back, and come back to a page that was left open."""

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions import receive_feed
from tests import world
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor


def test_a_second_click_and_a_way_back_change_nothing(served: Served, arrive: Arrive) -> None:
    ade, person = given_a_family_waits_for_somebody_signed_in(served, arrive, with_script=False)
    when_they_answer_for_both(ade)

    ade.goes_back()
    ade.does_not_read("feed the rabbit")
    telling.then_the_child_is_back_with_the_hub("C2")

    ade.goes_to("/this-morning/")
    ade.presses("Read and acknowledge")
    other_tab = ade.opens_another_tab()
    ade.presses_twice("I have read this and will act on it")
    ade.reads("Acknowledged", "Wren Tollemarsh: by Ade Lark")
    other_tab.presses("I have read this and will act on it")
    other_tab.reads("Acknowledged", "Wren Tollemarsh: by Ade Lark")
    telling.then_it_was_acknowledged("C1", person)
    assert AuditEntry.objects.filter(action="notification.acknowledged").count() == 1


def test_a_session_that_ended_loses_nothing_and_does_nothing(
    served: Served, arrive: Arrive
) -> None:
    ade, person = given_a_family_waits_for_somebody_signed_in(served, arrive)
    when_they_answer_for_both(ade)

    telling.when_the_session_ends(ade)
    ade.presses("I have read this and will act on it")
    telling.when_they_sign_in(ade, person)
    ade.reads("What police told us", "I hid under the table")
    assert telling.the_notification_about("C1").acknowledged_at is None

    ade.presses("I have read this and will act on it")
    telling.then_it_was_acknowledged("C1", person)


def given_a_family_waits_for_somebody_signed_in(
    served: Served, arrive: Arrive, *, with_script: bool = True
) -> tuple[Visitor, User]:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    feed = world.a_feed(telling.an_incident_of_the_two())
    receive_feed(document=feed, by=None, at=world.SATURDAY_NIGHT)
    wait_until(
        lambda: Notification.objects.filter(sent_at__isnull=False).count() == 2,
        "the key adult has mail",
    )
    ade = arrive(with_script=with_script)
    telling.given_they_have_signed_in_before(ade, cast.ade, served.url)
    return ade, cast.ade


def when_they_answer_for_both(ade: Visitor) -> None:
    ade.goes_to("/this-morning/")
    ade.presses("Open")
    ade.chooses("Is Wren Tollemarsh on your roll?", "Yes")
    ade.chooses("Is Robin Tollemarsh on your roll?", "No")
    ade.presses("Continue")
    ade.presses("Yes, not on our roll")
    ade.reads("What police told us")
