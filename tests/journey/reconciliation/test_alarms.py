"""Every kind of alarm is raised when it is due, told, and ended when its cause has ended."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.db import connection
from pytest_django import Settings

from firstbell.cli.watch.watching import look_and_tell
from firstbell.core.alarms import KINDS, Kind
from firstbell.core.calendars import LONDON
from firstbell.core.folders import Trouble
from firstbell.core.policy import Policy
from firstbell.core.rhythms import Rhythm
from firstbell.core.rota import Span
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.models import Event, Worker
from firstbell.journey.intake.actions.folders import note_look, watch_folder
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.actions.rhythms import forget_rhythm, set_rhythm
from firstbell.journey.intake.models import Incident
from firstbell.journey.reconciliation.actions import alarming
from firstbell.journey.reconciliation.alarms import looking
from firstbell.journey.reconciliation.alarms.open_ones import of_late, open_alarms
from firstbell.journey.reconciliation.alarms.words import words_of
from firstbell.journey.reconciliation.models import Alarm, Telling, Watch
from firstbell.registry.agencies.models import Agency
from firstbell.registry.cover.actions.rota import put_on_call
from tests import world
from tests.smtp import Mailbox

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FORCE = "EASTMARSH-POLICE"


@pytest.fixture
def force(db: None, settings: Settings, mailbox: Mailbox) -> Agency:
    """A borough with one force and a worker that lives; alarms go to one operator."""
    settings.ALARM_MAIL_TO = ["ops@council.example"]
    world.a_partnership()
    living()
    return world.a_force()


def living() -> None:
    events.begin_work(machine="one", process=1, lives=lambda _: True, clock_behind=timedelta(0))


@pytest.fixture
def watch_at(settings: Settings) -> Callable[[datetime], bool]:
    """Watch once, at an instant that the rules see."""

    def watch(at: datetime) -> bool:
        settings.CLOCK_AT = at
        is_well = look_and_tell() == []
        Event.objects.filter(name="alarm.raised").update(
            done_at=at
        )  # its own step is not looked at
        return is_well

    return watch


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def a_feed(at: datetime, *, covers: timedelta = DAY, number: int = 0) -> None:
    """Let a feed come that covers the time until now."""
    document = world.a_feed(*(world.an_incident(f"{at:%d%H%M}-{n}") for n in range(number)))
    document["feed"]["created_at"] = document["feed"]["covers_to"] = at.isoformat()
    document["feed"]["covers_from"] = (at - covers).isoformat()
    receive_feed(document=document, by=None, at=at)


def kinds() -> list[str]:
    return [each.kind for each in open_alarms()]


def ended(kind: Kind) -> Alarm:
    return Alarm.objects.exclude(ended_at=None).get(kind=kind)


def test_a_late_feed_and_then_a_missing_one_are_told_within_a_minute(
    force: Agency, watch_at: Callable[[datetime], bool], mailbox: Mailbox
) -> None:
    a_feed(local("2026-11-23T05:40"))
    assert watch_at(local("2026-11-24T06:14"))

    for minute in range(3):
        watch_at(local("2026-11-24T06:14") + minute * MINUTE + timedelta(seconds=40))
    late = Alarm.objects.get()

    assert (late.kind, late.about, late.owner) == ("late-feed", FORCE, "sender")
    assert late.due_at == local("2026-11-24T06:15")
    assert late.raised_at - late.due_at == timedelta(seconds=40)
    (letter,) = [message for _, message in mailbox.taken]
    assert letter["Subject"] == "Firstbell: 1 new alarm"
    assert "expected by Tuesday 24 November, 06:00" in letter.get_content()

    watch_at(local("2026-11-25T06:15"))
    assert kinds() == ["missing-feed"], "not late as well, though both rows are open"
    assert Alarm.objects.get(kind="missing-feed").due_at == local("2026-11-25T06:15")

    a_feed(local("2026-11-25T07:00"), covers=3 * DAY)
    assert watch_at(local("2026-11-25T07:01"))
    assert ended(Kind.LATE_FEED).ended_at == local("2026-11-25T07:01")
    assert mailbox.taken[-1][1]["Subject"] == "Firstbell: 2 alarms have ended"
    assert Event.objects.filter(name="alarm.raised").count() == 2


def test_the_forces_own_people_are_told_that_something_waits(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime, mailbox: Mailbox
) -> None:
    officer = world.a_person("officer@eastmarsh-police.example")
    world.a_membership(officer, "police-sender", agency=force)
    other = world.a_person("officer@elsewhere.example")
    world.a_membership(other, "police-sender", agency=world.a_force("ELSEWHERE"))
    a_feed(monday)
    world.carry_on(at=monday)
    watch_at(monday + DAY)
    Event.objects.filter(name="alarm.raised").update(done_at=None)
    Alarm.objects.create(
        kind="late-feed",
        owner="sender",
        about=FORCE,
        detail={"expected_at": monday.isoformat()},
        due_at=monday,
        raised_at=monday,
        ended_at=monday,
    )
    mailbox.taken.clear()

    world.carry_on(at=monday + DAY)

    assert mailbox.addresses == [officer.email]
    assert AuditEntry.objects.filter(action="alarm.sender_told").count() == 1
    told = of_late(at=monday + DAY)[0].told
    assert told[-1].endswith("raised by e-mail to the force’s people")


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24"])
def test_the_hour_is_the_clocks_on_the_nights_when_it_changes(
    force: Agency, watch_at: Callable[[datetime], bool], night: str
) -> None:
    a_feed(local(f"{night}T05:40"))
    due_at = local(f"{night}T06:15").astimezone(LONDON) + DAY  # the wall clock of the day after

    assert watch_at(due_at.astimezone(UTC) - MINUTE)
    assert not watch_at(due_at.astimezone(UTC))


def test_nobody_waits_for_a_source_that_has_not_begun_or_rests(
    force: Agency, watch_at: Callable[[datetime], bool]
) -> None:
    monday = local("2026-11-23T05:40")
    assert watch_at(monday)
    weekdays = Rhythm(weekdays=frozenset(range(5)))
    set_rhythm(source=force, rhythm=weekdays, by=None, at=monday)
    assert watch_at(monday)
    assert not watch_at(monday + DAY)

    rests = local("2026-11-26T00:00")
    set_rhythm(source=force, rhythm=weekdays, by=None, at=monday, rests_until=rests)
    assert watch_at(monday + DAY)
    assert watch_at(local("2026-11-26T06:14"))
    assert not watch_at(local("2026-11-26T06:15"))
    assert watch_at(local("2026-11-25T06:15"))
    forget_rhythm(source=force, by=None, at=monday)
    assert watch_at(local("2026-11-26T06:15"))


def test_a_day_with_implausibly_few_incidents_is_told_and_a_supplement_ends_it(
    force: Agency, watch_at: Callable[[datetime], bool]
) -> None:
    first = local("2026-09-28T05:40")
    for week in range(9):
        at = local(f"{(first + week * timedelta(weeks=1)).astimezone(LONDON):%Y-%m-%d}T05:40")
        a_feed(at, covers=timedelta(weeks=1, hours=1), number=1)
        many(force, at, 20 if week < 8 else 2)
    set_rhythm(source=force, rhythm=Rhythm(weekdays=frozenset({0})), by=None, at=first)
    today = local("2026-11-23T06:15")
    Event.objects.update(done_at=first)
    Incident.objects.update(status=Incident.Status.WITHDRAWN)  # nobody waits for them

    assert watch_at(today - MINUTE)
    assert not watch_at(today)
    (short,) = open_alarms()
    assert "sent few incidents on Monday 23 November: 3, where about 21 are usual" in short.words
    assert short.due_at == today

    many(force, today + MINUTE, 8)
    assert watch_at(today + MINUTE)


def test_a_source_that_sends_many_times_more_than_ever_is_told_to_the_hub_and_all_is_taken(
    force: Agency, watch_at: Callable[[datetime], bool], mailbox: Mailbox
) -> None:
    manager = world.a_person("manager@council.example")
    world.a_membership(manager, "hub-manager", agency=Agency.objects.get(code="990"))
    today = local("2026-11-23T06:00")
    for day in range(1, 31):
        many(force, today - day * DAY, 6)
    many(force, today, 24)
    assert watch_at(today + MINUTE)

    many(force, today + MINUTE, 1)
    assert not watch_at(today + 2 * MINUTE)
    (flood,) = open_alarms()
    assert "25 incidents today; the most it ever sent on a day is 6. All are" in flood.words
    assert (flood.due_at, flood.owner) == (today + MINUTE, "The hub’s managers")
    assert not flood.endangers

    Event.objects.filter(name="alarm.raised").update(done_at=None)
    mailbox.taken.clear()
    world.carry_on(at=today + 2 * MINUTE)
    assert mailbox.addresses == [manager.email]
    assert of_late(at=today)[0].told[-1].endswith("by e-mail to the hub’s managers")
    assert watch_at(today + DAY)


def test_a_shift_that_has_nobody_is_told_on_the_last_working_day_before_it(
    force: Agency, watch_at: Callable[[datetime], bool]
) -> None:
    friday = local("2026-11-20T12:00")
    assert watch_at(friday), "a hub that keeps no rota is not warned"
    person = world.a_person("duty@council.example")
    evening, morning = local("2026-11-20T18:00"), local("2026-11-21T07:00")

    def cover(*shifts: tuple[datetime, datetime]) -> None:
        spans = [Span(starts_at=one, ends_at=other) for one, other in shifts]
        put_on_call(person, shifts=spans, by=person, at=friday)

    cover((evening, morning - timedelta(hours=2)))
    assert watch_at(friday - MINUTE)
    assert not watch_at(friday)
    (seat,) = open_alarms()
    assert seat.words == (
        "Nobody of the hub is on call from Saturday 21 November, 05:00 to "
        "Saturday 21 November, 07:00. 4 more shifts have nobody."
    )
    assert seat.due_at == friday
    assert seat.endangers

    cover((morning - timedelta(hours=2), local("2026-11-23T07:00")))
    assert watch_at(friday + MINUTE)


def many(force: Agency, at: datetime, number: int) -> None:
    Incident.objects.bulk_create(
        Incident(
            source=force,
            reference=str(uuid4()),
            revision=1,
            belief_formed_at=at,
            first_received_at=at,
            said={},
            content_hash="",
        )
        for _ in range(number)
    )


def test_time_that_no_feed_covers_is_told_until_a_feed_covers_it(
    force: Agency, watch_at: Callable[[datetime], bool]
) -> None:
    a_feed(local("2026-08-22T05:40"))
    a_feed(local("2026-08-24T05:40"))

    assert not watch_at(local("2026-08-24T05:41"))
    gap = Alarm.objects.get()
    assert (gap.kind, gap.due_at) == ("gap", local("2026-08-24T05:40"))
    set_rhythm(
        source=force, rhythm=Rhythm(), by=None, at=gap.due_at, rests_until=local("2027-01-01T00:00")
    )
    assert not watch_at(local("2026-11-23T06:00")), "it does not pass with time"

    a_feed(local("2026-08-23T05:40"))
    assert watch_at(local("2026-11-23T06:01"))


def test_a_queue_whose_oldest_step_ages_is_told_after_five_minutes(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime
) -> None:
    events.record("incident.received", subject=uuid4(), at=monday)

    assert watch_at(monday + timedelta(minutes=4, seconds=59))
    assert not watch_at(monday + timedelta(minutes=5, seconds=30))
    assert Alarm.objects.get().due_at == monday + timedelta(minutes=5)
    Event.objects.update(done_at=monday)
    assert watch_at(monday + timedelta(minutes=6))


def test_a_child_who_is_with_nobody_is_told_within_the_hour_and_until_somebody_has_it(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime
) -> None:
    a_feed(monday, number=1)
    assert watch_at(monday)
    Event.objects.update(done_at=monday)  # as a step would that forgets what follows

    assert watch_at(monday + timedelta(minutes=49))
    assert not watch_at(monday + timedelta(minutes=50))
    (lost,) = open_alarms()
    assert lost.words == "The account does not add up: 1 child is with nobody."
    assert not watch_at(monday + timedelta(minutes=51))
    Event.objects.filter(name="incident.received").update(
        done_at=None, due_at=monday + timedelta(minutes=51)
    )
    assert watch_at(monday + timedelta(minutes=52))
    assert kinds() == []


def test_a_step_that_fails_again_and_again_is_told_by_the_name_of_its_event(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime
) -> None:
    events.record("notification.raised", subject=uuid4(), at=monday)
    at = monday
    for tried in range(1, 5):
        assert watch_at(at)
        taken = events.take_due(at=at)
        assert taken is not None
        events.give_back(taken, at=at, error="TemporaryFailure")
        fourth, at = at, at + timedelta(seconds=2**tried)

    assert not watch_at(at)
    (failing,) = open_alarms()
    assert failing.words == "1 step fails again and again (notification.raised)."
    assert failing.due_at == fourth
    Event.objects.update(done_at=at)
    assert watch_at(at)


def test_without_a_worker_somebody_is_told_and_one_that_was_lost_is_named(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime
) -> None:
    silent("one", timedelta(seconds=90))
    assert not watch_at(monday)
    alarm = Alarm.objects.get()
    assert alarm.kind == "no-worker"
    assert timedelta(seconds=29) < alarm.raised_at - alarm.due_at < timedelta(seconds=40)

    events.begin_work(machine="two", process=2, lives=lambda _: True, clock_behind=timedelta(0))
    assert not watch_at(monday)
    (lost,) = open_alarms()
    assert lost.words == "The worker one/1 says nothing any more; others go on."
    assert not lost.endangers

    silent("one", timedelta(days=2))
    assert watch_at(monday)
    Worker.objects.all().delete()
    assert not watch_at(monday), "none has ever begun"


def silent(machine: str, length: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_worker SET beaten_at = clock_timestamp() - make_interval(secs => %s)"
            " WHERE machine = %s",
            [length.total_seconds(), machine],
        )


def test_a_folder_that_nothing_looks_into_or_that_is_not_in_order_is_told(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime
) -> None:
    folder = watch_folder(source=force, mapping="", by=None, at=monday)
    assert watch_at(monday + 4 * MINUTE)
    assert not watch_at(monday + 5 * MINUTE)
    assert [each.words for each in open_alarms()] == [
        "Nothing has looked into the folder of EASTMARSH-POLICE since Monday 23 November, 07:10."
    ]

    note_look(folder=folder, trouble=Trouble.UNREADABLE, at=monday + 6 * MINUTE)
    assert not watch_at(monday + 7 * MINUTE)
    assert [each.words for each in open_alarms()] == [
        "The folder of EASTMARSH-POLICE cannot be read, since Monday 23 November, 07:16."
    ]

    note_look(folder=folder, trouble=None, at=monday + 8 * MINUTE)
    assert watch_at(monday + 9 * MINUTE)


def test_a_wrong_clock_is_told_of_the_watch_of_a_worker_and_of_the_database(
    force: Agency,
    watch_at: Callable[[datetime], bool],
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Worker.objects.update(clock_behind=timedelta(seconds=-3))
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() + interval '90 seconds'")
        ahead = cursor.fetchone()[0]
    monkeypatch.setattr(looking, "newest_written_at", lambda: ahead)
    here = looking.Seen(
        at=monday,
        policy=Policy(),
        machine="here",
        clock_behind=timedelta(milliseconds=600),
    )

    words = [words_of(each.kind, each.about, each.detail) for each in looking.clocks(here)]

    assert words == [
        "The database's clock was set back, by 90.0 seconds at least.",
        "The clock of here is 0.6 seconds behind the database's.",
        "The clock of one is 3.0 seconds ahead of the database's.",
    ]
    assert not watch_at(monday)
    monkeypatch.undo()
    Worker.objects.update(clock_behind=timedelta(milliseconds=-400))
    assert watch_at(monday)


def test_a_certificate_is_told_three_weeks_before_it_lapses_and_when_it_cannot_be_read(
    force: Agency,
    watch_at: Callable[[datetime], bool],
    settings: Settings,
    tmp_path: Path,
    monday: datetime,
) -> None:
    file = tmp_path / "pages.pem"
    settings.CERTIFICATES = [str(file)]
    assert not watch_at(monday)
    file.write_bytes(a_certificate(lapses_at=monday + timedelta(days=22)))
    assert watch_at(monday)
    assert not watch_at(monday + timedelta(days=1, minutes=1))
    alarm = Alarm.objects.get(ended_at=None)
    assert alarm.raised_at - alarm.due_at == MINUTE
    file.write_bytes(a_certificate(lapses_at=monday + timedelta(days=90)))
    assert watch_at(monday + timedelta(days=1, minutes=2))


def a_certificate(*, lapses_at: datetime) -> bytes:
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "firstbell.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(lapses_at - timedelta(days=365))
        .not_valid_after(lapses_at)
    )
    return made.sign(key, None).public_bytes(Encoding.PEM)


def test_a_check_that_fails_is_told_and_ends_no_alarm_of_its_own(
    force: Agency,
    watch_at: Callable[[datetime], bool],
    monday: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_feed(monday)
    assert not watch_at(monday + DAY)
    assert kinds() == ["late-feed"]

    def broken(_seen: looking.Seen) -> Iterator[looking.Finding]:
        raise ZeroDivisionError("words of a record")

    monkeypatch.setitem(looking.CHECKS, broken, looking.CHECKS.pop(looking.feeds))
    try:
        a_feed(monday + DAY)
        assert not watch_at(monday + DAY)
        assert kinds() == ["late-feed", "check"]
        assert "broken could not be made (ZeroDivisionError)" in open_alarms()[1].words
    finally:
        looking.CHECKS[looking.feeds] = looking.CHECKS.pop(broken)
    assert watch_at(monday + DAY)


def test_an_alarm_is_said_once_then_at_growing_intervals_then_that_it_ended(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime, mailbox: Mailbox
) -> None:
    a_feed(monday)
    began = monday + DAY
    for minute in range(0, 80, 5):
        watch_at(began + minute * MINUTE)
    a_feed(began + 80 * MINUTE, covers=2 * DAY)
    watch_at(began + 80 * MINUTE)
    watch_at(began + 85 * MINUTE)

    told = list(Telling.objects.order_by("id").values_list("said", "told_at"))
    assert [(said, (at - began) // MINUTE) for said, at in told] == [
        ("raised", 0),
        ("again", 15),
        ("again", 75),
        ("ended", 80),
    ]
    assert len(mailbox.taken) == 4


def test_a_letter_that_is_refused_is_tried_at_every_watch_and_says_so(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime, mailbox: Mailbox
) -> None:
    mailbox.answers["ops@council.example"] = "450 full"
    a_feed(monday)
    for minute in range(3):
        assert not watch_at(monday + DAY + minute * MINUTE)
    failed = Telling.objects.get()
    assert (failed.is_taken, failed.code, failed.tries) == (False, "450", 3)

    mailbox.answers.clear()
    watch_at(monday + DAY + 3 * MINUTE)
    assert Telling.objects.get().is_taken
    assert len(mailbox.taken) == 1


def test_an_alarm_that_ended_before_anybody_was_told_is_not_told(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime, mailbox: Mailbox
) -> None:
    mailbox.answers["ops@council.example"] = "450 full"
    a_feed(monday)
    watch_at(monday + DAY)
    a_feed(monday + DAY)
    mailbox.answers.clear()

    assert watch_at(monday + DAY + MINUTE)
    assert mailbox.taken == []
    (late,) = of_late(at=monday + DAY + MINUTE)
    assert late.told == ("Tuesday 24 November, 07:10: raised by e-mail, not taken (450)",)


def test_a_storm_of_alarms_is_one_letter_with_the_worst_first(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime, mailbox: Mailbox
) -> None:
    every_source = [force, *(world.a_force(f"FORCE-{n}") for n in range(42))]
    for source in every_source:
        set_rhythm(source=source, rhythm=Rhythm(), by=None, at=monday - DAY)
    silent("one", timedelta(hours=1))

    watch_at(monday)

    (letter,) = [message for _, message in mailbox.taken]
    assert letter["Subject"] == "Firstbell: 44 new alarms"
    assert letter.get_content().index("No worker") < letter.get_content().index(FORCE)


def test_every_kind_is_looked_for_by_a_check_or_told_by_the_watch_itself(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime
) -> None:
    assert watch_at(monday)
    assert Watch.objects.get().looked_at == monday
    assert set(KINDS) - {kind for of in looking.CHECKS.values() for kind in of} == {
        Kind.DATABASE,
        Kind.CHECK,
    }


def test_a_database_that_was_away_is_written_down_afterwards(
    force: Agency, watch_at: Callable[[datetime], bool], monday: datetime, mailbox: Mailbox
) -> None:
    told = [(Telling.Way.MAIL, monday), (Telling.Way.MAIL, monday + 15 * MINUTE)]
    alarming.record_database_was_away(since=monday, told=told, at=monday + 20 * MINUTE)

    assert watch_at(monday + 20 * MINUTE)

    away = ended(Kind.DATABASE)
    assert (away.raised_at, away.ended_at) == (monday, monday + 20 * MINUTE)
    assert list(away.tellings.order_by("id").values_list("said", flat=True)) == [
        "raised",
        "again",
        "ended",
    ]
    assert "From Monday 23 November, 07:10 to Monday 23 November, 07:30" in (
        mailbox.taken[-1][1].get_content()
    )
