"""A school's recording system is told that something waits, by a signed post, and no more."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from firstbell.foundation import outward, webhooks
from firstbell.foundation.events.models import Event
from firstbell.journey.delivery.actions import posting
from firstbell.journey.delivery.channels import webhook as channel
from firstbell.journey.delivery.models import Attempt, Notification, Post, Webhook
from firstbell.journey.reconciliation.access import standing
from firstbell.registry.agencies.models import Agency, Contact, Establishment
from firstbell.registry.cover.actions import checking
from firstbell.registry.cover.models import ContactCheck
from tests import world
from tests.listener import Listener, listening
from tests.people import ready_person
from tests.smtp import Mailbox
from tests.web.people.staff import browser_of, words_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def system(settings: Settings) -> Iterator[Listener]:
    settings.WEBHOOKS_TO_PRIVATE = True
    with listening() as listener:
        yield listener


@pytest.fixture
def school(db: None, monday: datetime, settings: Settings, mailbox: Mailbox) -> Establishment:
    settings.CLOCK_AT = monday
    settings.BASE_URL = "https://firstbell.council.example"
    world.a_partnership()
    world.a_force()
    found = world.a_school()
    world.a_key_adult(found)
    world.a_pupil(found)
    return found


def connected(school: Establishment, system: Listener, *, at: datetime) -> str:
    by = world.a_person("manager@council.example")
    secret = posting.set_webhook(school.id, url=f"{system.url}/hook?of=1", by=by, at=at)
    world.carry_on(at=at)
    return secret


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    key = (webhooks.read_secret(secret),)
    right = webhooks.signed(body, message_id=headers["webhook-id"], at=at, secrets=key)
    return right["webhook-signature"] in headers["webhook-signature"].split()


def test_a_system_is_told_that_something_waits_by_when_and_nothing_else(
    school: Establishment, system: Listener, mailbox: Mailbox, monday: datetime
) -> None:
    secret = connected(school, system, at=monday)
    (test,) = [json.loads(body) for _, body in system.posts]
    assert test["type"] == "connection.test"

    world.receive(world.an_incident(), at=monday)

    about = world.the_notification()
    (headers, body) = system.posts[-1]
    assert json.loads(body)["type"] == "notification.waiting"
    assert json.loads(body)["data"] == {
        "link": "https://firstbell.council.example/",
        "id": str(about.id),
        "due_at": "2026-11-23T08:45:00+00:00",
    }
    assert is_signed(headers, body, secret)
    assert about.state == "sent", "taken by a machine is nobody's answer"
    assert len(mailbox.taken) == 1
    world.carry_on(at=monday + 55 * MINUTE)
    assert len(mailbox.taken) == 2, "the ladder goes on"
    assert len(system.posts) == 2
    assert Webhook.objects.get().sealed.find(secret) == -1


def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    school: Establishment, system: Listener, monday: datetime
) -> None:
    first = connected(school, system, at=monday)
    by = world.a_person("other@council.example")
    second = posting.renew_secret(school.id, by=by, at=monday)
    assert second is not None
    world.carry_on(at=monday)
    assert is_signed(*system.posts[-1], first)
    assert is_signed(*system.posts[-1], second)

    world.receive(world.an_incident(), at=monday + timedelta(hours=25))
    assert not is_signed(*system.posts[-1], first)
    assert is_signed(*system.posts[-1], second)


def test_it_is_tried_again_until_the_bell_and_stops_when_somebody_answered(
    school: Establishment, system: Listener, mailbox: Mailbox, monday: datetime
) -> None:
    connected(school, system, at=monday)
    system.status = 500
    world.receive(world.an_incident(), at=monday)
    assert len(mailbox.taken) == 1, "mail waits for no system"
    tries = len(system.posts)
    world.carry_on(at=monday + 10 * MINUTE)
    assert len(system.posts) == tries + 1
    ids = {headers["webhook-id"] for headers, _ in system.posts[1:]}
    assert len(ids) == 1, "a repeat is the same message"
    assert set(Attempt.objects.filter(channel="webhook").values_list("reply_code", flat=True)) == {
        "500"
    }
    Event.objects.filter(name="notification.unanswered").update(done_at=monday)
    world.carry_on(at=world.the_notification().due_at)
    assert Post.objects.get(notification__isnull=False).state == "dropped"
    assert len(system.posts) == tries + 1


def test_a_system_that_is_gone_is_told_nothing_more_and_turns_the_school_red(
    school: Establishment, system: Listener, monday: datetime
) -> None:
    checking.look(at=monday)
    by = world.a_person("hub@council.example")
    checking.confirm(ContactCheck.objects.get().id, by=by, at=monday - MINUTE)
    connected(school, system, at=monday)
    system.status = 410
    world.receive(world.an_incident(), at=monday)
    (line,) = standing.everywhere(at=monday)
    assert (line.colour, line.why) == ("red", "Its recording system takes no more messages.")

    world.receive(world.an_incident("INC-2", children=[world.a_child("C2")]), at=monday)
    assert len(system.posts) == 2
    posting.set_webhook(school.id, url=f"{system.url}/new", by=by, at=monday)
    (line,) = standing.everywhere(at=monday)
    assert line.colour == "green"


def test_what_somebody_there_must_not_learn_is_not_posted(
    school: Establishment, system: Listener, monday: datetime
) -> None:
    connected(school, system, at=monday)
    Contact.objects.update(phone="07700 900777")
    world.a_key_adult(school, "Bo Finch")
    world.receive(world.an_incident(adults=[world.an_adult(phone="07700 900777")]), at=monday)
    assert Notification.objects.get().conflicts.exists()
    assert len(system.posts) == 1


@pytest.mark.parametrize(
    ("address", "is_outside"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
        ("elsewhere", False),
    ],
)
def test_only_the_open_internet_is_outside(address: str, *, is_outside: bool) -> None:
    assert outward.is_outside(address) is is_outside


@pytest.mark.django_db
def test_nothing_is_posted_inside_whatever_a_name_says(
    system: Listener, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_TO_PRIVATE = False
    port = int(system.url.rpartition(":")[2])
    mixed = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
        for address in ("93.184.216.34", "127.0.0.1")
    ]
    for found in (mixed, mixed[1:]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, found=found, **__: found)
        with pytest.raises(channel.NotTaken, match="not-allowed"):
            channel.post(a_message(f"https://records.school.example:{port}/"), at=datetime.now(UTC))
    with pytest.raises(channel.NotTaken, match="not-allowed"):
        channel.post(a_message(f"{system.url}/"), at=datetime.now(UTC))
    assert system.posts == []


def a_message(url: str) -> channel.Message:
    from uuid import uuid4

    return channel.Message(
        post_id=uuid4(), url=url, secrets=(b"s" * 32,), notification_id=None, due_at=None
    )


@pytest.mark.django_db
def test_an_endless_answer_is_cut_and_a_redirect_is_not_followed(
    system: Listener, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward, "LONGEST", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def trickle() -> None:
            line, _ = slow.accept()
            with line:
                for _ in range(40):
                    try:
                        line.sendall(b"H")
                    except OSError:
                        return
                    time.sleep(0.1)

        thread = threading.Thread(target=trickle, daemon=True)
        thread.start()
        began = time.monotonic()
        message = a_message(f"http://127.0.0.1:{slow.getsockname()[1]}/")
        with pytest.raises(channel.NotTaken, match="no-answer"):
            channel.post(message, at=datetime.now(UTC))
        assert time.monotonic() - began < 3
    system.status = 302
    with pytest.raises(channel.NotTaken, match="302"):
        channel.post(a_message(f"{system.url}/"), at=datetime.now(UTC))


def test_a_manager_connects_a_system_and_sees_its_secret_once(
    school: Establishment, system: Listener, monday: datetime, settings: Settings
) -> None:
    council = Agency.objects.get(code=world.COUNCIL)
    browser = browser_of(ready_person("hub-manager", name="Mana Gerr", agency=council))
    page = f"/recording-systems/{school.id}/"
    assert "No system of this school is told." in words_of(browser.get(page))
    for wrong in ("ftp://records.example/", "https://user:word@records.example/", "http:///x"):
        assert "This address will not do" in words_of(browser.post(page, {"url": wrong}))
    settings.WEBHOOKS_TO_PRIVATE = False
    assert "begins with https://" in words_of(browser.post(page, {"url": system.url}))
    settings.WEBHOOKS_TO_PRIVATE = True

    shown = words_of(browser.post(page, {"url": f"{system.url}/hook"}))
    assert "whsec_" in shown
    assert "no-store" in browser.get(page)["Cache-Control"]
    assert "whsec_" not in words_of(browser.get(page))
    world.carry_on(at=monday)
    assert "Last taken Monday 23 November, 07:10" in words_of(browser.get(page))
    assert "whsec_" in words_of(browser.post(f"{page}renew/"))
    browser.post(f"{page}end/")
    assert "No system of this school is told." in words_of(browser.get(page))
    assert "No system" in words_of(browser.post(f"{page}renew/", follow=True))
