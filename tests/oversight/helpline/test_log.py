"""The log of a helpline: no name can be put in, one's own calls, figures about nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from firstbell.core.retention import Kind
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.views.finding import advice
from firstbell.oversight.helpline import access, actions
from firstbell.oversight.helpline.forms import CallForm
from firstbell.oversight.helpline.models import HelplineCall
from firstbell.oversight.records import standing
from firstbell.oversight.records.actions import destroying
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Agency, Desk
from tests import world
from tests.people import ready_person

pytestmark = pytest.mark.django_db

FILLED = {
    "day_0": "23",
    "day_1": "11",
    "day_2": "2026",
    "began": "6.55",
    "length": "15",
    "caller": "not_said",
    "place_kind": "primary",
    "council_code": world.COUNCIL,
    "after_notification": "yes",
    "about": "parent",
    "advice": ["listen", "parent"],
    "outcome": "advised",
}


@pytest.fixture
def council(monday: datetime, settings: Settings) -> Agency:
    settings.CLOCK_AT = monday
    return world.a_partnership()


@pytest.fixture
def desk(council: Agency) -> Desk:
    return world.a_desk("helpline")


@pytest.fixture
def adviser(desk: Desk) -> User:
    return ready_person("desk-officer", name="Psy Mallow", desk=desk)


def logged(by: User, desk: Desk, at: datetime, **more: Any) -> HelplineCall:
    said = {
        "began_at": at,
        "length": "15",
        "caller": "lead",
        "place_kind": "primary",
        "council_code": world.COUNCIL,
        "after_notification": "yes",
        "about": "parent",
        "advice": ("listen",),
        "outcome": "advised",
        **more,
    }
    call_id = uuid4()
    actions.log_call(call_id, actions.Said(**said), desk=desk, by=by, at=at)
    return HelplineCall.objects.get(id=call_id)


def test_there_is_no_place_for_a_name_in_the_table_or_the_form() -> None:
    words = [
        field.name
        for field in HelplineCall._meta.get_fields()
        if isinstance(field, models.TextField)
        or (isinstance(field, models.CharField) and not field.choices)
    ]
    assert words == ["council_code"]  # three letters, of a list
    assert HelplineCall._meta.get_field("council_code").max_length == 3
    form = CallForm(councils={}, at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    free = {name for name, field in form.fields.items() if type(field).__name__ == "CharField"}
    assert free == set()


def test_a_call_is_logged_in_one_form_once_and_taken_out(
    client: Client, adviser: User, monday: datetime
) -> None:
    client.force_login(adviser)
    page = client.get("/helpline/").content.decode()
    assert "Helpline" in page
    assert "None yet." in page
    refused = client.post("/helpline/", {"once": str(uuid4())}).content.decode()
    assert "Choose what it was mostly about" in refused
    once = str(uuid4())
    for _press in range(2):
        assert client.post("/helpline/", {**FILLED, "once": once}).status_code == 302

    call = HelplineCall.objects.get()
    assert (call.began_at, call.advice) == (monday - timedelta(minutes=15), ["listen", "parent"])
    own = client.get("/helpline/").content.decode()
    for said in ("Would not say", "Eastmarsh", "How to be with a parent", "after a notification"):
        assert said in own
    for _press in range(2):
        client.post(f"/helpline/{call.id}/take-out/")
    assert not HelplineCall.objects.exists()
    assert set(
        AuditEntry.objects.filter(subject_id=str(call.id)).values_list("action", flat=True)
    ) == {"helpline.logged", "helpline.taken_out"}


@pytest.mark.parametrize(
    "more", [{"day_0": "24"}, {"day_0": "15"}, {"began": "23:00"}, {"began": "a quarter to"}]
)
def test_a_call_that_is_not_of_this_week_is_not_logged(
    client: Client, adviser: User, more: dict[str, str]
) -> None:
    client.force_login(adviser)

    answer = client.post("/helpline/", {**FILLED, "once": str(uuid4()), **more})

    assert answer.status_code == 200
    assert not HelplineCall.objects.exists()


def test_the_log_is_for_the_people_of_a_helpline_and_each_reads_their_own(
    client: Client, adviser: User, desk: Desk, monday: datetime
) -> None:
    call = logged(adviser, desk, monday)
    other = ready_person("desk-officer", desk=desk)
    elsewhere = ready_person("desk-officer", desk=world.a_desk())
    for person, answers, owns in ((adviser, 200, 1), (other, 200, 0), (elsewhere, 404, 0)):
        client.force_login(person)
        page = client.get("/helpline/")
        assert page.status_code == answers
        assert ("Take it out" in page.content.decode()) is bool(owns and answers)
        with acting.for_person(person.id, at=monday):
            assert HelplineCall.objects.count() == owns
    client.force_login(elsewhere)
    assert "/helpline/" not in client.get("/this-morning/").content.decode()
    client.force_login(other)
    client.post(f"/helpline/{call.id}/take-out/")
    assert HelplineCall.objects.filter(id=call.id).exists()
    with pytest.raises(actions.CannotLog):
        actions.take_out(call, by=adviser, at=monday + timedelta(days=8))
    with pytest.raises(actions.CannotLog):
        actions.log_call(
            uuid4(),
            actions.Said(
                began_at=monday - timedelta(days=9),
                length="5",
                caller="lead",
                place_kind="other",
                council_code="",
                after_notification="no",
                about="other",
                advice=(),
                outcome="advised",
            ),
            desk=desk,
            by=adviser,
            at=monday,
        )


def test_the_figures_of_a_month_stand_a_week_after_it_and_are_about_nobody(
    client: Client, adviser: User, desk: Desk, council: Agency, monday: datetime, settings: Settings
) -> None:
    for number in range(7):
        about = "distress" if number < 6 else "staff"
        code = world.COUNCIL if number < 6 else "123"
        logged(adviser, desk, monday, about=about, council_code=code)
    logged(adviser, desk, datetime(2026, 12, 1, 9, tzinfo=UTC))
    reader = ready_person("business-unit")
    client.force_login(reader)
    assert "No month stands yet" in client.get("/helpline/figures/").content.decode()

    settings.CLOCK_AT = datetime(2027, 1, 8, 9, tzinfo=UTC)
    page = client.get("/helpline/figures/").content.decode()

    assert "7 calls." in page
    assert "A child who is distressed or withdrawn; What it does to staff" in page
    assert "Eastmarsh; Another council’s, or not said" in page
    assert "Too few calls to say more." in page
    assert "Psy Mallow" not in page


def test_the_list_asks_as_often_for_three_as_for_one(
    adviser: User, desk: Desk, monday: datetime
) -> None:
    counts = []
    for _call in range(3):
        logged(adviser, desk, monday)
        with (
            acting.for_person(adviser.id, at=monday),
            CaptureQueriesContext(connection) as asked,
        ):
            access.own_calls(adviser, at=monday)
        counts.append(len(asked))
    assert counts == [counts[0]] * 3


def test_a_call_is_let_go_after_its_period(adviser: User, desk: Desk, monday: datetime) -> None:
    call = logged(adviser, desk, monday)
    there = standing.READERS[Kind.HELPLINE_CALLS]({call.id}, monday)[call.id]
    assert there.runs_from_at == monday

    destroying.destroy_helpline_call(call.id, by=None, at=monday)

    assert not HelplineCall.objects.exists()


def test_every_notification_names_the_line_once_it_is_set(
    council: Agency, monday: datetime
) -> None:
    def shown() -> str:
        return render_to_string("delivery/safety.html", {"advice": advice()})

    assert "To talk over" not in shown()
    set_rule(key="helpline_number", value="01632 960044", by=None, at=monday)
    assert "ring 01632 960044. You need not say a name." in shown()
    set_rule(key="helpline_hours", value="weekdays, 9 to 4", by=None, at=monday)
    assert "ring 01632 960044 (weekdays, 9 to 4). You need not" in shown()
