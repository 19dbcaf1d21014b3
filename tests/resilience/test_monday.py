"""After an outage on a Monday: who can still know in time goes first, and late is said as late."""

from pathlib import Path

from pytest_django import DjangoDbBlocker, Settings

from bench.year import monday
from firstbell.core.calendars import instant
from firstbell.sample import make_borough
from tests.conftest import Installation, point_django_at


def test_after_an_outage_nothing_goes_as_if_it_were_new(
    installation: Installation,
    tmp_path: Path,
    settings: Settings,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    borough = make_borough(seed=4, pupils=600, incidents=12)
    settings.MAIL_BACKEND = "bench.year.play.Letters"
    settings.CLOCK_AT = instant(borough.monday, monday.BEGINS)
    with django_db_blocker.unblock(), point_django_at(installation.database):
        found = monday.play(borough, folder=tmp_path / "sample")

    assert found.wrong == []
    assert found.before_the_bell > 2
    assert found.after_the_bell > 2
    assert found.first_told_then > 2
    assert found.rows_of_calls > 2
