"""Restrict, seal, let in and lift: who may, what is shown before, and who finds nothing after."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.circles.actions import restricting
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.journey.hub import trail, words_of
from tests.journey.reconciliation.guarded import Scene, seal
from tests.people import ready_person


def path(name: str, scene: Scene, *more: Any) -> str:
    return reverse(name, args=[scene.incident.id, *more])


def filled_in(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "kind": "sealed",
        "ground": "employee",
        "contact": str(scene.manager[0].id),
        "circle": [str(scene.officer[0].id)],
        "stand_in": str(scene.other[0].id),
        **more,
    }


def test_who_will_read_it_is_shown_before_anything_is_saved(scene: Scene) -> None:
    page = scene.manager[1].post(path("restrict_record", scene), filled_in(scene))

    text = words_of(page)
    assert "Who will be able to read this?" in text
    assert "<strong>The hub</strong> (Sacha Brand)" in text
    assert "<strong>Eastmarsh Police</strong> (Jules Thorn)" in text
    assert "<strong>Mill Lane Primary School</strong>" in text
    assert "Noor Wexley" not in text
    assert "Information governance" not in text
    assert not Restriction.objects.exists()


def test_it_is_sealed_at_once_and_a_colleague_finds_nothing(scene: Scene) -> None:
    child = world.the_child()

    answer = scene.manager[1].post(
        path("restrict_record", scene), filled_in(scene, save="yes"), follow=True
    )

    assert "It holds from now on" in words_of(answer)
    for _person, browser in (scene.other, scene.worker):
        assert browser.get(path("who_may_read", scene)).status_code == 404
        assert browser.get(reverse("child", args=[child.id])).status_code == 404
        assert "Tollemarsh" not in words_of(browser.get(reverse("morning_board")))
        found = browser.post(reverse("search"), {"name": "Wren Tollemarsh"})
        assert "1 April" not in words_of(found)
        assert reverse("child", args=[child.id]) not in words_of(found)
    assert "INC-1" in words_of(scene.manager[1].get(reverse("circles")))
    assert scene.officer[1].get(path("who_may_read", scene)).status_code == 200
    assert "INC-1" not in words_of(scene.other[1].get(reverse("circles")))


def test_what_is_sealed_and_what_is_not_there_are_one_answer_by_as_many_queries(
    scene: Scene, monday: datetime
) -> None:
    seal(scene, monday)
    browser = scene.other[1]
    browser.get(path("who_may_read", scene))
    answers = []
    for id_ in (scene.incident.id, uuid4()):
        for name in ("who_may_read", "restrict_record", "ways_to_reach", "refer_record"):
            with CaptureQueriesContext(connection) as queries:
                answer = browser.get(reverse(name, args=[id_]))
            answers.append((id_, name, answer.status_code, len(answer.content), len(queries)))
    half = len(answers) // 2
    assert [each[1:] for each in answers[:half]] == [each[1:] for each in answers[half:]]
    assert {each[2] for each in answers} == {404}


def test_a_restricted_record_is_a_stub_to_a_colleague(scene: Scene, monday: datetime) -> None:
    seal(scene, monday, "restricted")

    text = words_of(scene.worker[1].get(path("who_may_read", scene)))

    assert "Sacha Brand" in text
    assert "01632 960009" in text
    assert "INC-1" not in text
    assert "Tollemarsh" not in text


def test_a_worker_may_read_who_reads_and_may_not_seal(scene: Scene) -> None:
    browser = scene.worker[1]

    text = words_of(browser.get(path("who_may_read", scene)))

    assert "<strong>The hub</strong> (3 people)" in text
    assert "Restrict or seal it" not in text
    assert browser.post(path("restrict_record", scene), filled_in(scene)).status_code == 404


def test_what_is_in_the_way_is_said_at_its_field(scene: Scene) -> None:
    said = filled_in(scene, stand_in="", save="yes")

    text = words_of(scene.manager[1].post(path("restrict_record", scene), said))

    assert "Choose somebody to stand in" in text
    assert not Restriction.objects.exists()


def test_one_is_let_in_and_taken_out_after_a_look(scene: Scene, monday: datetime) -> None:
    seal(scene, monday)
    worker = str(scene.worker[0].id)

    look = words_of(scene.manager[1].post(path("let_in", scene), {"user": worker}))

    assert "Hale Brook, Sacha Brand" in look
    assert scene.worker[1].get(path("who_may_read", scene)).status_code == 404
    scene.manager[1].post(path("let_in", scene), {"user": worker, "save": "yes"})
    assert scene.worker[1].get(path("who_may_read", scene)).status_code == 200
    scene.manager[1].post(path("take_out", scene, worker))
    assert scene.worker[1].get(path("who_may_read", scene)).status_code == 404


def test_the_person_to_ask_stays(scene: Scene, monday: datetime) -> None:
    seal(scene, monday)

    answer = scene.officer[1].post(path("take_out", scene, scene.manager[0].id), follow=True)

    assert "The person to ask stays in the circle" in words_of(answer)


def test_lifting_takes_two_of_two_agencies(scene: Scene, monday: datetime) -> None:
    guard = seal(scene, monday)

    scene.manager[1].post(path("lift_guard", scene), {"answer": "ask"})
    scene.manager[1].post(path("lift_guard", scene), {"answer": "agree"})

    guard.refresh_from_db()
    assert guard.lifted_at is None
    look = words_of(scene.officer[1].get(path("lift_guard", scene)))
    assert "Sacha Brand asked to lift this" in look
    assert "<strong>The hub</strong> (3 people)" in look
    scene.officer[1].post(path("lift_guard", scene), {"answer": "agree"})
    guard.refresh_from_db()
    assert guard.lifted_by == scene.officer[0]
    assert scene.worker[1].get(path("who_may_read", scene)).status_code == 200


def test_the_second_may_say_no(scene: Scene, monday: datetime) -> None:
    guard = seal(scene, monday)
    scene.manager[1].post(path("lift_guard", scene), {"answer": "ask"})

    scene.officer[1].post(path("lift_guard", scene), {"answer": "keep"})

    guard.refresh_from_db()
    assert guard.lift_asked_by is None
    assert guard.lifted_at is None


def test_an_adult_of_it_is_neither_offered_nor_counted(scene: Scene, monday: datetime) -> None:
    User.objects.filter(id=scene.worker[0].id).update(phone="01632 960077")
    world.receive(
        world.an_incident("INC-2", adults=[world.an_adult(phone="01632 960077")]), at=monday
    )
    scene.incident = world.the_incident("INC-2")

    assert "Hale Brook" not in words_of(scene.manager[1].get(path("restrict_record", scene)))
    text = words_of(scene.manager[1].get(path("who_may_read", scene)))
    assert "<strong>The hub</strong> (2 people)" in text


def test_every_look_is_in_the_trail_without_a_name(scene: Scene) -> None:
    scene.worker[1].get(path("who_may_read", scene))

    assert trail("record.readers_read") == 1
    row = AuditEntry.objects.get(action="record.readers_read")
    assert "Tollemarsh" not in str(row.detail)


@pytest.mark.parametrize("many", [1, 3])
def test_the_circles_take_as_many_queries_for_one_as_for_three(
    many: int, scene: Scene, monday: datetime
) -> None:
    for number in range(many):
        world.receive(world.an_incident(f"INC-{number + 2}"), at=monday)
        scene.incident = world.the_incident(f"INC-{number + 2}")
        guard = seal(scene, monday)
        officer = ready_person(
            "police-sender", name=f"Officer Number{number}", agency=scene.incident.source
        )
        restricting.add_to_circle(guard, user=officer, by=scene.manager[0], at=monday)
        restricting.ask_to_lift(guard, by=officer, at=monday)
    scene.manager[1].get(reverse("circles"))

    with CaptureQueriesContext(connection) as queries:
        page = scene.manager[1].get(reverse("circles"))

    assert words_of(page).count("asked to lift it") == many
    assert words_of(page).count("incident INC-") == many
    assert len(queries) == CIRCLES


CIRCLES = 25


def test_it_is_closed_for_the_employer_of_an_adult(scene: Scene) -> None:
    """The suspect is an officer of the force: nobody of it finds the record any more."""
    said = scene.incident.said
    said["adults"][0]["employer"] = "Eastmarsh Police, response team"
    scene.incident.save(update_fields=["said"])
    manager, officer = scene.manager[1], scene.officer[1]

    offered = words_of(manager.get(path("who_may_read", scene)))
    assert "Close it for Eastmarsh Police" in offered
    assert "Close it for Eastmarsh<" not in offered
    assert "Close it for" not in words_of(scene.worker[1].get(path("who_may_read", scene)))
    employer = f"{path('restrict_record', scene)}?employer={scene.incident.source_id}"
    assert manager.get(f"{employer}0").status_code == 404
    check = words_of(manager.get(employer))
    assert "<strong>The hub</strong> (Hale Brook, Noor Wexley, Sacha Brand)" in check
    assert "Jules Thorn" not in check
    assert not Restriction.objects.exists()
    assert officer.get(path("who_may_read", scene)).status_code == 200

    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', check)
    data: dict[str, list[str]] = {"save": ["yes"]}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    saved = words_of(manager.post(path("restrict_record", scene), data, follow=True))

    assert "It holds from now on" in saved
    assert (Restriction.objects.get().kind, Restriction.objects.get().ground) == (
        "sealed",
        "employee",
    )
    for name in ("who_may_read", "sent_incident", "correct_incident"):
        assert officer.get(path(name, scene)).status_code == 404
    assert scene.incident.reference not in words_of(officer.get(reverse("your_feeds")))
    assert scene.worker[1].get(path("who_may_read", scene)).status_code == 200


def test_closed_for_the_council_its_workers_find_nothing(scene: Scene) -> None:
    User.objects.filter(id=scene.worker[0].id).update(email="maro@home.example")
    scene.incident.adults.update(email="maro@home.example")
    council_id = scene.worker[0].memberships.get().agency_id

    page = words_of(scene.manager[1].get(path("who_may_read", scene)))
    assert "Close it for Eastmarsh<" in page
    check = words_of(
        scene.manager[1].get(f"{path('restrict_record', scene)}?employer={council_id}")
    )

    assert "Jules Thorn" in check
    assert "Noor Wexley, Sacha Brand" in check
    assert "Hale Brook" not in check
