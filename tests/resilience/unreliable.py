"""A mail server as they are on a bad day: slow, busy, and gone before it has answered."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from random import Random
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.smtp import Mailbox, free_port

Moment = Literal["before it is taken", "before it is answered"]
"""When, in the handing over of a message, the sender is killed."""

FAULTS_OF_A_MESSAGE = 2
"""A message is let through after so many bad tries, so that a run ends."""


@dataclass
class UnreliableMail(Mailbox):
    """Keeps what it takes; one message in three meets a fault of the server."""

    chance: Random = field(default_factory=Random)
    faults: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    hold: Moment | None = None
    is_holding: threading.Event = field(default_factory=threading.Event)
    sender_is_gone: threading.Event = field(default_factory=threading.Event)

    def hold_next(self, moment: Moment) -> None:
        """Hold the next message at that moment, until its sender is gone."""
        self.is_holding.clear()
        self.sender_is_gone.clear()
        self.hold = moment

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of everything that was taken, repeats included."""
        return [str(message["Message-ID"]).strip("<>") for _, message in self.taken]

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message, or not, or take it and never say so."""
        if self.hold is not None:
            return await self._hold(server, session, envelope)
        fault = self._next_fault(envelope)
        self.faults[fault] += 1
        if fault == "busy":
            return "451 busy, come back later"
        if fault == "slow":
            await asyncio.sleep(self.chance.uniform(0.05, 0.3))
        answer = await super().handle_DATA(server, session, envelope)
        if fault == "reply lost":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer

    def _next_fault(self, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        name = str(message_from_bytes(envelope.content, policy=policy.default)["Message-ID"])
        self.tries[name] += 1
        drawn = self.chance.choices(["none", "slow", "busy", "reply lost"], [6, 1, 1, 1])[0]
        return "none" if self.tries[name] > FAULTS_OF_A_MESSAGE else drawn

    async def _hold(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        moment, self.hold = self.hold, None
        self.faults[f"sender killed {moment}"] += 1
        if moment == "before it is answered":
            await super().handle_DATA(server, session, envelope)
        self.is_holding.set()
        while not self.sender_is_gone.is_set():
            await asyncio.sleep(0.005)
        return "451 nobody is left to hear this"


@contextmanager
def unreliable_mail(chance: Random) -> Iterator[UnreliableMail]:
    """Run such a mail server on a free port of the loopback address."""
    mail = UnreliableMail(port=free_port(), chance=chance)
    controller: Any = Controller(mail, hostname="127.0.0.1", port=mail.port)
    controller.start()
    try:
        yield mail
    finally:
        mail.sender_is_gone.set()
        controller.stop()
