"""The bar at the top: what a morning needs is in sight, the rest one line below, nothing twice."""

import re
from typing import Any

import pytest

from tests.web.people.staff import Staff, browser_of, make_staff


@pytest.fixture
def staff(db: None) -> Staff:
    return make_staff()


def bar(page: Any) -> tuple[list[str], list[str]]:
    """Return what stands in the bar of a page, in sight and below."""
    [found] = re.findall(r'<nav class="fb-bar".*?</nav>', page.content.decode(), re.S)
    in_sight, _, below = found.partition("<details")
    return labels(in_sight), labels(below)


def labels(html: str) -> list[str]:
    return re.findall(r'href="[^"]*"[^>]*>([^<]*)</a>', html)


def test_few_pages_all_stand_in_sight(staff: Staff) -> None:
    in_sight, below = bar(browser_of(staff.lead).get("/this-morning/"))

    assert in_sight == ["This morning", "Search", "Home education", "People", "Your account"]
    assert below == []


def test_of_many_the_first_stand_in_sight_and_the_one_that_is_open(staff: Staff) -> None:
    browser = browser_of(staff.manager)
    first = ["The morning board", "Calls", "Is this the same child?", "Search", "Morning sheets"]

    in_sight, below = bar(browser.get("/board/"))
    assert in_sight == first
    assert "Holiday cover" in below

    in_sight, others = bar(browser.get("/cover/"))
    assert in_sight == [*first, "Holiday cover"]
    assert sorted([*others, "Holiday cover"]) == sorted(below), "no page is lost and none is twice"
