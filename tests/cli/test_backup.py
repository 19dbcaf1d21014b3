"""A drill: back up, lose the database, restore, see it stand still, thaw; nothing is doubled."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from firstbell import flow
from firstbell.cli import main
from firstbell.cli.ready import one_time_code
from firstbell.foundation import apart
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Freeze, Whereabouts
from firstbell.foundation.freezing import actions as freezing_actions
from firstbell.journey.delivery.models import Attempt, Notification
from firstbell.journey.intake.actions.receive import receive_feed
from firstbell.journey.intake.models import Incident
from firstbell.journey.reconciliation.queries import balance
from firstbell.oversight.records.actions import erasing
from firstbell.oversight.records.actions.noting import note_what_is_gone
from firstbell.oversight.records.models import Disposal, Lapsed
from tests import world
from tests.conftest import Installation, own_database, point_django_at
from tests.people import ready_person
from tests.smtp import Mailbox

AGE = b"age-encryption.org/v1"


@pytest.fixture
def drill(
    installation: Installation,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    monday: datetime,
    mailbox: Mailbox,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Installation]:
    """An installation in which one child's school was told and another's is about to be."""
    settings.APART, settings.SHEETS = tmp_path / "apart", tmp_path / "sheets"
    settings.CLOCK_AT = monday
    for name, value in installation.environment().items():
        monkeypatch.setenv(name, value)
    with django_db_blocker.unblock(), point_django_at(installation.database):
        yield installation


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def thaw_by(*people: User, codes: Sequence[str] = ()) -> Result:
    """Let people thaw, each with their own code unless another is given."""
    named = [part for each in people for part in ("--by", each.email)]
    shown = codes or [one_time_code(each) or "" for each in people]
    return run("thaw", "--went", "none", *named, typed="".join(f"{code}\n" for code in shown))


def a_morning(at: datetime) -> None:
    """Receive two incidents; the second one's message is still to be sent."""
    world.a_partnership()
    world.a_force()
    school = world.a_school()
    world.a_key_adult(school)
    world.a_pupil(school)
    world.receive(world.an_incident(), at=at)
    receive_feed(document=world.a_feed(world.an_incident("INC-2")), by=None, at=at)
    while world_goes_on(at) and not Notification.objects.filter(incident__reference="INC-2"):
        pass


def world_goes_on(at: datetime) -> bool:
    return flow.do_next(lambda: at)


def a_key(folder: Path, settings: Settings) -> Path:
    """Make a key and let backups be encrypted to it."""
    made = run("backup-key", str(folder / "key"))
    assert made.exit_code == 0, made.output
    settings.BACKUP_TO = [made.output.split("FIRSTBELL_BACKUP_TO=")[1].split()[0]]
    return folder / "key"


def test_a_backup_comes_back_frozen_and_nothing_is_doubled(
    drill: Installation,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    monday: datetime,
    tmp_path: Path,
    mailbox: Mailbox,
    client: Client,
) -> None:
    a_morning(monday)
    freezing_actions.look_where_it_is(at=monday)
    key, file = a_key(tmp_path, settings), tmp_path / "monday.age"
    made = run("backup", str(file))
    assert made.exit_code == 0, made.output
    sealed = file.read_bytes()
    assert sealed.startswith(AGE)
    assert b"Tollemarsh" not in sealed
    assert run("verify-backup", str(file), "--key", str(key)).exit_code == 0

    # After the backup: the second message goes, and the first record is erased.
    world.carry_on(at=monday)
    assert len(mailbox.taken) == 2
    first = Incident.objects.get(reference="INC-1")
    erasing.erase_incident(first.id, by=None, at=monday)
    Lapsed.objects.create(
        kind="content", subject_id=first.id, state="gone", ended_at=monday, found_at=monday
    )
    note_what_is_gone(at=monday)

    # The database is lost; an empty one takes its place.
    with own_database(drill.database, "restored") as restored:
        with psycopg.connect(restored.superuser_url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public AUTHORIZATION firstbell_owner")
            connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        monkeypatch.setenv("DATABASE_URL", restored.serving_url)
        monkeypatch.setenv("DATABASE_OWNER_URL", restored.owner_url)
        with point_django_at(restored):
            comes_back_frozen(file, key, monday, mailbox, client)
            goes_on_where_it_was(monday, mailbox, first)


def comes_back_frozen(
    file: Path, key: Path, monday: datetime, mailbox: Mailbox, client: Client
) -> None:
    back = run("restore", str(file), "--key", str(key))
    assert back.exit_code == 0, back.output
    assert "as they were written" in back.output
    assert "2 children" in back.output
    again = run("restore", str(file), "--key", str(key))
    assert "not empty" in again.output

    world.carry_on(at=monday)
    assert len(mailbox.taken) == 2, "nothing is sent while it is frozen"
    with pytest.raises(flow.Frozen):
        flow.work_until_idle(lambda: monday)
    assert Incident.objects.get(reference="INC-1").erased_at is None
    assert "frozen" in run("status").output
    refused = client.post("/api/v1/feeds", {"feed": {}}, content_type="application/json")
    assert refused.status_code == 503
    assert refused.json() == {
        "detail": "This copy was restored and is frozen. Send it again later."
    }
    assert refused.headers["Retry-After"] == "300"
    client.force_login(ready_person("administrator"))
    page = client.get("/people/")
    assert "This copy was restored from a backup and is frozen" in page.content.decode()
    assert client.post("/people/").status_code == 503
    assert client.post(f"/people/in/{uuid4()}/end/").status_code == 404, "it may be done"


def goes_on_where_it_was(monday: datetime, mailbox: Mailbox, first: Incident) -> None:
    listed = run("thaw")
    assert listed.exit_code == 1
    assert "Messages that would be sent: 1" in listed.output
    assert "Mill Lane Primary School  (gone, by FIRSTBELL_APART)" in listed.output
    assert "to be erased again: 1" in listed.output
    assert "Wren" not in listed.output

    two = User.objects.get(memberships__role="administrator"), ready_person("hub-manager")
    nobody = ready_person("hub-worker")
    for people, codes, said in (
        ([], [], "two people let a copy go on"),
        ([two[0]], [], "two people let a copy go on"),
        ([two[0], nobody], [], "must be a hub manager"),
        (two, ["123456", "123456"], f"not one of {two[0].email}"),
    ):
        still = thaw_by(*people, codes=codes)
        assert still.exit_code == 1
        assert said in still.output, still.output
        assert Freeze.objects.filter(thawed_at=None).exists()

    thawed = thaw_by(*two)
    assert "1 marked as gone, 0 will be sent, 1 erased again" in thawed.output
    assert run("thaw").output == "This copy is not frozen.\n"

    world.carry_on(at=monday)
    assert len(mailbox.taken) == 2, "what had gone is not sent again"
    assert Incident.objects.get(id=first.id).erased_at == monday
    assert Disposal.objects.get().ground == "restore"
    second = Notification.objects.get(incident__reference="INC-2")
    assert second.state == "sent"
    assert list(
        Attempt.objects.filter(notification=second).values_list("reply_code", flat=True)
    ) == ["before"]
    assert balance().adds_up
    told = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"backup.restored", "copy.thawed", "disposal.repeated"} <= told
    entry = AuditEntry.objects.get(action="copy.thawed")
    assert entry.detail["people"] == [str(each.id) for each in two]
    assert run("verify-audit").exit_code == 0


def test_what_had_not_gone_is_sent_after_the_thaw(
    drill: Installation, monday: datetime, mailbox: Mailbox
) -> None:
    a_morning(monday)
    shutil.rmtree(apart._folder())
    assert run("freeze").exit_code == 0
    assert world_goes_on(monday) is False

    alone = run("thaw", "--went", "none")
    assert "there are not two people who could" in alone.output

    thawed = run("thaw", "--went", "none", "--alone")

    assert "0 marked as gone, 1 will be sent" in thawed.output
    world.carry_on(at=monday)
    assert len(mailbox.taken) == 2


def test_a_copy_that_was_made_by_other_means_freezes_by_itself(
    drill: Installation, monday: datetime
) -> None:
    assert freezing_actions.look_where_it_is(at=monday) is None
    Whereabouts.objects.update(database="1")  # as in a copy of these tables elsewhere

    found = freezing_actions.look_where_it_is(at=monday)

    assert found is not None
    assert found.why == "moved"
    assert freezing_actions.look_where_it_is(at=monday) == found
    assert Freeze.objects.count() == 1


def test_a_backup_that_was_cut_or_is_for_another_key_brings_nothing_back(
    drill: Installation, settings: Settings, tmp_path: Path
) -> None:
    key, file = a_key(tmp_path, settings), tmp_path / "whole.age"
    assert run("backup", str(file)).exit_code == 0
    cut, other = tmp_path / "cut.age", tmp_path / "other"
    cut.write_bytes(file.read_bytes()[:-100])
    run("backup-key", str(other))

    for bad, opens in ((cut, key), (file, other), (key, key)):
        refused = run("verify-backup", str(bad), "--key", str(opens))
        assert refused.exit_code == 1, refused.output
        assert "cannot be opened" in refused.output
    assert "not empty" in run("restore", str(file), "--key", str(key)).output


def test_a_folder_keeps_so_many_backups(
    drill: Installation, settings: Settings, tmp_path: Path, monday: datetime
) -> None:
    a_key(tmp_path, settings)
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "somebody-elses.age").touch()
    for day in range(3):
        settings.CLOCK_AT = monday + timedelta(days=day)
        assert run("backup", str(folder), "--keep", "2").exit_code == 0

    assert sorted(each.name for each in folder.iterdir()) == [
        "firstbell-20261124T071000Z.age",
        "firstbell-20261125T071000Z.age",
        "somebody-elses.age",
    ]


def test_no_backup_is_made_without_a_key_or_with_half_sight(
    drill: Installation, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BACKUP_TO = []
    assert "FIRSTBELL_BACKUP_TO is not set" in run("backup", str(tmp_path / "one.age")).output
    a_key(tmp_path, settings)
    monkeypatch.setenv("DATABASE_OWNER_URL", drill.database.serving_url)

    refused = run("backup", str(tmp_path / "two.age"))

    assert "this role is not shown every row" in refused.output
    assert not list(tmp_path.glob("*.age"))
