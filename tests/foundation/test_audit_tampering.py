"""Whoever may do anything to the database cannot change the trail without its being seen."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from firstbell.cli.postgres import Server
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import anchors
from firstbell.foundation.audit.checking import Finding, Report
from tests.foundation.trail import Superuser, as_superuser, checked, heads_of, make_trail, told

pytestmark = pytest.mark.usefixtures("committed")

ENTRIES = 10
SHARDS = (2, 5)
TAMPERINGS = 1_000


@pytest.fixture
def superuser(committed: None, migrated: Server, monday: datetime) -> Iterator[Superuser]:
    """Two shards of ten entries, in the hands of who may do anything."""
    person = User.objects.create(email="wren@made-up.example", name="Wren", created_at=monday)
    User.objects.create(email="ash@made-up.example", name="Ash", created_at=monday)
    make_trail(monday, entries=ENTRIES, shards=SHARDS, by=person)
    with as_superuser(migrated) as hand:
        yield hand


def other_than(value: Any, chance: random.Random, people: list[Any]) -> Any:
    """Return another value of the same type."""
    if isinstance(value, str):
        at = chance.randrange(len(value) or 1)
        instead = [each for each in "aZ 0:,-ü" if each != value[at : at + 1]]
        return value[:at] + chance.choice(instead) + value[at + 1 :]
    if isinstance(value, int):
        return value + chance.choice([-1, 1]) * chance.randrange(1, 12)
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.randrange(1, 10**9))
    if isinstance(value, bytes):
        at = chance.randrange(len(value))
        return value[:at] + bytes([value[at] ^ (1 << chance.randrange(8))]) + value[at + 1 :]
    if isinstance(value, dict):
        return Jsonb({**value, "count": chance.randrange(100, 200)})
    return chance.choice([each for each in (*people, None) if each != value])


def test_a_thousand_tamperings_of_one_entry_are_all_found_and_named(superuser: Superuser) -> None:
    chance = random.Random(20261123)
    people: list[Any] = [row[0] for row in superuser.execute("SELECT id FROM accounts_user")]
    found = superuser.execute("SELECT * FROM audit_auditentry ORDER BY id")
    columns = [column.name for column in found.description or ()]
    entries: list[dict[str, Any]] = [dict(zip(columns, row, strict=True)) for row in found]
    assert checked(superuser) == Report(entries=len(SHARDS) * ENTRIES, findings=())

    tampered: dict[str, int] = dict.fromkeys(columns, 0)
    for _ in range(TAMPERINGS):
        entry, column = chance.choice(entries), chance.choice(columns)
        value = other_than(entry[column], chance, people)
        superuser.execute("SAVEPOINT before")
        superuser.execute(
            f'UPDATE audit_auditentry SET "{column}" = %s WHERE id = %s'.encode(),
            [value, entry["id"]],
        )
        findings = checked(superuser).findings
        assert any(names(finding, entry) for finding in findings), (column, value, findings)
        superuser.execute("ROLLBACK TO SAVEPOINT before")
        tampered[column] += 1

    assert min(tampered.values()) > 0
    assert checked(superuser).findings == ()


def names(finding: Finding, entry: dict[str, Any]) -> bool:
    numbers = range(finding.first, finding.last + 1)
    return finding.shard == entry["shard"] and entry["number"] in numbers


def test_a_removed_entry_is_found(superuser: Superuser) -> None:
    superuser.execute("DELETE FROM audit_auditentry WHERE shard = 5 AND number IN (4, 5)")

    assert told(checked(superuser)) == ["shard 5, numbers 4 to 5: removed"]


def test_a_removed_entry_is_found_where_the_gap_was_closed(superuser: Superuser) -> None:
    superuser.execute("DELETE FROM audit_auditentry WHERE shard = 5 AND number = 4")
    superuser.execute(
        "UPDATE audit_auditentry SET number = number - 1 WHERE shard = 5 AND number > 4"
    )
    assert told(checked(superuser)) == ["shard 5, number 4: removed"]

    superuser.execute("UPDATE audit_audithead SET number = number - 1 WHERE shard = 5")
    assert told(checked(superuser)) == ["shard 5, number 4: removed"]


SEAL = "UPDATE audit_auditentry e SET hash = sha256(audit_form(e)) WHERE "
INSERT = (
    "INSERT INTO audit_auditentry SELECT (jsonb_populate_record(e, jsonb_build_object("
    "'id', 9000, 'number', %s::int, 'action', 'made.up'))).*"
    " FROM audit_auditentry e WHERE shard = 5 AND number = 4 ORDER BY id LIMIT 1"
)


@pytest.mark.parametrize("is_sealed", [False, True])
def test_an_inserted_entry_is_found(superuser: Superuser, is_sealed: bool) -> None:
    superuser.execute(
        "UPDATE audit_auditentry SET number = number + 1 WHERE shard = 5 AND number > 4"
    )
    superuser.execute(INSERT.encode(), [5])
    if is_sealed:
        superuser.execute(
            "UPDATE audit_auditentry SET previous ="
            " (SELECT hash FROM audit_auditentry WHERE shard = 5 AND number = 4) WHERE id = 9000"
        )
        superuser.execute((SEAL + "id = 9000").encode())
    assert told(checked(superuser)) == ["shard 5, number 5: inserted"]

    superuser.execute("UPDATE audit_audithead SET number = number + 1 WHERE shard = 5")
    assert told(checked(superuser)) == ["shard 5, number 5: inserted"]


def test_an_entry_put_beside_another_or_after_the_end_is_found(superuser: Superuser) -> None:
    superuser.execute(INSERT.encode(), [4])
    assert told(checked(superuser)) == ["shard 5, number 4: inserted"]

    superuser.execute("DELETE FROM audit_auditentry WHERE id = 9000")
    superuser.execute(INSERT.encode(), [11])
    assert told(checked(superuser)) == ["shard 5, number 11: inserted"]


@pytest.mark.parametrize(("one", "other"), [(4, 5), (2, 9)])
def test_entries_in_another_order_are_found(superuser: Superuser, one: int, other: int) -> None:
    superuser.execute(
        "UPDATE audit_auditentry SET number = %s - number WHERE shard = 5 AND number IN (%s, %s)",
        [one + other, one, other],
    )

    expected = (
        ["shard 5, numbers 4 to 5: put in another order"]
        if other == one + 1
        else [f"shard 5, number {each}: put in another order" for each in (one, other)]
    )
    assert told(checked(superuser)) == expected


def test_a_cut_tail_is_found(superuser: Superuser) -> None:
    superuser.execute("DELETE FROM audit_auditentry WHERE shard = 5 AND number > 7")

    assert told(checked(superuser)) == ["shard 5, numbers 8 to 10: cut off at the end"]


def test_a_shard_that_lost_all_is_found(superuser: Superuser) -> None:
    superuser.execute("DELETE FROM audit_auditentry WHERE shard = 5")

    assert told(checked(superuser)) == ["shard 5, numbers 1 to 10: cut off at the end"]


def test_an_unknown_shard_is_found_with_and_without_a_head(superuser: Superuser) -> None:
    superuser.execute("DELETE FROM audit_audithead WHERE shard = 5")
    assert told(checked(superuser)) == ["shard 5, numbers 1 to 10: in an unknown shard"]

    superuser.execute("UPDATE audit_auditentry SET shard = 16 WHERE shard = 5")
    superuser.execute("INSERT INTO audit_audithead SELECT 16, 10, repeat('x', 32)::bytea")
    assert told(checked(superuser)) == ["shard 16, numbers 1 to 10: in an unknown shard"]


def test_an_entry_sealed_anew_after_its_change_is_found(superuser: Superuser) -> None:
    superuser.execute(
        "UPDATE audit_auditentry SET by_id = NULL, actor = 'nobody' WHERE shard = 5 AND number = 5"
    )
    superuser.execute((SEAL + "shard = 5 AND number = 5").encode())
    assert told(checked(superuser)) == ["shard 5, number 5: changed"]


def test_the_last_entry_sealed_anew_differs_from_the_head(superuser: Superuser) -> None:
    superuser.execute(
        "UPDATE audit_auditentry SET actor = 'nobody' WHERE shard = 5 AND number = 10"
    )
    superuser.execute((SEAL + "shard = 5 AND number = 10").encode())

    assert told(checked(superuser)) == ["shard 5, number 10: changed"]


def test_every_break_is_named_not_only_the_first(superuser: Superuser) -> None:
    superuser.execute("UPDATE audit_auditentry SET why = 'x' WHERE number IN (2, 3, 8)")
    superuser.execute("DELETE FROM audit_auditentry WHERE shard = 2 AND number = 6")

    assert told(checked(superuser)) == [
        "shard 2, numbers 2 to 3: changed",
        "shard 2, number 6: removed",
        "shard 2, number 8: changed",
        "shard 5, numbers 2 to 3: changed",
        "shard 5, number 8: changed",
    ]


def test_numbers_and_heads_beyond_all_reason_are_found_in_no_time(superuser: Superuser) -> None:
    superuser.execute("UPDATE audit_audithead SET number = 9e18::bigint WHERE shard = 2")
    superuser.execute(
        "UPDATE audit_auditentry SET number = 8e18::bigint WHERE shard = 5 AND number = 4"
    )
    superuser.execute("UPDATE audit_auditentry SET at = 'infinity' WHERE shard = 5 AND number = 6")

    assert told(checked(superuser)) == [
        "shard 2, numbers 11 to 9000000000000000000: cut off at the end",
        "shard 5, number 4: changed",
        "shard 5, number 6: changed",
    ]


ROLL_BACK = """
DELETE FROM audit_auditentry WHERE shard = 5 AND number > 7;
UPDATE audit_audithead h SET number = 7, hash = (
    SELECT hash FROM audit_auditentry e WHERE e.shard = h.shard AND number = 7) WHERE shard = 5
"""


def test_tail_and_head_rolled_back_together_are_found_by_an_anchor_alone(
    superuser: Superuser, monday: datetime
) -> None:
    anchor = anchors.read(anchors.write(heads_of(superuser), at=monday))
    superuser.execute(ROLL_BACK.encode())

    assert told(checked(superuser)) == []
    assert told(checked(superuser, [anchor])) == [
        "shard 5, numbers 8 to 10: missing, though the anchor knows of them"
    ]


REWRITE = """
DO $$ DECLARE e audit_auditentry; head bytea := decode(repeat('00', 32), 'hex'); BEGIN
    UPDATE audit_auditentry SET actor = 'nobody', by_id = NULL WHERE shard = 5 AND number = 5;
    FOR e IN SELECT * FROM audit_auditentry WHERE shard = 5 ORDER BY number LOOP
        e.previous := head;
        head := sha256(audit_form(e));
        UPDATE audit_auditentry SET previous = e.previous, hash = head WHERE id = e.id;
    END LOOP;
    UPDATE audit_audithead SET hash = head WHERE shard = 5;
END $$
"""


def test_a_chain_rewritten_whole_is_found_by_an_anchor_alone(superuser: Superuser) -> None:
    anchor = heads_of(superuser)
    superuser.execute(REWRITE.encode())

    assert told(checked(superuser)) == []
    assert told(checked(superuser, [anchor])) == ["shard 5, number 10: not what the anchor holds"]


def test_an_anchor_of_another_trail_fits_nothing(superuser: Superuser) -> None:
    own = heads_of(superuser)
    another = {shard: head._replace(hash=uuid4().bytes * 2) for shard, head in own.items()}

    assert told(checked(superuser, [another])) == [
        "shard 2, number 10: not what the anchor holds",
        "shard 5, number 10: not what the anchor holds",
    ]
