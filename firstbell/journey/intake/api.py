"""The two addresses at which a force's system hands over incidents.

Whatever a body holds, the answer says what became of it; one bad incident is in the receipt,
and no reason to refuse the others. A body of which nothing can be used is refused with the same
kind of problems, and kept for the source's people to see.
"""

from datetime import UTC, datetime
from typing import Any, Protocol

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.security import HttpBearer

from firstbell.foundation import clock
from firstbell.journey.intake import access
from firstbell.journey.intake.actions import receive_feed, receive_incident
from firstbell.journey.intake.actions.proving import note_unproved
from firstbell.journey.intake.actions.receive import Conflicting, ForeignSource, keep_unusable
from firstbell.journey.intake.feed import Feed, Part, SingleIncident
from firstbell.journey.intake.reading import MOST_BYTES, Unusable, read_document
from firstbell.journey.intake.receipts import Problem, Receipt, Refusal

router = Router(tags=["incidents"])

Answer = tuple[int, Receipt | Refusal]

ANSWERS: dict[int, Any] = {
    200: Receipt, 401: Refusal, 403: Refusal, 409: Refusal, 413: Refusal, 415: Refusal,
    422: Refusal,
}  # fmt: skip
"""What every address of this router may answer."""


class SenderToken(HttpBearer):
    """A token from `/oauth/token`, by client credentials."""

    def authenticate(self, request: HttpRequest, token: str) -> access.Machine | None:  # noqa: ARG002
        """Return the machine that sends; without one the answer is 401."""
        return access.machine_of(request)


class Receive(Protocol):
    """Takes a document in the name of a source."""

    def __call__(self, *, document: object, by: None, at: Any, sent_by: Any) -> Receipt: ...


SIGNING = {
    "webhook-id": "What tells this request from every other, without a full stop.",
    "webhook-timestamp": "When it was signed, in seconds since 1970.",
    "webhook-signature": "One or more signatures over `id.timestamp.body`, as `v1a,` and base64, "
    "with spaces between them.",
}
"""The headers of a signed request (Standard Webhooks), for a source that must sign."""


def body_of(part: type[Part]) -> dict[str, Any]:
    """Return how the published description shows a body of this shape, and the headers."""
    schema = {"$ref": f"#/components/schemas/{part.__name__}"}
    headers = [
        {"in": "header", "name": name, "required": False, "description": meaning}
        | {"schema": {"type": "string", "title": name}}
        for name, meaning in SIGNING.items()
    ]
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "parameters": headers,
    }


@router.post(
    "/feeds", auth=SenderToken(), response=ANSWERS, openapi_extra=body_of(Feed),
    summary="Hand over a feed", operation_id="receiveFeed",
)  # fmt: skip
def feeds(request: HttpRequest) -> Status[Any]:
    """Take a feed. The same feed again gets its first receipt and changes nothing."""
    return Status(*_answer(request, receive_feed))


@router.post(
    "/incidents", auth=SenderToken(), response=ANSWERS, openapi_extra=body_of(SingleIncident),
    summary="Hand over one incident", operation_id="receiveIncident",
)  # fmt: skip
def incidents(request: HttpRequest) -> Status[Any]:
    """Take one incident on its own. The same again gets its first receipt."""
    status, answer = _answer(request, receive_incident)
    if "problems" in answer:
        return Status(status, answer)
    if problems := answer["incidents"][0]["problems"]:
        conflicts = any(problem["code"] == "other_content" for problem in problems)
        return Status(409 if conflicts else 422, Refusal(problems=problems))
    return Status(status, answer)


def _answer(request: HttpRequest, receive: Receive) -> Answer:
    sent = what_was_sent(request)
    if not isinstance(sent, access.Sent):
        return sent
    document: object = {
        "as_sent": sent.body.decode(errors="backslashreplace").replace("\0", "\\x00")
    }
    source, at = sent.source, clock.now()
    try:
        document = read_document(sent.body)
        return 200, receive(document=document, by=None, at=at, sent_by=source)
    except ForeignSource as refusal:
        return 403, Refusal(problems=refusal.problems)
    except Unusable as refusal:
        keep_unusable(document=document, problems=refusal.problems, source=source, by=None, at=at)
        status = 409 if isinstance(refusal, Conflicting) else 422
        return status, Refusal(problems=refusal.problems)


def what_was_sent(request: HttpRequest) -> access.Sent | tuple[int, Refusal]:
    """Return what a machine with a token sent, or with which status and words it is refused."""
    source = request.auth.source  # type: ignore[attr-defined]
    if source is None:
        return 403, _refusal("not_a_sender", _no_sender())
    if request.content_type != "application/json":
        return 415, _refusal("not_json", _no_json())
    body = _body(request)
    if body is None:
        return 413, _refusal("too_large", _too_large())
    if why := access.what_is_unproved(request.auth, request, body, at=datetime.now(UTC)):  # type: ignore[attr-defined]
        note_unproved(source=source, why=why, by=None, at=clock.now())
        return 401, _refusal(why, _unproved(why))
    return access.Sent(source=source, body=body)


def _body(request: HttpRequest) -> bytes | None:
    """Return the body, or None when it is larger than a delivery may be."""
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return body if len(body) <= MOST_BYTES else None


def _refusal(code: str, words: tuple[str, str]) -> Refusal:
    return Refusal(problems=[Problem(code=code, place="", problem=words[0], cure=words[1])])


def no_token() -> Refusal:
    """Return the answer to whoever comes without a valid token."""
    return _refusal(
        "no_token",
        (
            _("The request carries no valid token."),
            _("Get one at /oauth/token by client credentials and send it as a bearer token."),
        ),
    )


def _no_sender() -> tuple[str, str]:
    return (
        _("This client may not hand over incidents."),
        _("Use the client of a sender, and ask for the scope incidents."),
    )


def _no_json() -> tuple[str, str]:
    return (
        _("The body is not marked as JSON."),
        _("Send it with the header Content-Type: application/json."),
    )


def _unproved(why: str) -> tuple[str, str]:
    """Return what is wrong with a request that must prove where it comes from, and the cure."""
    sign = _(
        "Sign id, time and body with Ed25519 as Standard Webhooks says (v1a), in the headers "
        "webhook-id, webhook-timestamp and webhook-signature, with a key that was agreed."
    )
    said = {
        "not_signed": (_("This source signs its requests, and this one is not signed."), sign),
        "signed_at_another_time": (
            _("The time of the signature is more than five minutes from now."),
            _("Sign each request when it is sent, by a clock that is right."),
        ),
        "wrong_signature": (_("No signature is by a key of this source over this request."), sign),
        "no_certificate": (
            _("This source comes with a certificate, and this request came without."),
            _("Show the client certificate that was agreed when the connection is made."),
        ),
        "wrong_certificate": (
            _("This is not a certificate of this source, or not the one its token is bound to."),
            _("Get a token with the certificate that was agreed, and send both together."),
        ),
    }
    return said[why]


def _too_large() -> tuple[str, str]:
    return (
        _("The delivery has more than %(most)d megabytes.") % {"most": MOST_BYTES // 1024**2},
        _("Send it in several feeds, each with a reference of its own."),
    )
