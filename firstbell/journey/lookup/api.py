"""The address at which a force's control room says which incidents are live.

With the same token, and the same proof, as for a feed. What is said here tells nobody anything:
it only lets officers of that force ask about that one door.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from firstbell.foundation import clock
from firstbell.journey.intake.api import ANSWERS, SenderToken, body_of, what_was_sent
from firstbell.journey.intake.reading import Unusable, read_document
from firstbell.journey.intake.receipts import Problem, Refusal
from firstbell.journey.lookup.actions import saying
from firstbell.journey.lookup.message import LiveIncidentMessage, LiveIncidentReceipt, check

router = Router(tags=["live incidents"])


@router.post(
    "/live-incidents", auth=SenderToken(), response={**ANSWERS, 200: LiveIncidentReceipt},
    openapi_extra=body_of(LiveIncidentMessage),
    summary="Open a live incident, say more of it, or close it", operation_id="sayLiveIncident",
)  # fmt: skip
def live_incidents(request: HttpRequest) -> Status[Any]:
    """Take one message about a live incident. The same message again changes nothing."""
    sent = what_was_sent(request)
    if isinstance(sent, tuple):
        return Status(*sent)
    try:
        checked = check(read_document(sent.body))
    except Unusable as refusal:
        return Status(422, Refusal(problems=refusal.problems))
    if checked.message is None:
        return Status(422, Refusal(problems=list(checked.problems)))
    if checked.message.source != sent.source.code:
        return Status(403, _refusal("foreign_source"))
    try:
        receipt = saying.say(checked=checked, source=sent.source, by=None, at=clock.now())
    except saying.CannotTake as refusal:
        return Status(409 if refusal.code == "ended" else 422, _refusal(refusal.code))
    return Status(200, receipt)


def _refusal(code: str) -> Refusal:
    said = {
        "foreign_source": (
            "/source",
            _("This client belongs to another source."),
            _("Write the code of the source whose client this is."),
        ),
        "opened_in_the_future": (
            "/opened_at",
            _("The live incident was opened in the future."),
            _("Send it when it is opened, by a clock that is right."),
        ),
        "never_opened": (
            "/address",
            _("There is no live incident of this reference to close."),
            _("Send it with its address when it is opened."),
        ),
        "ended": (
            "/reference",
            _("The live incident of this reference has ended and takes nothing new."),
            _("Open another one under a reference of its own."),
        ),
    }
    place, problem, cure = said[code]
    return Refusal(problems=[Problem(code=code, place=place, problem=problem, cure=cure)])
