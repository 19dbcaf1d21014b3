"""No one person, and no stolen key, withdraws an incident: a second person must agree."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.actions.typed import enter_incident
from firstbell.journey.intake.models import Incident, Waiting, Withdrawal
from firstbell.journey.reconciliation.lines import lines
from firstbell.journey.reconciliation.queries import balance
from firstbell.registry.agencies.models import Agency
from firstbell.registry.circles.actions import restricting
from tests import world
from tests.journey.hub import signed_in, words_of
from tests.smtp import Mailbox

GONE: dict[str, Any] = {"revision": 2, "status": "withdrawn", "status_reason": "Another family."}
FOUR_HOURS = timedelta(hours=4)


class Scene:
    """A school that was told, a force with two officers, a hub worker, and their browsers."""

    def __init__(self, at: datetime) -> None:
        council = world.a_partnership()
        self.force, self.at = world.a_force(), at
        self.school = world.a_school()
        self.contact = world.a_key_adult(self.school)
        world.a_pupil(self.school)
        self.one, self.one_browser = self.officer("one")
        self.two, self.two_browser = self.officer("two")
        self.hub, self.hub_browser = signed_in("hub-worker", agency=council, email="hub@x.example")
        world.receive(world.an_incident(), at=at)

    def officer(self, name: str) -> tuple[User, Client]:
        """Return an officer of the force who can sign in."""
        return signed_in("police-sender", agency=self.force, email=f"{name}@force.example")

    def address(self) -> str:
        return f"/withdrawals/{world.the_incident().id}/"

    def answers(self, browser: Client, what: str = "withdraw") -> Any:
        return browser.post(self.address(), {"answer": what})

    def types(self, by: User, **more: Any) -> None:
        """Let an officer type the next revision."""
        enter_incident(
            agency=Agency.objects.get(id=self.force.id),
            document=world.an_incident(**{**GONE, **more}),
            by=by,
            at=self.at,
        )
        world.carry_on(at=self.at)


@pytest.fixture
def scene(db: None, monday: datetime, mailbox: Mailbox, settings: Settings) -> Scene:
    settings.CLOCK_AT = monday
    return Scene(monday)


def status() -> str:
    return Incident.objects.get().status


def test_a_machine_s_withdrawal_takes_nothing_away_until_an_officer_agrees(
    scene: Scene, mailbox: Mailbox
) -> None:
    mailbox.taken.clear()

    world.receive(world.an_incident(**GONE), at=scene.at)

    told = world.the_notification()
    assert (status(), told.state, told.withdrawn_at) == ("active", "sent", None)
    assert sorted(mailbox.addresses) == ["one@force.example", "two@force.example"]
    assert balance().adds_up
    [line] = lines()
    assert (line["status"], line["withdrawal"]) == ("withdrawn", "asked")
    assert "1 withdrawal waits for a second person" in words_of(scene.two_browser.get("/feeds/"))
    page = words_of(scene.two_browser.get(scene.address()))
    assert "The system of the force" in page
    assert "Another family." in page
    assert "Mill Lane Primary School" in page

    assert scene.answers(scene.two_browser).headers["Location"] == "/feeds/?done=withdraw"
    world.carry_on(at=scene.at)

    assert status() == "withdrawn"
    assert world.the_notification().withdrawn_at == scene.at
    assert AuditEntry.objects.get(action="incident.withdrawn").by_id == scene.two.id
    [line] = lines()
    assert (line["status"], line["withdrawal"]) == ("withdrawn", None)
    # A second click finds nothing that waits.
    assert scene.answers(scene.two_browser).status_code == 404


def test_nobody_is_the_second_person_for_what_they_asked_for_themselves(scene: Scene) -> None:
    scene.types(scene.one)

    assert "Somebody else must answer" in words_of(scene.one_browser.get("/feeds/"))
    scene.answers(scene.one_browser)
    scene.types(scene.one)
    assert status() == "active"
    assert scene.hub_browser.get(scene.address()).status_code == 404

    # A colleague who types it too has agreed.
    scene.types(scene.two)
    assert status() == "withdrawn"
    assert world.the_notification().withdrawn_at == scene.at


def test_it_stands_where_the_second_person_says_so(scene: Scene) -> None:
    scene.types(scene.one)
    assert world.the_notification().withdrawal_asked_at == scene.at

    assert scene.answers(scene.two_browser, "stands").status_code == 302
    world.carry_on(at=scene.at)

    assert status() == "active"
    assert world.the_notification().withdrawal_asked_at is None
    assert Withdrawal.objects.get().outcome == "stands"


def test_the_hub_may_agree_where_nobody_of_the_force_has_in_time(
    scene: Scene, settings: Settings, mailbox: Mailbox
) -> None:
    scene.types(scene.one)
    mailbox.taken.clear()
    later = scene.at + FOUR_HOURS
    settings.CLOCK_AT = later
    world.carry_on(at=later)
    assert "hub@x.example" in mailbox.addresses
    assert "1 withdrawal waits" in words_of(scene.hub_browser.get("/taken-back/"))

    assert scene.answers(scene.hub_browser).headers["Location"] == "/taken-back/?done=withdraw"

    assert status() == "withdrawn"


def test_a_child_who_was_not_told_of_yet_is_told_all_the_same(scene: Scene) -> None:
    child = world.a_child(school_urn="990001", given_names="Teal", surname="Oakhollow")
    world.receive(world.an_incident("INC-2", children=[child]), at=scene.at)
    assert Waiting.objects.filter(closed_at=None).exists()

    world.receive(world.an_incident("INC-2", children=[child], **GONE), at=scene.at)

    assert Waiting.objects.filter(closed_at=None).exists()
    assert not Notification.objects.filter(state="recalled").exists()


def test_what_police_say_later_ends_the_asking(scene: Scene) -> None:
    world.receive(world.an_incident(**GONE), at=scene.at)

    world.receive(world.an_incident(revision=3), at=scene.at)

    assert Withdrawal.objects.get().outcome == "overtaken"
    assert (status(), world.the_notification().withdrawal_asked_at) == ("active", None)
    assert scene.two_browser.get(scene.address()).status_code == 404


def test_a_restricted_one_is_told_to_nobody_outside_its_circle(scene: Scene) -> None:
    User.objects.filter(id=scene.hub.id).update(phone="01632 960009")
    scene.hub.refresh_from_db()
    restricting.guard(
        world.the_incident().id,
        kind="restricted",
        ground="employee",
        contact=scene.hub,
        circle=[scene.one],
        stand_in=None,
        by=scene.hub,
        at=scene.at,
    )
    world.receive(world.an_incident(**GONE), at=scene.at)

    assert "withdrawal waits" not in words_of(scene.two_browser.get("/feeds/"))
    assert scene.two_browser.get(scene.address()).status_code == 404
