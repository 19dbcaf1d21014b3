"""The pages of what has come to its end: who is let in, what they do, and what they do not say."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from firstbell import flow
from firstbell.core.retention import Kind
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import answering
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.oversight.looking.actions import glass
from firstbell.oversight.records.actions.looking_over import look_over
from firstbell.oversight.records.models import Disposal, Lapsed, LegalHold
from firstbell.registry.agencies.models import Rule
from firstbell.registry.circles.models import BreakGlass, Restriction
from firstbell.registry.people.models import Registration, Roll
from tests import world
from tests.oversight.looking.conftest import Scene

DAY = timedelta(days=1)
CLASS = "/records/classes/content/"
WHY = "The inspectorate has asked for it."


@pytest.fixture
def ended(scene: Scene, settings: Settings) -> Scene:
    """The incident was answered, and its period is over."""
    answered(scene)
    scene.at += 91 * DAY
    settings.CLOCK_AT = scene.at
    look_over(at=scene.at)
    return scene


def answered(scene: Scene) -> None:
    for told in Notification.objects.filter(acknowledged_at=None):
        answering.open_notification(notification=told, by=scene.key_adult, at=scene.at)
        answering.confirm_on_roll(notification=told, by=scene.key_adult, at=scene.at)
        answering.acknowledge(notification=told, by=scene.key_adult, at=scene.at)


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def the_ids() -> list[str]:
    return [
        str(each) for each in Lapsed.objects.filter(kind="content").values_list("id", flat=True)
    ]


def open_the_case(scene: Scene, person: User) -> None:
    glass.break_glass(
        scene.incident.id,
        ground="subject_access",
        reason="Request 17 of this year.",
        by=person,
        at=scene.at,
    )


@pytest.mark.parametrize("who", ["manager", "officer"])
def test_what_has_come_to_its_end_is_counted_and_says_nothing_of_anybody(
    ended: Scene, who: str
) -> None:
    browser = ended.browser(getattr(ended, who))

    assert "1 waits" in text(browser, "/records/")
    page = text(browser, CLASS)
    assert str(ended.incident.id)[-12:] in page
    for word in ("Wren", "Tollemarsh", ended.incident.reference):
        assert word not in page


def test_nothing_goes_before_the_second_page(ended: Scene) -> None:
    browser = ended.browser(ended.manager)

    asked = browser.post(CLASS, {"record": the_ids(), "do": "approve"})

    assert "This cannot be undone." in asked.content.decode()
    assert not Disposal.objects.exists()


def test_what_is_approved_goes_once_and_stands_in_the_log(ended: Scene) -> None:
    browser = ended.browser(ended.manager)
    sure = {"record": the_ids(), "do": "approve", "sure": "yes"}

    first, second = browser.post(CLASS, sure), browser.post(CLASS, sure)
    world.carry_on(at=ended.at)

    assert first.headers["Location"] == f"{CLASS}?done=approved"
    assert second.headers["Location"] == f"{CLASS}?done=meanwhile"
    assert Incident.objects.get().erased_at == ended.at
    assert "Approved: 1. Gone: 1. Stayed: 0." in text(browser, "/records/log/")
    assert ended.manager.name in text(browser, f"/records/log/{Disposal.objects.get().id}/")


def test_a_record_is_kept_for_longer_with_a_reason(ended: Scene) -> None:
    browser = ended.browser(ended.officer)
    chosen = {"record": the_ids(), "do": "extend"}

    assert "Why they are kept for longer" in browser.post(CLASS, chosen).content.decode()
    short = browser.post(CLASS, {**chosen, "days": "30", "reason": "So"})
    assert "govuk-error-summary" in short.content.decode()
    browser.post(CLASS, {**chosen, "days": "30", "reason": WHY})

    row = Lapsed.objects.get(kind="content")
    assert (row.state, row.reason, row.decided_by) == ("extended", WHY, ended.officer)
    assert row.extended_until == ended.at + 30 * DAY
    assert WHY in text(browser, CLASS)


def test_nothing_chosen_is_said_at_the_first_box(ended: Scene) -> None:
    answer = ended.browser(ended.manager).post(CLASS, {"do": "approve"})

    assert 'href="#record-1"' in answer.content.decode()


@pytest.mark.parametrize(
    "sent", ["not-an-id", "' OR 1=1 --", "00000000-0000-4000-8000-000000000000", "\x00"]
)
def test_what_names_no_record_changes_nothing(ended: Scene, sent: str) -> None:
    answer = ended.browser(ended.manager).post(
        CLASS, {"record": [sent], "do": "approve", "sure": "yes"}
    )

    assert answer.status_code in (200, 302)
    assert Lapsed.objects.get(kind="content").state == "waiting"


def test_the_class_says_what_stays_and_why(scene: Scene, settings: Settings) -> None:
    settings.CLOCK_AT = scene.at + 91 * DAY
    look_over(at=settings.CLOCK_AT)

    assert "Something about it is still open: 1" in text(scene.browser(scene.manager), CLASS)


def test_what_is_in_a_closed_circle_is_not_counted(ended: Scene) -> None:
    Lapsed.objects.all().delete()
    Restriction.objects.create(
        record_id=ended.incident.id,
        kind="sealed",
        ground="employee",
        contact=ended.manager,
        made_by=ended.manager,
        made_at=ended.at,
    )

    page = text(ended.browser(ended.officer), CLASS)

    assert "Stays although" not in page
    assert str(ended.incident.id)[-12:] not in page


def test_the_list_takes_the_same_queries_with_one_row_and_with_three(
    ended: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = ended.browser(ended.manager)
    text(browser, CLASS)
    with django_assert_num_queries(QUERIES):
        text(browser, CLASS)
    for number in (2, 3):
        world.receive(world.an_incident(f"INC-{number}"), at=ended.at - 91 * DAY)
    ended.at -= 91 * DAY
    answered(ended)
    ended.at += 91 * DAY
    look_over(at=ended.at)

    with django_assert_num_queries(QUERIES):
        assert text(browser, CLASS).count('name="record"') == 3


QUERIES = 58


def test_every_class_has_its_period_and_its_source(scene: Scene) -> None:
    page = text(scene.browser(scene.manager), "/records/periods/")

    for rule in ("keep_content", "keep_replaced_rolls", "keep_trail"):
        assert rule in page
    assert "90 days" in page


# ---- legal holds ----


def held(scene: Scene, person: User, reference: str = "INC-1") -> str:
    answer = scene.browser(person).post(
        "/records/holds/new/",
        {"force": "EASTMARSH-POLICE", "reference": reference, "reason": WHY},
    )
    return answer.content.decode()


def test_a_hold_is_put_by_one_and_lifted_by_two(ended: Scene) -> None:
    held(ended, ended.manager)
    held(ended, ended.manager)
    row = LegalHold.objects.get()
    page = text(ended.browser(ended.officer), "/records/holds/")
    assert WHY in page
    lift = f"/records/holds/{row.id}/lift/"

    for person in (ended.manager, ended.manager):
        ended.browser(person).post(lift)
        row.refresh_from_db()
        assert row.lifted_at is None
    ended.browser(ended.officer).post(lift)

    row.refresh_from_db()
    assert (row.lift_asked_by, row.lifted_by) == (ended.manager, ended.officer)


def test_what_is_held_stays_although_it_was_approved(ended: Scene) -> None:
    browser = ended.browser(ended.manager)
    browser.post(CLASS, {"record": the_ids(), "do": "approve", "sure": "yes"})
    held(ended, ended.officer)
    world.carry_on(at=ended.at)

    assert Incident.objects.get().erased_at is None
    page = text(browser, f"/records/log/{Disposal.objects.get().id}/")
    assert "It is under a legal hold" in page


def test_a_sealed_incident_and_none_are_refused_alike(ended: Scene) -> None:
    Restriction.objects.create(
        record_id=ended.incident.id,
        kind="sealed",
        ground="employee",
        contact=ended.manager,
        made_by=ended.manager,
        made_at=ended.at,
    )

    assert "There is no incident of this reference" in held(ended, ended.officer)
    assert "There is no incident of this reference" in held(ended, ended.officer, "INC-9")
    assert not LegalHold.objects.exists()


# ---- erasure by right ----


def asked_to_erase(scene: Scene, person: User) -> UUID:
    open_the_case(scene, person)
    child = RecordedChild.objects.get()
    scene.browser(person).post(
        f"/cases/{scene.incident.id}/erase/", {"children": [str(child.id)], "reason": WHY}
    )
    glass.close_glass(by=person, at=scene.at)
    return Lapsed.objects.get(kind="child").id


def test_a_child_is_erased_by_right_when_another_agrees(ended: Scene) -> None:
    row = asked_to_erase(ended, ended.officer)
    decide = f"/records/erasures/{row}/decide/"

    alone = ended.browser(ended.officer).post(decide, {"answer": "agree"})
    world.carry_on(at=ended.at)
    assert alone.headers["Location"] == "/records/erasures/?done=meanwhile"
    assert RecordedChild.objects.get().erased_at is None

    for _click in range(2):
        ended.browser(ended.manager).post(decide, {"answer": "agree"})
    world.carry_on(at=ended.at)

    assert RecordedChild.objects.get().erased_at == ended.at
    assert Disposal.objects.count() == 1
    page = text(ended.browser(ended.officer), "/records/erasures/")
    assert "Gone" in page
    assert "Wren" not in page


def test_a_child_stays_when_another_says_no(ended: Scene) -> None:
    row = asked_to_erase(ended, ended.officer)

    ended.browser(ended.manager).post(f"/records/erasures/{row}/decide/", {"answer": "refuse"})
    world.carry_on(at=ended.at)

    assert RecordedChild.objects.get().erased_at is None
    assert "was not upheld" in text(ended.browser(ended.officer), "/records/erasures/")


def test_asking_needs_the_case_to_be_open_and_a_child_of_it(ended: Scene) -> None:
    address = f"/cases/{ended.incident.id}/erase/"
    assert ended.browser(ended.officer).get(address).status_code == 404

    open_the_case(ended, ended.officer)
    answer = ended.browser(ended.officer).post(address, {"children": [str(uuid4())], "reason": WHY})

    assert "govuk-error-summary" in answer.content.decode()
    assert not Lapsed.objects.filter(kind="child").exists()


def test_a_glass_that_has_ended_stops_nothing_although_nobody_closed_it(ended: Scene) -> None:
    open_the_case(ended, ended.officer)
    browser = ended.browser(ended.manager)
    browser.post(CLASS, {"record": the_ids(), "do": "approve", "sure": "yes"})
    assert BreakGlass.objects.get().closed_at is None

    world.carry_on(at=ended.at + timedelta(hours=2))

    assert Incident.objects.get().erased_at


def test_what_somebody_reads_now_stays(ended: Scene) -> None:
    browser = ended.browser(ended.manager)
    browser.post(CLASS, {"record": the_ids(), "do": "approve", "sure": "yes"})
    open_the_case(ended, ended.officer)

    world.carry_on(at=ended.at)

    assert Incident.objects.get().erased_at is None
    assert Lapsed.objects.get(kind="content").stopped_by == ["asked_for"]


@pytest.mark.parametrize("address", ["/records/", CLASS, "/records/log/", "/records/holds/"])
@pytest.mark.parametrize("who", ["hub", "key_adult"])
def test_others_find_no_such_page(scene: Scene, who: str, address: str) -> None:
    assert scene.browser(getattr(scene, who)).get(address).status_code == 404


@pytest.mark.parametrize(("rule", "left"), [("yes", 0), ("no", 1)])
def test_the_worker_lets_replaced_rolls_go_by_the_partnerships_rule_alone(
    scene: Scene, rule: str, left: int
) -> None:
    Rule.objects.create(key="replaced_rolls_go_by_themselves", value=rule, set_at=scene.at)
    Roll.objects.update(state=Roll.State.REPLACED, replaced_at=scene.at)
    later = scene.at + 31 * DAY

    flow.work_until_idle(lambda: later)

    assert Registration.objects.count() == left
    assert Lapsed.objects.get(kind=Kind.REPLACED_ROLLS).state == ("gone" if not left else "waiting")
