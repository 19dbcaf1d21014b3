"""A childminder types in who comes on which days, and is told before the next of them."""

from datetime import UTC, datetime

from firstbell.journey.delivery.models import Notification
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.agreed import an_agreement, signed_by_all
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, hand_over


def test_a_childminder_types_in_a_child_and_is_told_before_it_comes_next(
    served: Served, arrive: Arrive
) -> None:
    world.a_partnership()
    sender = telling.given_a_force_that_sends()
    signed_by_all(an_agreement(Agency.objects.get(kind="police"), "childcare"))
    _place, ade = telling.given_a_school_with_a_key_adult(
        urn=810500123, name="Ade Lark", type_code="CM", type_group="Childminders"
    )
    childminder = arrive(with_script=False)
    telling.given_they_have_signed_in_before(childminder, ade, served.url)

    childminder.goes_to("/this-morning/")
    childminder.turns_to("Children who come to you")
    childminder.reads("Nobody is on your list yet.")
    childminder.presses("Add a child")
    childminder.presses("Add this child")
    childminder.reads("Enter the child’s surname")
    childminder.writes("First name", "Wren")
    childminder.writes("Surname", "Tollemarsh")
    for label, text in (("Day", "1"), ("Month", "6"), ("Year", "2023")):
        childminder.page.get_by_role("textbox", name=label).fill(text)
    childminder.writes("Home: number and street", "4 Sedge Row")
    childminder.writes("Home: postcode", "QX1 2AB")
    childminder.picks("On Mondays", "All day")
    childminder.presses_twice("Add this child")
    childminder.reads("Wren Tollemarsh", "born 1 June 2023", "On Mondays")
    childminder.follows("Change Wren Tollemarsh")
    childminder.picks("On Mondays", "Does not come")
    childminder.picks("On Tuesdays", "All day")
    childminder.picks("On Thursdays", "Afternoon")
    childminder.presses("Save the days")
    childminder.reads("On Tuesdays", "On Thursdays, afternoon")
    childminder.does_not_read("On Mondays")

    small = world.a_child(date_of_birth="2023-06-01")
    hand_over(served.url, sender, world.an_incident(children=[small]))
    mail = telling.mail_that_came(served.mailbox, ade.email)
    assert "Tollemarsh" not in mail.as_string()
    childminder.goes_to("/this-morning/")
    childminder.reads("1 family")
    assert Notification.objects.get().due_at == datetime(2026, 11, 24, 8, 45, tzinfo=UTC)
