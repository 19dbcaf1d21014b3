"""The address at which GOV.UK Notify says what became of a text.

It knows a text by our own reference; a number is in what it sends, and is read by nobody here.
"""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from ninja.security import HttpBearer

from firstbell.foundation import clock
from firstbell.journey.delivery.actions import texting

router = Router(tags=["texts"])


class CallbackToken(HttpBearer):
    """The token that GOV.UK Notify was given for its callback."""

    def authenticate(self, request: HttpRequest, token: str) -> bool:  # noqa: ARG002
        """Say whether it is that; without one of our own there is no such address."""
        if not settings.NOTIFY_CALLBACK_TOKEN:
            raise Http404
        return hmac.compare_digest(token.encode(), settings.NOTIFY_CALLBACK_TOKEN.encode())


class TextReceipt(Schema):
    """What GOV.UK Notify says of a text; of all that it sends, these two are read."""

    reference: str | None = None
    status: str


@router.post(
    "/texts/receipts", auth=CallbackToken(), response={204: None},
    summary="Say what became of a text", operation_id="receiveTextReceipt",
    include_in_schema=False,
)  # fmt: skip
def receipts(request: HttpRequest, receipt: TextReceipt) -> Status[None]:  # noqa: ARG001
    """Take a receipt. One about a text that is not ours is taken as well, and changes nothing."""
    texting.hear(reference=receipt.reference or "", status=receipt.status, at=clock.now())
    return Status(204, None)
