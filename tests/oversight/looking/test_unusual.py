"""What the trail says of readings becomes a question to somebody else, once."""

from datetime import timedelta
from functools import partial

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.oversight.looking.actions import CannotReview, unusual
from firstbell.oversight.looking.models import UnusualReading
from firstbell.registry.agencies.actions.rules import set_rule
from tests.oversight.looking.conftest import Scene
from tests.people import ready_person

IN_ORDER = UnusualReading.Finding.IN_ORDER


def read_as(scene: Scene, person: User) -> None:
    answer = scene.browser(person).get(f"/children/{scene.notification.child_id}/")
    assert answer.status_code == 200


def test_an_ordinary_reading_raises_nothing(scene: Scene) -> None:
    read_as(scene, scene.hub)

    assert unusual.look_through(at=scene.at) == 0
    assert not UnusualReading.objects.exists()


def test_a_record_of_ones_own_surname_is_raised_once_and_grows(scene: Scene) -> None:
    namesake = ready_person("hub-worker", name="Bo Tollemarsh")
    read_as(scene, namesake)
    assert unusual.look_through(at=scene.at) == 1

    assert unusual.look_through(at=scene.at) == 0
    read_as(scene, namesake)
    assert unusual.look_through(at=scene.at) == 0

    row = UnusualReading.objects.get()
    assert (row.kind, row.user, row.times) == ("own_surname", namesake, 2)
    assert row.records == [str(scene.incident.id)]
    assert row.review_due_at == scene.at + timedelta(hours=72)


def test_after_a_review_only_what_is_new_is_raised_again(scene: Scene) -> None:
    namesake = ready_person("hub-worker", name="Bo Tollemarsh")
    read_as(scene, namesake)
    unusual.look_through(at=scene.at)
    unusual.review_reading(
        UnusualReading.objects.get().id,
        finding=IN_ORDER,
        note="On the rota.",
        by=scene.officer,
        at=scene.at,
    )

    assert unusual.look_through(at=scene.at) == 0
    read_as(scene, namesake)
    assert unusual.look_through(at=scene.at) == 1


def test_a_record_of_ones_own_street_is_raised(scene: Scene) -> None:
    said = scene.incident.said
    postcode = (said.get("address") or {}).get("postcode") or scene.notification.child.said[
        "address"
    ]["postcode"]
    scene.hub.home_postcode = postcode
    scene.hub.save()
    read_as(scene, scene.hub)

    unusual.look_through(at=scene.at)

    assert UnusualReading.objects.get().kind == "own_address"


def test_a_record_that_was_finished_long_ago_is_not_the_hubs_any_more(scene: Scene) -> None:
    scene.notification.closed_at = scene.at - timedelta(days=8)
    scene.notification.save()
    read_as(scene, scene.hub)

    unusual.look_through(at=scene.at)

    assert UnusualReading.objects.get().kind == "not_theirs"


def test_trying_one_page_after_the_other_is_raised(scene: Scene) -> None:
    set_rule(key="unusual_refused", value="3", by=None, at=scene.at)
    browser = scene.browser(scene.key_adult)
    for number in range(4):
        tried = browser.get(f"/children/00000000-0000-4000-8000-00000000000{number}/")
        assert tried.status_code == 404

    unusual.look_through(at=scene.at)

    row = UnusualReading.objects.get()
    assert (row.kind, row.user) == ("refused", scene.key_adult)


def test_what_the_review_holds_names_no_child(scene: Scene) -> None:
    read_as(scene, ready_person("hub-worker", name="Bo Tollemarsh"))
    unusual.look_through(at=scene.at)

    raised = AuditEntry.objects.get(action="reading.found_unusual")

    assert raised.by is None
    assert set(raised.detail) == {"kind", "person"}


def test_nobody_reviews_their_own_reading_and_nobody_twice(scene: Scene) -> None:
    row = UnusualReading.objects.create(
        user=scene.officer,
        kind="at_night",
        times=1,
        first_at=scene.at,
        last_at=scene.at,
        found_at=scene.at,
        review_due_at=scene.at,
    )
    review = partial(unusual.review_reading, row.id, finding=IN_ORDER, note="", at=scene.at)
    with pytest.raises(CannotReview):
        review(by=scene.officer)
    review(by=scene.other_officer)
    with pytest.raises(CannotReview):
        review(by=scene.manager)


def test_who_reviews_whom(scene: Scene) -> None:
    def raised_of(person: User) -> UnusualReading:
        return UnusualReading.objects.create(
            user=person,
            kind="at_night",
            times=1,
            first_at=scene.at,
            last_at=scene.at,
            found_at=scene.at,
            review_due_at=scene.at,
        )

    of_hub, of_officer = raised_of(scene.hub), raised_of(scene.officer)

    def opens(person: User, row: UnusualReading) -> bool:
        return scene.browser(person).get(f"/who-looked/{row.id}/").status_code == 200

    assert [opens(scene.officer, row) for row in (of_hub, of_officer)] == [True, False]
    assert [opens(scene.other_officer, row) for row in (of_hub, of_officer)] == [True, True]
    assert [opens(scene.manager, row) for row in (of_hub, of_officer)] == [False, True]
    assert [opens(scene.hub, row) for row in (of_hub, of_officer)] == [False, False]
    assert [opens(scene.key_adult, row) for row in (of_hub, of_officer)] == [False, False]


def test_a_review_is_read_and_written_down_by_its_page(scene: Scene) -> None:
    namesake = ready_person("hub-worker", name="Bo Tollemarsh")
    read_as(scene, namesake)
    unusual.look_through(at=scene.at)
    row = UnusualReading.objects.get()
    browser = scene.browser(scene.officer)

    listed = browser.get("/who-looked/").content.decode()
    page = browser.get(f"/who-looked/{row.id}/").content.decode()
    empty = browser.post(f"/who-looked/{row.id}/", {"note": ""})
    answer = {"finding": "not_in_order", "note": "Was not on duty."}
    done = browser.post(f"/who-looked/{row.id}/", answer)
    again = browser.post(f"/who-looked/{row.id}/", answer)

    assert "Bo Tollemarsh" in listed
    assert "A record of their own surname" in page
    assert "Wren" not in page + listed
    assert "Say whether it was in order" in empty.content.decode()
    assert done.headers["Location"] == "/who-looked/?done=reviewed"
    assert again.headers["Location"] == "/who-looked/?done=meanwhile"
    row.refresh_from_db()
    assert (row.finding, row.reviewed_by) == ("not_in_order", scene.officer)
