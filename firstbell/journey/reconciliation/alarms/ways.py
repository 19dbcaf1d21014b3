"""The ways by which an alarm leaves: a letter, a signed post; and the sign that a watch was made.

None of them goes through the ledger, the worker or the pages. Each is bounded in time, follows no
redirect, and says in one word what went wrong. What is said is in `telling`.
"""

import json
import smtplib
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

import requests
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from firstbell.foundation import webhooks
from firstbell.foundation.shadow import let_out, nothing_leaves
from firstbell.journey.reconciliation.alarms.telling import Line, json_of, subject_of, text_of
from firstbell.journey.reconciliation.models import Telling

WAIT = (3.0, 7.0)
"""Seconds to wait for a connection and for an answer."""

NO_ANSWER = "no-answer"

TAKEN = range(200, 300)


class NotTaken(Exception):
    """The other side has not taken the message; `code` says why in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def ways() -> list[Telling.Way]:
    """Return the ways that this installation has: none where nobody is told of anything."""
    if nothing_leaves():
        return []
    wanted = {Telling.Way.MAIL: settings.ALARM_MAIL_TO, Telling.Way.POST: settings.ALARM_URL}
    return [way for way, where in wanted.items() if where]


def say(lines: Sequence[Line], *, way: Telling.Way, at: datetime) -> int:
    """Say these by one way, and return how many addresses refused it; `at` is the real time.

    :raises NotTaken: when nobody at the other side has taken the message.
    """
    if way == Telling.Way.MAIL:
        return _mail(lines)
    _post(lines, at=at)
    return 0


def ping() -> None:
    """Ask for the address that says to an outside listener that a watch was made.

    :raises NotTaken: when nobody answers there.
    """
    _asked("GET", settings.ALARM_PING_URL)


def _mail(lines: Sequence[Line]) -> int:
    """Send a letter to each who is told, by the alarms' own mail server if there is one."""
    if settings.ALARM_SMTP:
        backend = "django.core.mail.backends.smtp.EmailBackend"
        connection = get_connection(backend, **settings.ALARM_SMTP)
    else:
        connection = get_connection(settings.MAIL_BACKEND)
    refused = []
    for address in settings.ALARM_MAIL_TO:
        letter = EmailMessage(
            subject=subject_of(lines),
            body=text_of(lines),
            from_email=settings.MAIL_FROM,
            to=[address],
            headers={"Auto-Submitted": "auto-generated", "X-Priority": "1"},
            connection=connection,
        )
        try:
            let_out()
            letter.send()
        except (smtplib.SMTPException, OSError) as failure:
            refused.append(_code(failure))
    if len(refused) == len(settings.ALARM_MAIL_TO):
        raise NotTaken(refused[0])
    return len(refused)


def _code(failure: Exception) -> str:
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return str(next(iter(failure.recipients.values()))[0])
    if isinstance(failure, smtplib.SMTPResponseException):
        return str(failure.smtp_code)
    return NO_ANSWER


def _post(lines: Sequence[Line], *, at: datetime) -> None:
    body = json.dumps(json_of(lines, at=at), ensure_ascii=False).encode()
    headers = webhooks.signed(
        body, message_id=f"alarms-{uuid4()}", at=at, secrets=[settings.ALARM_SECRET]
    )
    _asked("POST", settings.ALARM_URL, body=body, headers=headers)


def _asked(
    method: str, address: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
) -> None:
    try:
        let_out()
        answer = requests.request(
            method,
            address,
            data=body,
            headers=headers,
            timeout=WAIT,
            allow_redirects=False,
            auth=_as_it_is,  # nothing of a `.netrc` goes along
            stream=True,  # what is answered is not read
        )
        answer.close()
    except (requests.RequestException, OSError):
        raise NotTaken(NO_ANSWER) from None
    if answer.status_code not in TAKEN:
        raise NotTaken(str(answer.status_code))


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
