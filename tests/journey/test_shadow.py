"""Beside the present way: the whole journey runs, nothing leaves, and the page of differences is
right against a list that was made by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from pytest_django import Settings

from firstbell import flow
from firstbell.cli import main
from firstbell.cli.demo import journey
from firstbell.cli.texts.stand_in import CHECK_TEMPLATE, KEY, TEMPLATE, StandIn, standing_in
from firstbell.cli.watch import watching
from firstbell.core.shadow import Kind, counts
from firstbell.foundation import shadow
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import posting
from firstbell.journey.delivery.channels import email, text, webhook
from firstbell.journey.delivery.models import Notification, Text
from firstbell.journey.handover import post as hand_overs
from firstbell.journey.handover import signing
from firstbell.journey.handover.wire import HandOverMessage
from firstbell.journey.intake.actions import receive_feed
from firstbell.journey.reconciliation.actions.shadowing import NotEmpty, begin_shadow
from firstbell.journey.reconciliation.alarms import ways
from firstbell.journey.reconciliation.models import MorningSheet
from firstbell.journey.reconciliation.promise import promise
from firstbell.journey.reconciliation.queries import balance
from firstbell.journey.reconciliation.shadow import NoList, beside, rows_of
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Agency
from firstbell.sample import make_borough, write
from firstbell.sample.feeds import SOURCE
from firstbell.web import messages
from tests import world
from tests.listener import Listener, listening
from tests.people import ready_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Whoever could be told of anything, each a server that listens."""

    mail: Mailbox
    notify: StandIn
    system: Listener
    alarms: Listener

    @property
    def heard(self) -> set[str]:
        """Which of them has heard anything."""
        said = {
            "mail": self.mail.taken,
            "notify": self.notify.texts,
            "system": self.system.posts,
            "alarms": self.alarms.posts,
            "ping": self.alarms.pings,
        }
        return {name for name, each in said.items() if each}


@pytest.fixture
def outside(
    settings: Settings, mailbox: Mailbox, monday: datetime, tmp_path: Path
) -> Iterator[Outside]:
    """Every channel set up, with somebody who listens at each."""
    settings.CLOCK_AT, settings.HOME = monday, tmp_path
    settings.WEBHOOKS_TO_PRIVATE = True
    settings.NOTIFY_TEMPLATE, settings.NOTIFY_CHECK_TEMPLATE = TEMPLATE, CHECK_TEMPLATE
    settings.ALARM_MAIL_TO = ["ops@council.example"]
    with standing_in() as notify, listening() as system, listening() as alarms:
        settings.NOTIFY_URL, settings.NOTIFY_KEY = notify.url, KEY
        settings.ALARM_URL, settings.ALARM_SECRET = alarms.url, b"s" * 32
        settings.ALARM_PING_URL = f"{alarms.url}/ping"
        yield Outside(mail=mailbox, notify=notify, system=system, alarms=alarms)


def a_morning(outside: Outside, *, at: datetime, told: bool) -> None:
    """Let a child be found at a school with every channel, and nobody answer until noon."""
    council, force = world.a_partnership(), world.a_force()
    school = world.a_school()
    world.a_key_adult(school, mobile="07700 900001")
    world.a_pupil(school)
    set_rule(key="texts", value="always", by=None, at=at)
    ready_person("hub-manager", name="Sal Brook", agency=council)
    ready_person("police-sender", name="Pat Heron", agency=force)
    if not told:
        begin_shadow(by=None, at=at)
    by = world.a_person("manager@council.example")
    posting.set_webhook(school.id, url=f"{outside.system.url}/hook", by=by, at=at)
    world.receive(world.an_incident(), world.an_incident("INC-2"), at=at)
    for minutes in range(0, 300, 20):
        world.carry_on(at=at + minutes * MINUTE)
    flow.check_what_time_makes_due(lambda: at + 5 * HOUR)
    world.carry_on(at=at + 5 * HOUR)
    watching.look_and_tell()


def test_where_people_are_told_every_channel_is_heard(outside: Outside, monday: datetime) -> None:
    a_morning(outside, at=monday, told=True)

    assert outside.heard == {"mail", "notify", "system", "alarms", "ping"}
    assert shadow.is_on() is False


def test_the_whole_journey_runs_and_nothing_leaves(outside: Outside, monday: datetime) -> None:
    a_morning(outside, at=monday, told=False)

    assert outside.heard == set()
    told = world.the_notification(incident__reference="INC-1")
    assert (told.state, told.raised_at, told.due_at) == (
        "raised", monday, datetime(2026, 11, 23, 8, 45, tzinfo=UTC)
    )  # fmt: skip
    assert (Notification.objects.count(), Text.objects.count()) == (2, 0)
    assert balance().adds_up
    assert not Event.objects.filter(done_at=None, due_at__lte=monday).exists()
    assert MorningSheet.objects.count() == 0
    assert AuditEntry.objects.filter(action="shadow.begun").count() == 1
    line = promise(at=monday + 6 * HOUR)[1]
    assert line.startswith("Beside the present way: everything is worked out here and nobody is")


def test_no_channel_sends_whoever_calls_it(
    outside: Outside, monday: datetime, settings: Settings
) -> None:
    world.a_force()
    begin_shadow(by=None, at=monday)
    shadow.keep_mark()
    post = webhook.Message(
        post_id=uuid4(), url=outside.system.url, secrets=(b"s" * 32,), notification_id=None,
        due_at=None,
    )  # fmt: skip

    with pytest.raises(email.TemporaryFailure):
        email.send(address="a@school.example", message_id="m", unanswered_by=None)
    with pytest.raises(webhook.NotTaken):
        webhook.post(post, at=datetime.now(UTC))
    with pytest.raises(text.NotTaken):
        text.send(number="+447700900001", reference="r", is_check=False)
    with pytest.raises(shadow.NothingLeaves):
        messages.send_invitation("a@school.example", "secret")
    key = Ed25519PrivateKey.generate()
    ours = signing.public_of(key)
    ask = HandOverMessage(id=str(uuid4()), kind="ask", digest="0" * 64, sent_by=ours, sent_to=ours)
    with pytest.raises(hand_overs.NotHeard):
        hand_overs.say(ask, url=outside.system.url, key=key, at=datetime.now(UTC))
    for way in ("mail", "post"):
        with pytest.raises(ways.NotTaken):
            ways.say([], way=way, at=monday)  # type: ignore[arg-type]
    with pytest.raises(ways.NotTaken):
        ways.ping()
    events.record(flow.TO_SEND, subject=world.a_person().id, at=monday)
    world.carry_on(at=monday)
    assert watching.tell_that_it_is_away() == []

    assert outside.heard == set()


def test_who_would_be_told_reads_nothing_and_every_page_says_why(
    outside: Outside, monday: datetime
) -> None:
    a_morning(outside, at=monday, told=False)
    school = world.the_notification(incident__reference="INC-1").establishment
    reader = ready_person("key-adult", name="Ade Lark", establishment=school)
    worker = ready_person(
        "hub-worker", name="Sam Ortolan", agency=Agency.objects.get(kind="council")
    )
    browser = Client()

    browser.force_login(reader)
    assert browser.get("/morning/").status_code == 404
    assert "Wren" not in browser.get("/", follow=True).content.decode()
    browser.force_login(worker)
    page = browser.get("/board/")
    assert page.status_code == 200
    assert "Ring nobody from these pages" in page.content.decode()


def test_nobody_is_silenced_who_was_told_before(outside: Outside, monday: datetime) -> None:
    a_morning(outside, at=monday, told=True)

    with pytest.raises(NotEmpty):
        begin_shadow(by=None, at=monday)

    assert shadow.is_on() is False


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["shadow", *arguments])


@dataclass(frozen=True, kw_only=True)
class Month:
    """What was worked out of the sample's feed and told to nobody, and where its files are."""

    force: Agency
    told: list[Notification]
    folder: Path

    def alone(self, number: int) -> Notification:
        """Return one of the notices whose child has no other."""
        children = [each.child_id for each in self.told]
        return [each for each in self.told if children.count(each.child_id) == 1][number]

    @property
    def elsewhere(self) -> str:
        """A school that the third child is not at."""
        here = self.alone(2).recipient
        return next(each.recipient for each in self.told if each.recipient != here)


@pytest.fixture
def month(
    outside: Outside, monday: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Month:
    monkeypatch.setenv("FIRSTBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://only/said-to-be-there")
    borough = make_borough(seed=1, pupils=600, incidents=30)
    write(borough, tmp_path)
    journey.load(tmp_path, borough)
    assert run("compare", str(tmp_path / "by-hand.csv")).exit_code == 1, "not a shadow yet"
    assert run("begin").exit_code == 0
    receive_feed(document=borough.feeds["feed.json"], by=None, at=monday)
    world.carry_on(at=monday)
    assert outside.heard == set()
    force = Agency.objects.get(code=SOURCE)
    rows = Notification.objects.filter(state="raised", incident__source=force)
    told = list(rows.order_by("incident__reference", "child__reference", "id"))
    return Month(force=force, told=told, folder=tmp_path)


def a_list(month: Month) -> bytes:
    """Return a list by hand with one line of each kind."""

    def line(row: Notification, **more: str) -> str:
        said = {"incident": row.incident.reference, "child": row.child.reference}
        said |= {"place": row.recipient, "at": "08:05", **more}
        return f"2026-11-23,{said['incident']},{said['child']},,{said['place']},{said['at']},phone"

    alike, late, moved = (month.alone(number) for number in range(3))
    name = f"{late.child.given_names} {late.child.surname}"
    rows = [
        "date,reference,child,date_of_birth,place,told_at,how",
        line(alike),
        line(late, at="10:20", child=name.upper()),
        line(moved, place=month.elsewhere),
        line(alike),
        line(alike, place="999999"),
        line(alike, incident="EN26-000000"),
        line(alike, child="Nobody Anywhere"),
        line(alike, at="half past"),
    ]
    return "\n".join(rows).encode()


def test_the_differences_from_a_made_list_are_the_planted_ones(month: Month) -> None:
    found = beside(a_list(month), force=month.force)

    numbers = counts(found)
    assert {each: numbers[each] for each in Kind if numbers[each]} == {
        Kind.ALIKE: 1,
        Kind.LATE_BY_HAND: 1,
        Kind.OTHER_PLACE: 1,
        Kind.TWICE: 1,
        Kind.UNKNOWN_PLACE: 1,
        Kind.UNKNOWN_INCIDENT: 1,
        Kind.UNKNOWN_CHILD: 1,
        Kind.UNREADABLE: 1,
        Kind.ONLY_HERE: len(month.told) - 3,
        Kind.NEITHER: numbers[Kind.NEITHER],
    }
    neither = [each for each in found if each.kind == Kind.NEITHER]
    assert neither
    assert all(each.waits for each in neither)
    (moved,) = [each for each in found if each.kind == Kind.OTHER_PLACE]
    assert moved.by_hand
    assert moved.here
    assert (moved.by_hand.place, moved.here.place) == (month.elsewhere, month.alone(2).recipient)


def test_the_page_says_how_many_and_which_and_names_no_child(month: Month) -> None:
    listed, page = month.folder / "list.csv", month.folder / "differences.html"
    listed.write_bytes(a_list(month))

    result = run("compare", str(listed), "--page", str(page))

    assert result.exit_code == 1, result.output
    assert "       1  In time here, after the bell by hand" in result.stdout
    assert "line 9: Line cannot be read (told_at)" in result.stdout
    html = page.read_text(encoding="utf-8")
    assert oct(page.stat().st_mode & 0o777) == "0o600"
    assert re.search(r'Another school</a></th>.*?<td class="number">1</td>', html)
    late = month.alone(1).child
    assert f"{late.given_names} {late.surname}".casefold() not in html.casefold()
    assert "Nobody Anywhere" not in html + result.output
    assert AuditEntry.objects.get(action="shadow.compared").detail["other-place"] == 1
    sample = run("compare", str(month.folder / "by-hand.csv"), "--force", SOURCE)
    assert re.search(r"[1-9]\d*  Told alike", sample.stdout), sample.output


def test_a_time_may_be_an_instant_or_of_the_lines_day() -> None:
    head = "reference,child,place,date,told_at\n"
    body = head + "I,C1,1,2026-07-01,08:05\nI,C1,1,,2026-07-01T07:05:00Z\nI,C1,1,,\nI,C1,1,,08:05\n"

    rows = list(rows_of(body.encode()))

    assert [each.at for each in rows[:3]] == [datetime(2026, 7, 1, 7, 5, tzinfo=UTC)] * 2 + [None]
    assert [each.wrong for each in rows] == ["", "", "", "told_at"]


@pytest.mark.parametrize("body", [b"a,b\n1,2", b"\xff\xfe\x00", b'reference,child,place\n"x'])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(NoList):
        list(rows_of(body))
