"""A provider that says whatever a test wants: a real server on this machine, with real keys.

It shows what no honest provider would send. That an honest one works is told in
`test_real_provider.py` and in the story of the browser.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from firstbell.foundation.accounts.providers import WELL_KNOWN, Provider

CLIENT, SECRET = "firstbell", "a secret: of this & that"

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHORT_KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def public(key: Any, kid: str, **more: Any) -> dict[str, Any]:
    """Return a key as a provider publishes it."""
    kind = jwt.algorithms.RSAAlgorithm if hasattr(key, "decrypt") else jwt.algorithms.ECAlgorithm
    told: dict[str, Any] = kind.to_jwk(key.public_key(), as_dict=True)
    return {**told, "kid": kid, "use": "sig", **more}


def signed(claims: dict[str, Any], key: Any = RSA_KEY, alg: str = "RS256", **header: Any) -> str:
    """Return a token with these claims."""
    body = json.dumps(claims).encode()
    return jwt.PyJWS().encode(body, key, algorithm=alg, headers={"kid": "one", **header})


def by_hand(claims: dict[str, Any], header: dict[str, Any], signature: bytes = b"") -> str:
    """Return a token that no library would make."""
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@dataclass
class FalseProvider:
    """What it answers; a test changes it."""

    port: int = 0
    key: str = "dfe"
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public(RSA_KEY, "one")])
    description: dict[str, Any] = field(default_factory=dict)
    token: Callable[[dict[str, Any]], object] = signed
    claims: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    authorized: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    body: bytes | None = None
    slow: float = 0.0

    @property
    def issuer(self) -> str:
        """Its name."""
        return f"http://127.0.0.1:{self.port}"

    def settings(self, **more: Any) -> Provider:
        """Return the settings that speak of it."""
        told: dict[str, Any] = {
            "key": self.key,
            "name": "Eastmarsh Sign-in",
            "issuer": self.issuer,
            "discovery": f"{self.issuer}{WELL_KNOWN}",
            "client_id": CLIENT,
            "secret": SECRET,
            **more,
        }
        return Provider(**told)

    def answer(self, path: str) -> object:
        """Return what stands at a path."""
        self.paths.append(path)
        if path == WELL_KNOWN:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                **self.description,
            }
        return {"keys": self.keys}

    def good_claims(self, nonce: str, **more: Any) -> dict[str, Any]:
        """Return what an honest provider says of Ade Lark."""
        now = int(time.time())
        return {
            "iss": self.issuer,
            "sub": "ade",
            "aud": CLIENT,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            **more,
        }


@contextmanager
def false_provider(key: str = "dfe") -> Iterator[FalseProvider]:
    """Serve a provider for a while."""
    provider = FalseProvider(key=key)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, provider.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.asked.append(parse_qs(body))
            provider.authorized.append(self.headers.get("Authorization", ""))
            time.sleep(provider.slow)
            token = provider.token(provider.claims)
            self._say(provider.status, {"access_token": "secret-access", "id_token": token})

        def _say(self, status: int, answer: object) -> None:
            body = json.dumps(answer).encode()
            if provider.body is not None:
                body = provider.body
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"{provider.issuer}/elsewhere")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
