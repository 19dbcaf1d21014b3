"""What the suite writes beside the records: looked through for words about a child.

Logs as they are served, letters, what the ledger and the trail are given, error pages, where an
answer leads and what its file is called. `watching` keeps all of it while a test runs;
`told_by` says which of it tells. PostgreSQL's own log and the outgoing files of an installation
are looked through by the fixtures that have them.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from django.core.mail import EmailMessage as OurMessage
from django.test.client import ClientHandler

from firstbell.cli.postgres import Server
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events.models import Event
from firstbell.foundation.logs import WithoutWords
from tests.smtp import Mailbox

CANARIES = (
    # The family of `tests.world`, and what is said about it.
    "Tollemarsh",
    "Sedge Row",
    "under the table",
    "Shouting was heard",
    # That of `tests.oversight.records`.
    "Quorlinda",
    "Vexamoor",
    "Mavorneth",
    "Plimsorrel",
    "Quillfeather",
    # Those of the matrix.
    "Zantor",
    "Kvoice",
    "Kwords",
    "Kplace",
    "Kadult",
    "Ksafe",
    "Kunsafe",
    # Ways to reach somebody.
    "maro.hides",
    "Hidden Yard",
    "Canary Row",
)
"""Invented words of records that the tests make, which stand in no code and no interface."""

FAILS = 400
"""From this status on a page says that something was not done."""

LEADS = ("Location", "Content-Disposition")
"""Headers in which an address or the name of a file leaves."""

Said = tuple[str, str]
"""Where something was written, and what."""


def told_by(written: Iterable[Said]) -> list[str]:
    """Return where a canary stands, and which; nothing more of the text."""
    return sorted(
        {
            f"{where}: {canary}"
            for where, text in written
            for canary in CANARIES
            if canary.casefold() in text.casefold()
        }
    )


class _Lines(logging.Handler):
    """Keeps each line as the product's log would have it."""

    def __init__(self, written: list[Said]) -> None:
        super().__init__()
        self.written = written
        self.setFormatter(WithoutWords())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.written.append(("the log", self.format(record)))


@contextmanager
def watching() -> Iterator[list[Said]]:
    """Keep what is written in the block."""
    written: list[Said] = []
    handler = _Lines(written)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with (
            patch.object(audit, "_told", _seen(audit._told, "the trail", written)),
            patch.object(Event, "save", _kept(Event.save, written)),
            patch.object(ClientHandler, "__call__", _answering(ClientHandler.__call__, written)),
            patch.object(OurMessage, "send", _sending(OurMessage.send, written)),
            patch.object(Mailbox, "handle_DATA", _taking(Mailbox.handle_DATA, written)),
        ):
            yield written
    finally:
        root.removeHandler(handler)


def _seen(function: Any, where: str, written: list[Said]) -> Any:
    def seen(*args: Any, **kwargs: Any) -> Any:
        said = function(*args, **kwargs)
        written.append((where, json.dumps(said, default=str, ensure_ascii=False)))
        return said

    return seen


def _kept(save: Any, written: list[Said]) -> Any:
    def kept(row: Any, *args: Any, **kwargs: Any) -> Any:
        written.append(("the ledger", f"{row.name} {row.subject}"))
        return save(row, *args, **kwargs)

    return kept


def _answering(call: Any, written: list[Said]) -> Any:
    def answered(handler: Any, environ: Any) -> Any:
        answer = call(handler, environ)
        where = f"the answer {answer.status_code}"
        # Whoever comes back after signing in is led to what they asked for themselves.
        leads = (answer.headers.get(name, "").partition("next=")[0] for name in LEADS)
        written.extend((where, each) for each in leads)
        if answer.status_code >= FAILS and not answer.streaming:
            written.append((where, answer.content.decode(errors="replace")))
        return answer

    return answered


def _sending(send: Any, written: list[Said]) -> Any:
    def sent(message: Any, *args: Any, **kwargs: Any) -> Any:
        written.append(("a letter", f"{message.subject}\n{message.body}\n{message.extra_headers}"))
        return send(message, *args, **kwargs)

    return sent


def _taking(take: Any, written: list[Said]) -> Any:
    async def taken(mailbox: Mailbox, *args: Any) -> Any:
        before = len(mailbox.taken)
        answer = await take(mailbox, *args)
        written.extend(("a letter", words_of(each)) for _to, each in mailbox.taken[before:])
        return answer

    return taken


def words_of(message: EmailMessage) -> str:
    """Return what a letter says, its headers included, however it is encoded."""
    bodies = [part.get_content() for part in message.walk() if part.get_content_type() == PLAIN]
    return "\n".join([*(f"{key}: {value}" for key, value in message.items()), *bodies])


PLAIN = "text/plain"


def rows_beside_the_records(database: Server) -> Iterator[Said]:
    """Yield every row of the ledger and of the trail."""
    with psycopg.connect(database.superuser_url) as connection:
        for table in ("events_event", "audit_auditentry"):
            rows = connection.execute(f"SELECT to_jsonb({table})::text FROM {table}").fetchall()
            yield from ((table, row[0]) for row in rows)


def outgoing(home: Path) -> Iterator[Said]:
    """Yield every log and every letter that an installation has left as a file."""
    for file in home.parent.rglob("*"):
        if file.is_file() and (file.suffix == ".log" or file.parent.name == "mail"):
            yield f"the file {file.name}", file.read_text(errors="replace")
