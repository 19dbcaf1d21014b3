"""Somebody asks for their own record, and is given it without what is about anybody else."""

from django.db import connection

from firstbell.foundation.accounts.models import User
from firstbell.oversight.records.models import Passage, Release
from tests import world
from tests.people import ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.paper import read_paper
from tests.stories.served import Served
from tests.stories.visits import Visitor

OTHER, SAFE = "Quillfeather", "Plimsorrel"


def test_a_request_is_answered_from_receipt_to_paper(served: Served, arrive: Arrive) -> None:
    ira, wen = given_two_who_answer_for_the_data_and_a_record_that_names_others()
    officer, second = arrive(), arrive(width=320, with_script=False)
    when_they_sign_in(officer, served, ira)

    when_the_request_is_written_down(officer)
    request = officer.page.url
    when_the_case_is_opened(officer, served)
    officer.goes_to(request)
    officer.presses("Add Wren Tollemarsh of the open case")
    officer.reads("passages decided")
    officer.follows("Go through the passages")
    when_every_passage_is_decided(officer)
    officer.presses("Every passage is decided")
    officer.reads("Somebody who decided none of it must look it over.")

    when_they_sign_in(second, served, wen)
    when_the_case_is_opened(second, served)
    second.goes_to(request)
    second.presses("I have read it, and agree")
    second.reads("Agreed, to be given")

    officer.goes_to(request)
    officer.presses("Take a copy to give")
    officer.reads("Copy 1", "I hid under the table.", "[left out] shouted.", "Who has seen it")
    then_nothing_about_others_is_in_it(officer)


def given_two_who_answer_for_the_data_and_a_record_that_names_others() -> tuple[User, User]:
    world.a_partnership()
    telling.given_a_force_that_sends()
    child = world.a_child(
        address={"lines": [f"9 {SAFE} Yard"], "postcode": "ZZ9 9ZZ", "safe": True},
        voice="I hid under the table.",
    )
    incident = world.an_incident(
        "INC-7",
        children=[child],
        adults=[world.an_adult(given_names="Maro", surname=OTHER)],
        circumstances=f"Maro {OTHER} shouted. They moved to 9 {SAFE} Yard.",
    )
    world.receive(incident, at=world.LONG_AGO)
    ira = ready_person("information-governance", name="Ira Vale")
    return ira, ready_person("information-governance", name="Wen Stoke")


def when_they_sign_in(visitor: Visitor, served: Served, person: User) -> None:
    visitor.goes_to(f"{served.url}/account/login/")
    telling.when_they_sign_in(visitor, person)


def when_the_request_is_written_down(visitor: Visitor) -> None:
    visitor.turns_to("Subject access")
    visitor.presses("Write down a request")
    visitor.chooses("Who asks?", "The child")
    visitor.writes("Name of who asks", "Wren Tollemarsh")
    when_a_day_is_written(visitor, "received_on", ("20", "11", "2026"))
    visitor.presses("Keep it")
    visitor.follows("It was checked who asks")
    when_a_day_is_written(visitor, "on", ("20", "11", "2026"))
    visitor.presses("Continue")
    visitor.reads("Answer by Monday 21 December 2026")


def when_a_day_is_written(visitor: Visitor, field: str, day: tuple[str, str, str]) -> None:
    for number, part in enumerate(day):
        visitor.page.locator(f"[name={field}_{number}]").fill(part)


def when_the_case_is_opened(visitor: Visitor, served: Served) -> None:
    visitor.goes_to(f"{served.url}/cases/open/")
    visitor.writes("The force’s reference of the incident", "INC-7")
    visitor.chooses("Why do you open it?", "To answer a subject access request")
    visitor.writes("The reason", "Request 17 of this year, identity was checked.")
    visitor.presses("Break the glass")


def when_every_passage_is_decided(visitor: Visitor) -> None:
    """Leave out what is about others and what is marked; give the rest. Go on to the end."""
    visitor.reads("What is the asker given?")
    while "/passages/" in visitor.page.url:
        title = visitor.page.locator("h1").inner_text()
        marked = visitor.page.locator("mark").count()
        about_another = title.startswith(("An adult", "Another child"))
        partly = "Give without what is marked" if marked else "Give"
        answer = "Leave out" if about_another else partly
        visitor.chooses("What is the asker given?", answer)
        if answer != "Give":
            visitor.page.locator("[name=reason]").select_option("third_party")
        visitor.presses("Keep this and go on")


def then_nothing_about_others_is_in_it(visitor: Visitor) -> None:
    paper = read_paper(visitor.page.pdf())
    assert "I hid under the table." in paper.text
    pdf = visitor.page.request.get(visitor.page.url + "pdf/")
    assert pdf.status == 200
    assert pdf.body().startswith(b"%PDF")
    for word in (OTHER, SAFE, "ZZ9"):
        visitor.does_not_read(word)
        assert word not in paper.text
    assert Passage.objects.filter(is_locked=True).exists()
    assert Release.objects.get().number == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM records_subjectrequestpast t WHERE t::text ~* %s",
            [f"{OTHER}|{SAFE}"],
        )
        assert cursor.fetchone()[0] == 0
