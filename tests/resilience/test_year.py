"""A year of an invented borough by the rules alone: nobody is told late who need not have been."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from bench.year.by_rules import ByRules
from bench.year.fortnight import play_both
from bench.year.invent import Year, a_year, outages
from bench.year.judged import Judged, judge
from firstbell.core.calendars import SchoolCalendar
from firstbell.core.policy import Policy
from firstbell.sample import make_borough
from tests.conftest import Installation, point_django_at

FIRST_ON, LAST_ON = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture(scope="module")
def year() -> Year:
    """One year's incidents of a small borough."""
    borough = make_borough(seed=3, pupils=900, incidents=500)
    return a_year(borough, first_on=FIRST_ON, last_on=LAST_ON, seed=3)


def played(year: Year, *, workers: int = 3) -> Judged:
    """Play it by the rules and hold it against the plain table."""
    downs = outages(FIRST_ON, LAST_ON)
    world = ByRules(year, seed=3, policy=Policy(), outages=downs, workers=workers)
    world.live()
    return judge(world, year)


def test_in_a_year_nobody_is_late_who_could_have_been_in_time(year: Year) -> None:
    judged = played(year)

    assert judged.wrong == {}
    assert judged.late.keys() <= {"sender"}
    assert judged.over_a_change > 5
    assert judged.over_a_bank_holiday > 50
    assert judged.over_a_training_day > 20
    assert 2.5 < judged.came_on_a_monday / judged.came_on_another_day < 4


def test_with_nobody_at_the_hub_it_is_said_whose_step_it_was(year: Year) -> None:
    judged = played(year, workers=0)

    assert judged.late["hub"] > 5
    assert judged.is_sound_without_a_hub


def test_the_table_sees_a_bell_that_is_an_hour_late(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = SchoolCalendar.opening

    def wrong(calendar: SchoolCalendar, day: date) -> object:
        is_summer = day >= date(2027, 3, 28)
        return real(calendar, day) + timedelta(hours=is_summer)

    monkeypatch.setattr(SchoolCalendar, "opening", wrong)

    assert "the bell is not the table's" in played(year).wrong


def test_the_whole_path_writes_what_the_rules_say(
    installation: Installation,
    tmp_path: Path,
    settings: Settings,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    settings.MAIL_BACKEND = "bench.year.play.Letters"
    with django_db_blocker.unblock(), point_django_at(installation.database):
        whole, beside = play_both(
            date(2027, 3, 25),
            date(2027, 3, 30),
            pupils=600,
            incidents=8,
            folder=tmp_path / "sample",
            seed=2,
        )

    assert whole.is_sound, whole
    assert beside.differs == []
    assert beside.compared["the bell"] > 5
    assert beside.compared["who is told first"] > 2
