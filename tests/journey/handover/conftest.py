"""What the tests of hand-overs ask for: our hub, and another area that is only a key and a line."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from firstbell.core import handing_over as rules
from firstbell.journey.handover.models import Sibling
from firstbell.journey.handover.wire import digest_of
from tests import areas, world
from tests.journey.hub import Hub
from tests.journey.intake.signing import Signer


@dataclass(kw_only=True)
class Other:
    """The other area: it signs as the decision record says, without the product's own code."""

    signer: Signer = field(default_factory=Signer)
    line: areas.Line
    row: Sibling
    our_key: str

    def seal(self, text: str, kind: str) -> str:
        """Sign a package or a receipt."""
        signature = self.signer.private.sign(f"firstbell hand-over {kind} 1\n{text}".encode())
        return base64.b64encode(signature).decode()

    def answering(self, answer: str) -> None:
        """Let it answer everything that is asked from now on."""
        self.line.answers = lambda told: self.receipt(told, answer)

    def receipt(
        self, told: dict[str, Any], answer: str, *, state: str = "", **more: Any
    ) -> dict[str, Any]:
        """Return its answer about a hand-over, with the receipt that it signs."""
        if answer in ("received", "unknown"):
            return {"id": told["id"], "state": answer}
        said = {
            "hand_over": told["id"],
            "digest": told["digest"],
            "reference": "INC-1",
            "sent_by": "Eastmarsh",
            "received_by": "Westmarsh",
            "offered_at": "2026-11-23T07:10:00+00:00",
            "answer": answer,
            "answered_at": "2026-11-23T07:20:00+00:00",
            "answered_as": "hub worker",
            "reason": "not_here" if answer == "refused" and not state else "",
            **more,
        }
        text = rules.Receipt(**said).text()
        return {
            "id": told["id"],
            "state": state or answer,
            "receipt": text,
            "seal": self.seal(text, "receipt"),
            "note": "",
        }

    def package(self, **more: Any) -> str:
        """Return a package about a child of theirs who lives with us."""
        incident = world.an_incident("WX-7/C1", **more.pop("incident", {}))
        said = {
            "version": 1,
            "id": str(uuid4()),
            "sent_by": self.signer.public,
            "sent_by_name": "Westmarsh Safeguarding Partnership",
            "sent_to": self.our_key,
            "offered_at": "2026-11-23T07:05:00+00:00",
            "bell_at": "2026-11-23T08:45:00+00:00",
            "reference": "WX-7",
            "child": "C1",
            "basis": "gateway",
            "purpose": "hand_over",
            "law": "Part 3 Data Protection Act 2018",
            "changed": [],
            "incident": incident,
            **more,
        }
        return json.dumps(said)

    def say(self, kind: str, package: str, *, minutes: float = 0, **more: Any) -> Any:
        """Post a message about a package to us, signed so many minutes from now."""
        message = {
            "kind": kind,
            "sent_by": self.signer.public,
            "sent_to": self.our_key,
            "id": json.loads(package)["id"],
            "digest": digest_of(package),
        }
        if kind == "offer":
            message |= {"package": package, "seal": self.seal(package, "package")}
        body = json.dumps({**message, **more}).encode()
        now = int(datetime.now(UTC).timestamp() + 60 * minutes)
        signed = self.signer.sign(body, timestamp=now)
        return post(body, signed)


def post(body: bytes, signed: Any) -> Any:
    """Post a body to our address of hand-overs."""
    return Client().post(
        "/api/v1/hand-overs", data=body, content_type="application/json", headers=dict(signed)
    )


@pytest.fixture
def other(hub: Hub, settings: Settings) -> Iterator[Other]:
    """Another area that our hub knows."""
    settings.WEBHOOKS_TO_PRIVATE = True
    signer = Signer()
    with areas.line_to() as line:
        row = areas.a_sibling(areas.WEST, "Westmarsh", url=line.url, key=signer.public)
        yield Other(signer=signer, line=line, row=row, our_key=areas.our_key())
