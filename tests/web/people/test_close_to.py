"""Whom somebody is close to: theirs alone, the hub's of others, and nobody's at their place."""

from datetime import datetime
from typing import Any

import pytest

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.circles.models import Interest
from tests import world
from tests.journey.hub import signed_in, words_of

PERSON = {"given_names": "Maro", "surname": "Fallow", "phone": "07700 900123"}
HOME = {"line": "4 Sedge Row", "postcode": "qx12ab"}


@pytest.fixture
def school(db: None) -> Establishment:
    world.a_partnership()
    world.a_force()
    return world.a_school()


def seen_by(user: User, at: datetime) -> set[str]:
    """Return the kinds of the interests that the database shows a person, through no door."""
    with acting.for_person(user.id, at=at, stands_back_from=lambda: stands_back_from(user)):
        return set(Interest.objects.values_list("kind", flat=True))


def test_somebody_declares_in_private_and_nobody_else_sees_it(
    school: Establishment, monday: datetime
) -> None:
    lead, browser = signed_in("key-adult", establishment=school, email="lead@school.example")
    deputy, other = signed_in("key-adult", establishment=school, email="deputy@school.example")
    manager, hub = signed_in("hub-manager", email="manager@hub.example")

    answer = browser.post("/your-account/close-to/person/", PERSON)
    assert answer.headers["Location"] == "/your-account/close-to/?done=declared"
    browser.post("/your-account/close-to/home/", HOME)

    page = words_of(browser.get("/your-account/close-to/"))
    assert "Maro Fallow, 07700 900123" in page
    assert "4 Sedge Row, QX1 2AB" in page
    for elsewhere, address in ((other, "/your-account/close-to/"), (hub, "/people/close-to/")):
        assert "Nothing is written down" in words_of(elsewhere.get(address))
    assert seen_by(lead, monday) == {"person", "home"}
    assert seen_by(deputy, monday) == seen_by(manager, monday) == set()
    [mine] = Interest.objects.filter(kind="person")
    for elsewhere in (other, hub):
        assert elsewhere.post(f"/your-account/close-to/{mine.id}/end/").status_code == 404
    lead.refresh_from_db()
    assert lead.home_postcode == "QX1 2AB"
    assert AuditEntry.objects.filter(action="interest.declared").count() == 2
    assert "Fallow" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))

    assert browser.post(f"/your-account/close-to/{mine.id}/end/").status_code == 302
    assert "Fallow" not in words_of(browser.get("/your-account/close-to/"))
    assert "Fallow" not in str(Interest.objects.values("said"))


def test_the_hub_writes_down_what_it_was_told_of_others_and_never_of_the_reader(
    school: Establishment, monday: datetime
) -> None:
    lead, browser = signed_in("key-adult", establishment=school, email="lead@school.example")
    manager, hub = signed_in("hub-manager", email="manager@hub.example")
    colleague, second = signed_in("hub-manager", email="colleague@hub.example")

    hub.post("/people/close-to/home/", {"whose": "LEAD@school.example", **HOME})
    hub.post("/people/close-to/address/", {"whose": colleague.email, **HOME})

    assert words_of(hub.get("/people/close-to/")).count("4 Sedge Row, QX1 2AB<br>") == 2
    assert words_of(second.get("/people/close-to/")).count("4 Sedge Row, QX1 2AB<br>") == 1
    assert "Nothing is written down" in words_of(browser.get("/your-account/close-to/"))
    assert browser.get("/people/close-to/").status_code == 404
    assert seen_by(lead, monday) == set()
    assert seen_by(manager, monday) == {"home", "address"}
    assert seen_by(colleague, monday) == {"home"}

    world.receive(world.an_incident(), at=monday)
    assert stands_back_from(lead) == stands_back_from(colleague) == {world.the_incident().id}


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("person", {"given_names": "Maro", "surname": "Fallow"}, "Enter a date of birth, a"),
        ("home", {"line": "4 Sedge Row", "postcode": "QX1"}, "Enter a full postcode"),
        ("child", {"given_names": "Wren", "surname": "Fallow"}, "Enter the date of birth"),
        ("address", {"whose": "nobody@school.example", **HOME}, "Nobody who is told of children"),
        ("address", {"whose": "manager@hub.example", **HOME}, "Your own belongs on your own page"),
    ],
)
def test_what_could_recognise_nobody_is_asked_again(
    school: Establishment, kind: str, fields: dict[str, Any], said: str
) -> None:
    _, hub = signed_in("hub-manager", email="manager@hub.example")
    of = "people" if "whose" in fields else "your-account"

    assert said in words_of(hub.post(f"/{of}/close-to/{kind}/", fields))
    assert not Interest.objects.exists()
    assert hub.get(f"/{of}/close-to/nothing/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(
    school: Establishment, monday: datetime, many: int, django_assert_num_queries: Any
) -> None:
    _, browser = signed_in("key-adult", establishment=school)
    for _time in range(many):
        browser.post("/your-account/close-to/person/", PERSON)

    with django_assert_num_queries(QUERIES):
        page = words_of(browser.get("/your-account/close-to/"))
    assert page.count("07700 900123<br>") == many


QUERIES = 15
