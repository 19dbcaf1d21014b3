"""The mail server is down from five to nine on a Monday: everybody is told by a person's voice.

Nobody looks by themselves, so that without the hub's telephone nobody would know.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from django.core import mail
from pytest_django import DjangoDbBlocker, Settings

from bench.year.people import Awake, NeverEmpty
from bench.year.play import send, turn_mail
from firstbell.cli.demo import journey
from firstbell.cli.rehearse import city
from firstbell.cli.rehearse.day import Day
from firstbell.core.lateness import Step
from firstbell.journey.delivery.models import Attempt, Call, Notification
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.lateness import steps_late
from firstbell.registry.agencies.queries import rules
from firstbell.sample import Borough, make_borough, write
from tests.conftest import Installation, point_django_at

BEGINS = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
DOWN_FROM, DOWN_UNTIL = BEGINS.replace(hour=5, minute=0), BEGINS.replace(hour=9)
ENDS = BEGINS.replace(hour=12)
TOLD = (Notification.State.ACKNOWLEDGED, Notification.State.PHONED)


def test_while_no_letter_goes_out_everybody_is_rung(
    installation: Installation,
    tmp_path: Path,
    settings: Settings,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    settings.MAIL_BACKEND, settings.CLOCK_AT = "bench.year.play.Letters", BEGINS
    borough = make_borough(seed=4, pupils=300, incidents=4)
    with django_db_blocker.unblock(), point_django_at(installation.database):
        write(borough, tmp_path / "sample")
        play(borough, tmp_path / "sample")
        check_that_everybody_was_told()


def play(borough: Borough, folder: Path) -> None:
    """Play the morning: the feed comes when the mail server is down already."""
    mail.outbox = []
    journey.load(folder, borough)
    day = Day(BEGINS, checks_every=timedelta(hours=1))
    staff = Awake(day, Random(4), begins=BEGINS)
    hub = NeverEmpty(day, Random(4), staff, city.truth_of(borough), council=journey.COUNCIL)
    for index, worker in enumerate(city.let_in_the_hub(at=BEGINS)):
        hub.begins(worker, BEGINS, decides_first=index == 0)
    day.after_work = hub.wake
    day.plan(DOWN_FROM, partial(turn_mail, is_down=True))
    day.plan(DOWN_UNTIL, partial(turn_mail, is_down=False))
    day.plan(DOWN_FROM, partial(send, day, borough.feeds["feed.json"]))
    day.live(until=ENDS)


def check_that_everybody_was_told() -> None:
    """Every notification has a human outcome, and nobody who was told is told once more."""
    rung = Notification.objects.filter(due_at__lte=ENDS, withdrawn_at=None)
    rows = list(rung.exclude(state__in=("not_ours", "recalled")).select_related("incident"))
    late = steps_late(rows, policy=rules.policy())

    assert len(rows) > 2
    assert Attempt.objects.filter(outcome=Attempt.Outcome.FAILED).exists(), "mail was down"
    assert [row.id for row in rows if row.state not in TOLD] == []
    assert Call.objects.filter(outcome=Call.Outcome.REACHED).exists()
    assert Step.OURS not in late.values()
    assert queries.balance().adds_up
    after = Attempt.objects.filter(outcome=Attempt.Outcome.ACCEPTED, at__gte=DOWN_UNTIL)
    assert not after.filter(notification__closed_at__lt=DOWN_UNTIL).exists()
