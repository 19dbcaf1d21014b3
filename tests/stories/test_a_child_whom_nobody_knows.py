"""Neither service knows a child: the school says how it is, help is offered, it has an outcome."""

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models import Notification
from firstbell.journey.known.models import FollowUp, Question
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served, wait_until
from tests.stories.visits import Visitor


def test_a_child_known_to_neither_service_is_followed_to_an_outcome(
    served: Served, arrive: Arrive
) -> None:
    cast = telling.given_a_family_on_the_roll_of_a_school()
    care, early = given_a_desk("social-care"), given_a_desk("early-help")
    telling.when_police_hand_the_family_over(served, cast)
    wait_until(lambda: early.email in served.mailbox.addresses, "early help has mail")

    worker = arrive()
    telling.given_they_have_signed_in_before(worker, care, served.url)
    worker.goes_to("/this-morning/")
    worker.reads("2 children wait for a word of your service.")
    worker.turns_to("Known or not")
    worker.does_not_read("Tollemarsh")
    worker.is_pictured("known-list")
    worker.follows("Answer Children’s social care, number 1")
    worker.is_pictured("known-question")
    worker.chooses("Do you know this child or the family?", "No")
    worker.presses("Save the answer")

    helper = arrive(with_script=False)
    telling.given_they_have_signed_in_before(helper, early, served.url)
    child = Question.objects.exclude(answer="").get().child_id
    asked = Question.objects.get(child=child, service="early_help")
    helper.goes_to(f"/known/{asked.id}/")
    helper.chooses("Do you know this child or the family?", "No")
    helper.presses("Save the answer")
    helper.reads("The school: has not said yet", "The offer: not entered yet")
    row = FollowUp.objects.get()

    told = Notification.objects.get(child=child)
    lead = arrive(with_script=False)
    telling.given_they_have_signed_in_before(lead, cast.ade, served.url)
    when_the_school_says_how_the_child_is(lead, cast, told)

    helper.goes_to(f"/known/followed/{row.id}/")
    helper.reads("Worried: the family needs help soon", "Ade Lark")
    helper.presses("Enter the offer")
    helper.chooses("What became of the offer of help?", "Help was offered and accepted")
    helper.presses("Save")
    helper.is_pictured("followed-child")
    helper.presses("Choose the outcome")
    helper.chooses("What is the outcome?", "Early help works with the family")
    helper.presses("Save the outcome")
    helper.reads("Outcome", "Early help works with the family.")


def when_the_school_says_how_the_child_is(
    lead: Visitor, cast: telling.Cast, told: Notification
) -> None:
    lead.goes_to(f"/families/{told.incident_id}/at/{cast.school.id}/")
    lead.presses("Open")
    for question in ("Is Wren Tollemarsh on your roll?", "Is Robin Tollemarsh on your roll?"):
        lead.chooses(question, "Yes")
    lead.presses("Continue")
    lead.goes_to(f"/notifications/{told.id}/how-the-child-is/")
    lead.is_pictured("how-the-child-is")
    lead.chooses("How is the child at school?", "Worried: the family needs help soon")
    lead.presses_twice("Send")


def given_a_desk(kind: str) -> User:
    desk = world.a_desk(kind)
    contact = world.a_key_adult(desk, "Offi Sir")
    return ready_person("desk-officer", email=contact.email, name="Offi Sir", desk=desk)
