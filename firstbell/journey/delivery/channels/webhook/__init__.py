"""A signed post to a school's recording system: it says that something waits, and by when.

In the form of Standard Webhooks 1.0. What it holds is made here and nowhere else: an id that
tells nothing, the constant address of this installation, and the bell. Whoever takes it has taken
a message; that a person knows is for a person to say.

The address is somebody else's word, so it is not believed: https alone, no address inside a
network of ours, checked at the very connection that is used, no redirect followed, nothing of the
answer read but its status, and an end to waiting.
"""

import ipaddress
import json
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings

from firstbell.foundation import apart, webhooks

log = logging.getLogger(__name__)

WAITING, TEST = "notification.waiting", "connection.test"

WAIT = 5.0
"""Seconds to wait for a connection, and for each word of an answer."""

LONGEST = 12.0
"""Seconds after which a connection is cut, however slowly the other side goes on."""

GONE = 410

NO_ANSWER, NOT_ALLOWED = "no-answer", "not-allowed"


class NotTaken(Exception):
    """The other side has not taken the message now; trying again may help."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gone(Exception):
    """The other side wants no more messages at this address (410)."""


class UnusableAddress(ValueError):
    """Nothing is ever posted to such an address; the message says what would be right."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is posted, to where, and with which secrets it is signed."""

    post_id: UUID
    url: str
    secrets: tuple[bytes, ...]
    notification_id: UUID | None
    due_at: datetime | None


def check_address(url: str) -> SplitResult:
    """Return the parts of an address to which something may be posted.

    :raises UnusableAddress: for any other.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UnusableAddress("write an address such as https://records.school.example/hook") from (
            None
        )
    schemes = {"https", "http"} if settings.WEBHOOKS_TO_PRIVATE else {"https"}
    if parts.scheme not in schemes or not host:
        raise UnusableAddress("write an address that begins with https://")
    if parts.username or parts.password or parts.fragment:
        raise UnusableAddress("leave out a password and everything after #")
    if not url.isascii() or any(each <= " " for each in url):
        raise UnusableAddress("write it without spaces and in plain letters")
    return parts


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
        status = _status(parts, body, {**headers, "User-Agent": "Firstbell"})
    except (OSError, HTTPException, ValueError):
        raise NotTaken(NO_ANSWER) from None
    if status == GONE:
        raise Gone
    if not 200 <= status < 300:
        raise NotTaken(str(status))
    _note(f"post-{message.post_id}")
    return str(status)


def _status(parts: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    with _connected(parts) as connection:
        connection.request("POST", path, body=body, headers=headers)
        answer: HTTPResponse = connection.getresponse()
        return answer.status


@contextmanager
def _connected(parts: SplitResult) -> Iterator[HTTPConnection]:
    """Connect to an address that was looked at: a name may mean another one a moment later."""
    host = parts.hostname or ""
    held = [_line(host, parts.port or (443 if parts.scheme == "https" else 80))]
    cut = threading.Timer(LONGEST, _cut, args=[held])
    cut.start()
    try:
        if parts.scheme == "https":
            safe = ssl.create_default_context()
            wrapped = safe.wrap_socket(held[0], server_hostname=host, do_handshake_on_connect=False)
            held[0] = wrapped
            wrapped.do_handshake()
        connection = HTTPConnection(parts.netloc)
        connection.sock = held[0]
        yield connection
    finally:
        cut.cancel()
        held[0].close()


def _line(host: str, port: int) -> socket.socket:
    """Return a connection to the first address of a host, if all of them may be posted to.

    :raises NotTaken: if any may not.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not settings.WEBHOOKS_TO_PRIVATE and not all(map(is_outside, addresses)):
        raise NotTaken(NOT_ALLOWED)
    failure: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=WAIT)
        except OSError as trouble:
            failure = trouble
    raise failure


def is_outside(address: str) -> bool:
    """Say whether an IP address is one of the open internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return is_outside(str(inner))
        if found in NAT64:
            return is_outside(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that are an IPv4 address in other clothes (RFC 6052)."""


def _cut(held: list[socket.socket]) -> None:
    try:
        held[0].shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _note(name: str) -> None:
    """Keep apart from the database that it went; a disk that is full is told in the log."""
    try:
        apart.note_sent(name)
    except OSError as trouble:
        log.error(  # noqa: TRY400 - nothing of the message is in the log
            "what was sent could not be noted apart: %s", type(trouble).__name__
        )
