"""`firstbell invite`, `firstbell code` and `firstbell clear-second-step`."""

import os
from pathlib import Path

import pytest

from firstbell.cli.people import ROLES
from firstbell.registry.agencies.models import Role
from tests.commands import firstbell
from tests.conftest import Installation

MAKE_A_SCHOOL = (
    "INSERT INTO agencies_establishment (id, urn, name, council_code, council_name,"
    " establishment_number, ukprn, type_code, type_name, type_group, phase, status, nation,"
    " street, town, postcode, phone, head_name, loaded_at) VALUES (gen_random_uuid(), 900001,"
    " 'Mill Lane Primary', '999', '', '', '', '', '', '', '', 'Open', 'england', '', '', '', '',"
    " '', now())"
)


def test_the_command_knows_every_role_of_the_registers() -> None:
    assert list(ROLES) == Role.values


def test_an_invitation_prints_its_link_where_mail_is_not_set_up(
    installation: Installation,
) -> None:
    import psycopg

    with psycopg.connect(installation.database.owner_url, autocommit=True) as connection:
        connection.execute(MAKE_A_SCHOOL)
    environment = dict(installation.environment(FIRSTBELL_URL="https://firstbell.example"))
    person = ("invite", "ada@mill-lane.example", "--name", "Ada Wren", "--role", "key-adult")

    done = firstbell(environment, *person, "--urn", "900001")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("https://firstbell.example/join/")

    unknown = firstbell(environment, *person, "--urn", "900002")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "URN 900002 is not known" in unknown.stderr

    nowhere = firstbell(environment, *person)
    assert nowhere.returncode == 2
    assert "key-adult needs one establishment" in nowhere.stderr


def test_an_unknown_role_is_wrong_use_and_needs_no_database(tmp_path: Path) -> None:
    environment = {**os.environ, "FIRSTBELL_HOME": str(tmp_path / "home")}

    done = firstbell(environment, "invite", "a@b.example", "--name", "A", "--role", "king")

    assert done.returncode == 2
    assert "key-adult" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("kind", [None, "installation"])
def test_a_code_is_printed_in_no_home_but_a_demo_s(kind: str | None, tmp_path: Path) -> None:
    home = tmp_path / "home"
    if kind:
        home.mkdir()
        (home / "kind").write_text(kind)
    environment = {**os.environ, "FIRSTBELL_HOME": str(home), "FIRSTBELL_DEMO": "1"}

    done = firstbell(environment, "code", "ada@mill-lane.example")

    assert (done.returncode, done.stdout) == (2, "")
    assert "demo" in done.stderr


def test_a_code_is_not_printed_for_another_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "kind").write_text("demo")
    environment = {
        **os.environ,
        "FIRSTBELL_HOME": str(home),
        "DATABASE_URL": "postgresql://somebody@localhost/live",
    }

    done = firstbell(environment, "code", "ada@mill-lane.example")

    assert (done.returncode, done.stdout) == (2, "")


def test_nobody_s_second_step_is_cleared_by_a_slip(installation: Installation) -> None:
    environment = dict(installation.environment())

    unknown = firstbell(environment, "clear-second-step", "nobody@council.example", "--why", "lost")
    no_reason = firstbell(environment, "clear-second-step", "nobody@council.example")

    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nobody signs in with the address nobody@council.example" in unknown.stderr
    assert no_reason.returncode == 2
