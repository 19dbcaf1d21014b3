"""A circle that nobody is left in: who hears of it, who lets somebody in, and what they learn."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.models import RecordedAdult
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.models import Ending
from firstbell.registry.circles.models import CircleMember, Restriction
from tests import world
from tests.journey.hub import signed_in, words_of
from tests.journey.reconciliation.guarded import Scene, seal
from tests.smtp import Mailbox


@pytest.fixture
def empty(scene: Scene, monday: datetime) -> Restriction:
    """A sealed record whose one manager has left; Noor Wexley stands in, Jules Thorn is inside."""
    guard = seal(scene, monday)
    leave(scene.manager[0], monday)
    return guard


def leave(person: User, at: datetime) -> None:
    leaving.disable_account(person, why=Ending.LEFT, by=None, at=at)
    world.carry_on(at=at)


def address(guard: Restriction) -> str:
    return reverse("refill_circle", args=[guard.id])


def choose(browser: Client, guard: Restriction, person: User, **more: Any) -> Any:
    return browser.post(address(guard), {"user": str(person.id), **more}, follow=True)


def test_the_stand_in_finds_it_and_learns_nothing_of_the_record(
    scene: Scene,
    empty: Restriction,
) -> None:
    browser = scene.other[1]
    for name in ("morning_board", "circles", "people"):
        text = words_of(browser.get(reverse(name)))
        assert "1 record has nobody left who can carry it on" in text, name
        assert reverse("empty_circles") in text, name

    for page in (browser.get(reverse("empty_circles")), browser.get(address(empty))):
        text = words_of(page)
        assert "Jules Thorn" in text
        for word in ("Tollemarsh", "INC-1", "Eastmarsh Police", "works for one of", "Mill Lane"):
            assert word not in text
    assert "Hale Brook" in text
    assert "Noor Wexley, " not in text, "nobody lets themselves in"


def test_nobody_else_hears_of_a_sealed_one(
    scene: Scene,
    empty: Restriction,
) -> None:
    third = signed_in("hub-manager", name="Third Manager")
    administrator = signed_in("administrator", name="Ada Minn")
    for _person, browser in (third, administrator):
        assert browser.get(address(empty)).status_code == 404
        assert "Every record has somebody" in words_of(browser.get(reverse("empty_circles")))
        assert "nobody left who can" not in words_of(browser.get(reverse("people")))
    assert scene.worker[1].get(reverse("empty_circles")).status_code == 404
    assert scene.worker[1].get(address(empty)).status_code == 404


def test_an_administrator_hears_where_no_stand_in_is_left(
    scene: Scene,
    empty: Restriction,
    monday: datetime,
) -> None:
    _person, browser = signed_in("administrator", name="Ada Minn")
    leave(scene.other[0], monday)

    assert "1 record has nobody left" in words_of(browser.get(reverse("people")))
    choose(browser, empty, scene.worker[0], save="yes")
    assert CircleMember.objects.get(user=scene.worker[0]).removed_at is None


def test_who_is_let_in_is_shown_first_then_told_and_reads_the_record(
    scene: Scene,
    empty: Restriction,
    monday: datetime,
    mailbox: Mailbox,
) -> None:
    hale = scene.worker
    check = words_of(choose(scene.other[1], empty, hale[0]))
    assert "Who will be able to read this?" in check
    assert "(Hale Brook, Jules Thorn)" in check
    assert not CircleMember.objects.filter(user=hale[0]).exists()
    mailbox.taken.clear()

    done = words_of(choose(scene.other[1], empty, hale[0], save="yes"))
    again = words_of(choose(scene.other[1], empty, hale[0], save="yes"))
    world.carry_on(at=monday)

    assert "They are let in" in done
    assert "Every record has somebody" in done
    assert "somebody has been let in meanwhile" in again
    assert set(mailbox.addresses) == {hale[0].email, scene.officer[0].email}
    assert "INC-1" in words_of(hale[1].get(reverse("circles")))
    assert hale[1].get(reverse("who_may_read", args=[scene.incident.id])).status_code == 200
    assert scene.other[1].get(address(empty)).status_code == 404
    entry = AuditEntry.objects.get(action="circle.refilled")
    assert (entry.by, entry.detail) == (scene.other[0], {"user": str(hale[0].id)})


@pytest.mark.parametrize("who", ["other", "officer"])
def test_neither_oneself_nor_somebody_of_no_hub_is_let_in(
    who: str,
    scene: Scene,
    empty: Restriction,
) -> None:
    text = words_of(choose(scene.other[1], empty, getattr(scene, who)[0], save="yes"))

    assert "Choose a person of the list" in text
    assert CircleMember.objects.filter(removed_at=None).count() == 1


def test_an_adult_of_the_record_is_refused_once_chosen_and_it_is_on_the_trail(
    scene: Scene,
    empty: Restriction,
) -> None:
    hale = scene.worker[0]
    RecordedAdult.objects.create(
        incident=scene.incident, reference="A9", role="suspect", email=hale.email
    )
    assert "Hale Brook" in words_of(scene.other[1].get(address(empty)))

    text = words_of(choose(scene.other[1], empty, hale))

    assert "This person cannot be let in: choose somebody else" in text
    assert AuditEntry.objects.get(action="circle.refill_refused").by == scene.other[0]
    assert not CircleMember.objects.filter(user=hale).exists()


def test_who_would_be_the_one_to_ask_needs_a_number(
    scene: Scene,
    empty: Restriction,
) -> None:
    User.objects.filter(id=scene.worker[0].id).update(phone="")
    Restriction.objects.update(contact=scene.manager[0])

    text = words_of(choose(scene.other[1], empty, scene.worker[0], save="yes"))

    assert "has no telephone number" in text
    assert not CircleMember.objects.filter(user=scene.worker[0]).exists()
    User.objects.filter(id=scene.worker[0].id).update(phone="01632 960010")
    choose(scene.other[1], empty, scene.worker[0], save="yes")
    assert Restriction.objects.get().contact == scene.worker[0]


@pytest.mark.parametrize("many", [1, 3])
def test_the_empty_circles_take_as_many_queries_for_three_as_for_one(
    many: int,
    scene: Scene,
    monday: datetime,
) -> None:
    for number in range(many):
        world.receive(world.an_incident(f"INC-{number + 2}"), at=monday)
        scene.incident = world.the_incident(f"INC-{number + 2}")
        seal(scene, monday)
    leave(scene.manager[0], monday)
    scene.other[1].get(reverse("empty_circles"))

    with CaptureQueriesContext(connection) as queries:
        page = scene.other[1].get(reverse("empty_circles"))

    assert words_of(page).count("A sealed record") == many
    assert len(queries) == QUERIES


QUERIES = 22
