"""The morning sheet, and what is entered afterwards from paper."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError
from pytest_django import DjangoAssertNumQueries, Settings

from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.actions import answering, escalating
from firstbell.journey.delivery.models import Call, Copy
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.actions import sheets
from firstbell.journey.reconciliation.models import MorningSheet, PaperEntry, SheetLine
from firstbell.registry.agencies.models import Agency
from tests import world
from tests.journey.hub import signed_in, trail, words_of
from tests.journey.reconciliation.conftest import Area
from tests.journey.reconciliation.guarded import Scene, make_scene, seal
from tests.people import ready_person
from tests.smtp import Mailbox


@pytest.fixture
def hub(area: Area, monday: datetime, tmp_path: Path, settings: Settings) -> Area:
    """The area at 07:10 with a child told at its school, and one whom nobody placed."""
    settings.SHEETS = tmp_path / "sheets"
    world.a_pupil(area.school)
    stranger = world.a_child(
        "C2", given_names="Otto", surname="Nowhere", date_of_birth="2014-01-02"
    )
    world.receive(world.an_incident(), world.an_incident("INC-2", children=[stranger]), at=monday)
    return area


@pytest.fixture
def scene(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Scene:
    """The borough with those who guard an incident, for these tests alone: others have the area."""
    settings.CLOCK_AT = monday
    return make_scene(at=monday)


def opened(sheet: MorningSheet, *, by: User, at: datetime) -> str:
    """Return the words of a sheet, opened with the hub's password."""
    reader = PdfReader(BytesIO(bytes(sheet.document or b"")))
    assert reader.decrypt(sheets.show_password(hub=sheet.hub, by=by, at=at))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def the_sheet() -> MorningSheet:
    return MorningSheet.objects.select_related("hub").get()


def enter(area: Area, **said: Any) -> Any:
    """Send the form about a call from the one sheet to the one school."""
    sheet = the_sheet()
    fields = {
        "lines": [1],
        "outcome": f"reached:{area.key_adult.id}",
        "on": "2026-11-23",
        "at_time": "7:30",
        "rung_by": str(area.worker.id),
        "once": str(uuid4()),
        **said,
    }
    address = reverse("enter_call_from_paper", args=[sheet.id, area.school.id])
    return area.browser.post(address, fields, follow=True)


def test_at_six_each_hub_gets_one_sheet_that_only_its_password_opens(
    hub: Area, monday: datetime, settings: Settings
) -> None:
    six = monday.replace(hour=6, minute=0)
    sheets.make_and_put(at=six - timedelta(seconds=1))
    assert not MorningSheet.objects.exists()

    sheets.make_and_put(at=six)
    sheets.make_and_put(at=six + timedelta(minutes=1))

    sheet = the_sheet()
    (file,) = settings.SHEETS.iterdir()
    assert file.name == sheet.file_name == "firstbell-morning-sheet-1-990-2026-11-23.pdf"
    sealed = file.read_bytes()
    assert sealed == bytes(sheet.document or b"")
    assert b"Tollemarsh" not in sealed
    with pytest.raises(FileNotDecryptedError):
        PdfReader(BytesIO(sealed)).pages[0].extract_text()
    text = opened(sheet, by=hub.worker, at=six)
    for words in (
        "Wren Tollemarsh, born 4 May 2016",
        "By 08:45: Mill Lane Primary School",
        "Ade Lark, designated safeguarding lead: 01632 960002",
        "Main number: 01632 960001",
        "Police reference: INC-1",
        "Otto Nowhere, born 2 January 2014",
        "Do not approach the parents",
        "Time, caller:",
    ):
        assert words in text, text
    for kept in ("table", "Sedge", "door was broken", "Maro"):
        assert kept not in text


def test_what_stands_on_a_sheet_is_counted_as_copies_that_left(hub: Area, monday: datetime) -> None:
    sheets.make_and_put(at=monday)

    copy = Copy.objects.get()
    line = SheetLine.objects.get(copy=copy)
    assert (copy.kind, copy.with_words, copy.made_by) == ("sheet", False, None)
    assert (line.number, line.notification) == (1, world.the_notification())
    assert (trail("sheet.made"), trail("notification.copied")) == (1, 0)
    assert not SheetLine.objects.get(number=2).copy


def test_nothing_guarded_and_no_own_family_stands_on_paper(scene: Scene, monday: datetime) -> None:
    hub = sheets.hubs(at=monday)[0]
    manager = scene.manager[0]
    seal(scene, monday, kind="restricted")
    restricted = sheets.make_now(hub=hub, by=manager, at=monday)
    assert not SheetLine.objects.exists()
    text = opened(restricted, by=manager, at=monday)
    assert "Wren" not in text
    assert "Sacha Brand, 01632 960009: something waits that is due 08:45." in text


def test_a_sheet_with_one_line_and_with_three_asks_as_often(
    hub: Area, monday: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agency = sheets.hubs(at=monday)[0]
    sheets.make_now(hub=agency, by=None, at=monday)
    with django_assert_num_queries(QUERIES_OF_A_SHEET):
        sheets.make_now(hub=agency, by=None, at=monday)
    for number, name in enumerate(("Rook", "Robin"), start=3):
        world.a_pupil(hub.school, name, "Quillfen", date(2012, 3, number))
        child = world.a_child(
            given_names=name, surname="Quillfen", date_of_birth=f"2012-03-0{number}"
        )
        world.receive(world.an_incident(f"INC-{number}", children=[child]), at=monday)

    with django_assert_num_queries(QUERIES_OF_A_SHEET):
        sheets.make_now(hub=agency, by=None, at=monday)


QUERIES_OF_A_SHEET = 24


def test_the_file_goes_after_a_day_and_the_count_stays(
    hub: Area, monday: datetime, settings: Settings
) -> None:
    sheets.make_and_put(at=monday)
    sheets.make_and_put(at=monday + timedelta(hours=24))

    first, second = MorningSheet.objects.order_by("number")
    assert (first.document, first.lines.count()) == (None, 2)
    assert [file.name for file in settings.SHEETS.iterdir()] == [second.file_name]


def test_a_hub_fetches_its_sheet_and_sees_the_password_when_it_asks(
    hub: Area, monday: datetime
) -> None:
    sheets.make_and_put(at=monday)
    sheet = the_sheet()

    page = words_of(hub.browser.get(reverse("morning_sheets")))
    assert "Nobody at Eastmarsh has looked at the password yet." in page
    assert "Sheet 1, Monday 23 November" in page
    file = hub.browser.get(reverse("sheet_file", args=[sheet.id]))
    assert file.content == bytes(sheet.document or b"")
    assert sheet.file_name in file.headers["Content-Disposition"]
    assert trail("sheet.fetched") == 1

    asked = words_of(hub.browser.post(reverse("sheet_password")))
    assert sheets.show_password(hub=sheet.hub, by=hub.worker, at=monday) in asked
    assert trail("sheet_password.shown") == 2
    assert "Nobody at" not in words_of(hub.browser.get(reverse("morning_sheets")))


def test_a_new_password_opens_only_what_is_made_from_then_on(hub: Area, monday: datetime) -> None:
    sheets.make_and_put(at=monday)
    manager, browser = signed_in("hub-manager", agency=the_sheet().hub)
    old = sheets.show_password(hub=the_sheet().hub, by=manager, at=monday)

    assert hub.browser.post(reverse("new_sheet_password")).status_code == 404
    browser.post(reverse("new_sheet_password"))
    browser.post(reverse("morning_sheets"))

    first, second = (
        PdfReader(BytesIO(bytes(each.document or b"")))
        for each in MorningSheet.objects.order_by("number")
    )
    new = sheets.show_password(hub=sheets.hubs(at=monday)[0], by=manager, at=monday)
    assert (bool(first.decrypt(old)), bool(first.decrypt(new))) == (True, False)
    assert (bool(second.decrypt(old)), bool(second.decrypt(new))) == (False, True)


def test_a_sheet_is_not_handed_over_once_a_record_on_it_was_closed_to_others(
    scene: Scene, monday: datetime
) -> None:
    browser = scene.worker[1]
    sheet = sheets.make_now(hub=sheets.hubs(at=monday)[0], by=None, at=monday)
    assert browser.get(reverse("sheet_file", args=[sheet.id])).status_code == 200
    seal(scene, monday)

    answer = browser.get(reverse("sheet_file", args=[sheet.id]), follow=True)

    assert "can no longer be fetched" in words_of(answer)
    entering = reverse("enter_from_paper", args=[sheet.id])
    assert "Wren" not in words_of(browser.get(entering))


def test_a_call_from_paper_stands_with_the_time_at_which_it_was(
    hub: Area, monday: datetime, settings: Settings
) -> None:
    sheets.make_and_put(at=monday)
    settings.CLOCK_AT = at = monday.replace(hour=10)
    escalating.look_at_the_bells(at=at)
    assert world.the_notification().missed_at

    page = words_of(enter(hub))

    told = world.the_notification()
    call = Call.objects.get()
    half_past = monday.replace(minute=30)
    assert (told.state, told.closed_at, told.missed_at) == ("phoned", half_past, None)
    assert (call.claimed_by, call.ended_at, call.spoke_to) == (hub.worker, half_past, hub.key_adult)
    assert PaperEntry.objects.get().entered_at == at
    assert "Ade Lark was told on the telephone." in page
    assert trail("notification.not_missed") == trail("call.entered_from_paper") == 1
    assert queries.balance().adds_up


def test_the_same_paper_entered_twice_is_one_call(
    hub: Area, monday: datetime, settings: Settings
) -> None:
    sheets.make_and_put(at=monday)
    settings.CLOCK_AT = monday.replace(hour=10)
    once = str(uuid4())

    enter(hub, once=once)
    second_click = words_of(enter(hub, once=once))
    somebody_else = words_of(enter(hub))

    assert Call.objects.count() == PaperEntry.objects.count() == 1
    assert trail("notification.phoned") == 1
    for page in (second_click, somebody_else):
        assert "This call had been entered already. Nothing was changed." in page


def test_what_was_answered_meanwhile_stays_as_it_is(
    hub: Area, monday: datetime, settings: Settings
) -> None:
    sheets.make_and_put(at=monday)
    ade = ready_person("key-adult", name="Ade Lark", establishment=hub.school)
    at = monday + timedelta(minutes=50)
    told = answering.open_notification(notification=world.the_notification(), by=ade, at=at)
    answering.confirm_on_roll(notification=told, by=ade, at=at)
    answering.acknowledge(notification=told, by=ade, at=at)
    settings.CLOCK_AT = monday.replace(hour=10)

    page = words_of(enter(hub))

    assert world.the_notification().state == "acknowledged"
    assert Call.objects.count() == 1
    assert "Acknowledged by Ade Lark, 08:00. The call is kept beside it" in page


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"at_time": "10:11"}, "The call was after the sheet was made, and before now"),
        ({"at_time": "7:09"}, "The call was after the sheet was made, and before now"),
        ({"at_time": ""}, "Write the time that stands on the paper"),
        ({"lines": []}, "Choose at least one line"),
        ({"outcome": ""}, "Say how the call went"),
    ],
)
def test_what_cannot_have_been_is_refused(
    hub: Area, monday: datetime, settings: Settings, said: Mapping[str, object], error: str
) -> None:
    sheets.make_and_put(at=monday)
    settings.CLOCK_AT = monday.replace(hour=10)

    assert error in words_of(enter(hub, **said))
    assert not Call.objects.exists()


def test_nobody_reached_is_a_call_too_and_changes_nothing(
    hub: Area, monday: datetime, settings: Settings
) -> None:
    sheets.make_and_put(at=monday)
    settings.CLOCK_AT = monday.replace(hour=10)

    page = words_of(enter(hub, outcome="no_answer"))

    assert "Still waits for an answer" in page
    assert world.the_notification().closed_at is None
    assert Call.objects.get().outcome == "no_answer"


def test_another_hubs_sheet_is_not_there(hub: Area, monday: datetime) -> None:
    sheets.make_and_put(at=monday)
    other = Agency.objects.create(
        code="991", name="Westmarsh", kind="council", laua="E08990002", is_ours=True
    )
    _person, browser = signed_in("hub-worker", agency=other)

    for name in ("sheet_file", "enter_from_paper"):
        assert browser.get(reverse(name, args=[the_sheet().id])).status_code == 404
