"""`firstbell source rhythm`: what a source says of how often it sends, and who said so."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from firstbell.cli.rhythm import rhythm
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.models import SourceRhythm
from tests import world

pytestmark = pytest.mark.django_db

OPTIONS: dict[str, Any] = {
    "hours": (),
    "days": None,
    "not_on_bank_holidays": False,
    "every": None,
    "grace": None,
    "rest_until": None,
    "by_rule": False,
}


@pytest.fixture
def say(
    settings: Settings, monday: datetime, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    settings.CLOCK_AT = monday
    world.a_force()

    def said(code: str = "EASTMARSH-POLICE", **options: Any) -> str:
        rhythm.callback.__wrapped__(code, **{**OPTIONS, **options})  # type: ignore[union-attr]
        return capsys.readouterr().out

    return said


def test_what_is_said_is_kept_with_who_said_it_and_said_in_part_the_rest_stays(
    say: Callable[..., str],
) -> None:
    assert say() == (
        "EASTMARSH-POLICE sends by 06:00, every day; 15 minutes late are an alarm (the"
        " partnership's rule)\n"
        "nothing is expected yet: it has sent no feed and has said nothing\n"
    )
    weekdays = say(hours=("18:00", "05:30"), days="mon,Tue,wed,thu,fri", not_on_bank_holidays=True)
    assert weekdays.splitlines() == [
        (
            "EASTMARSH-POLICE sends by 05:30 and 18:00, Monday to Friday but for bank holidays;"
            " 15 minutes late are an alarm"
        ),
        "said by a command at 2026-11-23T07:10:00+00:00",
    ]
    assert "Monday to Friday but for bank holidays; 30 minutes late" in say(grace=30)
    assert "by 07:00, Saturday, Sunday; 30" in say(hours=("07:00",), days="sat,sun")
    rests = say(rest_until="2026-12-01T00:00:00+00:00")
    assert rests.splitlines()[-1] == "rests until 2026-12-01T00:00:00+00:00"
    assert "every 15 minutes; 1 minute late is an alarm" in say(every=15, grace=1)
    assert "(the partnership's rule)" in say(by_rule=True)

    assert not SourceRhythm.objects.exists()
    trail = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(trail) == ["source.rhythm_set"] * 5 + ["source.rhythm_forgotten"]
    assert AuditEntry.objects.order_by("id")[0].detail["by"] == ["05:30:00", "18:00:00"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"code": "NOBODY"}, "there is no source NOBODY"),
        ({"hours": ("6",)}, "write HH:MM"),
        ({"hours": ("06:00",), "days": "mon,noday"}, "write days as mon,tue"),
        ({"hours": ("06:00",), "every": 5}, "either --by or --every"),
        ({"every": 11_000}, "at least every 7 days"),
        ({"grace": 2000}, "at most a day"),
        ({"rest_until": "2026-12-01T00:00:00"}, "write an instant such as"),
        ({"rest_until": "soon"}, "write an instant such as"),
        ({"by_rule": True, "grace": 1}, "say --default alone"),
    ],
)
def test_what_is_no_rhythm_is_refused_with_what_would_be(
    options: dict[str, Any],
    told: str,
    say: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        say(**options)

    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert not SourceRhythm.objects.exists()
