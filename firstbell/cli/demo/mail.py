"""The demo's own mail server: it takes every message and keeps it as a file to look at."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

LOOPBACK = "127.0.0.1"


@contextmanager
def mail_kept_in(folder: Path) -> Iterator[str]:
    """Run a mail server on a free port of this machine; gives its address.

    `folder` becomes a Maildir. The server lives as long as this process.
    """
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    controller = Controller(Mailbox(folder), hostname=LOOPBACK, port=port)
    controller.start()
    try:
        yield f"smtp://{LOOPBACK}:{port}"
    finally:
        controller.stop()
