"""Which school or desk? Why a child waits, and what a person of the hub can do about it."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, Waiting
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Agency, Desk, EstablishmentLink
from tests import world
from tests.journey.hub import Hub, signed_in, trail, words_of
from tests.people import ready_person

HOLD = {
    "hold_until": "2026-11-24T09:00:00+00:00",
    "hold_ground": "live-arrest",
    "hold_approver": "Duty Inspector",
}


def waits() -> dict[str, Waiting]:
    return {row.why: row for row in Waiting.objects.filter(closed_at=None)}


@pytest.fixture
def unlinked(hub: Hub, monday: datetime) -> Hub:
    """Nobody's roll names the child; police were told of a school."""
    child = world.a_child(school_as_told="Mill Lane primary")
    world.receive(world.an_incident(children=[child]), at=monday)
    assert set(waits()) == {"unlinked"}
    return hub


def test_the_page_says_what_is_known_why_the_child_waits_and_until_when(unlinked: Hub) -> None:
    page = unlinked.text("child", world.the_child().id)

    assert "Wren Tollemarsh" in page
    assert "4 Sedge Row, QX1 2AB" in page
    assert "(of the incident; none was recorded for the child)" in page
    assert "No roll that we hold names this child" in page
    assert "1 hour 35 minutes left" in page
    assert "Nobody yet." in page
    assert trail("child.read") == 1


def test_the_hub_reads_what_happened_and_who_was_there(hub: Hub, monday: datetime) -> None:
    world.receive(
        world.an_incident(
            risk={"tool": "DASH", "grade": "medium"},
            safe_contact="Ring after ten",
            social_care_referral=False,
        ),
        at=monday,
    )

    page = hub.get("child", world.the_child().id).context["page"]

    said = {line.label: line.value for line in page.happened}
    assert said["What happened"] == "Shouting was heard and a door was broken."
    assert said["Victim"] == "Maro Tollemarsh, 3 February 1990"
    assert said["Risk as police graded it"] == "medium DASH"
    assert said["How to contact the victim safely"] == "Ring after ten"
    assert said["Referred to social care"] == "No"
    assert said["The child was"] == "Present"
    assert said["What the child said"] == "I hid under the table until it was quiet."
    assert "Where the suspect is" not in said


def test_an_address_that_is_kept_safe_is_marked_so(hub: Hub, monday: datetime) -> None:
    address = {"lines": ["9 Quiet Yard"], "postcode": world.POSTCODE, "safe": True}
    world.receive(world.an_incident(children=[world.a_child(address=address)]), at=monday)

    page = hub.text("child", world.the_child().id)

    assert "Kept safe: tell it to nobody outside the police and the hub" in page


def test_the_schools_that_the_words_may_mean_come_first(unlinked: Hub) -> None:
    world.a_school(990002, "Otter Bridge Academy", street="Weir Road")

    page = unlinked.get("choose_school", world.the_child().id)

    assert [school.name for school in page.context["page"].found] == ["Mill Lane Primary School"]


def test_a_closed_school_leads_to_what_it_became(hub: Hub, monday: datetime) -> None:
    old = world.a_school(990010, "Hollow Oak Infants", status="Closed")
    new = world.a_school(990011, "Greenfinch Academy")
    EstablishmentLink.objects.create(urn=old.urn, link_urn=new.urn, kind="Successor")
    child = world.a_child(school_as_told="Hollow Oak Infants")
    world.receive(world.an_incident(children=[child]), at=monday)

    page = hub.get("choose_school", world.the_child().id)

    assert [school.name for school in page.context["page"].found] == ["Greenfinch Academy"]


def test_a_school_is_found_by_its_name_and_by_its_number(unlinked: Hub) -> None:
    world.a_school(990002, "Otter Bridge Academy", town="Sallow")
    child = world.the_child()

    for words in ("otter bridge", "Sallow", "990002", "URN 990002"):
        page = unlinked.post("find_school", child.id, words=words)
        names = [school.name for school in page.context["page"].found]
        assert names == ["Otter Bridge Academy"], words
    assert "No open school was found" in words_of(
        unlinked.post("find_school", child.id, words="Quillmere")
    )
    assert "Enter a name, a town or a URN" in words_of(unlinked.post("find_school", child.id))


def test_the_school_chosen_is_asked_with_name_and_birth_date_only(
    unlinked: Hub, monday: datetime
) -> None:
    child = world.the_child()

    answer = unlinked.post("choose_school", child.id, urn="990001")
    world.carry_on(at=monday)

    assert answer.headers["Location"] == f"/children/{child.id}/?done=school"
    route = Route.objects.get()
    assert (route.reason, route.chosen_by) == ("as_told", unlinked.person)
    assert world.the_notification().establishment == unlinked.school
    assert not waits()
    assert "chosen by Hale Brook" in unlinked.text("child", child.id)


def test_choosing_a_school_ends_the_wait_of_a_child_from_another_area(
    hub: Hub, monday: datetime
) -> None:
    address = {"lines": ["1 Far Road"], "postcode": world.ELSEWHERE}
    world.receive(world.an_incident(children=[world.a_child(address=address)]), at=monday)
    assert set(waits()) == {"out_of_area"}

    hub.post("choose_school", world.the_child().id, urn="990001")
    world.carry_on(at=monday)

    assert not waits()
    assert world.the_notification().establishment == hub.school


def test_choosing_twice_is_choosing_once(unlinked: Hub, monday: datetime) -> None:
    for _ in range(2):
        unlinked.post("choose_school", world.the_child().id, urn="990001")
        world.carry_on(at=monday)

    assert Notification.objects.count() == 1


def test_a_school_that_said_no_or_is_closed_is_not_asked(unlinked: Hub, monday: datetime) -> None:
    child = world.the_child()
    world.a_school(990010, "Hollow Oak Infants", status="Closed")
    Route.objects.create(
        child=child,
        establishment=unlinked.school,
        reason="as_told",
        routed_at=monday,
        closed_at=monday,
    )
    assert "Was asked: not the one" in unlinked.text("choose_school", child.id)

    for urn in ("990001", "990010", "123456"):
        page = words_of(unlinked.post("choose_school", child.id, urn=urn))
        assert "This school cannot be asked" in page
    assert "unlinked" in waits()


def test_no_choice_is_an_error_that_says_what_to_do(unlinked: Hub) -> None:
    page = words_of(unlinked.post("choose_school", world.the_child().id))

    assert "<title>Error: Which school?" in page
    assert "Choose the school to ask" in page


def test_a_desk_is_told_with_its_reason(unlinked: Hub, monday: datetime) -> None:
    child = world.the_child()
    page = unlinked.text("choose_desk", child.id)
    assert "Missing education desk, Eastmarsh (nobody is there yet" in page

    unlinked.post("choose_desk", child.id, desk="990:missing-education")
    world.carry_on(at=monday)

    route = Route.objects.get()
    assert (route.reason, str(route.desk)) == ("missing_education", "Missing education desk (990)")
    assert "unlinked" not in waits()


def test_a_desk_that_said_no_is_not_told_again(unlinked: Hub, monday: datetime) -> None:
    child = world.the_child()
    desk = Desk.objects.create(
        code="990:missing-education", kind="missing-education", council_code="990"
    )
    Route.objects.create(
        child=child, desk=desk, reason="missing_education", routed_at=monday, closed_at=monday
    )

    page = words_of(unlinked.post("choose_desk", child.id, desk=desk.code))

    assert "This desk has answered already" in page


def test_a_desk_that_is_none_is_refused(unlinked: Hub) -> None:
    unlinked.post("choose_desk", world.the_child().id, desk="990:virtual-school")
    unlinked.post("choose_desk", world.the_child().id)

    assert not Route.objects.exists()
    assert not Desk.objects.exists()


def test_a_childs_wait_ends_with_a_persons_word_that_is_kept(unlinked: Hub) -> None:
    child = world.the_child()
    said = {"how": "told_by_telephone", "who": "R. Sorrel, Otter Bridge", "note": "by phone 07:20"}

    unlinked.post("settle_child", child.id, "unlinked", **said)
    unlinked.post("settle_child", child.id, "unlinked", **{**said, "who": "Another"})

    assert not waits()
    row = Waiting.objects.get()
    assert row.closed_by == unlinked.person
    assert row.outcome == "Told by telephone: R. Sorrel, Otter Bridge: by phone 07:20"
    assert "R. Sorrel, Otter Bridge" in unlinked.text("child", child.id)
    assert trail("child.settled") == 1


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, "Say how it was settled"),
        ({"how": "handed_over"}, "Enter who was told or took it over"),
        ({"how": "other"}, "Say in a few words what happened"),
    ],
)
def test_a_word_that_says_too_little_settles_nothing(
    said: dict[str, str], wrong: str, unlinked: Hub
) -> None:
    page = words_of(unlinked.post("settle_child", world.the_child().id, "unlinked", **said))

    assert wrong in page
    assert "unlinked" in waits()


def test_what_must_be_looked_at_cannot_be_talked_away(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    world.receive(world.an_incident(disclosure=HOLD), at=monday)

    answer = hub.post("settle_child", world.the_child().id, "hold", how="moved_abroad")

    assert answer.status_code == 404
    assert "hold" in waits()


@pytest.mark.parametrize(
    ("why", "incident"),
    [
        ("hold", {"disclosure": HOLD}),
        ("victim", {"children": [world.a_child(role="victim")]}),
        ("causing_harm", {"children": [world.a_child(role="causing_harm")]}),
    ],
)
def test_who_was_held_goes_on_once_a_person_has_looked(
    why: str, incident: dict[str, Any], hub: Hub, monday: datetime
) -> None:
    world.a_pupil(hub.school)
    world.receive(world.an_incident(**incident), at=monday)
    child = world.the_child()
    assert world.the_notification().state == "held"
    page = hub.text("child", child.id)
    assert "Told if you let it go on: Mill Lane Primary School" in page
    assert ("live-arrest" in page) == (why == "hold")

    for _ in range(2):
        hub.post("release_child", child.id, why=why)
        world.carry_on(at=monday)

    assert world.the_notification().state in {"raised", "sent"}
    assert not waits()


def test_only_what_waits_can_be_let_go_on(unlinked: Hub) -> None:
    child = world.the_child()

    for why in ("unlinked", "hold", "review", "nonsense", ""):
        unlinked.post("release_child", child.id, why=why)

    assert "unlinked" in waits()
    assert "Nothing was changed" in words_of(unlinked.get("child", child.id, query="?done=nothing"))


def test_a_question_shows_its_words_and_the_hub_may_settle_it(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    world.receive(world.an_incident(), at=monday)
    world.receive(world.an_incident(revision=2, children=[]), at=monday)
    child = world.the_child()
    page = hub.text("child", child.id)
    assert "A later revision leaves this child out" in page
    assert "With the police since 07:10" in page

    hub.post("release_child", child.id, why="vanished")
    world.carry_on(at=monday)

    assert not waits()
    assert world.the_notification().closed_at is None


def test_a_withdrawn_incident_leaves_nothing_to_choose(unlinked: Hub, monday: datetime) -> None:
    child = world.the_child()
    Incident.objects.update(status="withdrawn")

    assert "Police have withdrawn this incident" in unlinked.text("child", child.id)
    unlinked.post("choose_school", child.id, urn="990001")
    unlinked.post("choose_desk", child.id, desk="990:missing-education")
    assert not Route.objects.exists()


@pytest.mark.parametrize("role", ["police-sender", "key-adult", "desk-officer", "administrator"])
def test_who_is_not_of_the_hub_finds_nothing(role: str, unlinked: Hub) -> None:
    place: dict[str, dict[str, object]] = {
        "police-sender": {"agency": Agency.objects.get(code="EASTMARSH-POLICE")},
        "key-adult": {"establishment": unlinked.school},
        "desk-officer": {"desk": world.a_desk()},
    }
    _, browser = signed_in(role, **place.get(role, {}))

    for address in addresses():
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"urn": "990001", "why": "unlinked"}).status_code == 404
    assert "unlinked" in waits()


def test_a_hub_worker_who_is_an_adult_of_the_incident_finds_nothing(
    hub: Hub, monday: datetime
) -> None:
    adult = world.an_adult(email=hub.person.email)
    world.receive(world.an_incident(adults=[adult]), at=monday)

    for address in addresses():
        assert hub.browser.get(address).status_code == 404
    for address in addresses()[1:]:
        assert hub.browser.post(address).status_code == 404
    assert hub.get("child", "00000000-0000-4000-8000-000000000000").status_code == 404


def addresses() -> list[str]:
    child = world.the_child().id
    ends = ("", "school/", "school/search/", "desk/", "release/", "settle/unlinked/")
    return [f"/children/{child}/{end}" for end in ends]


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_as_many_queries_for_three_waits_as_for_one(
    many: int, hub: Hub, monday: datetime, django_assert_num_queries: Any
) -> None:
    world.receive(world.an_incident(), at=monday)
    child = world.the_child()
    Waiting.objects.all().delete()
    for why in ("unlinked", "not_ours", "no_recipient")[:many]:
        Waiting.objects.create(
            child=child,
            why=why,
            owner="hub",
            opened_at=monday,
            due_at=monday,
            detail={"recipient": "990001"},
        )

    with django_assert_num_queries(CHILD):
        page = hub.get("child", child.id)
    assert len(page.context["page"].waits) == many


CHILD = 32


@pytest.mark.parametrize("many", [1, 3])
def test_who_would_read_at_each_school_takes_as_many_queries_for_one_as_for_three(
    many: int, unlinked: Hub
) -> None:
    for number in range(1, many):
        school = world.a_school(990020 + number, f"Mill Lane School Number{number}")
        ready_person("key-adult", name=f"Bea Number{number}", establishment=school)
    ready_person("key-adult", name="Ade Lark", establishment=unlinked.school)
    child = world.the_child()
    unlinked.post("find_school", child.id, words="Mill Lane")

    with CaptureQueriesContext(connection) as queries:
        page = unlinked.post("find_school", child.id, words="Mill Lane")

    text = words_of(page)
    assert text.count("(Bea Number") + text.count("(Ade Lark)") == many
    assert len(page.context["page"].found) == many
    assert len(queries) == SCHOOLS


SCHOOLS = 32


def test_who_would_read_is_said_before_a_held_child_goes_on(hub: Hub, monday: datetime) -> None:
    world.a_pupil(hub.school)
    ready_person("key-adult", name="Ade Lark", establishment=hub.school)
    world.receive(world.an_incident(disclosure=HOLD), at=monday)

    text = hub.text("child", world.the_child().id)

    assert "Who will be able to read this?" in text
    assert "<strong>Mill Lane Primary School</strong> (Ade Lark)" in text


def test_who_would_read_is_said_before_a_desk_is_told(unlinked: Hub) -> None:
    assert "Who will be able to read this?" not in unlinked.text(
        "choose_desk", world.the_child().id
    )
    desk = world.a_desk()
    world.a_key_adult(desk, "Bea Finch")
    ready_person("desk-officer", name="Bea Finch", desk=desk)

    text = unlinked.text("choose_desk", world.the_child().id)

    assert "(Bea Finch)" in text
    assert desk.code not in text.split("Who will be able to read this?")[1].split("</details>")[0]
