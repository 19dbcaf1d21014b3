"""Say something to another installation over https, signed, and hear its answer.

The address is somebody else's word (`foundation.outward`), and so is the answer: it is read up to
an end, and counts only by the signed receipt that it carries.
"""

from datetime import datetime
from http.client import HTTPException
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from firstbell.foundation import outward, webhooks
from firstbell.journey.handover.wire import HandOverAnswer, HandOverMessage, written

PATH = "/api/v1/hand-overs"

LONGEST_ANSWER = 64 * 1024

NO_ANSWER, NOT_ALLOWED, NOT_UNDERSTOOD = "no-answer", "not-allowed", "not-understood"


class NotHeard(Exception):
    """The other side gave no answer that can be used; asking again may help."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def say(
    message: HandOverMessage, *, url: str, key: Ed25519PrivateKey, at: datetime
) -> HandOverAnswer:
    """Post a message and return the answer; `at` is the real time.

    :raises NotHeard: when there is none.
    """
    body = written(message).encode()
    headers = webhooks.signed_by_key(body, message_id=f"hand-over-{uuid4()}", at=at, key=key)
    headers["User-Agent"] = "Firstbell"
    try:
        parts = outward.check_address(f"{url.rstrip('/')}{PATH}")
        with outward.connected(parts) as connection:
            connection.request(
                "POST",
                outward.path_of(parts),
                body=body,
                headers=headers,
            )
            answer = connection.getresponse()
            status, said = answer.status, answer.read(LONGEST_ANSWER + 1)
    except (outward.NotAllowed, outward.UnusableAddress):
        raise NotHeard(NOT_ALLOWED) from None
    except (OSError, HTTPException, ValueError):
        raise NotHeard(NO_ANSWER) from None
    if status != 200:
        raise NotHeard(str(status))
    try:
        found = HandOverAnswer.model_validate_json(said)
    except ValidationError:
        raise NotHeard(NOT_UNDERSTOOD) from None
    if found.id != message.id:
        raise NotHeard(NOT_UNDERSTOOD)
    return found
