"""Each list asks the database as often with one row as with three."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from firstbell.oversight.looking.actions import glass
from firstbell.oversight.records.models import (
    Disposal,
    Lapsed,
    LegalHold,
    Passage,
    Release,
    RequestedRecord,
    SubjectRequest,
)
from tests.oversight.looking.conftest import Scene

Make = Callable[[Scene], str]
"""Adds one row to a list, by somebody of its own where it names people; returns its address."""

ALWAYS = UUID("00000000-0000-4000-8000-000000000001")


def a_hold(scene: Scene) -> str:
    LegalHold.objects.create(
        record_id=uuid4(), reason="Asked for", placed_by=scene.manager, placed_at=scene.at,
        lift_asked_by=scene.officer, lift_asked_at=scene.at,
    )  # fmt: skip
    return "/records/holds/"


def a_line_of_the_log(scene: Scene) -> str:
    row = Disposal.objects.create(
        kind="content", ground="rule", approved_by=scene.manager, approved_at=scene.at, approved=1
    )
    Lapsed.objects.create(
        kind="content", subject_id=uuid4(), state="gone", ended_at=scene.at, found_at=scene.at,
        disposal=row,
    )  # fmt: skip
    return "/records/log/"


def a_record_of_a_disposal(scene: Scene) -> str:
    row, _ = Disposal.objects.get_or_create(
        id=ALWAYS,
        defaults={"kind": "content", "ground": "rule", "approved_at": scene.at, "approved": 3},
    )
    Lapsed.objects.create(
        kind="content", subject_id=uuid4(), state="approved", ended_at=scene.at,
        found_at=scene.at, disposal=row, decided_by=scene.manager, stopped_by=["held"],
    )  # fmt: skip
    return f"/records/log/{row.id}/"


def an_erasure(scene: Scene) -> str:
    Lapsed.objects.create(
        kind="child", subject_id=uuid4(), ended_at=scene.at, found_at=scene.at,
        asked_by=scene.manager, reason="They asked",
    )  # fmt: skip
    return "/records/erasures/"


def a_request(scene: Scene, id_: UUID | None = None) -> SubjectRequest:
    return SubjectRequest.objects.get_or_create(
        id=id_ or uuid4(),
        defaults={
            "asker": "child",
            "asker_name": "Invented Asker",
            "received_on": scene.at.date(),
            "identity_checked_on": scene.at.date(),
            "identity_checked_by": scene.officer,
            "made_by": scene.officer,
            "made_at": scene.at,
        },
    )[0]


def a_request_in_the_list(scene: Scene) -> str:
    a_request(scene)
    return "/requests/"


def a_record_of_a_request(scene: Scene) -> str:
    row = a_request(scene, ALWAYS)
    RequestedRecord.objects.create(
        request=row, record_id=uuid4(), child_id=uuid4(), added_by=scene.officer,
        added_at=scene.at, gathered_at=scene.at,
    )  # fmt: skip
    Release.objects.create(
        request=row, number=row.releases.count() + 1, made_by=scene.officer, made_at=scene.at,
        given=1, left_out=1,
    )  # fmt: skip
    return f"/requests/{row.id}/"


def a_passage(scene: Scene) -> str:
    row = a_request(scene, ALWAYS)
    record, is_new = RequestedRecord.objects.get_or_create(
        request=row, record_id=scene.incident.id, child_id=scene.notification.child_id,
        defaults={"added_by": scene.officer, "added_at": scene.at, "gathered_at": scene.at},
    )  # fmt: skip
    if is_new:
        glass.break_glass(
            scene.incident.id, ground="subject_access", reason="Request 17.", by=scene.officer,
            at=scene.at,
        )  # fmt: skip
    Passage.objects.create(
        record=record, record_id_of=record.record_id, number=record.passages.count() + 1,
        place="child.voice", text="I hid.",
    )  # fmt: skip
    return f"/requests/{row.id}/passages/{record.passages.earliest('number').id}/"


@pytest.mark.parametrize(
    ("make", "queries"),
    [
        (a_hold, 14),
        (a_line_of_the_log, 14),
        (a_record_of_a_disposal, 15),
        (an_erasure, 14),
        (a_request_in_the_list, 14),
        (a_record_of_a_request, 24),
        (a_passage, 25),
    ],
)
def test_a_list_takes_as_many_queries_for_three_as_for_one(
    scene: Scene, make: Make, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser, address = scene.browser(scene.officer), make(scene)
    with_one = opened(browser, address)
    with django_assert_num_queries(queries):
        opened(browser, address)
    make(scene)
    make(scene)

    with django_assert_num_queries(queries):
        assert opened(browser, address) != with_one


def opened(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())
