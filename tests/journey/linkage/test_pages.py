"""Is this the same child? The list, the child beside the pupils, and what each decision does."""

import re
from datetime import datetime

import pytest

from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Waiting
from firstbell.journey.linkage.models import Decision, Link
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.journey.hub import Hub, in_doubt, put_twins_on_roll, signed_in, the_link, trail, words_of


@pytest.fixture
def twins(hub: Hub, monday: datetime) -> Link:
    """Wren or Willow, twins on one roll: police recorded a W."""
    put_twins_on_roll(hub.school, "Wren", "Willow")
    world.receive(world.an_incident(children=[in_doubt()]), at=monday)
    link = the_link()
    assert link.state == "review"
    return link


def pupil_named(link: Link, forename: str) -> str:
    return str(link.candidates.get(pupil__registrations__forename=forename).pupil_id)


def test_the_list_goes_by_the_time_left_and_names_no_child(hub: Hub, twins: Link) -> None:
    page = hub.text("review_queue")

    assert "1 child waits" in page
    assert "Incident INC-1, child C1" in page
    assert "2 pupils fit in part" in page
    assert "Tollemarsh" not in page
    assert "1 hour 35 minutes left" in page


def test_an_empty_list_says_what_will_come(hub: Hub) -> None:
    assert "No child waits for a person" in hub.text("review_queue")


def test_the_child_stands_beside_the_pupils_with_what_agrees_in_words(
    hub: Hub, twins: Link
) -> None:
    page = hub.text("review", twins.id)

    assert "Wren Tollemarsh" in page
    assert "Willow Tollemarsh" in page
    assert "Only the initial is known, and it fits" in page
    assert "Strongly for.</span> The same" in page
    assert "fits nearly as well" in page
    assert trail("review.read") == 1


def figures_of(page: str) -> list[tuple[list[float], float]]:
    """Return of each table of figures on a page its lines, and what it says they are together."""
    numeric = r"govuk-table__cell--numeric\">(?:<strong>)?([+−][\d.]+)<"
    tables = re.findall(r"<table.*?</table>", page)
    found = [[float(text.replace("−", "-")) for text in re.findall(numeric, t)] for t in tables]
    return [(figures[:-1], figures[-1]) for figures in found if figures]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"given_names": "", "surname": ""},
        {"given_names": "Wyn", "surname": "Smith", "date_of_birth": None, "age_estimate": 9},
        {"address": {"lines": ["3 Quarry Road"], "postcode": "ZA1 1AA"}, "sex": "M"},
        {"school_as_told": "Mill Lane Primary", "upn": "not a number"},
    ],
)
def test_the_figures_on_the_page_sum_to_the_weight_of_the_decision(
    told: dict[str, object], hub: Hub, monday: datetime
) -> None:
    put_twins_on_roll(hub.school, "Wren", "Willow")
    world.receive(world.an_incident(children=[{**in_doubt(), **told}]), at=monday)
    link = the_link()
    Link.objects.update(state="review")

    tables = figures_of(hub.text("review", link.id))

    weights = list(link.candidates.order_by("rank").values_list("weight", flat=True))
    assert [together for _, together in tables] == weights
    for figures, together in tables:
        assert len(figures) > 2
        assert round(sum(figures), 1) == together


def test_this_one_links_the_child_and_tells_the_school(
    hub: Hub, twins: Link, monday: datetime
) -> None:
    answer = hub.post("review_this_one", twins.id, pupil=pupil_named(twins, "Willow"))
    world.carry_on(at=monday)

    assert answer.headers["Location"] == "/reviews/?done=this_one"
    link = the_link()
    assert (link.state, link.decided_by) == ("linked", hub.person)
    assert str(link.pupil_id) == pupil_named(twins, "Willow")
    assert world.the_notification().establishment == hub.school
    assert "The child is linked." in words_of(hub.browser.get(answer.headers["Location"]))


def test_a_second_click_or_a_colleagues_decision_changes_nothing(hub: Hub, twins: Link) -> None:
    hub.post("review_this_one", twins.id, pupil=pupil_named(twins, "Willow"))
    hub.post("review_this_one", twins.id, pupil=pupil_named(twins, "Wren"))
    hub.post("review_none", twins.id)
    hub.post("review_ask", twins.id, missing="school")

    assert str(the_link().pupil_id) == pupil_named(twins, "Willow")
    assert Decision.objects.count() == 1
    assert "Hale Brook decided so at 07:10" in hub.text("review", twins.id)


def test_without_a_choice_the_page_says_so_and_decides_nothing(hub: Hub, twins: Link) -> None:
    page = words_of(hub.post("review_this_one", twins.id))

    assert "<title>Error: Is this the same child?" in page
    assert page.count("Choose the pupil who is this child") == 2
    assert the_link().state == "review"


def test_a_pupil_who_was_not_shown_cannot_be_chosen(hub: Hub, twins: Link) -> None:
    other = world.a_pupil(hub.school, "Ada", "Fenwick")

    page = words_of(hub.post("review_this_one", twins.id, pupil=str(other.pupil_id)))

    assert "look again and choose" in page
    assert the_link().state == "review"


def test_none_of_these_leaves_the_school_to_the_hub(
    hub: Hub, twins: Link, monday: datetime
) -> None:
    hub.post("review_none", twins.id)
    world.carry_on(at=monday)

    assert the_link().state == "unlinked"
    assert Waiting.objects.get(closed_at=None).why == "unlinked"
    assert not Notification.objects.exists()


def test_asking_keeps_the_child_on_the_list_and_says_what_is_missing(hub: Hub, twins: Link) -> None:
    page = hub.get("review", twins.id)
    assert page.context["page"].missing == ("school",)

    hub.post("review_ask", twins.id, missing=["given_names", "school"], words="Which twin?")

    asked = Waiting.objects.get(why="question", closed_at=None)
    assert asked.owner == "sender"
    assert asked.detail["question"] == (
        "Please add: The full first name; Which school or nursery the child goes to. Which twin?"
    )
    assert "Police were asked" in hub.text("review_queue")
    assert "Which twin?" in hub.text("review", twins.id)


def test_the_same_question_twice_is_one_and_another_is_not_lost_in_silence(
    hub: Hub, twins: Link
) -> None:
    hub.post("review_ask", twins.id, missing="school")
    hub.post("review_ask", twins.id, missing="school")
    answer = hub.post("review_ask", twins.id, words="Something else?")

    assert Decision.objects.filter(choice="ask_the_sender").count() == 1
    assert "Your question was not sent" in words_of(hub.browser.get(answer.headers["Location"]))


def test_an_empty_question_is_refused(hub: Hub, twins: Link) -> None:
    page = words_of(hub.post("review_ask", twins.id))

    assert "Choose what is missing, or ask in your own words" in page
    assert not Waiting.objects.filter(why="question").exists()


def test_after_a_decision_the_next_child_comes(hub: Hub, monday: datetime) -> None:
    put_twins_on_roll(hub.school, "Wren", "Willow")
    world.receive(
        world.an_incident("INC-1", children=[in_doubt("C1")]),
        world.an_incident("INC-2", children=[in_doubt("C2")]),
        at=monday,
    )

    answer = hub.post("review_none", the_link("C1").id)

    assert answer.headers["Location"] == f"/reviews/{the_link('C2').id}/?done=none_of_these"


def test_a_withdrawn_incident_asks_nothing_any_more(
    hub: Hub, twins: Link, monday: datetime
) -> None:
    world.withdraw(
        world.an_incident(revision=2, status="withdrawn", status_reason="error", children=[]),
        at=monday,
    )

    assert "No child waits" in hub.text("review_queue")
    assert "Police have withdrawn this incident" in hub.text("review", twins.id)
    hub.post("review_ask", twins.id, missing="school")
    hub.post("review_none", twins.id)
    assert not Waiting.objects.filter(closed_at=None).exists()
    assert not Decision.objects.exists()


def test_what_is_shown_is_what_the_latest_revision_says(
    hub: Hub, twins: Link, monday: datetime
) -> None:
    child = in_doubt(school_as_told="Mill Lane Primary")
    world.receive(world.an_incident(revision=2, children=[child]), at=monday)

    assert the_link().state == "review"
    assert "What police were told can mean this school" in hub.text("review", twins.id)


class TestALinkThatIsWrong:
    """A hub worker says: not this pupil."""

    @pytest.fixture
    def linked(self, hub: Hub, monday: datetime) -> Link:
        world.a_pupil(hub.school)
        world.receive(world.an_incident(), at=monday)
        link = the_link()
        assert link.state == "linked"
        return link

    def undo(self, hub: Hub, link: Link, at: datetime) -> None:
        hub.post("not_this_pupil", link.id, pupil=str(link.pupil_id))
        world.carry_on(at=at)

    def test_it_is_shown_once_more_before_it_is_undone(self, hub: Hub, linked: Link) -> None:
        page = hub.text("not_this_pupil", linked.id)

        assert "Linked to Wren Tollemarsh" in page
        assert trail("link.read") == 1
        assert the_link().state == "linked"

    def test_undone_it_waits_for_a_person_and_what_went_out_is_taken_back(
        self, hub: Hub, linked: Link, monday: datetime
    ) -> None:
        self.undo(hub, linked, monday)

        link = the_link()
        assert (link.state, link.pupil, link.decided_by) == ("review", None, hub.person)
        assert world.the_notification().state == "recalled"
        assert Route.objects.get().closed_at == monday
        assert "said before that the child is not this pupil" in hub.text("review", link.id)

    def test_the_school_of_a_twin_who_may_be_the_child_keeps_it(
        self, hub: Hub, twins: Link, monday: datetime
    ) -> None:
        hub.post("review_this_one", twins.id, pupil=pupil_named(twins, "Willow"))
        world.carry_on(at=monday)
        self.undo(hub, the_link(), monday)
        assert world.the_notification().state in {"raised", "sent"}

        hub.post("review_this_one", twins.id, pupil=pupil_named(twins, "Wren"))
        world.carry_on(at=monday)

        assert str(the_link().pupil_id) == pupil_named(twins, "Wren")
        assert world.the_notification().closed_at is None

    def test_neither_twin_takes_it_back_from_their_school(
        self, hub: Hub, twins: Link, monday: datetime
    ) -> None:
        hub.post("review_this_one", twins.id, pupil=pupil_named(twins, "Willow"))
        world.carry_on(at=monday)
        self.undo(hub, the_link(), monday)

        hub.post("review_none", twins.id)
        world.carry_on(at=monday)

        assert world.the_notification().state == "recalled"

    def test_new_evidence_never_links_again_what_a_person_undid(
        self, hub: Hub, linked: Link, monday: datetime
    ) -> None:
        self.undo(hub, linked, monday)

        child = world.a_child(school_as_told="Mill Lane Primary")
        world.receive(world.an_incident(revision=2, children=[child]), at=monday)

        assert the_link().state == "review"

    def test_a_second_click_undoes_nothing_more(
        self, hub: Hub, linked: Link, monday: datetime
    ) -> None:
        self.undo(hub, linked, monday)
        self.undo(hub, linked, monday)

        assert Decision.objects.filter(choice="reconsidered").count() == 1

    def test_another_pupil_than_the_one_shown_is_not_undone(self, hub: Hub, linked: Link) -> None:
        other = world.a_pupil(hub.school, "Ada", "Fenwick")
        hub.post("not_this_pupil", linked.id, pupil=str(other.pupil_id))

        assert the_link().state == "linked"


PAGES = ("review", "review_this_one", "review_none", "review_ask", "not_this_pupil")


@pytest.mark.parametrize(
    "role", ["police-sender", "business-unit", "information-governance", "administrator"]
)
def test_who_is_not_of_the_hub_finds_nothing(role: str, hub: Hub, twins: Link) -> None:
    place = {"agency": Agency.objects.get(code="EASTMARSH-POLICE")}
    _, browser = signed_in(role, **(place if role == "police-sender" else {}))

    for name in PAGES:
        address = f"/reviews/{twins.id}/" if name == "review" else _address(name, twins)
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404
    assert browser.get("/reviews/").status_code == 404
    assert the_link().state == "review"


def test_a_hub_worker_who_is_an_adult_of_the_incident_never_sees_it(
    hub: Hub, monday: datetime
) -> None:
    put_twins_on_roll(hub.school, "Wren", "Willow")
    adult = world.an_adult(email=hub.person.email)
    world.receive(world.an_incident(children=[in_doubt()], adults=[adult]), at=monday)
    link = the_link()

    assert "No child waits" in hub.text("review_queue")
    for name in PAGES:
        assert hub.get(name, link.id).status_code == 404
    for name in PAGES[1:]:
        assert hub.post(name, link.id).status_code == 404
    assert the_link().state == "review"


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    many: int, hub: Hub, monday: datetime, django_assert_num_queries: object
) -> None:
    put_twins_on_roll(hub.school, "Wren", "Willow")
    children = [in_doubt(f"C{number}") for number in range(many)]
    world.receive(
        *(world.an_incident(f"I{each['id']}", children=[each]) for each in children), at=monday
    )

    with django_assert_num_queries(QUEUE):  # type: ignore[operator]
        page = hub.get("review_queue")
    assert len(page.context["lines"]) == many


@pytest.mark.parametrize("many", [2, 4])
def test_a_review_takes_as_many_queries_for_four_pupils_as_for_two(
    many: int, hub: Hub, monday: datetime, django_assert_num_queries: object
) -> None:
    put_twins_on_roll(hub.school, *("Wren", "Willow", "Wynn", "Wilf")[:many])
    world.receive(world.an_incident(children=[in_doubt()]), at=monday)

    with django_assert_num_queries(REVIEW):  # type: ignore[operator]
        page = hub.get("review", the_link().id)
    shown = page.context["page"]
    assert len(shown.likely + shown.unlikely) == many


QUEUE, REVIEW = 29, 34


def _address(name: str, link: Link) -> str:
    last = {
        "review_this_one": "this-one",
        "review_none": "none-of-these",
        "review_ask": "ask",
        "not_this_pupil": "not-this-pupil",
    }[name]
    return f"/reviews/{link.id}/{last}/"
