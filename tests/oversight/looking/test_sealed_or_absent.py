"""A sealed record changes no page of somebody outside its circle: not a byte, not a query.

Each page is asked in a world without the record, and again once it was received and sealed. The
matrix asks every address for what it says; here it is counted how often the database is asked.
"""

import re
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.foundation.accounts.models import User
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.oversight.looking.conftest import Scene
from tests.people import ready_person
from tests.permissions.matrix.asking import A_TOKEN, undone

Asked = Mapping[tuple[str, str], tuple[int, str, int]]
"""By who asks and what: the status, the words and the number of queries."""

LISTS = {
    "hub": ("/board/", "/board/?show=finished", "/calls/", "/reviews/", "/circles/"),
    "officer": ("/trail/", "/who-looked/", "/records/", "/records/holds/", "/records/erasures/"),
    "police": ("/feeds/",),
}

SEARCH = {"name": "Zantorhidden"}
CASE = {
    "force": "EASTMARSH-POLICE",
    "reference": "SEALED-9",
    "ground": "breach",
    "reason": "x" * 30,
}


def everything_asked(scene: Scene, police: User, ids: Mapping[str, UUID]) -> Asked:
    """Ask every list, a search for the name, the case by its reference, and its addresses."""
    people = {"hub": scene.hub, "officer": scene.officer, "police": police}
    asks: list[tuple[str, str, str, dict[str, str]]]
    asks = [(who, "GET", path, {}) for who, paths in LISTS.items() for path in paths]
    asks += [(who, "POST", "/search/", SEARCH) for who in ("hub", "police")]
    asks.append(("officer", "POST", "/cases/open/", CASE))
    for who in people:
        asks.append((who, "GET", f"/children/{ids['child']}/", {}))
        asks.append((who, "GET", f"/record/{ids['incident']}/readers/", {}))
        asks.append((who, "GET", f"/cases/{ids['incident']}/", {}))
    found = {}
    for who, method, path, form in asks:
        browser = scene.browser(people[who])
        with undone(), CaptureQueriesContext(connection) as queries:
            answer = browser.generic(method, path) if method == "GET" else browser.post(path, form)
        words = A_TOKEN.sub("", answer.content.decode())
        for each in ids.values():
            words = words.replace(str(each), "?")
        name = re.sub(r"[0-9a-f-]{36}", "?", path)
        found[who, f"{method} {name}"] = (answer.status_code, words, len(queries))
    return found


@pytest.mark.usefixtures("mailbox")
def test_what_is_sealed_is_asked_and_answered_as_what_is_not_there(scene: Scene) -> None:
    police = ready_person("police-sender", agency=scene.incident.source)
    without = everything_asked(scene, police, {"child": uuid4(), "incident": uuid4()})
    assert {status for status, _words, _queries in without.values()} == {200, 404}

    world.receive(
        world.an_incident("SEALED-9", children=[world.a_child("S1", surname="Zantorhidden")]),
        at=scene.at,
    )
    sealed = world.the_incident("SEALED-9")
    guard = Restriction.objects.create(
        record_id=sealed.id, kind="sealed", ground="employee", contact=scene.manager,
        made_by=scene.manager, made_at=scene.at,
    )  # fmt: skip
    guard.circle.create(user=scene.manager, added_by=scene.manager, added_at=scene.at)
    world.carry_on(at=scene.at)
    ids = {"child": sealed.children.get().id, "incident": sealed.id}

    beside = everything_asked(scene, police, ids)

    # That a delivery came is on the trail, whatever was in it.
    came = ("officer", "GET /trail/")
    changed = {each for each in without if without[each] != beside[each]}
    assert changed == {came}
    assert without[came][2] == beside[came][2]
    for word in ("SEALED-9", "Zantorhidden", *(str(each)[:8] for each in ids.values())):
        assert word not in beside[came][1]
    seen = scene.browser(scene.manager).get(f"/children/{ids['child']}/")
    assert "Zantorhidden" in seen.content.decode()
