"""Speak to an address that is somebody else's word: not believed, looked at, and with an end.

https alone, no address inside a network of ours, checked at the very connection that is used, no
redirect followed, no proxy, and an end to waiting. Who posts what to whom is not known here.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from firstbell.foundation.shadow import let_out

WAIT = 5.0
"""Seconds to wait for a connection, and for each word of an answer."""

LONGEST = 12.0
"""Seconds after which a connection is cut, however slowly the other side goes on."""


class UnusableAddress(ValueError):
    """Nothing is ever posted to such an address; the message says what would be right."""


class NotAllowed(Exception):
    """The name of an address means one inside a network, where nothing is posted."""


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


@contextmanager
def connected(parts: SplitResult) -> Iterator[HTTPConnection]:
    """Connect to an address that was looked at: a name may mean another one a moment later.

    :raises NotAllowed: if it lies inside a network.
    """
    host = parts.hostname or ""
    let_out()
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


def path_of(parts: SplitResult) -> str:
    """Return what is asked of the other side: the path and what stands behind it."""
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _line(host: str, port: int) -> socket.socket:
    """Return a connection to the first address of a host, if all of them may be posted to.

    :raises NotAllowed: if any may not.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not settings.WEBHOOKS_TO_PRIVATE and not all(map(is_outside, addresses)):
        raise NotAllowed
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
