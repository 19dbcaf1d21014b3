"""`firstbell rehearse`: a small city's morning holds, and one that does not hold says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker, Settings

from firstbell.cli.rehearse import city, morning
from firstbell.cli.rehearse.account import Account
from firstbell.cli.rehearse.post import Post, post_office
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.models import Call, Notification
from firstbell.sample import Borough, make_borough, write
from tests.conftest import Installation, point_django_at

BEGINS = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
ENDS = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def borough() -> Borough:
    return make_borough(seed=5, pupils=600, incidents=60, establishments=40)


@pytest.fixture(scope="module")
def small() -> Borough:
    """Enough for every trouble of a morning; a city's has `make rehearse`."""
    return make_borough(seed=5, pupils=450, incidents=30, establishments=30)


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    with post_office() as (post, url):
        settings.SMTP_URL = url
        settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(url.rpartition(":")[2])
        yield post


def play(borough: Borough, post: Post, folder: Path) -> morning.Played:
    write(borough, folder)
    return morning.play(borough, post, folder=folder, begins=BEGINS, ends=ENDS, seed=5)


def test_a_morning_with_all_its_troubles_holds(
    small: Borough,
    post: Post,
    tmp_path: Path,
    installation: Installation,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    down, _up = morning.MAIL_IS_DOWN
    # Each letter that waits is tried again each minute: long enough that some are late by it.
    monkeypatch.setattr(morning, "MAIL_IS_DOWN", (down, down + 15))
    with django_db_blocker.unblock(), point_django_at(installation.database):
        check_that_it_holds(small, post, tmp_path)


def check_that_it_holds(borough: Borough, post: Post, folder: Path) -> None:
    played = play(borough, post, folder)
    account = played.account

    assert account.is_sound, (account.without_an_outcome, account.wrong, account)
    assert "late: the product’s own step" not in account.standings
    assert post.refused, "the mail server was down for a while"
    assert Call.objects.filter(outcome=Call.Outcome.REACHED).exists()
    assert AuditEntry.objects.filter(action="notification.read").exists()
    told = Notification.objects.values_list("incident", "child", "establishment", "desk")
    assert len(set(told)) == len(told)

    page = morning.page_of(played, took=ENDS - BEGINS)
    assert "Every child has a human outcome" in page
    for row in borough.truths:
        assert f"<td>{row.incident}</td><td>{row.child}</td>" in page
    assert "A feed was refused" in page


@pytest.mark.parametrize(
    "fault",
    [
        {"adds_up": False},
        {"without_an_outcome": ("EN26-1 C1",)},
        {"wrong": ("EN26-1 C1",)},
        {"read_in_conflict": 1},
        {"named_in_mail": 1},
    ],
)
def test_one_fault_is_enough_for_it_not_to_hold(fault: dict[str, Any]) -> None:
    sound = Account(
        lines=(),
        classes={},
        standings={},
        refused=0,
        adds_up=True,
        without_an_outcome=(),
        wrong=(),
        read_in_conflict=0,
        named_in_mail=0,
    )
    assert sound.is_sound
    failed = replace(sound, **fault)
    assert not failed.is_sound
    played = morning.Played(day=BEGINS.date(), account=failed, troubles=(), work="", seconds=0)
    assert "DID NOT HOLD" in morning.page_of(played, took=ENDS - BEGINS)


def test_each_incident_of_the_weekend_is_sent_by_one_force(borough: Borough) -> None:
    feeds = city.deal(borough)
    dealt = [feeds.in_time, feeds.broken, feeds.late]
    sent = [each["reference"] for feed in dealt for each in feed["incidents"]]
    assert sorted(sent) == sorted(
        each["reference"] for each in borough.feeds["feed.json"]["incidents"]
    )
    assert all(feed["incidents"] for feed in dealt)
