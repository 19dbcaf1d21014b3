"""A stand-in for GOV.UK Notify: its API for texts, over HTTP on this machine. Sends nothing.

For trying out and for tests. It takes what the official client sends, judges it as the API's
documentation says, and tells what became of it when asked, or by a callback.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import requests

SERVICE = "11111111-1111-4111-8111-111111111111"
SECRET = "22222222-2222-4222-8222-222222222222"  # noqa: S105 - invented, and opens nothing
KEY = f"stand-in-{SERVICE}-{SECRET}"
TEMPLATE = "33333333-3333-4333-8333-333333333333"
CHECK_TEMPLATE = "44444444-4444-4444-8444-444444444444"

BODIES = {
    TEMPLATE: "Something is waiting for you in Firstbell. Sign in: ((address))",
    CHECK_TEMPLATE: "Firstbell can reach you at this number. Nothing is waiting. ((address))",
}

FATES = {"+447700900002": "permanent-failure", "+447700900003": "temporary-failure"}
"""What becomes of a text, by number; every other is delivered."""

_NUMBER = re.compile(r"\+447\d{9}")


@dataclass
class StandIn:
    """What it took, and how it answers."""

    url: str = ""
    texts: list[dict[str, Any]] = field(default_factory=list)
    # Answer everything with this status and error; for trying out what is done then.
    refuses: tuple[int, str] | None = None
    # Take a text and cut the line before the answer.
    loses_answers: bool = False
    # What is said of a text that went, whatever its number.
    fate: str = ""
    callback: str = ""
    token: str = ""
    say: Callable[[str], object] = lambda _text: None
    check_template: str = CHECK_TEMPLATE
    wait: Callable[[], None] = lambda: None

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Return the answer to one question."""
        if self.refuses:
            status, error = self.refuses
            return _refusal(status, error, "no")
        parts = urlsplit(path)
        if (method, parts.path) == ("POST", "/v2/notifications/sms"):
            return self._take(body)
        if parts.path == "/v2/notifications":
            wanted = parse_qs(parts.query).get("reference", [""])[0]
            went = [each for each in self.texts if each["reference"] == wanted]
            return 200, {"notifications": [self._shown(each) for each in went], "links": {}}
        kind, _, wanted = parts.path.removeprefix("/v2/").partition("/")
        for text in self.texts:
            if kind == "notifications" and text["id"] == wanted:
                return 200, self._shown(text)
        if kind == "template" and wanted in BODIES:
            return 200, {"id": wanted, "type": "sms", "version": 1, "body": BODIES[wanted]}
        return _refusal(404, "NoResultFound", "No result found")

    def _take(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if not _NUMBER.fullmatch(body["phone_number"]):
            return _refusal(400, "ValidationError", "phone_number Not enough digits")
        if body["template_id"] not in BODIES:
            return _refusal(400, "BadRequestError", "Template not found")
        if "address" not in body.get("personalisation", {}):
            return _refusal(400, "BadRequestError", "Missing personalisation: address")
        words = BODIES[body["template_id"]].replace(
            "((address))", body["personalisation"]["address"]
        )
        text = {
            "id": str(uuid4()),
            "reference": body.get("reference"),
            "to": body["phone_number"],
            "words": words,
            "personalisation": body["personalisation"],
        }
        self.texts.append(text)
        self.say(f"{text['to']}: {words}")
        if self.callback:
            threading.Thread(target=self._call_back, args=[text], daemon=True).start()
        return 201, {
            "id": text["id"],
            "reference": text["reference"],
            "content": {"body": words, "from_number": "FIRSTBELL"},
            "uri": f"{self.url}/v2/notifications/{text['id']}",
            "template": {"id": body["template_id"], "version": 1, "uri": self.url},
        }

    def _shown(self, text: dict[str, Any]) -> dict[str, Any]:
        status = self.fate or FATES.get(text["to"], "delivered")
        return {"id": text["id"], "reference": text["reference"], "type": "sms", "status": status}

    def receipt(self, text: dict[str, Any]) -> dict[str, Any]:
        """Return what is posted to a callback about a text."""
        return {
            **self._shown(text),
            "to": text["to"],
            "notification_type": "sms",
            "template_id": TEMPLATE,
            "template_version": 1,
        }

    def _call_back(self, text: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            requests.post(self.callback, json=self.receipt(text), headers=headers, timeout=5)
        except requests.RequestException as failure:
            self.say(f"the callback was not taken: {type(failure).__name__}")


def _refusal(status: int, error: str, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"status_code": status, "errors": [{"error": error, "message": message}]}


@contextmanager
def standing_in(
    *,
    port: int = 0,
    callback: str = "",
    token: str = "",
    say: Callable[[str], object] = lambda _text: None,
) -> Iterator[StandIn]:
    """Run it on the loopback address."""
    it = StandIn(callback=callback, token=token, say=say)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.reply("POST", json.loads(self.rfile.read(length)))

        def do_GET(self) -> None:
            self.reply("GET", {})

        def reply(self, method: str, body: dict[str, Any]) -> None:
            status, answer = _refusal(403, "AuthError", "Invalid token")
            if _is_signed(self.headers.get("Authorization", "")):
                status, answer = it.answer(method, self.path, body)
            if it.loses_answers and method == "POST":
                self.close_connection = True
                return
            sent = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_words: Any) -> None:
            """Say nothing: what was asked is in `texts`."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    it.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    it.wait = thread.join
    try:
        yield it
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _is_signed(header: str) -> bool:
    """Say whether a question comes with the token that the key makes."""
    try:
        said = jwt.decode(header.removeprefix("Bearer "), SECRET, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return False
    return bool(said.get("iss") == SERVICE)
