"""`firstbell watch` as it is run: it needs no worker and no pages, and in the end no database."""

import subprocess

import psycopg

from tests.commands import firstbell
from tests.conftest import Installation
from tests.listener import listening
from tests.smtp import free_port, mail_server

MONDAY = "2026-11-23T07:10:00+00:00"
LATER = "2026-11-23T07:20:00+00:00"


def test_without_a_database_it_says_so_once_and_writes_it_down_when_there_is_one_again(
    installation: Installation,
) -> None:
    with mail_server() as letters, listening() as listener:
        environment = installation.environment(
            FIRSTBELL_ALARM_MAIL_TO="ops@council.example, deputy@council.example",
            FIRSTBELL_ALARM_SMTP_URL=letters.url,
            FIRSTBELL_ALARM_PING_URL=f"{listener.url}/ping",
            FIRSTBELL_SMTP_URL=f"smtp://127.0.0.1:{free_port()}",  # what has failed as well
        )
        server = installation.database
        nowhere = server.serving_url.replace(server.database, "there_is_none")

        def watch(at: str, **more: str) -> "subprocess.CompletedProcess[str]":
            return firstbell({**environment, **more}, "watch", "--at", at)

        first, again = (watch(MONDAY, DATABASE_URL=nowhere) for _ in range(2))

        assert (first.returncode, again.returncode) == (1, 1)
        assert "does not answer" in first.stderr
        assert nowhere not in first.stderr
        assert letters.addresses == ["ops@council.example", "deputy@council.example"]
        assert "The database does not answer." in letters.taken[0][1].get_content()
        assert listener.pings == 0

        with psycopg.connect(server.superuser_url, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO events_worker"
                " (id, machine, process, started_at, beaten_at, clock_behind)"
                " VALUES (gen_random_uuid(), 'one', 1, now(), now(), '0')"
            )
            back = watch(LATER)
            assert (back.returncode, back.stdout) == (0, "Nothing is wrong.\n"), back.stderr
            assert letters.taken[-1][1]["Subject"] == "Firstbell: 1 alarm has ended"
            assert listener.pings == 1
            lasted = connection.execute(
                "SELECT kind, extract(minutes FROM ended_at - raised_at)::int"
                " FROM reconciliation_alarm"
            ).fetchall()
            assert lasted == [("database", 10)]
