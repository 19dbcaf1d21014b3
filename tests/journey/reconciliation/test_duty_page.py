"""The chief officer's page: what it shows, what it opens and to whom, and that it names nobody."""

import re
from collections import Counter
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from firstbell.core.duty import Fate, Month
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.actions.receive import receive_incident
from firstbell.journey.reconciliation import duty as counting
from firstbell.journey.reconciliation.duty import Counted
from firstbell.journey.reconciliation.duty_page import PLACE, UNIT, behind, figures_of, row_key
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.journey.hub import signed_in
from tests.journey.reconciliation.conftest import Area

LEAST = 5
HUNDRED = {
    ("Tarn", 1, Fate.IN_TIME): 40,
    ("Tarn", 1, Fate.LATE_HUB): 6,
    ("Tarn", 2, Fate.LATE_OURS): 2,
    ("Moss", 2, Fate.IN_TIME): 30,
    ("Moss", 3, Fate.IN_TIME): 3,
    ("", None, Fate.NO_LINK): 9,
    ("Ferry", None, Fate.HELD): 1,
}


def children(numbers: dict[tuple[str, int | None, Fate], int]) -> list[Counted]:
    return [
        Counted(
            account=cast(Any, None),
            fate=fate,
            unit=unit,
            place_id=UUID(int=place) if place else None,
            place=f"School {place}" if place else "",
        )
        for (unit, place, fate), number in numbers.items()
        for _ in range(number)
    ]


def test_every_figure_is_exact_and_none_is_about_too_few() -> None:
    found = figures_of(children(HUNDRED), refused=0, least=LEAST)
    shown = {each.short: each.number for each in found.figures if each.number}
    assert shown == {"In time": 73, "Late: hub; or Late: Firstbell": 8, "Not found; or Held": 10}
    assert [(each.words, each.whole) for each in found.units] == [
        ("Tarn", 48),
        ("Moss", 33),
        ("Several units together", 10),
    ]
    assert [(each.words, [cell.number for cell in each.cells]) for each in found.places] == [
        ("No school or desk yet", [0, 0, 10]),
        ("Several places together", [73, 8, 0]),
    ]


def test_of_a_month_with_too_few_nothing_else_is_said() -> None:
    found = figures_of(children({("Tarn", 1, Fate.IN_TIME): 4}), refused=4, least=LEAST)
    assert (found.whole, found.figures, found.units, found.places) == (None, (), (), ())
    assert (found.refused, found.refused_are_few) == (None, True)
    nobody = figures_of([], refused=None, least=LEAST)
    assert (nobody.whole, nobody.units, nobody.refused_are_few) == (0, (), False)


def test_behind_each_figure_are_so_many_children() -> None:
    some = children(HUNDRED)
    found = figures_of(some, refused=0, least=LEAST)

    def number(**asked: str) -> int | None:
        given = {"fates": "", "by": "", "row": "", **asked}
        these = behind(some, **given, least=LEAST)
        return None if these is None else len(these)

    assert number() == found.whole == len(some)
    for each in found.figures:
        assert number(fates=each.key) == each.number
    for by, rows in ((UNIT, found.units), (PLACE, found.places)):
        for row in rows:
            assert number(by=by, row=row.key) == row.whole
            for cell in row.cells:
                assert number(by=by, row=row.key, fates=cell.key) == cell.number
    assert number(fates=Fate.HELD) is None
    assert number(by="child") is None
    assert number(by=UNIT, row="nothing") == 0
    assert behind(children({("", 1, Fate.HELD): 2}), fates="", by=UNIT, row="", least=5) is None


def thirteen(area: Area, monday: datetime) -> None:
    """Let thirteen children come whom no roll knows, of two units."""
    for unit, number in (("Tarn Response", 6), ("Moss Neighbourhoods", 7)):
        kids = [world.a_child(f"C{n}", surname=f"Nowhere{n}") for n in range(number)]
        world.receive(world.an_incident(unit.split()[0], children=kids, unit=unit), at=monday)


@pytest.fixture
def officer(area: Area) -> Client:
    """A browser in which somebody of the force is signed in."""
    return signed_in("police-sender", name="Pat Heron", agency=area.force)[1]


@pytest.fixture
def manager(area: Area) -> Client:
    """A browser in which a hub manager is signed in."""
    council = area.worker.memberships.get().agency
    return signed_in("hub-manager", name="Sal Brook", agency=council)[1]


def page(browser: Client, name: str = "duty", **asked: str) -> str:
    found = browser.get(reverse(name), asked)
    assert found.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", found.content.decode()).split())


def test_the_page_agrees_with_the_account_and_opens_the_incidents(
    area: Area, officer: Client, monday: datetime
) -> None:
    thirteen(area, monday)
    month = Month.of(world.SATURDAY_NIGHT)
    assert len(counting.counted(area.force, month, at=monday)) == 13
    text = page(officer, month="2026-11")
    assert "0 of 13 children" in text
    assert "Moss Neighbourhoods 7" in text
    assert "not over" in text
    assert not AuditEntry.objects.filter(action="duty.read").exists()

    listed = page(officer, "duty_behind", month="2026-11", fates=Fate.NO_LINK)
    assert "13 children" in listed
    assert "Tarn Response" in listed
    assert "Nowhere" not in text + listed
    assert "Wren" not in text + listed
    entry = AuditEntry.objects.get(action="duty.read")
    assert len(entry.detail["children"]) == 13
    assert "No child in this month" in page(officer, month="2026-10")
    assert "November 2026" in page(officer, month="2026-13")


def test_a_month_with_four_children_says_no_more(
    area: Area, officer: Client, manager: Client, monday: datetime
) -> None:
    world.receive(world.an_incident(), world.an_incident("INC-2", place_kind="castle"), at=monday)
    text = page(officer)
    assert "Fewer than 5 children" in text
    assert "By unit" not in text
    assert "fewer than 5 incidents were refused" in text
    assert "refused" not in page(manager)
    assert "INC-1" in page(officer, "duty_behind")


def test_which_school_was_told_is_opened_for_the_hub_alone(
    area: Area, officer: Client, manager: Client, monday: datetime
) -> None:
    names = ("Wren", "Ivo", "Maro", "Tansy", "Juno")
    for name in names:
        world.a_pupil(area.school, forename=name)
    kids = [world.a_child(f"C{n}", given_names=name) for n, name in enumerate(names)]
    world.receive(world.an_incident(children=kids), at=monday)
    asked = {"by": PLACE, "row": row_key(area.school.id)}

    assert "Mill Lane Primary School" in page(officer)
    assert officer.get(reverse("duty_behind"), asked).status_code == 404
    listed = page(manager, "duty_behind", **asked)
    assert "INC-1" in listed
    assert "Child C4 of INC-1" in listed
    assert "Wren" not in listed
    assert manager.get(reverse("duty"), {"force": "NOBODY"}).status_code == 404


@pytest.mark.parametrize(
    ("number", "says"),
    [(5, "Besides, 5 children came"), (4, "Besides, fewer than 5 children came")],
)
def test_who_came_by_hand_over_is_answered_for_by_our_force_and_opened_for_the_hub(
    area: Area, officer: Client, manager: Client, monday: datetime, number: int, says: str
) -> None:
    west = Agency.objects.create(code="WEST", name="Westmarsh", kind=Agency.Kind.ELSEWHERE)
    kids = [world.a_child(f"C{n}", surname=f"Nowhere{n}") for n in range(number)]
    document = {"source": west.code, **world.an_incident("WX-7", children=kids)}
    receive_incident(document=document, by=None, at=monday, sent_by=west)
    world.carry_on(at=monday)

    text = page(officer)
    assert says in text
    assert "this force answers for them" in text
    assert "No child in this month" in text
    assert officer.get(reverse("duty"), {"force": west.code}).status_code == 404
    assert "Handed over by Westmarsh" in page(manager)
    assert "WX-7" in page(manager, "duty_behind", force=west.code)
    assert "came by hand-over" not in page(manager, force=west.code)


@pytest.mark.parametrize("many", [1, 3])
def test_however_many_there_are_the_page_asks_as_often(
    many: int, area: Area, officer: Client, monday: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    kids = [world.a_child(f"C{n}") for n in range(5)]
    world.receive(*(world.an_incident(f"INC-{n}", children=kids) for n in range(many)), at=monday)
    with django_assert_num_queries(40):
        page(officer)
    with django_assert_num_queries(31):
        page(officer, "duty_behind")
    assert Counter(AuditEntry.objects.values_list("action", flat=True))["duty.read"] == 1
