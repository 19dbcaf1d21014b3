"""Services say yes or no about a child; whom none knows is followed until there is an outcome."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification
from firstbell.journey.known import access
from firstbell.journey.known.actions import following
from firstbell.journey.known.models import FollowUp, Question
from firstbell.registry.agencies.models import Agency, Establishment
from firstbell.registry.circles.actions import restricting
from tests import world
from tests.people import ready_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

CARE, HELP = "social_care", "early_help"


@pytest.fixture
def council(monday: datetime, settings: Settings) -> Agency:
    settings.CLOCK_AT = monday
    world.a_force()
    return world.a_partnership()


@pytest.fixture
def school(council: Agency) -> Establishment:
    found = world.a_school()
    world.a_key_adult(found)
    return found


@pytest.fixture
def officers(council: Agency) -> dict[str, User]:
    """The officer of each service, at a desk that has somebody to tell."""
    found = {}
    for service, kind in ((CARE, "social-care"), (HELP, "early-help")):
        desk = world.a_desk(kind)
        world.a_key_adult(desk, "Offi Sir")
        found[service] = ready_person("desk-officer", email=f"{service}@c.example", desk=desk)
    return found


@pytest.fixture
def manager(council: Agency) -> User:
    return ready_person("hub-manager", email="mana.gerr@council.example", agency=council)


def say(service: str, said: str, *, by: User, at: datetime) -> None:
    question = Question.objects.get(service=service)
    following.answer(question, said=said, is_by_hub=False, by=by, at=at)


def followed(officers: dict[str, User], *, at: datetime) -> FollowUp:
    """Return the child after both services said no."""
    for service, officer in officers.items():
        say(service, "not_known", by=officer, at=at)
    return FollowUp.objects.get()


def test_each_service_is_asked_once_about_each_child_whatever_is_routed_again(
    school: Establishment, officers: dict[str, User], mailbox: Mailbox, monday: datetime
) -> None:
    world.a_pupil(school)
    world.receive(world.an_incident(), at=monday)
    world.receive(world.an_incident(revision=2), at=monday)

    assert sorted(Question.objects.values_list("service", flat=True)) == [HELP, CARE]
    told = [address for address in mailbox.addresses if address.endswith("@c.example")]
    assert sorted(told) == sorted(each.email for each in officers.values())
    assert not any("Wren" in str(message) for _address, message in mailbox.taken)


def test_without_desks_nobody_is_asked(school: Establishment, monday: datetime) -> None:
    world.receive(world.an_incident(), at=monday)

    assert not Question.objects.exists()


def test_nobody_is_asked_while_police_hold_and_everybody_once_they_let_go(
    school: Establishment, officers: dict[str, User], monday: datetime
) -> None:
    until = (monday + timedelta(hours=1)).isoformat()
    hold = {"hold_until": until, "hold_ground": "x", "hold_approver": "Insp. Moth"}
    world.receive(world.an_incident(disclosure=hold), at=monday)
    assert not Question.objects.exists()

    world.receive(world.an_incident(revision=2), at=monday + timedelta(hours=2))

    assert Question.objects.count() == 2


def test_a_child_of_another_forces_area_is_not_asked_about(
    school: Establishment, officers: dict[str, User], monday: datetime
) -> None:
    away = world.a_child(address={"lines": ["9 Far Road"], "postcode": world.ELSEWHERE})
    world.receive(world.an_incident(children=[away]), at=monday)

    assert not Question.objects.exists()


def test_one_yes_ends_it_and_two_noes_begin_the_following(
    school: Establishment, officers: dict[str, User], monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    say(CARE, "not_known", by=officers[CARE], at=monday)
    assert not FollowUp.objects.exists()
    say(HELP, "open", by=officers[HELP], at=monday)
    assert not FollowUp.objects.exists()
    with pytest.raises(following.CannotFollow, match="answered"):
        say(HELP, "not_known", by=officers[HELP], at=monday)

    Question.objects.filter(service=HELP).update(answer="", answered_at=None, answered_by=None)
    for _press in range(2):
        say(HELP, "not_known", by=officers[HELP], at=monday)

    row = FollowUp.objects.get()
    assert (row.desk and row.desk.kind, row.ends_at) == ("early-help", monday + timedelta(days=14))


def test_a_child_known_to_neither_never_leaves_the_list_without_an_outcome(
    school: Establishment,
    officers: dict[str, User],
    manager: User,
    mailbox: Mailbox,
    monday: datetime,
) -> None:
    world.receive(world.an_incident(), at=monday)
    row = followed(officers, at=monday)

    def on_the_list(person: User, at: datetime) -> Sequence[access.Line]:
        with acting.for_person(person.id, at=at):
            return access.lists(person, at=at).followed

    for days in (0, 13, 15, 400):
        at = monday + timedelta(days=days)
        world.carry_on(at=at)
        for person in (officers[HELP], manager):
            (line,) = on_the_list(person, at)
            assert line.is_late is (days >= 14)
    assert manager.email in mailbox.addresses

    for outcome, missing in (("early_help", "offer"), ("school", "view")):
        with pytest.raises(following.CannotFollow, match=missing):
            following.close(row, outcome=outcome, by=manager, at=at)
    assert on_the_list(manager, at)
    following.enter_offer(row, offer="accepted", by=officers[HELP], at=at)
    for _press in range(2):
        following.close(row, outcome="early_help", by=officers[HELP], at=at)
    assert not on_the_list(manager, at)
    with pytest.raises(following.CannotFollow, match="closed"):
        following.close(row, outcome="known_later", by=manager, at=at)
    with pytest.raises(following.CannotFollow, match="closed"):
        following.enter_offer(row, offer="declined", by=manager, at=at)
    sent = len(mailbox.addresses)
    world.carry_on(at=at + timedelta(days=30))
    assert len(mailbox.addresses) == sent


def test_a_silent_service_is_reminded_and_the_managers_hear(
    school: Establishment,
    officers: dict[str, User],
    manager: User,
    mailbox: Mailbox,
    monday: datetime,
) -> None:
    world.receive(world.an_incident(), at=monday)
    assert manager.email not in mailbox.addresses

    world.carry_on(at=monday + timedelta(hours=25))

    assert mailbox.addresses.count(manager.email) == 2
    assert mailbox.addresses.count(officers[CARE].email) == 2


def test_the_school_says_how_the_child_is_and_early_help_reads_it(
    client: Client,
    school: Establishment,
    officers: dict[str, User],
    manager: User,
    monday: datetime,
) -> None:
    world.a_pupil(school)
    adult = ready_person("key-adult", email="ade@school.example", establishment=school)
    world.receive(world.an_incident(), at=monday)
    told = Notification.objects.get(establishment=school)
    answering.open_notification(notification=told, by=adult, at=monday)
    answering.confirm_on_roll(notification=told, by=adult, at=monday)
    address = f"/notifications/{told.id}/how-the-child-is/"
    client.force_login(adult)
    assert client.get(address).status_code == 302, "nobody asks yet"
    row = followed(officers, at=monday)
    assert address in client.get(f"/notifications/{told.id}/").content.decode()
    assert "Choose how the child is" in client.post(address, {}).content.decode()
    client.post(address, {"view": "worried", "words": "Tired, every day."})
    client.post(address, {"view": "settled", "words": "Better."})

    client.force_login(officers[HELP])
    page = client.get(f"/known/followed/{row.id}/").content.decode()
    assert "Wren Tollemarsh" in page
    assert "Better." in page
    assert "Tired" not in page
    assert "A door was broken" not in page
    client.post(f"/known/followed/{row.id}/outcome/", {"outcome": "school"})
    row.refresh_from_db()
    assert row.outcome == "school"
    client.force_login(adult)
    assert client.get(address).status_code == 302, "nobody asks any more"


def test_a_service_reads_a_name_and_answers_and_learns_nothing_else(
    client: Client, school: Establishment, officers: dict[str, User], monday: datetime
) -> None:
    world.receive(world.an_incident(), at=monday)
    question = Question.objects.get(service=CARE)
    client.force_login(officers[HELP])
    assert client.get(f"/known/{question.id}/").status_code == 404, "another service's question"
    client.force_login(officers[CARE])
    assert "1 child waits" in client.get("/this-morning/").content.decode()
    page = client.get(f"/known/{question.id}/").content.decode()
    assert "Wren Tollemarsh" in page
    for secret in ("Sedge Row", "Shouting", "under the table", "INC-1"):
        assert secret not in page
    assert "Say yes or no" in client.post(f"/known/{question.id}/", {}).content.decode()
    client.post(f"/known/{question.id}/", {"answer": "closed"})
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("closed", officers[CARE])
    assert "This question is answered" in client.get(f"/known/{question.id}/").content.decode()
    assert AuditEntry.objects.filter(action="known.read").exists()


def test_of_a_sealed_record_the_circle_alone_is_asked(
    school: Establishment,
    officers: dict[str, User],
    manager: User,
    council: Agency,
    mailbox: Mailbox,
    monday: datetime,
) -> None:
    inside = ready_person("hub-worker", email="in.side@c.example", agency=council)
    inside.phone = "01632 960111"
    inside.save()
    world.receive(world.an_incident(), at=monday)
    mailbox.taken.clear()
    seal(inside, manager, at=monday)

    for person, sees in ((officers[CARE], 0), (manager, 0), (inside, 2)):
        with acting.for_person(person.id, at=monday):
            assert len(access.lists(person, at=monday).asked) == sees
            assert Question.objects.count() == sees
    world.carry_on(at=monday + timedelta(hours=25))
    assert mailbox.addresses == [inside.email] * 2


def seal(inside: User, stand_in: User, *, at: datetime) -> None:
    restricting.guard(
        world.the_incident().id,
        kind="sealed",
        ground="employee",
        contact=inside,
        circle=[inside],
        stand_in=stand_in,
        by=inside,
        at=at,
    )


def test_the_list_asks_as_often_for_three_children_as_for_one(
    school: Establishment, officers: dict[str, User], monday: datetime
) -> None:
    counts = []
    for number in range(3):
        child = world.a_child(f"K{number}", given_names=f"Teal{number}")
        world.receive(world.an_incident(f"INC-{number}", children=[child]), at=monday)
        with acting.for_person(officers[CARE].id, at=monday):
            with CaptureQueriesContext(connection) as asked:
                access.lists(officers[CARE], at=monday)
            counts.append(len(asked))
    assert counts == [counts[0]] * 3


def test_the_figures_hide_few_children_and_open_to_the_business_unit(
    client: Client, school: Establishment, officers: dict[str, User], monday: datetime
) -> None:
    children = [world.a_child(f"K{n}", given_names=f"Teal{n}") for n in range(6)]
    world.receive(world.an_incident(children=children), at=monday)
    for number, question in enumerate(Question.objects.order_by("child__reference", "service")):
        if number < 10:
            by = officers[question.service]
            following.answer(question, said="not_known", is_by_hub=False, by=by, at=monday)
    client.force_login(ready_person("business-unit"))

    page = client.get("/known/figures/").content.decode()

    assert "6 children were asked about." in page
    assert "Known to neither, followed now" in page
    assert "Teal" not in page


@pytest.mark.parametrize(("let_go", "desk_reads"), [("yes", True), ("no", False)])
def test_words_of_a_school_that_name_others_wait_for_the_hub(
    client: Client,
    school: Establishment,
    officers: dict[str, User],
    manager: User,
    monday: datetime,
    let_go: str,
    desk_reads: bool,
) -> None:
    world.receive(world.an_incident(), at=monday)
    row = followed(officers, at=monday)
    words = "Maro shouted at the gate. Wren is quiet."
    adult = ready_person("key-adult", establishment=school)
    said: Any = {"establishment": school, "view": "watched", "by": adult, "at": monday}
    following.say_view(row, words=words, **said)
    address = f"/known/followed/{row.id}/"
    settle = f"{address}words/{row.views.get().pk}/"

    def reads(person: User) -> bool:
        client.force_login(person)
        return words in client.get(address).content.decode()

    assert (reads(officers[HELP]), reads(manager)) == (False, True)
    client.force_login(officers[HELP])
    assert client.post(settle, {"let_go": "yes"}).status_code == 404
    client.force_login(manager)
    for answer in (let_go, "yes"):
        client.post(settle, {"let_go": answer})
    assert reads(officers[HELP]) is desk_reads
    following.say_view(row, words="Settled.", **said)
    assert not row.views.get().words_withheld
