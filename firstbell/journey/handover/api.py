"""The address at which another installation speaks of hand-overs: offers, questions, answers.

Signed by its own key, which a manager of the hub has been given; whoever else comes is told that
nobody is known here, and no more.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from firstbell.foundation import clock
from firstbell.journey.handover.actions import receiving
from firstbell.journey.handover.wire import MOST_BYTES, HandOverAnswer
from firstbell.journey.intake.api import SIGNING
from firstbell.journey.intake.proving import Signed
from firstbell.journey.intake.receipts import Problem, Refusal

router = Router(tags=["hand-overs"])

ANSWERS: dict[int, Any] = {
    200: HandOverAnswer, 401: Refusal, 409: Refusal, 413: Refusal, 422: Refusal,
}  # fmt: skip
"""What this address may answer."""

BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/HandOverMessage"}}
        },
    },
    "parameters": [
        {"in": "header", "name": name, "required": True, "description": meaning}
        | {"schema": {"type": "string", "title": name}}
        for name, meaning in SIGNING.items()
    ],
}


@router.post(
    "/hand-overs", auth=None, response=ANSWERS, openapi_extra=BODY,
    summary="Offer a child to this area, ask how it stands, withdraw it, or answer",
    operation_id="sayOfHandOver",
)  # fmt: skip
def hand_overs(request: HttpRequest) -> Status[Any]:
    """Take one signed message. The same message again gets the same answer."""
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return Status(413, _refusal("too_large"))
    signed = Signed.from_headers(request.headers)
    try:
        answer = receiving.hear(body, signed, at=clock.now(), today=datetime.now(UTC))
    except receiving.NotKnown:
        return Status(401, _refusal("not_known"))
    except receiving.CannotHear as refusal:
        status = 409 if refusal.code == "other_content" else 422
        return Status(status, _refusal(refusal.code))
    return Status(200, answer.model_dump())


def _refusal(code: str) -> Refusal:
    sign = _("Sign id, time and body with Ed25519 as Standard Webhooks says (v1a).")
    whole = _("Send the package as it was signed, once more.")
    said = {
        "too_large": (_("The message is too long."), whole),
        "not_known": (_("Nobody is known here who could have said this."), sign),
        "other_content": (_("This hand-over came before with other content."), whole),
        "not_a_message": (_("This is no message about a hand-over."), whole),
        "not_for_us": (_("This is addressed to another key than ours."), whole),
        "not_its_package": (_("The package is not as its sender signed it."), whole),
        "not_a_package": (_("This is no package of a hand-over."), whole),
        "not_an_incident": (_("What the package says is no incident."), whole),
        "not_its_receipt": (_("The receipt is not that of this hand-over."), whole),
    }
    problem, cure = said[code]
    return Refusal(problems=[Problem(code=code, place="", problem=problem, cure=cure)])
