"""The rehearsal's mail server: a real one on this machine, that can be down for a while.

While it is down it refuses for the moment, as a full or restarted one does. What it takes it
gives to whoever the message is for; it keeps no words, only what a line of them would show.
"""

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


@dataclass
class Post:
    """What the server does now, and what it has done."""

    is_down: bool = False
    taken: int = 0
    refused: int = 0
    arrived: "SimpleQueue[str]" = field(default_factory=SimpleQueue)
    bodies: list[str] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message, or refuse it while the server is down."""
        if self.is_down:
            self.refused += 1
            return "451 try again later"
        self.taken += 1
        content = envelope.content or b""
        self.bodies.append(content.decode() if isinstance(content, bytes) else content)
        for address in envelope.rcpt_tos:
            self.arrived.put(address)
        return "250 taken"

    def naming(self, names: Iterable[str]) -> list[str]:
        """Return those of these names that stood in any message: must be none."""
        text = " ".join(set(self.bodies))
        return sorted(name for name in set(names) if name in text)


@contextmanager
def post_office() -> Iterator[tuple[Post, str]]:
    """Run the server on a free port of this machine; gives it and its address."""
    post = Post()
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    controller = Controller(post, hostname=LOOPBACK, port=port)
    controller.start()
    try:
        yield post, f"smtp://{LOOPBACK}:{port}"
    finally:
        controller.stop()
