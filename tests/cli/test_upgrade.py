"""An upgrade: no older version touches later tables, and none is made under who still serves."""

from collections.abc import Iterator

import psycopg
import pytest
from click.testing import CliRunner
from pytest_django import DjangoDbBlocker

from firstbell.cli import ground, main
from tests.conftest import Installation, point_django_at


@pytest.fixture
def upgrading(
    own_installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Installation]:
    """An installation whose walls are not of this version."""
    for name, value in own_installation.environment().items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(own_installation.database.owner_url) as owner:
        owner.execute("COMMENT ON FUNCTION wall_me() IS 'of another version'")
    with django_db_blocker.unblock(), point_django_at(own_installation.database):
        yield own_installation


def test_tables_are_not_changed_under_pages_and_workers(upgrading: Installation) -> None:
    with psycopg.connect(upgrading.database.serving_url):
        refused = CliRunner().invoke(main, ["migrate"])

    assert refused.exit_code == 1
    assert "1 connections of pages and workers are open: end them first" in refused.output
    assert ground.unapplied()
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    assert not ground.unapplied()


def test_an_older_version_leaves_later_tables_alone(upgrading: Installation) -> None:
    with psycopg.connect(upgrading.database.owner_url) as owner:
        owner.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('events', '9999_of_later', now())"
        )

    for command in (["migrate"], ["balance"]):
        refused = CliRunner().invoke(main, command)
        assert refused.exit_code == 1
        assert "of a later version" in refused.output
    with psycopg.connect(upgrading.database.owner_url) as owner:
        walls = owner.execute("SELECT obj_description(to_regprocedure('wall_me()'), 'pg_proc')")
        assert walls.fetchone() == ("of another version",)
