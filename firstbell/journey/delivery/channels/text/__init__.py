"""A text message through GOV.UK Notify: it says that something waits, and where to sign in.

What it says is a template at GOV.UK Notify, of which this fills in one thing, the constant
address of this installation; so no text can hold a name, a school or a child. `send` returns
when GOV.UK Notify has taken the text; that it was delivered is said later, by a receipt.
"""

import logging
from collections.abc import Callable
from typing import Any

import requests
from django.conf import settings
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from firstbell.foundation import apart
from firstbell.foundation.shadow import let_out

log = logging.getLogger(__name__)

# The client writes addresses and answers into the log; neither belongs there.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

WAIT = 8.0
"""Seconds to wait for an answer: two of them are shorter than the lease of a step."""

NO_ANSWER = "no-answer"


class NotTaken(Exception):
    """GOV.UK Notify has not taken the text now; trying again may help."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoSuchNumber(Exception):
    """GOV.UK Notify will never send to this number."""


def is_set_up() -> bool:
    """Say whether this installation can send texts at all."""
    return bool(settings.NOTIFY_KEY)


def send(*, number: str, reference: str, is_check: bool) -> str:
    """Hand a text over, and return GOV.UK Notify's id of it.

    `is_check`: the text says that the number is right and that nothing waits.

    :raises NotTaken: when it may work later, such as when the day's limit is used up.
    :raises NoSuchNumber: when the number is none.
    """
    template = settings.NOTIFY_CHECK_TEMPLATE if is_check else settings.NOTIFY_TEMPLATE
    try:
        answer = _client().send_sms_notification(
            phone_number=number,
            template_id=template,
            personalisation={"address": settings.BASE_URL},
            reference=reference,
        )
        taken = str(answer["id"])
    except APIError as failure:
        if _is_of_the_number(failure):
            raise NoSuchNumber from None
        raise NotTaken(_code(failure)) from None
    except UNUSABLE:
        raise NotTaken(NO_ANSWER) from None
    _note(reference)
    return taken


def found(reference: str) -> str | None:
    """Return GOV.UK Notify's id of a text that went under this reference, if one did.

    :raises NotTaken: when it does not answer.
    """
    went = _asked(lambda it: it.get_all_notifications(reference=reference)["notifications"])
    return next((str(each["id"]) for each in went), None)


def status_of(notify_id: str) -> str:
    """Return the status of a text that went.

    :raises NotTaken: when GOV.UK Notify does not say.
    """
    return str(_asked(lambda it: it.get_notification_by_id(notify_id)["status"]))


def template_body(template_id: str) -> str:
    """Return what a template says, with its `((gaps))`.

    :raises NotTaken: when GOV.UK Notify does not say.
    """
    return str(_asked(lambda it: it.get_template(template_id)["body"]))


def _asked(what: Callable[[Any], Any]) -> Any:
    try:
        return what(_client())
    except APIError as failure:
        raise NotTaken(_code(failure)) from None
    except UNUSABLE:
        raise NotTaken(NO_ANSWER) from None


UNUSABLE = (requests.RequestException, OSError, KeyError, TypeError, AttributeError)
"""No answer, or one that is none."""


def _client() -> Any:
    """Return a client of its own for each question: the library's is for one thread."""
    let_out()
    client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]
        settings.NOTIFY_KEY, base_url=settings.NOTIFY_URL, timeout=WAIT
    )
    client.request_session.max_redirects = 0
    client.request_session.auth = _as_it_is  # nothing of a `.netrc` goes along
    return client


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _is_of_the_number(failure: APIError) -> bool:
    """Say whether a refusal is about the number: a wrong key or template says nothing of it."""
    said = failure.message
    if failure.status_code != requests.codes.bad_request or not isinstance(said, list):
        return False
    return any(
        each.get("error") in {"ValidationError", "InvalidPhoneError"}
        and str(each.get("message", "")).startswith("phone_number")
        for each in said
    )


def _code(failure: APIError) -> str:
    return str(failure.status_code) if failure.response is not None else NO_ANSWER


def _note(reference: str) -> None:
    """Keep apart from the database that it went: a restored backup would send it again.

    A disk that is full stops no text; it is told in the log.
    """
    try:
        apart.note_sent(reference)
    except OSError as trouble:
        log.error(  # noqa: TRY400 - nothing of the text is in the log
            "what was sent could not be noted apart: %s", type(trouble).__name__
        )
