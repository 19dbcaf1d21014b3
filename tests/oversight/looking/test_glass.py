"""One case at a time, for a reason, for a while, told to its owners, reviewed by another."""

from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django.fixtures import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.oversight.looking.access import reviews
from firstbell.oversight.looking.actions import CannotReview, glass
from firstbell.registry.circles.models import BreakGlass, Restriction
from tests import world
from tests.oversight.looking.conftest import Scene
from tests.smtp import Mailbox

WHY = {"ground": "subject_access", "reason": "Request 17 of this year, identity was checked."}


def asked(reference: str = "INC-1") -> dict[str, str]:
    return {"force": "EASTMARSH-POLICE", "reference": reference, **WHY}


def test_a_case_is_shut_until_the_glass_is_broken_and_shut_again_after_an_hour(
    scene: Scene, settings: Settings
) -> None:
    browser = scene.browser(scene.officer)
    case = f"/cases/{scene.incident.id}/"
    assert browser.get(case).status_code == 404

    opened = browser.post("/cases/open/", asked())

    assert opened.headers["Location"] == case
    page = browser.get(case).content.decode()
    assert "Wren Tollemarsh" in page
    assert "open to you until 08:10" in page
    settings.CLOCK_AT = scene.at + timedelta(minutes=60)
    assert browser.get(case).status_code == 404


def test_one_case_at_a_time(scene: Scene) -> None:
    world.receive(world.an_incident("INC-2"), at=scene.at)
    browser = scene.browser(scene.officer)
    browser.post("/cases/open/", asked())

    refused = browser.post("/cases/open/", asked("INC-2")).content.decode()
    browser.post("/cases/close/")
    then = browser.post("/cases/open/", asked("INC-2"))

    assert "Another case is open to you" in refused
    assert then.status_code == 302
    assert browser.get(f"/cases/{scene.incident.id}/").status_code == 404


def test_a_second_click_opens_nothing_twice(scene: Scene) -> None:
    browser = scene.browser(scene.officer)

    answers = [browser.post("/cases/open/", asked()) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert BreakGlass.objects.count() == 1


def test_a_sealed_case_and_one_that_is_not_there_are_refused_alike(scene: Scene) -> None:
    Restriction.objects.create(
        record_id=scene.incident.id,
        kind="sealed",
        ground="employee",
        contact=scene.manager,
        made_by=scene.manager,
        made_at=scene.at,
    )
    browser = scene.browser(scene.officer)

    sealed = browser.post("/cases/open/", asked())
    unknown = browser.post("/cases/open/", asked("INC-9"))

    assert "There is no case of this reference" in sealed.content.decode()
    assert sealed.status_code == unknown.status_code == 200
    assert not BreakGlass.objects.exists()


def test_a_case_that_is_sealed_while_it_is_open_is_shut_at_once(scene: Scene) -> None:
    browser = scene.browser(scene.officer)
    browser.post("/cases/open/", asked())
    Restriction.objects.create(
        record_id=scene.incident.id,
        kind="sealed",
        ground="employee",
        contact=scene.manager,
        made_by=scene.manager,
        made_at=scene.at,
    )

    assert browser.get(f"/cases/{scene.incident.id}/").status_code == 404


@pytest.mark.parametrize("missing", ["reference", "ground", "reason"])
def test_a_case_needs_a_reference_a_ground_and_a_reason(scene: Scene, missing: str) -> None:
    answer = scene.browser(scene.officer).post("/cases/open/", {**asked(), missing: ""})

    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    assert not BreakGlass.objects.exists()


def test_only_those_who_may_open_a_case_find_the_page(scene: Scene) -> None:
    assert scene.browser(scene.hub).get("/cases/open/").status_code == 404
    assert scene.browser(scene.key_adult).post("/cases/open/", asked()).status_code == 404
    assert scene.browser(scene.manager).get("/cases/open/").status_code == 200


def test_every_reading_of_the_case_says_why(scene: Scene) -> None:
    browser = scene.browser(scene.officer)
    browser.post("/cases/open/", asked())
    browser.get(f"/cases/{scene.incident.id}/")

    entry = AuditEntry.objects.get(action="case.read")

    assert (entry.by, entry.subject_id, entry.why) == (
        scene.officer,
        str(scene.incident.id),
        "subject_access",
    )


def test_a_safe_address_stays_where_it_is(scene: Scene) -> None:
    child = world.a_child(address={"lines": ["9 Heron Yard"], "postcode": "ZZ9 9ZZ", "safe": True})
    world.receive(world.an_incident("INC-3", children=[child]), at=scene.at)
    browser = scene.browser(scene.officer)

    opened = browser.post("/cases/open/", asked("INC-3"))
    page = browser.get(opened.headers["Location"]).content.decode()

    assert "Wren" in page
    assert "Heron" not in page
    assert "ZZ9 9ZZ" not in page


def test_the_managers_of_the_hub_are_told_and_nobody_else(scene: Scene, mailbox: Mailbox) -> None:
    scene.browser(scene.officer).post("/cases/open/", asked())
    before = len(mailbox.taken)

    world.carry_on(at=scene.at)

    told = mailbox.taken[before:]
    assert [address for address, _message in told] == [scene.manager.email]
    assert BreakGlass.objects.get().told_at == scene.at
    assert "INC-1" not in told[0][1].as_string()


def test_somebody_else_reviews_it(scene: Scene) -> None:
    browser = scene.browser(scene.officer)
    browser.post("/cases/open/", asked())
    row = BreakGlass.objects.get()
    address = f"/who-looked/opened/{row.id}/"
    finding = {"finding": "justified", "note": "The request is on file."}
    assert browser.get(address).status_code == 404
    with pytest.raises(CannotReview):
        glass.review_glass(row.id, **finding, by=scene.officer, at=scene.at)

    other = scene.browser(scene.other_officer)
    assert WHY["reason"] in other.get(address).content.decode()
    done = other.post(address, finding)

    assert done.headers["Location"] == "/who-looked/?done=reviewed"
    row.refresh_from_db()
    assert (row.finding, row.reviewed_by) == ("justified", scene.other_officer)


def test_who_has_seen_the_record_is_a_document(scene: Scene) -> None:
    school = scene.browser(scene.key_adult)
    family = f"/notifications/{scene.incident.id}/{scene.notification.establishment_id}/"
    scene.browser(scene.hub).get("/board/")
    scene.browser(scene.hub).get(f"/children/{scene.notification.child_id}/")
    school.get(family)
    browser = scene.browser(scene.officer)
    browser.post("/cases/open/", asked())
    address = f"/cases/{scene.incident.id}/children/{scene.notification.child_id}/seen/"

    without, names = browser.get(address), browser.get(f"{address}?names=1")

    page = without.content.decode()
    assert "Hub worker, Eastmarsh" in page
    assert "Name on the morning board of the hub" in page
    assert "What police recorded was read" in page
    assert scene.hub.name not in page
    assert scene.hub.name in names.content.decode()
    assert AuditEntry.objects.filter(action="child.statement_read").count() == 2


def test_the_statement_is_of_the_case_that_is_open_alone(scene: Scene) -> None:
    world.receive(world.an_incident("INC-2"), at=scene.at)
    other = world.the_incident("INC-2").children.get()
    browser = scene.browser(scene.officer)
    browser.post("/cases/open/", asked())

    for incident, child in (
        (scene.incident.id, other.id),
        (other.incident_id, other.id),
        (scene.incident.id, uuid4()),
    ):
        assert browser.get(f"/cases/{incident}/children/{child}/seen/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    scene: Scene, rows: int, django_assert_num_queries: object
) -> None:
    for number in range(rows):
        BreakGlass.objects.create(
            record_id=uuid4(),
            user=scene.hub,
            ground="breach",
            reason="x" * 30,
            opened_at=scene.at,
            ends_at=scene.at,
            closed_at=scene.at,
            review_due_at=scene.at + timedelta(hours=number),
        )
    with django_assert_num_queries(13):  # type: ignore[operator]
        reviews.who_looked(scene.officer, at=scene.at)
