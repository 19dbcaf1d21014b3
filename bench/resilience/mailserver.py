"""A mail server in a process of its own, so that it can be killed: what it takes is on disk first.

    python -m bench.resilience.mailserver PORT FILE

Each letter is a line of the file: its Message-ID and its address. After SIGUSR1 it holds the next
letter, neither taken nor answered, until SIGUSR2, and writes a line that says so. Where the sender
is gone by then, the letter is gone with it.
"""

import asyncio
import os
import signal
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

HOLDING = "holding"


class OnDisk:
    """Writes down what it takes before it answers."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.holds_next = False
        self.let_go = asyncio.Event()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope
    ) -> str:
        """Take a letter."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        lines = "".join(f"{name} {address}\n" for address in envelope.rcpt_tos)
        if self.holds_next:
            self.holds_next = False
            self.let_go.clear()
            os.write(self._file, f"{HOLDING} {name}\n".encode())
            await self.let_go.wait()
        os.write(self._file, lines.encode())
        return "250 taken"


async def serve(port: int, file: Path) -> None:
    """Serve until the process is killed."""
    loop, keeper = asyncio.get_running_loop(), OnDisk(file)
    loop.add_signal_handler(signal.SIGUSR1, lambda: setattr(keeper, "holds_next", True))
    loop.add_signal_handler(signal.SIGUSR2, keeper.let_go.set)
    server = await loop.create_server(lambda: SMTP(keeper), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def taken(file: Path) -> list[str]:
    """Return the Message-ID of everything that was taken, repeats included."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [line.split()[0] for line in lines if not line.startswith(HOLDING)]


def held(file: Path) -> int:
    """Return how many letters were held."""
    lines = file.read_text().splitlines() if file.exists() else []
    return sum(line.startswith(HOLDING) for line in lines)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
