"""E-mail: it says that something waits, and where to sign in. Nothing else, ever.

The text is the same for every notification; the one link is the constant address of this
installation. Only who forgot their password is sent a link of their own, which says nothing of
any record. `send` returns when the mail server has taken the message.
"""

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.foundation import apart
from firstbell.foundation.shadow import let_out

log = logging.getLogger(__name__)

PERMANENT = 500
"""SMTP answers from here on are final (RFC 5321, section 4.2.1)."""


NO_ANSWER = "no-answer"
"""What is written instead of the server's code where the line was cut before it came."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The mail server's word that it has the message."""

    code: str


BEFORE = Receipt(code="before")
"""Of a message that went before a backup was restored, as somebody said."""


class TemporaryFailure(Exception):
    """The message could not be handed over now; trying again may help."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PermanentFailure(Exception):
    """The mail server will never take a message for this address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def send(
    *,
    address: str,
    message_id: str,
    unanswered_by: datetime | None = None,
    is_late: bool = False,
    asks: str = "",
) -> Receipt:
    """Hand the message to the mail server; `unanswered_by` makes it a reminder, and names the bell.

    Where that has passed it `is_late`, and the message says so.
    `asks` is one of `ASKING`: the message then says what is asked, for it is about no child.

    :raises TemporaryFailure: when it may work later: no connection, a full mailbox.
    :raises PermanentFailure: when the server refuses the address for good.
    """
    if asks:
        told = {"address": settings.BASE_URL}
        subject = str(ASKING[asks])
        return _hand_over(
            _message(subject, f"ask_{asks}", told, address=address, message_id=message_id)
        )
    return _hand_over(
        compose(
            address=address, message_id=message_id, unanswered_by=unanswered_by, is_late=is_late
        )
    )


ASKING = {
    "cover": gettext_lazy("Who covers the holiday? Firstbell asks"),
    "contacts": gettext_lazy("Are these still the right people? Firstbell asks"),
}
"""The subject of each message that asks a place something."""


def send_link(*, address: str, message_id: str, link: str) -> Receipt:
    """Hand over a message with a link to set a new password, as `send` does.

    :raises TemporaryFailure: when it may work later.
    :raises PermanentFailure: when the server refuses the address for good.
    """
    subject = _("Your link to set a new password")
    told = {"link": link}
    return _hand_over(
        _message(subject, "new_password", told, address=address, message_id=message_id)
    )


def _hand_over(message: EmailMultiAlternatives) -> Receipt:
    try:
        let_out()
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        raise _failure(code) from None
    except smtplib.SMTPResponseException as answer:
        raise _failure(answer.smtp_code, of_the_address=False) from None
    except (smtplib.SMTPException, OSError):
        raise TemporaryFailure(NO_ANSWER) from None
    _note(message)
    return Receipt(code="250")


def _note(message: EmailMultiAlternatives) -> None:
    """Keep apart from the database that it went: a restored backup would send it again.

    A disk that is full stops no message; it is told in the log.
    """
    name = message.extra_headers["Message-ID"].strip("<>").partition("@")[0]
    try:
        apart.note_sent(name)
    except OSError as trouble:
        log.error(  # noqa: TRY400 - the message and its address are in no log
            "what was sent could not be noted apart: %s", type(trouble).__name__
        )


def compose(
    *,
    address: str,
    message_id: str,
    unanswered_by: datetime | None = None,
    is_late: bool = False,
) -> EmailMultiAlternatives:
    """Return the message, text and HTML, under a Message-ID that is the same on a repeat.

    A reminder says why this person is asked and by when; a bell is nobody's secret.
    """
    told: dict[str, object] = {"address": settings.BASE_URL}
    if unanswered_by is None:
        subject = _("Something is waiting for you in Firstbell")
        return _message(subject, "waiting", told, address=address, message_id=message_id)
    subject = _("Nobody has answered yet in Firstbell")
    told |= {"bell": localtime(unanswered_by), "is_late": is_late}
    return _message(subject, "unanswered", told, address=address, message_id=message_id)


def _message(
    subject: str, template: str, told: Mapping[str, object], *, address: str, message_id: str
) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"delivery/messages/{template}.txt", dict(told)),
        from_email=settings.MAIL_FROM,
        to=[address],
        headers={"Message-ID": f"<{message_id}@{_domain()}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(settings.MAIL_BACKEND),
    )
    message.attach_alternative(
        render_to_string(f"delivery/messages/{template}.html", dict(told)), "text/html"
    )
    return message


def _domain() -> str:
    return settings.MAIL_FROM.rpartition("@")[2].rstrip(">") or "localhost"


def _failure(code: int, *, of_the_address: bool = True) -> TemporaryFailure | PermanentFailure:
    """Return the failure that an answer of the server means.

    Only an answer about the address is final for it: a server that refuses everything (a wrong
    password, a policy) says nothing about the person, so the next try goes to the same one.
    """
    if of_the_address and code >= PERMANENT:
        return PermanentFailure(str(code))
    return TemporaryFailure(str(code))
