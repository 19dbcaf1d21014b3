"""The morning board: every child once, the late ones first, told, opened and answered apart."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.actions import answering
from firstbell.journey.intake.actions.waiting import wait
from firstbell.journey.intake.models import RecordedChild, Waiting
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.access import hub
from firstbell.journey.reconciliation.board import GROUPS, Group
from firstbell.journey.reconciliation.queries import Class
from tests import world
from tests.journey.reconciliation.conftest import Area
from tests.people import ready_person

BOARD = "/board/"


def pupils(area: Area, *names: str) -> list[dict[str, object]]:
    """Put children on the school's roll, and return them as police send them."""
    made = []
    for number, name in enumerate(names, 1):
        world.a_pupil(area.school, forename=name)
        made.append(world.a_child(f"C{number}", given_names=name))
    return made


def page(area: Area, show: str = "") -> str:
    """Return the board's text, white space put together."""
    response = area.browser.get(BOARD, {"show": show} if show else {})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_unrouted_child_stands_beside_one_that_was_told(area: Area, monday: datetime) -> None:
    told = pupils(area, "Wren")
    unknown = world.a_child("C9", given_names="Idris", surname="Nowhere")
    world.receive(world.an_incident(children=[*told, unknown]), at=monday)

    text = page(area)

    assert "Wren Tollemarsh" in text
    assert "Idris Nowhere" in text
    assert "1 hour 35 minutes left" in text
    assert "Nobody has been told yet" in text


def test_told_opened_and_acknowledged_are_never_merged(area: Area, monday: datetime) -> None:
    world.receive(world.an_incident(children=pupils(area, "Wren")), at=monday)
    notification = world.the_notification()
    by = world.a_person("reader@school.example", "Ira Bunting")

    assert page(area).count("not yet</span>") == 2
    assert "Wren Tollemarsh" in page(area, "unopened")
    assert "Wren Tollemarsh" not in page(area, "opened")
    answering.open_notification(notification=notification, by=by, at=monday)
    text = page(area)
    assert text.count("not yet</span>") == 1
    assert "Wren Tollemarsh" not in page(area, "unopened")
    assert "Wren Tollemarsh" in page(area, "opened")
    answering.confirm_on_roll(notification=notification, by=by, at=monday)
    answering.acknowledge(notification=notification, by=by, at=monday)

    assert "Wren Tollemarsh" not in page(area)
    done = page(area, "done")
    assert "Wren Tollemarsh" in done
    assert "Ira Bunting" in done


def test_the_late_ones_come_first_and_are_to_be_rung(
    area: Area, monday: datetime, settings: Settings
) -> None:
    early = world.a_school(990002, "Early Bird School")
    world.a_key_adult(early)
    early.calendar.create(
        kind="term", first_on=date(2026, 9, 3), last_on=date(2026, 12, 18), opens_at=time(7)
    )
    world.a_pupil(early, forename="Zeno")
    children = [*pupils(area, "Wren"), world.a_child("C5", given_names="Zeno")]
    world.receive(world.an_incident(children=children), at=monday - timedelta(hours=8))

    text = page(area)

    assert text.index("Zeno Tollemarsh") < text.index("Wren Tollemarsh")
    assert "10 minutes late" in text
    assert text.count(">Ring them now</a>") == 1
    assert "Wren Tollemarsh" not in page(area, "late")
    assert "Zeno Tollemarsh" in page(area, "ring")


def test_every_class_of_the_account_is_on_the_board_and_the_sum_is_the_account(
    area: Area, monday: datetime
) -> None:
    children = pupils(area, "Wren", "Ivo", "Ash")
    world.receive(world.an_incident(children=children), at=monday)
    world.receive(
        world.an_incident("INC-2", children=[world.a_child("C1", given_names="Nobody")]), at=monday
    )
    child = RecordedChild.objects.get(given_names="Ivo")
    wait(
        child=child,
        why=Waiting.Why.HOLD,
        owner=Waiting.Owner.HUB,
        due_at=monday,
        at=monday,
    )
    by = world.a_person("reader@school.example", "Ira Bunting")
    notification = world.the_notification(child__given_names="Ash")
    answering.confirm_on_roll(notification=notification, by=by, at=monday - timedelta(days=3))
    answering.acknowledge(notification=notification, by=by, at=monday - timedelta(days=3))

    board = hub.morning_board(area.worker, show="", at=monday)
    account = queries.balance()

    assert account.adds_up
    assert board.total == account.children == 4
    sizes = {count.key: count.number for count in board.groups}
    assert sizes[Group.HUB] == account.classes[Class.WITH_A_PERSON] == 2
    assert sizes[Group.UNOPENED] + sizes[Group.OPENED] == account.classes[Class.WITH_A_RECIPIENT]
    assert sizes[Group.DONE] + board.done_before == account.classes[Class.ANSWERED] == 1
    assert board.done_before == 1


def test_a_lost_child_stands_on_top_of_everything(area: Area, monday: datetime) -> None:
    world.receive(world.an_incident(children=pupils(area, "Wren", "Ivo")), at=monday)
    Waiting.objects.all().delete()
    child = RecordedChild.objects.get(given_names="Ivo")
    child.notifications.get().attempts.all().delete()
    child.notifications.get().delete()
    child.routes.all().delete()

    text = page(area)

    assert "1</strong> Lost: nobody has this child" in text
    assert text.index("Ivo Tollemarsh") < text.index("Wren Tollemarsh")


def test_a_figure_opens_the_rows_behind_it(area: Area, monday: datetime) -> None:
    world.receive(
        world.an_incident(
            children=[*pupils(area, "Wren"), world.a_child("C9", given_names="Nobody")]
        ),
        at=monday,
    )

    assert {group.value for group in GROUPS} - {"lost"} <= set(
        re.findall(r'href="\?show=([a-z-]+)"', page(area))
    )
    assert "Wren" not in page(area, "hub")
    assert "Nobody Tollemarsh" in page(area, "hub")
    assert "Nobody Tollemarsh" not in page(area, "unopened")


def test_one_load_writes_one_row_of_the_trail_with_opaque_ids(area: Area, monday: datetime) -> None:
    world.receive(world.an_incident(children=pupils(area, "Wren", "Ivo")), at=monday)
    page(area)

    entry = AuditEntry.objects.get(action="board.read")
    assert entry.by == area.worker
    assert set(entry.detail["children"]) == {str(each.id) for each in RecordedChild.objects.all()}
    assert "Wren" not in str(entry.detail)


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_takes_as_many_queries_for_one_child_as_for_three(
    area: Area,
    monday: datetime,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    names = ["Wren", "Ivo", "Ash"][:number]
    unknown = [
        world.a_child(f"N{each}", given_names=f"Nobody{'abc'[each]}") for each in range(number)
    ]
    world.receive(world.an_incident(children=[*pupils(area, *names), *unknown]), at=monday)

    with django_assert_num_queries(45):
        area.browser.get(BOARD)


def test_four_hundred_children_are_all_on_the_page(area: Area, monday: datetime) -> None:
    child = RecordedChild.objects
    world.receive(world.an_incident(children=pupils(area, "Wren")), at=monday)
    first = child.get()
    notification = world.the_notification()
    for number in range(2, 401):
        copy = RecordedChild.objects.create(
            incident=first.incident,
            reference=f"C{number}",
            given_names="Many",
            surname="Tollemarsh",
            said=first.said,
            first_revision=1,
            last_revision=1,
        )
        notification.route.pk = notification.pk = None
        notification.route.child = notification.child = copy
        notification.route.id, notification.id = uuid4(), uuid4()
        notification.route._state.adding = notification._state.adding = True
        notification.route.save()
        notification.route_id = notification.route.id
        notification.save()

    response = area.browser.get(BOARD)

    assert response.content.decode().count("<tbody") == 400


def test_the_board_works_without_script_and_says_how_old_it_is(
    area: Area, monday: datetime
) -> None:
    text = page(area, "hub")

    assert "As it was on Monday 23 November at 07:10." in text
    assert 'href="/board/?show=hub"' in text
    assert 'hx-get="/board/?show=hub"' in text


@pytest.mark.parametrize("role", ["key-adult", "police-sender", "desk-officer", "administrator"])
def test_nobody_else_gets_the_hubs_pages(area: Area, role: str) -> None:
    places: dict[str, dict[str, Any]] = {
        "key-adult": {"establishment": area.school},
        "police-sender": {"agency": area.force},
        "desk-officer": {"desk": world.a_desk()},
    }
    area.browser.force_login(ready_person(role, **places.get(role, {})))

    for address in (BOARD, "/calls/", f"/calls/at/{area.school.id}/"):
        assert area.browser.get(address).status_code == 404
        assert area.browser.post(address).status_code == 404


def test_a_hub_worker_finds_nothing_of_an_incident_that_they_are_an_adult_of(
    area: Area, monday: datetime
) -> None:
    own = world.an_adult(email=area.worker.email.upper())
    world.receive(world.an_incident(), world.an_incident("INC-2", adults=[own]), at=monday)

    text = page(area)

    assert "INC-1" in text
    assert "INC-2" not in text
    assert "= 1 in the account" in text
