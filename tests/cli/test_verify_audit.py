"""`firstbell verify-audit` and `firstbell anchor-audit`, on a trail that commands wrote."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Composed, Identifier

from tests.commands import firstbell
from tests.conftest import Installation


def as_superuser(installation: Installation, statement: str | Composed) -> None:
    sent = statement.encode() if isinstance(statement, str) else statement
    with psycopg.connect(installation.database.superuser_url) as superuser:
        superuser.execute(sent)


@pytest.fixture
def written(installation: Installation) -> Iterator[Installation]:
    """An installation whose trail has one entry of a real command in shard 5, and nine in shard 3.

    A connection writes to the shard that its number gives it, so the command's is fixed here: by
    chance the two would be one.
    """
    own = Identifier(installation.database.database)
    as_superuser(installation, SQL("ALTER DATABASE {} SET firstbell.shard = '5'").format(own))
    assert firstbell(installation.environment(), "rule", "set", "chase_lead", "60").returncode == 0
    with psycopg.connect(installation.database.owner_url) as owner:
        owner.execute(
            "SELECT set_config('firstbell.shard', '3', true), audit_append((SELECT jsonb_agg("
            " jsonb_build_object('at', '2026-11-23T07:10:00Z', 'actor', 'system', 'action', 'a',"
            " 'subject_kind', 'child', 'subject_id', n, 'detail', '{}'::jsonb, 'why', '',"
            " 'came_from', '', 'through', '', 'session', '')) FROM generate_series(1, 9) AS n))"
        )
    yield installation
    as_superuser(installation, SQL("ALTER DATABASE {} RESET ALL").format(own))


def test_a_whole_trail_is_told_with_its_count_and_rate(written: Installation) -> None:
    done = firstbell(written.environment(), "verify-audit")

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(
        r"10 entries checked, \d+ a second\.\nThe trail is as it was written\.\n", done.stdout
    )
    with psycopg.connect(written.database.superuser_url) as superuser:
        through = superuser.execute("SELECT DISTINCT through FROM audit_auditentry").fetchall()
    assert ("firstbell rule set",) in through


def test_each_finding_has_its_line_and_the_command_ends_with_one(written: Installation) -> None:
    as_superuser(
        written, "UPDATE audit_auditentry SET actor = 'x' WHERE shard = 3 AND number IN (2, 7)"
    )
    done = firstbell(written.environment(), "verify-audit")

    assert done.returncode == 1
    assert done.stderr == "shard 3, number 2: changed\nshard 3, number 7: changed\n"
    assert done.stdout.startswith("10 entries checked, ")
    assert "as it was written" not in done.stdout


def test_an_anchor_shows_a_tail_that_was_rolled_back_with_its_head(
    written: Installation, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.json"
    wrote = firstbell(written.environment(), "anchor-audit", str(anchor))
    before = firstbell(written.environment(), "verify-audit", "--anchor", str(anchor))
    as_superuser(
        written,
        "DELETE FROM audit_auditentry WHERE shard = 3 AND number > 5;"
        "UPDATE audit_audithead h SET number = 5, hash = (SELECT hash FROM audit_auditentry e"
        " WHERE e.shard = 3 AND e.number = 5) WHERE shard = 3",
    )
    alone = firstbell(written.environment(), "verify-audit")
    after = firstbell(written.environment(), "verify-audit", "--anchor", str(anchor))

    assert (wrote.returncode, before.returncode, alone.returncode) == (0, 0, 0)
    assert "10 entries checked, against 1 anchor, " in before.stdout
    assert after.returncode == 1
    assert after.stderr == "shard 3, numbers 6 to 9: missing, though the anchor knows of them\n"


def test_an_anchor_is_never_written_over_another(written: Installation, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    assert firstbell(written.environment(), "anchor-audit", str(anchor)).returncode == 0
    earlier = anchor.read_text()

    again = firstbell(written.environment(), "anchor-audit", str(anchor))

    assert again.returncode == 2
    assert again.stderr == (
        "firstbell: anchor.json cannot be written (File exists): name a new file\n"
    )
    assert anchor.read_text() == earlier


def test_what_is_no_anchor_is_refused_before_anything_is_read(
    written: Installation, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor.json"
    assert firstbell(written.environment(), "anchor-audit", str(anchor)).returncode == 0
    content = json.loads(anchor.read_text())
    content["heads"]["3"]["number"] = 4
    anchor.write_text(json.dumps(content))
    damaged = firstbell(written.environment(), "verify-audit", "--anchor", str(anchor))
    anchor.write_bytes(b"\xff\xfe")
    binary = firstbell(written.environment(), "verify-audit", "--anchor", str(anchor))

    assert (damaged.returncode, binary.returncode) == (2, 2)
    assert damaged.stderr == (
        "firstbell: anchor.json: it is not as it was written: its own hash does not fit\n"
    )
    assert binary.stderr == "firstbell: anchor.json: it is no text\n"
