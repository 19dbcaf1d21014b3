"""A web server elsewhere for tests: it keeps what is posted to it, and counts what is asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Listener:
    """What came, and the status that it answers with."""

    url: str = ""
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    pings: int = 0
    status: int = 204


@contextmanager
def listening() -> Iterator[Listener]:
    """Run a web server on a free port of the loopback address."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.posts.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.answer()

        def do_GET(self) -> None:
            listener.pings += 1
            self.answer()

        def answer(self) -> None:
            self.send_response(listener.status)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
