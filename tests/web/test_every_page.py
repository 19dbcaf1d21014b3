"""What holds for every address, error pages included: headers, no script in a page, no GET acts."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from firstbell.registry.agencies.doors import Role, SignedInRequest, role_required
from firstbell.web import urls
from tests.permissions import at_provider
from tests.permissions.table import TABLE
from tests.permissions.world import NOBODY, World, make_world, path_of

WRITTEN_BY_READING = {
    "accounts_session",
    "accounts_remembered",
    "audit_auditentry",
    "audit_audithead",
    "lookup_look",
}
"""What a GET may write: the visitor's own session, the trail of what was read, and that an officer
looked before a door, which may be drawn for a check."""

AN_ACT = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|\sstyle=|\son[a-z]+=", re.I
)
"""What the browser is told to refuse in a page: script, style and handlers inside it."""


def fails(_request: HttpRequest) -> HttpResponse:
    """Stand for any page with a fault."""
    raise RuntimeError("Wren, born 1 April 2015")


@role_required(Role.POLICE_SENDER)
def for_police(_request: SignedInRequest) -> HttpResponse:
    """Stand for any page with a door."""
    return HttpResponse("police only")


urlpatterns = [
    *urls.urlpatterns,
    path("fails/", fails, name="fails"),
    path("for-police/", for_police, name="for_police"),
]


@pytest.fixture
def world(db: None, monday: datetime, settings: Settings) -> World:
    settings.CLOCK_AT = monday
    settings.OPENID_PROVIDERS = (at_provider.PROVIDER,)
    settings.ROOT_URLCONF = __name__
    return make_world(monday)


def everything(world: World) -> Callable[[], Iterator[tuple[str, Any]]]:
    """Make what every address speaks of. Called, it gets each as a visitor and as somebody who may
    open it, and every kind of error.
    """
    addresses = {name: path_of(name, row.arguments(world)) for name, row in TABLE.items()}

    def asked() -> Iterator[tuple[str, Any]]:
        for name, address in addresses.items():
            for person in {NOBODY, TABLE[name].reader}:
                yield f"{name} for {person}", world.client(person).get(address)
        for person in (NOBODY, "key-adult"):
            for broken in ("/nowhere/", "/fails/"):
                yield f"{broken} for {person}", world.client(person).get(broken)
        yield "bad host", world.client(NOBODY).get("/", headers={"host": "elsewhere.example"})
        guarded = Client(enforce_csrf_checks=True)
        yield "without a token", guarded.post("/account/login/", {"login": "a", "password": "b"})

    return asked


def test_no_page_holds_script_or_style_and_no_get_changes_anything(world: World) -> None:
    for row in TABLE.values():
        world.client(row.reader)
    asked = everything(world)
    before = contents()
    pages = 0
    for name, response in asked():
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, name
        assert "unsafe" not in policy, name
        assert response.headers["Cache-Control"].split(", ")[0] == "no-store", name
        assert response.headers["X-Frame-Options"] == "DENY", name
        assert response.headers["X-Content-Type-Options"] == "nosniff", name
        assert response.headers["Referrer-Policy"] == "same-origin", name
        if response.headers["Content-Type"].startswith("text/html"):
            pages += bool(response.content)
            assert not AN_ACT.search(response.content.decode()), name
    after = contents()

    assert pages > 60
    assert {table for table in before if before[table] != after[table]} <= WRITTEN_BY_READING


def test_the_check_for_script_and_style_finds_them() -> None:
    assert AN_ACT.search("<script>alert(1)</script>")
    assert AN_ACT.search('<p style="color: red">')
    assert AN_ACT.search('<button onclick="go()">')
    assert not AN_ACT.search('<script type="module" src="/static/a.js"></script>')


def contents() -> dict[str, str]:
    """Return a digest of every table's rows."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT coalesce(md5(string_agg(row::text, ',' ORDER BY row::text)), '')"
                f' FROM "{table}" AS row'
            )
            found[table] = cursor.fetchone()[0]
    return found


def test_not_yours_and_not_there_are_the_same_page(world: World) -> None:
    client = world.client("key-adult")

    not_yours, not_there = client.get("/for-police/"), client.get("/nothing/")

    assert not_yours.status_code == not_there.status_code == 404
    assert without_tokens(not_yours) == without_tokens(not_there)
    assert world.client("police-sender").get("/for-police/").content == b"police only"


def without_tokens(response: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_a_visitor_is_sent_to_sign_in_and_back(world: World) -> None:
    response = world.client(NOBODY).get("/for-police/")

    assert response.headers["Location"] == "/account/login/?next=/for-police/"


def test_a_fault_shows_a_calm_page_and_nothing_that_was_said(world: World) -> None:
    response = world.client("key-adult").get("/fails/")

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "Wren" not in response.content.decode()


def test_the_clock_of_a_demonstration_is_told_and_a_real_one_is_not(
    world: World, settings: Settings
) -> None:
    told = "clock says Monday 23 November 2026, 07:10"
    assert told in Client().get("/help/").content.decode()

    settings.CLOCK_AT = None
    assert "clock says" not in Client().get("/help/").content.decode()


def test_the_top_of_the_page_says_who_and_where(world: World) -> None:
    page = world.client("key-adult").get("/your-account/").content.decode()

    assert "Mill Lane Primary" in page
    assert world.cast["key-adult"].name in page
