"""A signed post to a school's recording system: it says that something waits, and by when.

In the form of Standard Webhooks 1.0. What it holds is made here and nowhere else: an id that
tells nothing, the constant address of this installation, and the bell. Whoever takes it has taken
a message; that a person knows is for a person to say.

The address is somebody else's word, so it is not believed (`foundation.outward`), and nothing of
the answer is read but its status.
"""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse
from urllib.parse import SplitResult
from uuid import UUID

from django.conf import settings

from firstbell.foundation import apart, outward, webhooks
from firstbell.foundation.outward import UnusableAddress, check_address
from firstbell.foundation.shadow import let_out

log = logging.getLogger(__name__)

WAITING, TEST = "notification.waiting", "connection.test"

GONE = 410

NO_ANSWER, NOT_ALLOWED = "no-answer", "not-allowed"


class NotTaken(Exception):
    """The other side has not taken the message now; trying again may help."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gone(Exception):
    """The other side wants no more messages at this address (410)."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is posted, to where, and with which secrets it is signed."""

    post_id: UUID
    url: str
    secrets: tuple[bytes, ...]
    notification_id: UUID | None
    due_at: datetime | None


def body_of(message: Message, *, at: datetime) -> bytes:
    """Return what is posted: nothing of a child, a school or an incident."""
    data: dict[str, str] = {"link": f"{settings.BASE_URL}/"}
    if message.notification_id and message.due_at:
        data["id"] = str(message.notification_id)
        data["due_at"] = message.due_at.astimezone(UTC).isoformat()
    kind = WAITING if message.notification_id else TEST
    said = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": data}
    return json.dumps(said).encode()


def post(message: Message, *, at: datetime) -> str:
    """Post a message and return the status with which it was taken; `at` is the real time.

    :raises NotTaken: when it may work later.
    :raises Gone: when the other side wants no more.
    """
    try:
        parts = check_address(message.url)
    except UnusableAddress:
        raise NotTaken(NOT_ALLOWED) from None
    body = body_of(message, at=at)
    headers = webhooks.signed(
        body, message_id=f"post-{message.post_id}", at=at, secrets=message.secrets
    )
    try:
        let_out()
        status = _status(parts, body, {**headers, "User-Agent": "Firstbell"})
    except outward.NotAllowed:
        raise NotTaken(NOT_ALLOWED) from None
    except (OSError, HTTPException, ValueError):
        raise NotTaken(NO_ANSWER) from None
    if status == GONE:
        raise Gone
    if not 200 <= status < 300:
        raise NotTaken(str(status))
    _note(f"post-{message.post_id}")
    return str(status)


def _status(parts: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    with outward.connected(parts) as connection:
        connection.request("POST", outward.path_of(parts), body=body, headers=headers)
        answer: HTTPResponse = connection.getresponse()
        return answer.status


def _note(name: str) -> None:
    """Keep apart from the database that it went; a disk that is full is told in the log."""
    try:
        apart.note_sent(name)
    except OSError as trouble:
        log.error(  # noqa: TRY400 - nothing of the message is in the log
            "what was sent could not be noted apart: %s", type(trouble).__name__
        )
