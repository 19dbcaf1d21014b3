"""The ways by which an alarm leaves: each by itself, signed where it is a post, and never slow."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from firstbell.cli.watch.patience import TookTooLong, patience
from firstbell.cli.watch.watching import look_and_tell
from firstbell.foundation import webhooks
from firstbell.foundation.events import actions as events
from firstbell.foundation.events.models import Worker
from firstbell.journey.reconciliation.models import Telling
from firstbell.settings import read_smtp_url
from tests.listener import Listener, listening
from tests.smtp import Mailbox, free_port, mail_server

SECRET = b"a secret of thirty-two bytes ..."
NOBODY = ["firstbell: nobody is told: set FIRSTBELL_ALARM_MAIL_TO or FIRSTBELL_ALARM_URL"]
NO_WORKER = ["alarm: No worker is running: nothing that is due is done."]


@pytest.fixture
def listener(db: None, settings: Settings, monday: datetime) -> Iterator[Listener]:
    settings.CLOCK_AT = monday
    with listening() as found:
        yield found


def living() -> None:
    events.begin_work(machine="one", process=1, lives=lambda _: True, clock_behind=timedelta(0))


def test_a_post_is_signed_and_a_ping_says_that_all_was_looked_at_and_said(
    listener: Listener, settings: Settings
) -> None:
    settings.ALARM_URL, settings.ALARM_SECRET = f"{listener.url}/alarms", SECRET
    settings.ALARM_PING_URL = f"{listener.url}/ping"

    assert look_and_tell() == NO_WORKER
    ((headers, body),) = listener.posts
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    seal = hmac.new(SECRET, signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(seal).decode()}"
    (alarm,) = json.loads(body)["data"]["alarms"]
    assert (alarm["said"], alarm["kind"]) == ("raised", "no-worker")
    assert listener.pings == 1

    living()
    listener.status = 500
    assert look_and_tell() == ["firstbell: not told by a signed post: 500"]
    assert listener.pings == 1, "what could not be said is no good watch"

    listener.status = 302
    assert look_and_tell() == ["firstbell: not told by a signed post: 302"]
    listener.status = 204
    assert look_and_tell() == []
    assert json.loads(listener.posts[-1][1])["data"]["alarms"][0]["said"] == "ended"
    assert listener.pings == 2
    listener.status = 404
    assert look_and_tell() == ["firstbell: nobody heard that a watch was made: 404"]


def test_letters_go_by_the_alarms_own_server_and_one_way_does_not_wait_for_the_other(
    listener: Listener, settings: Settings, mailbox: Mailbox
) -> None:
    settings.ALARM_MAIL_TO = ["ops@council.example", "left@council.example"]
    settings.ALARM_URL, settings.ALARM_SECRET = listener.url, SECRET
    with mail_server() as own:
        settings.ALARM_SMTP = read_smtp_url(own.url, "FIRSTBELL_ALARM_SMTP_URL")
        own.answers["left@council.example"] = "550 unknown"
        listener.status = 503

        assert look_and_tell() == [
            *NO_WORKER,
            "firstbell: 1 addresses have not taken the letter",
            "firstbell: not told by a signed post: 503",
        ]
        assert own.addresses == ["ops@council.example"]
        assert mailbox.taken == []

    settings.ALARM_SMTP = read_smtp_url(f"smtp://127.0.0.1:{free_port()}", "X")
    listener.status = 204
    living()
    assert look_and_tell() == ["firstbell: not told by e-mail: no-answer"]
    assert len(listener.posts) == 1, "what ended before it was told by a way is not told by it"
    assert set(Telling.objects.values_list("way", "said", "is_taken")) == {
        ("mail", "raised", True),
        ("mail", "ended", False),
        ("post", "raised", False),
    }


def test_without_anybody_to_tell_the_watch_says_that_nobody_is_told(listener: Listener) -> None:
    assert look_and_tell() == NO_WORKER + NOBODY
    Worker.objects.all().delete()
    living()
    assert look_and_tell() == []


@pytest.mark.parametrize("text", ["a5ecret", "whsec_!!", "whsec_c2hvcnQ="])
def test_a_secret_that_cannot_sign_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        webhooks.read_secret(text)

    assert text not in str(refused.value)
    assert webhooks.read_secret("") == b""


def test_a_database_that_says_nothing_is_not_waited_for() -> None:
    with pytest.raises(TookTooLong), patience(0.05):
        time.sleep(5)
