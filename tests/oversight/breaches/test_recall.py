"""From a recall to its closing: access is shut, the reader asked, the clock runs."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from firstbell import flow
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification, Recall
from firstbell.journey.intake.models import Waiting
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.promise import promise
from firstbell.oversight.breaches.models import BreachRecord
from firstbell.oversight.breaches.queries import lateness
from firstbell.registry.circles.models import Restriction
from tests import world
from tests.oversight.breaches.conftest import Scene
from tests.smtp import Mailbox

WHY = {
    "why": "wrong_place",
    "instead": "choose",
    "reason": "The family moved in the summer and the roll was old.",
}
SAID = {
    "was_read": "yes",
    "was_kept": "yes",
    "was_passed_on": "no",
    "is_deleted": "yes",
    "said": "",
}
WEIGHED = {
    "risk": "likely",
    "risk_why": "The deputy head of that school knows the father well.",
    "tell_ico": "yes",
    "tell_ico_why": "A risk to somebody's safety cannot be ruled out.",
    "tell_people": "no",
    "tell_people_why": "The risk is not high; the hub told the mother by a safe way.",
}


def had(scene: Scene, *, copies: int = 0) -> None:
    """Let the key adult open, confirm and read it, and take copies."""
    browser, at = scene.browser(scene.key_adult), scene.notification
    place = f"/families/{at.incident_id}/at/{at.establishment_id}/"
    browser.post(f"{place}open/")
    browser.get(f"{place}answer/")
    browser.post(f"{place}answer/", {f"child-{at.id}": "yes"})
    assert "hid under the table" in browser.get(place).content.decode()
    for number in range(copies):
        once = f"00000000-0000-4000-8000-00000000000{number}"
        form = {"words": "with", "kind": "pdf", "once": once}
        browser.post(f"/notifications/{at.id}/copies/", form)


def taken_back(scene: Scene, **more: object) -> Recall:
    answer = scene.browser(scene.hub).post(
        f"/notifications/{scene.notification.id}/take-back/", {**WHY, **more}
    )
    assert answer.status_code == 302, answer.content.decode()
    world.carry_on(at=scene.at)
    return Recall.objects.get()


def test_one_act_shuts_every_way_and_asks_whoever_had_it(scene: Scene, mailbox: Mailbox) -> None:
    had(scene, copies=2)
    before, reader = len(mailbox.taken), scene.browser(scene.key_adult)

    recall = taken_back(scene)

    at = scene.notification
    taken = [f"copies/{copy.id}/" for copy in at.copies.all()]
    for path in ("", "copies/", "support/", *taken):
        page = reader.get(f"/notifications/{at.id}/{path}", follow=True).content.decode()
        assert "Wren" not in page
        assert "hid under the table" not in page
    asked = reader.get(f"/taken-back/{recall.id}/").content.decode()
    assert "Copy 1, PDF" in asked
    assert "Copy 2, PDF" in asked
    assert not any(word in asked for word in ("Wren", "Tollemarsh", "INC-1"))
    assert f"/taken-back/{recall.id}/" in reader.get("/this-morning/").content.decode()
    # The reader is asked, and information governance told, by an e-mail that says nothing.
    assert len(mailbox.taken) - before == 3
    assert recall.answer_due_at == scene.at + timedelta(hours=24)


def test_the_child_waits_for_whoever_says_who_is_told_instead(scene: Scene) -> None:
    taken_back(scene)

    wait = Waiting.objects.get(closed_at=None)
    assert (wait.why, wait.owner, wait.due_at) == ("recalled", "hub", scene.notification.due_at)
    assert queries.balance().adds_up
    other = world.a_school(990002, "Fen Road School")
    world.a_key_adult(other, "Bea Fenn")
    child = f"/children/{scene.notification.child_id}/"
    page = scene.browser(scene.hub).get(child).content.decode()
    assert "was a wrong recipient" in page
    scene.browser(scene.hub).post(f"{child}school/", {"urn": "990002"})
    world.carry_on(at=scene.at)
    assert Notification.objects.get(establishment=other).state == "sent"
    assert not Waiting.objects.filter(closed_at=None).exists()


def test_what_somebody_had_is_a_breach_with_its_log_and_a_clock_of_72_hours(scene: Scene) -> None:
    had(scene, copies=1)

    taken_back(scene)

    record = BreachRecord.objects.get()
    assert (record.kind, record.due_at) == ("breach", scene.at + timedelta(hours=72))
    assert (record.first_steps, record.readings, record.copies) == (1, 1, 1)
    page = scene.browser(scene.officer).get(f"/breaches/{record.id}/").content.decode()
    assert "Notification read" in page
    assert scene.key_adult.name in page
    assert "Nobody has read it since it was taken back" in page
    assert "Wren" not in page
    assert AuditEntry.objects.filter(action="breach.read", by=scene.officer).count() == 1


def test_what_nobody_had_is_a_near_miss_and_nobody_is_asked(scene: Scene) -> None:
    recall = taken_back(scene)

    record = BreachRecord.objects.get()
    assert (record.kind, record.due_at) == ("near_miss", scene.at + timedelta(days=14))
    assert recall.answer_due_at is None
    assert scene.browser(scene.key_adult).get(f"/taken-back/{recall.id}/").status_code == 404
    listed = scene.browser(scene.officer).get("/breaches/").content.decode()
    assert "Near miss" in listed
    closing = {"remedy": "The roll was loaded anew on the same day."}
    scene.browser(scene.officer).post(f"/breaches/{record.id}/close/", closing)
    record.refresh_from_db()
    assert record.closed_by == scene.officer


def test_a_near_miss_becomes_a_breach_by_what_the_hub_hears(
    scene: Scene, settings: Settings
) -> None:
    recall = taken_back(scene)
    later = settings.CLOCK_AT = scene.at + timedelta(hours=5)

    scene.browser(scene.hub).post(f"/taken-back/{recall.id}/heard/", SAID)
    world.carry_on(at=later)

    record = BreachRecord.objects.get()
    assert (record.kind, record.aware_at) == ("breach", later)
    assert record.due_at == later + timedelta(hours=72)


def test_a_record_is_weighed_told_answered_and_closed_step_by_step(
    scene: Scene, settings: Settings
) -> None:
    had(scene)
    recall = taken_back(scene)
    officer, record = scene.browser(scene.officer), BreachRecord.objects.get()
    address = f"/breaches/{record.id}/"
    settings.CLOCK_AT = scene.at + timedelta(hours=73)

    unlawful = officer.post(f"{address}decide/", {**WEIGHED, "tell_ico": "no"}).content.decode()
    silent = officer.post(
        f"{address}decide/", {**WEIGHED, "risk": "high", "tell_people_why": ""}
    ).content.decode()
    officer.post(f"{address}decide/", WEIGHED)
    closed_early = officer.post(f"{address}close/", {"remedy": "Rolls come every night now."})
    told = {"told_on_0": "26", "told_on_1": "11", "told_on_2": "2026", "told_time": "07:30"}
    without_why = officer.post(f"{address}ico/", {**told, "reference": "IC-1"}).content.decode()
    late = {**told, "reference": "IC-1", "late_why": "Nobody of us was at work on these days."}
    officer.post(f"{address}ico/", late)
    scene.browser(scene.key_adult).post(f"/taken-back/{recall.id}/", SAID)
    officer.post(f"{address}close/", {"remedy": "Rolls come every night now."})

    assert "the ICO must be told" in unlawful
    assert "Article 34(3)" in silent
    assert closed_early.headers["Location"].endswith("done=cannot")
    assert "after the 72 hours" in without_why
    record.refresh_from_db()
    assert (record.ico_reference, record.ico_late_why[:6]) == ("IC-1", "Nobody")
    assert record.closed_by == scene.officer
    assert "Rolls come every night now." in officer.get(address).content.decode()


def test_a_hub_manager_reads_a_record_and_decides_nothing(scene: Scene) -> None:
    had(scene)
    taken_back(scene)
    manager, record = scene.browser(scene.manager), BreachRecord.objects.get()

    assert manager.get(f"/breaches/{record.id}/").status_code == 200
    assert manager.post(f"/breaches/{record.id}/decide/", WEIGHED).status_code == 404
    assert scene.browser(scene.hub).get(f"/breaches/{record.id}/").status_code == 404
    assert scene.browser(scene.officer).get(f"/breaches/{record.id}/burn/").status_code == 404


def test_the_record_of_what_is_sealed_is_its_circles_alone(scene: Scene) -> None:
    had(scene)
    taken_back(scene)
    seal = Restriction.objects.create(
        record_id=scene.incident.id,
        kind="sealed",
        ground="employee",
        contact=scene.hub,
        made_by=scene.manager,
        made_at=scene.at,
    )
    seal.circle.create(user=scene.hub, added_by=scene.manager, added_at=scene.at)
    record = BreachRecord.objects.get()

    assert "Mill Lane" not in scene.browser(scene.officer).get("/breaches/").content.decode()
    for person in (scene.officer, scene.manager):
        assert scene.browser(person).get(f"/breaches/{record.id}/").status_code == 404
    browser = scene.browser(scene.hub)
    assert "The people in the circle" in browser.get("/breaches/").content.decode()
    assert browser.post(f"/breaches/{record.id}/decide/", WEIGHED).status_code == 302


def test_whoever_does_not_answer_is_rung_by_the_hub_and_everything_late_is_red(
    scene: Scene, mailbox: Mailbox, settings: Settings
) -> None:
    had(scene)
    recall = taken_back(scene)
    before, later = len(mailbox.taken), scene.at + timedelta(hours=24)

    for _look in range(2):
        flow.check_what_time_makes_due(lambda: later)
        world.carry_on(at=later)

    settings.CLOCK_AT = later
    assert len(mailbox.taken) - before >= 1
    recall.refresh_from_db()
    assert recall.chased_at == later
    told = AuditEntry.objects.filter(action="recall.told", detail__people=[str(scene.manager.id)])
    assert told.count() == 1
    listed = scene.browser(scene.hub).get("/taken-back/").content.decode()
    assert "The hub rings" in listed
    assert "1 wrong reader has not said" in scene.browser(scene.hub).get("/board/").content.decode()
    assert "1 recalls that nobody has answered in time: ring" in promise(at=later)[1]
    scene.browser(scene.hub).post(f"/taken-back/{recall.id}/heard/", SAID)
    assert "Answered by Lee Marsh" in scene.browser(scene.hub).get("/taken-back/").content.decode()


def test_the_owners_hear_again_a_day_before_the_end(scene: Scene, mailbox: Mailbox) -> None:
    had(scene)
    taken_back(scene)
    soon, over = scene.at + timedelta(hours=48), scene.at + timedelta(hours=72)
    assert not lateness(at=over - timedelta(seconds=1))
    assert lateness(at=over) == "1 breaches past their hour"

    flow.check_what_time_makes_due(lambda: soon)
    world.carry_on(at=soon)
    flow.check_what_time_makes_due(lambda: soon)
    world.carry_on(at=soon)

    assert AuditEntry.objects.filter(action="breach.told").count() == 2
    assert AuditEntry.objects.filter(action="breach.due_soon").count() == 1


def test_a_wrong_fact_goes_out_at_once_and_comes_back_when_police_put_it_right(
    scene: Scene,
) -> None:
    had(scene)
    wrong = {"why": "wrong_content", "parts": ["voice"]}

    recall = taken_back(scene, **wrong)

    reader, told = scene.browser(scene.key_adult), scene.notification
    page = reader.get(f"/notifications/{told.id}/").content.decode()
    assert "hid under the table" not in page
    assert "Wren" in page
    assert BreachRecord.objects.get().kind == "breach"
    assert "a part that was wrong" in reader.get(f"/taken-back/{recall.id}/").content.decode()
    world.receive(world.an_incident(revision=2, conditions="Bail."), at=scene.at)
    assert "hid under" not in reader.get(f"/notifications/{told.id}/").content.decode()
    child = world.a_child(voice="I was at my aunt's.")
    world.receive(world.an_incident(revision=3, children=[child]), at=scene.at)
    assert "my aunt" in reader.get(f"/notifications/{told.id}/").content.decode()


def test_of_a_withdrawn_incident_all_may_be_taken_back_and_nobody_is_told_instead(
    scene: Scene,
) -> None:
    had(scene)
    gone = world.an_incident(revision=2, status="withdrawn", status_reason="Another family.")
    world.withdraw(gone, at=scene.at)

    recall = taken_back(scene, why="withdrawn")

    assert recall.why == "withdrawn"
    scene.notification.refresh_from_db()
    assert scene.notification.state == "recalled"
    assert not Waiting.objects.filter(closed_at=None).exists()
    assert queries.balance().adds_up


def test_an_active_incident_cannot_be_taken_back_as_withdrawn(scene: Scene) -> None:
    address = f"/notifications/{scene.notification.id}/take-back/"

    answer = scene.browser(scene.hub).post(address, {**WHY, "why": "withdrawn"})

    assert answer.status_code == 200
    assert not Recall.objects.exists()


def test_a_second_click_takes_nothing_back_twice(scene: Scene) -> None:
    taken_back(scene)
    address = f"/notifications/{scene.notification.id}/take-back/"

    again = scene.browser(scene.hub).post(address, WHY)

    assert again.status_code == 404
    assert Recall.objects.count() == BreachRecord.objects.count() == 1


def test_no_to_the_question_is_no_recall_but_after_a_yes_it_is(scene: Scene) -> None:
    had(scene)

    answering.say_not_ours(notification=scene.notification, by=scene.key_adult, at=scene.at)
    world.carry_on(at=scene.at)

    assert BreachRecord.objects.get().kind == "breach"
    assert Recall.objects.get().made_by is None


@pytest.mark.parametrize("records", [1, 3])
def test_the_lists_ask_as_many_queries_for_three_as_for_one(
    scene: Scene, records: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(records - 1):
        world.receive(world.an_incident(f"MORE-{number}"), at=scene.at)
    for row in Notification.objects.all():
        path = f"/notifications/{row.id}/take-back/"
        assert scene.browser(scene.hub).post(path, WHY).status_code == 302
    world.carry_on(at=scene.at)
    assert BreachRecord.objects.count() == records
    officer, hub = scene.browser(scene.officer), scene.browser(scene.hub)
    with django_assert_num_queries(27):
        officer.get("/breaches/")
    with django_assert_num_queries(31):
        hub.get("/taken-back/")
