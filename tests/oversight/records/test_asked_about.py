"""Who asks for a child's record is given the questions about that child at other homes too."""

from datetime import datetime

import pytest
from pytest_django.fixtures import Settings

from firstbell.journey.linkage.models import Link, Unrecorded
from firstbell.oversight.records import gathering
from tests import world
from tests.people import ready_person

pytestmark = pytest.mark.django_db


def test_questions_about_a_child_are_gathered_though_the_child_was_never_added_there(
    monday: datetime, settings: Settings
) -> None:
    settings.CLOCK_AT = monday
    council = world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=monday)
    child = world.the_child()
    others = [world.a_child("C9", surname="Quillfeather", given_names="Ivo")]
    for reference in ("INC-2", "INC-3"):
        world.receive(world.an_incident(reference, children=others), at=monday)
    hub = ready_person("hub-worker", agency=council)
    Unrecorded.objects.all().delete()
    Unrecorded.objects.create(
        incident=world.the_incident("INC-2"),
        pupil=Link.objects.get(child=child).pupil,
        unsure_why="The neighbour Maro was asked.",
        answer="not_there",
        answered_by=hub,
        answered_at=monday,
        asked_at=monday,
        due_at=monday,
    )
    Unrecorded.objects.create(
        incident=world.the_incident("INC-3"), earlier=child, asked_at=monday, due_at=monday
    )

    parts = [each for each in gathering.parts_of(child) if each.place == "journey.unrecorded"]

    assert {(each.text, each.is_text) for each in parts} == {
        ("23 November 2026: Does not live there", False),
        ("The neighbour Maro was asked.", True),
        ("23 November 2026: Not answered yet", False),
    }
    other = world.the_incident("INC-2").children.get()
    assert not [e for e in gathering.parts_of(other) if e.place == "journey.unrecorded"]
