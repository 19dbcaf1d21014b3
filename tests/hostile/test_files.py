"""Whatever is in a file, and whichever way it comes in: refused clearly, or taken as plain text.

Every file holds two good rows, pupils, events or incidents where it can. They must land whatever
stands between them, and what an earlier file said must still stand when one is of no use.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import transaction
from django.test import Client

from firstbell.cli import main
from firstbell.foundation.events.models import Event
from firstbell.foundation.marks import shown
from firstbell.journey.intake.models import Incident
from firstbell.journey.reconciliation.queries import balance
from firstbell.registry.agencies.models import (
    CalendarPeriod,
    Contact,
    Establishment,
    EstablishmentLink,
    Membership,
    Postcode,
)
from firstbell.registry.people.models import Registration, Roll
from tests.api.tokens import token_of
from tests.hostile.documents import ctf, hostile_calendars, hostile_ctfs, hostile_feeds
from tests.hostile.spreadsheets import MAPPING, hostile_sheets
from tests.hostile.tables import REGISTERS, Sent, hostile_files, hostile_rows, rows_of
from tests.world import (
    LONG_AGO,
    a_force,
    a_membership,
    a_partnership,
    a_person,
    a_school,
    carry_on,
)

pytestmark = pytest.mark.django_db

MOST_SECONDS = 10
"""Of this machine's time for one file; the worst take less than one."""

LONGEST_LINE = 1_000
PLACE = re.compile(
    r"line \d+|Pupil\[\d+\]|SourceSchool|nested|the whole file|--scope| /\w|header|JSON|"
    r"UTF-8|iCalendar|workbook|\b[A-Z]{1,3}\d+: |\d+:\d+: "
)
CURE = re.compile(r"; .|\. [A-Z]")


@dataclass(kw_only=True)
class Judged:
    """What was wrong with how files were taken, by their names."""

    files: int = 0
    wrong: list[str] = field(default_factory=list)

    def judge(self, sent: Sent, *faults: str) -> None:
        """Count one file and note what was wrong."""
        self.files += 1
        self.wrong += [f"{sent.name}: {fault}" for fault in faults]


@pytest.fixture
def borough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """A borough whose registers hold one row each, and a folder to work in."""
    monkeypatch.setenv("FIRSTBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://only/said-to-be-there")
    # This database is of this version; asking for each of some hundred files takes minutes.
    monkeypatch.setattr("firstbell.cli.ground.unapplied", lambda: False)
    monkeypatch.chdir(tmp_path)
    a_partnership()
    a_force()
    school = a_school()
    for email in ("good@school.example", "better@school.example"):
        a_membership(a_person(email), "key-adult", establishment=school)


def load(name: str, content: bytes, *options: str) -> Result:
    Path("hostile.file").write_bytes(content)
    arguments = ["receive"] if name == "receive" else ["load", name]
    return CliRunner().invoke(
        main, [*arguments, "hostile.file", *options, "--at", "2026-11-23T07:10:00Z"]
    )


def faults_of(done: Result) -> Iterator[str]:
    """Yield what is wrong with what a command said and how it ended."""
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        yield f"it failed: {type(done.exception).__name__}"
        return
    lines = [line for line in done.stderr.splitlines() if ":warning:" not in line]
    if done.exit_code not in {0, 1}:
        yield f"it ended with {done.exit_code}"
    if done.exit_code == 0 and (lines or re.search(r"[1-9]\d* refused", done.stdout)):
        yield "it ended well although something was refused"
    if done.exit_code == 1 and not lines:
        yield "it does not say what was refused"
    for line in lines:
        if not PLACE.search(line) and "this is " not in line and "the file is empty" not in line:
            yield f"no place: {line}"
        if not CURE.search(line):
            yield f"no cure: {line}"
    said = done.stdout + done.stderr
    if shown(said) != said:
        yield "the terminal is sent what nobody sees"
    if max(map(len, said.splitlines()), default=0) > LONGEST_LINE:
        yield "a line is too long to read"


def tried(
    files: Iterator[Sent],
    take: Callable[[Sent], Iterator[str]],
    *,
    stands: Callable[[], bool],
    landed: Callable[[], bool],
) -> Judged:
    """Send each file, ask what was wrong, and undo it."""
    judged = Judged()
    for sent in files:
        began = time.process_time()
        with transaction.atomic():
            faults = list(take(sent))
            if not any("failed" in each for each in faults):
                faults += [] if stands() else ["what stood before is gone"]
                faults += [] if landed() or not sent.keeps else ["a good row is lost"]
            transaction.set_rollback(True)
        if time.process_time() - began > MOST_SECONDS:
            faults.append("it took too long")
        judged.judge(sent, *faults)
    return judged


def is_current(surname: str) -> bool:
    rows = Registration.objects.filter(surname=surname, roll__state=Roll.State.CURRENT)
    return rows.values("pupil").distinct().count() == 1


def has_left(email: str) -> bool:
    return Membership.objects.filter(user__email=email, ends_at__isnull=False).exists()


FOUND: dict[str, Callable[[str], bool]] = {
    "establishments": lambda good: Establishment.objects.filter(name=f"{good} Row School").exists(),
    "links": lambda good: (
        EstablishmentLink.objects.filter(urn={"Good": 990101, "Better": 990102}[good]).count() == 1
    ),
    "roll": lambda good: is_current(f"{good}row"),
    "contacts": lambda good: Contact.objects.filter(name=f"{good} Row", valid_to=None).exists(),
    "calendar": lambda good: CalendarPeriod.objects.filter(note=good).exists(),
    "postcodes": lambda good: Postcode.objects.filter(
        pcds={"Good": "QX9 1AA", "Better": "QX9 1AB"}[good]
    ).exists(),
    "leavers": lambda good: has_left(f"{good.lower()}@school.example"),
}
"""Whether the good row of a register, or the better one, is there."""


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)
def test_a_table_is_refused_row_by_row_and_the_good_rows_land(register: Any, borough: None) -> None:
    first = load(register.name, rows_of(register, register.good))
    assert first.exit_code == 0, first.stderr

    for files in (hostile_rows(register), hostile_files(register)):
        judged = tried(
            files,
            lambda sent: faults_of(load(register.name, sent.content)),
            stands=lambda: FOUND[register.name]("Good"),
            landed=lambda: FOUND[register.name]("Better"),
        )
        assert not judged.wrong
        assert judged.files > 25


def test_a_transfer_file_is_refused_pupil_by_pupil(borough: None) -> None:
    assert load("roll", ctf().encode()).exit_code == 0
    Registration.objects.filter(surname="Betterrow").delete()

    judged = tried(
        hostile_ctfs(),
        lambda sent: faults_of(load("roll", sent.content)),
        stands=lambda: is_current("Goodrow"),
        landed=lambda: is_current("Betterrow"),
    )

    assert not judged.wrong
    assert judged.files > 80


def test_a_published_calendar_is_refused_event_by_event(borough: None) -> None:
    standing = {"establishment": None, "council_code": "990"}
    there = CalendarPeriod.objects.filter(**standing)

    judged = tried(
        hostile_calendars(),
        lambda sent: faults_of(load("calendar", sent.content, "--scope", "990")),
        stands=there.exists,
        landed=lambda: there.filter(note__in=["INSET good", "INSET better"]).count() == 2,
    )

    assert not judged.wrong
    assert judged.files > 60


def good_incidents_landed() -> bool:
    return Incident.objects.filter(reference__in=["INC-GOOD", "INC-BETTER"]).count() == 2


def can_go_on(at: datetime) -> bool:
    """Whether every child of what was taken goes on its way without a fault."""
    carry_on(at=at)
    return balance().adds_up and not Event.objects.exclude(last_error="").exists()


def test_a_feed_by_hand_is_refused_incident_by_incident(borough: None, monday: datetime) -> None:
    judged = tried(
        hostile_feeds(),
        lambda sent: faults_of(load("receive", sent.content)),
        stands=lambda: can_go_on(monday),
        landed=good_incidents_landed,
    )

    assert not judged.wrong
    assert judged.files > 120


def test_a_feed_by_machine_is_refused_incident_by_incident(borough: None) -> None:
    token = token_of("EASTMARSH", at=LONG_AGO)
    client = Client()

    def posted(sent: Sent) -> Iterator[str]:
        body = sent.content.replace(b'"EASTMARSH-POLICE"', b'"EASTMARSH"')
        answer = client.post(
            "/api/v1/feeds", body, content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        told = answer.json()
        if answer.status_code not in {200, 403, 409, 415, 422}:
            yield f"it failed: {answer.status_code}"
            return
        problems = list(told.get("problems", ()))
        for incident in told.get("incidents", ()):
            problems += incident["problems"]
            if (incident["fate"] == "refused") != bool(incident["problems"]):
                yield "a fate without a reason"
        if answer.status_code != 200 and not problems:
            yield "it does not say what was refused"
        for each in problems:
            if not (each["problem"] and each["cure"] and each["code"]):
                yield f"no cure: {each}"

    judged = tried(hostile_feeds(), posted, stands=lambda: True, landed=good_incidents_landed)

    assert not judged.wrong
    assert judged.files > 120


def test_a_spreadsheet_is_refused_row_by_row(borough: None) -> None:
    Path("mapping.toml").write_text(MAPPING)

    judged = tried(
        hostile_sheets(),
        lambda sent: faults_of(load("receive", sent.content, "--mapping", "mapping.toml")),
        stands=lambda: True,
        landed=good_incidents_landed,
    )

    assert not judged.wrong
    assert judged.files > 90


def test_a_row_that_would_be_lost_is_found(borough: None, monkeypatch: Any) -> None:
    sent = iter([Sent(name="lost", content=b"scope,kind,from,to\r\n")])

    judged = tried(
        sent,
        lambda each: faults_of(load("calendar", each.content)),
        stands=lambda: FOUND["calendar"]("Good"),
        landed=lambda: FOUND["calendar"]("Better"),
    )

    assert judged.wrong == ["lost: what stood before is gone", "lost: a good row is lost"]


def test_what_is_taken_is_the_text_as_it_was_sent(borough: None) -> None:
    register = next(each for each in REGISTERS if each.name == "contacts")
    name = '=HYPERLINK("http://elsewhere.example") <script> \u202eWren'

    load("contacts", rows_of(register, {**register.bad, "name": name}))

    assert Contact.objects.get(email="bad@school.example").name == name


def test_there_are_more_than_two_hundred_of_them(monday: datetime) -> None:
    tables = sum(len([*hostile_rows(register), *hostile_files(register)]) for register in REGISTERS)

    assert tables > 500
    assert len([*hostile_ctfs(), *hostile_calendars(), *hostile_feeds()]) > 250
