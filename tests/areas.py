"""Two areas that hand children to one another, and a line between them that loses what it likes."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from firstbell.journey.handover import signing
from firstbell.journey.handover.actions import keys
from firstbell.journey.handover.actions.siblings import add_sibling
from firstbell.journey.handover.models import Sibling
from firstbell.registry.agencies.models import Agency, CalendarPeriod, Partnership, Postcode
from tests import world

WESTERN_LAUA, WESTERN_FORCE = "E08990009", "E23990009"
EAST, WEST = "EASTMARSH", "WESTMARSH"


def the_western_area() -> Agency:
    """Make the partnership of the area in which `world.ELSEWHERE` lies; return its council."""
    Partnership.objects.create(name="Westmarsh Safeguarding Partnership", force_pfa=WESTERN_FORCE)
    council = Agency.objects.create(
        code="980", name="Westmarsh", kind=Agency.Kind.COUNCIL, laua=WESTERN_LAUA, is_ours=True
    )
    CalendarPeriod.objects.create(
        council_code="980",
        kind="term",
        first_on="2026-09-03",
        last_on="2026-12-18",
        opens_at=time(8, 45),
    )
    Postcode.objects.create(pcds=world.POSTCODE, laua=world.LAUA, force_pfa=world.FORCE)
    Postcode.objects.create(pcds=world.ELSEWHERE, laua=WESTERN_LAUA, force_pfa=WESTERN_FORCE)
    return council


def our_key() -> str:
    """Return the public key of the installation that Django points at."""
    return signing.public_of(keys.own_key(at=world.LONG_AGO))


def a_sibling(code: str, name: str, *, url: str, key: str, **more: Any) -> Sibling:
    """Make another area known to the installation that Django points at."""
    return add_sibling(
        code=code,
        name=name,
        way=Sibling.Way.FIRSTBELL,
        url=url,
        keys=[key],
        by=None,
        at=world.LONG_AGO,
        **more,
    )


def children_of(area: str, number: int, *, postcode: str) -> list[dict[str, Any]]:
    """Return so many incidents, each with one child who lives at a postcode."""
    return [
        world.an_incident(
            f"{area}-{each}",
            address={"lines": [f"{each} Sedge Row"], "postcode": postcode},
            children=[
                world.a_child(given_names=f"Wren{each}", surname=f"Of{area.title()}"),
            ],
        )
        for each in range(number)
    ]


@dataclass(kw_only=True)
class Line:
    """A line to one installation: what it let through, and what it lost on which way."""

    to: str
    chance: random.Random
    url: str = ""
    lose: float = 0.0
    passed: int = 0
    lost_requests: int = 0
    lost_answers: int = 0
    # What the other end answers, where no installation stands there; and all that it was told.
    answers: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    told: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def line_to(to: str = "", *, seed: int = 1) -> Iterator[Line]:
    """Run a line that passes requests on, and loses some on the way there or back."""
    line = Line(to=to, chance=random.Random(seed))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = dict(self.headers.items())
            line.told.append(json.loads(body))
            if line.chance.random() < line.lose:
                line.lost_requests += 1
                self.close_connection = True
                return
            if line.answers is not None:
                status, said = 200, json.dumps(line.answers(line.told[-1])).encode()
            else:
                status, said = _pass_on(line.to, self.path, body, headers)
            if line.chance.random() < line.lose:
                line.lost_answers += 1
                self.close_connection = True
                return
            line.passed += 1
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _pass_on(to: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(to)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.request("POST", path, body=body, headers={**headers, "Host": parts.netloc})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
