"""A source that must prove itself: what is its own is taken, and nothing that is not."""

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from django.test import Client
from django.utils.http import urlencode
from pytest_django.fixtures import Settings

from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.intake.actions.proving import TooManyProofs, set_proofs
from firstbell.journey.intake.models import BoundToken, Feed, Incident, SenderProof
from firstbell.journey.intake.proving import (
    MOST_SIGNATURES,
    WINDOW,
    NoSuchKey,
    Signed,
    fingerprint_of,
    public_key_of,
    what_is_wrong_with,
)
from firstbell.registry.agencies.actions.partnership import NewSender, add_source
from tests.journey.intake.feeds import AT, feed, incident, written
from tests.journey.intake.signing import Signer

NOW = datetime(2026, 11, 23, 7, 10, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
BODY = b'{"feed": {"reference": "QS-1"}}'


# ---- the signature alone ----


def judged(headers: dict[str, str], body: bytes, *keys: Signer, at: datetime = NOW) -> str | None:
    signed = Signed.from_headers(headers)
    return what_is_wrong_with(signed, body, keys=[key.public for key in keys], at=at)


def signed(key: Signer, body: bytes = BODY, *, id_: str = "msg_1") -> dict[str, str]:
    return dict(key.sign(body, id_=id_, timestamp=SECONDS))


def test_a_request_signed_with_the_sources_key_is_its_own() -> None:
    key = Signer()

    assert judged(signed(key), BODY, key) is None
    assert judged(signed(key), BODY, Signer(), key) is None


def test_the_form_is_that_of_standard_webhooks() -> None:
    """Made by hand from the specification, so that signer and product cannot be wrong alike."""
    seed = bytes(range(32))
    private = Ed25519PrivateKey.from_private_bytes(seed)
    content = b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + b'{"test": 2432232314}'
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4= v1a,"
        + base64.b64encode(private.sign(content)).decode(),
    }
    at = datetime.fromtimestamp(1614265330, tz=UTC)

    assert judged(headers, b'{"test": 2432232314}', Signer(private=private), at=at) is None


def mutated(headers: dict[str, str], body: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield the request with every single bit of it flipped, and with parts cut and swapped."""
    for name, value in headers.items():
        raw = value.encode()
        for place in range(len(raw) * 8):
            flipped = bytearray(raw)
            flipped[place // 8] ^= 1 << place % 8
            yield {**headers, name: flipped.decode("latin-1")}, body
        for cut in range(len(value)):
            yield {**headers, name: value[:cut]}, body
    for place in range(len(body) * 8):
        flipped = bytearray(body)
        flipped[place // 8] ^= 1 << place % 8
        yield headers, bytes(flipped)
    for cut in range(len(body)):
        yield headers, body[:cut]
        yield headers, body + body[cut:]
    for name in headers:
        yield {other: value for other, value in headers.items() if other != name}, body


def test_of_thousands_of_changed_requests_none_is_taken() -> None:
    key, other = Signer(), Signer()
    tried = accepted = 0
    for number in range(4):
        right = signed(key, BODY * (number + 1), id_=f"msg_{number}")
        assert judged(right, BODY * (number + 1), key, other) is None
        for headers, body in mutated(right, BODY * (number + 1)):
            tried += 1
            accepted += judged(headers, body, key, other) is None

    assert tried > 5_000
    assert accepted == 0


def test_of_thousands_of_made_up_signatures_and_wrong_keys_none_is_taken() -> None:
    chance, key = Random(104455), Signer()
    accepted = 0
    for _try in range(2_000):
        made_up = f"v1a,{base64.b64encode(chance.randbytes(64)).decode()}"
        accepted += judged({**signed(key), "webhook-signature": made_up}, BODY, key) is None
    for _try in range(500):
        accepted += judged(signed(Signer()), BODY, key) is None

    assert accepted == 0


@pytest.mark.parametrize(
    ("seconds", "wrong"),
    [
        (0, None),
        (int(WINDOW.total_seconds()), None),
        (-int(WINDOW.total_seconds()), None),
        (int(WINDOW.total_seconds()) + 1, "signed_at_another_time"),
        (-int(WINDOW.total_seconds()) - 1, "signed_at_another_time"),
        (-365 * 24 * 3600, "signed_at_another_time"),
    ],
)
def test_a_signature_is_good_for_five_minutes(seconds: int, wrong: str | None) -> None:
    key = Signer()

    assert judged(signed(key), BODY, key, at=NOW + timedelta(seconds=seconds)) == wrong


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "١٦", " 1614265330", "9" * 13])
def test_a_time_that_is_none_is_refused(timestamp: str) -> None:
    key = Signer()
    headers = {**signed(key), "webhook-timestamp": timestamp}

    assert judged(headers, BODY, key) in {"not_signed", "signed_at_another_time"}


def test_the_end_of_an_id_cannot_be_read_as_the_time() -> None:
    key = Signer()
    whole = key.sign(b"%d." % SECONDS + BODY, id_="a", timestamp=SECONDS)
    shifted = {**whole, "webhook-id": f"a.{SECONDS}"}

    assert judged(dict(whole), b"%d." % SECONDS + BODY, key) is None
    assert judged(shifted, BODY, key) == "wrong_signature"


def test_a_shared_secret_is_no_signature_and_a_list_without_end_is_not_read() -> None:
    key = Signer()
    right = signed(key)["webhook-signature"]
    as_secret = {**signed(key), "webhook-signature": right.replace("v1a", "v1")}
    behind = {**signed(key), "webhook-signature": "v1,eA== " * MOST_SIGNATURES + right}

    assert judged(as_secret, BODY, key) == "wrong_signature"
    assert judged(behind, BODY, key) == "wrong_signature"


# ---- what a key file and a fingerprint may hold ----


def a_certificate() -> x509.Certificate:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sender.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(private.public_key()).serial_number(1)
    made = made.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=30))
    return made.sign(private, hashes.SHA256())


def test_a_public_key_is_read_in_both_forms() -> None:
    key = Signer()

    assert public_key_of(key.pem) == public_key_of(f" whpk_{key.public}\n") == key.public


@pytest.mark.parametrize(
    "text",
    [
        "",
        "key",
        "whpk_short",
        "whsk_" + "A" * 43 + "=",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    ],
)
def test_what_is_no_public_key_of_ed25519_is_refused(text: str) -> None:
    with pytest.raises(NoSuchKey):
        public_key_of(text)


def test_a_certificate_is_known_by_its_fingerprint_however_the_proxy_writes_it() -> None:
    certificate = a_certificate()
    fingerprint = certificate.fingerprint(hashes.SHA256())
    pem = certificate.public_bytes(Encoding.PEM).decode()
    escaped = urlencode({"": pem})[1:].replace("+", "%20")

    told = [fingerprint.hex(), fingerprint.hex(":").upper(), pem, escaped]
    assert {fingerprint_of(each) for each in told} == {fingerprint.hex()}
    for wrong in ("", "00", "g" * 64, "-----BEGIN CERTIFICATE-----"):
        with pytest.raises(NoSuchKey):
            fingerprint_of(wrong)


# ---- through the API ----


class Sender:
    """A force's system that may sign, or come with a certificate."""

    def __init__(self, client: Client, code: str = "quillshire") -> None:
        self.client = client
        self.new: NewSender = add_source(
            code=code, name="Force", force_pfa="E23000099", by=None, at=AT
        )
        self.token = ""

    def asks_for_a_token(self, **headers: str) -> Any:
        pair = f"{self.new.client_id}:{self.new.client_secret}".encode()
        answer = self.client.post(
            "/oauth/token",
            {"grant_type": "client_credentials", "scope": "incidents"},
            headers={"Authorization": f"Basic {base64.b64encode(pair).decode()}", **headers},
        )
        self.token = answer.json().get("access_token", "")
        return answer

    def sends(self, body: bytes, **headers: str) -> Any:
        return self.client.post(
            "/api/v1/feeds",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def proves_by(self, kind: SenderProof.Kind | None, *values: str) -> None:
        set_proofs(source=self.new.agency, kind=kind, values=values, by=None, at=AT)


@pytest.fixture
def sender(client: Client, settings: Settings) -> Sender:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = Sender(client)
    made.asks_for_a_token()
    return made


def code_of(answer: Any) -> tuple[int, str]:
    (problem,) = answer.json()["problems"]
    assert problem["problem"]
    assert problem["cure"]
    return answer.status_code, problem["code"]


def headers_now(key: Signer, body: bytes) -> dict[str, str]:
    return dict(key.sign(body, timestamp=int(time.time())))


@pytest.mark.django_db
def test_a_source_that_must_sign_is_taken_signed_and_refused_otherwise(sender: Sender) -> None:
    key, body = Signer(), written(feed(incident()))
    sender.proves_by(SenderProof.Kind.SIGNATURE, key.public)

    assert code_of(sender.sends(body)) == (401, "not_signed")
    assert code_of(sender.sends(body, **headers_now(Signer(), body))) == (401, "wrong_signature")
    old = dict(key.sign(body, timestamp=int(time.time()) - 400))
    assert code_of(sender.sends(body, **old)) == (401, "signed_at_another_time")
    assert (Feed.objects.count(), Incident.objects.count()) == (0, 0)
    noted = AuditEntry.objects.filter(action="source.unproved", actor="quillshire")
    assert [each.detail["why"] for each in noted.order_by("id")] == [
        "not_signed",
        "wrong_signature",
        "signed_at_another_time",
    ]

    assert sender.sends(body, **headers_now(key, body)).status_code == 200
    assert Incident.objects.count() == 1


@pytest.mark.django_db
def test_a_request_that_comes_again_changes_nothing(sender: Sender) -> None:
    key, body = Signer(), written(feed(incident()))
    sender.proves_by(SenderProof.Kind.SIGNATURE, key.public)
    headers = headers_now(key, body)

    first, again = (sender.sends(body, **headers) for _ in range(2))

    assert first.json() == again.json()
    assert (Feed.objects.count(), Incident.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_key_of_another_source_is_no_key_of_this_one(sender: Sender) -> None:
    own, body = Signer(), written(feed(incident()))
    other = Sender(sender.client, "otherforce")
    others = Signer()
    sender.proves_by(SenderProof.Kind.SIGNATURE, own.public)
    other.proves_by(SenderProof.Kind.SIGNATURE, others.public)

    assert code_of(sender.sends(body, **headers_now(others, body))) == (401, "wrong_signature")


@pytest.mark.django_db
def test_while_a_key_is_changed_both_are_good_and_then_the_old_one_is_not(sender: Sender) -> None:
    old, new = Signer(), Signer()
    bodies = [written(feed(incident(f"QS/{n}"), reference=f"QS-{n}")) for n in range(40)]
    for number, body in enumerate(bodies):
        if number == 10:
            sender.proves_by(SenderProof.Kind.SIGNATURE, old.public, new.public)
        if number == 0:
            sender.proves_by(SenderProof.Kind.SIGNATURE, old.public)
        if number == 30:
            sender.proves_by(SenderProof.Kind.SIGNATURE, new.public)
        key = old if number < 20 else new
        assert sender.sends(body, **headers_now(key, body)).status_code == 200
    assert code_of(sender.sends(bodies[0], **headers_now(old, bodies[0])))[0] == 401

    sender.proves_by(None)
    assert sender.sends(bodies[0]).status_code == 200


@pytest.mark.django_db
def test_a_few_hundred_changed_requests_through_the_api_leave_nothing(sender: Sender) -> None:
    key, body = Signer(), written(feed(incident()))
    sender.proves_by(SenderProof.Kind.SIGNATURE, key.public)
    right = headers_now(key, body)
    changed = list(mutated(right, body))
    statuses = set()
    for headers, changed_body in Random(7).sample(changed, 250):
        if all(value.isprintable() and value.isascii() for value in headers.values()):
            statuses.add(sender.sends(changed_body, **headers).status_code)

    assert statuses == {401}
    assert Feed.objects.count() == 0


CERTIFICATE = "a1" * 32
HEADER = "X-Client-Certificate"


@pytest.fixture
def _behind_a_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    settings.CLIENT_CERTIFICATE_HEADER = HEADER


@pytest.mark.django_db
@pytest.mark.usefixtures("_behind_a_proxy")
def test_a_source_with_a_certificate_needs_it_for_its_token_and_beside_it(sender: Sender) -> None:
    body, shown, other = written(feed(incident())), {HEADER: CERTIFICATE}, {HEADER: "b2" * 32}
    before = sender.token
    sender.proves_by(SenderProof.Kind.CERTIFICATE, CERTIFICATE, "c3" * 32)

    sender.token = before
    assert code_of(sender.sends(body, **shown)) == (401, "wrong_certificate"), "not bound to it"
    for headers in ({}, other):
        answer = sender.asks_for_a_token(**headers)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert sender.asks_for_a_token(**shown).status_code == 200
    assert code_of(sender.sends(body)) == (401, "no_certificate")
    assert code_of(sender.sends(body, **other)) == (401, "wrong_certificate")
    another_own = {HEADER: "c3" * 32}
    assert code_of(sender.sends(body, **another_own)) == (401, "wrong_certificate"), "bound"
    assert sender.sends(body, **shown).status_code == 200
    assert BoundToken.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("_behind_a_proxy")
def test_a_certificate_is_believed_from_a_trusted_proxy_alone(
    sender: Sender, settings: Settings
) -> None:
    body, shown = written(feed(incident())), {HEADER: CERTIFICATE}
    sender.proves_by(SenderProof.Kind.CERTIFICATE, CERTIFICATE)
    sender.asks_for_a_token(**shown)

    settings.TRUSTED_PROXIES = 0
    assert code_of(sender.sends(body, **shown)) == (401, "no_certificate")
    settings.TRUSTED_PROXIES, settings.CLIENT_CERTIFICATE_HEADER = 1, ""
    assert code_of(sender.sends(body, **shown)) == (401, "no_certificate")


@pytest.mark.django_db
def test_a_source_has_ten_proofs_at_most_and_the_trail_says_which(sender: Sender) -> None:
    with pytest.raises(TooManyProofs):
        sender.proves_by(SenderProof.Kind.SIGNATURE, *(Signer().public for _ in range(11)))
    key = Signer().public
    sender.proves_by(SenderProof.Kind.SIGNATURE, key, key)

    entry = AuditEntry.objects.get(action="source.proofs_set")
    assert entry.detail == {"kind": "signature", "values": [key]}


@pytest.mark.django_db
def test_the_published_description_names_the_headers(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]

    for path in ("/api/v1/feeds", "/api/v1/incidents"):
        named = {each["name"]: each["required"] for each in paths[path]["post"]["parameters"]}
        headers = ("webhook-id", "webhook-timestamp", "webhook-signature")
        assert named == dict.fromkeys(headers, False)
        assert "401" in paths[path]["post"]["responses"]
