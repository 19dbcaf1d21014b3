"""The mails of the shell: only the invitation. It names nobody, no school and no role."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from firstbell.foundation.shadow import let_out
from firstbell.registry.agencies.actions.joining import INVITATION_LASTS


def link_to_join(secret: str) -> str:
    """Return the link that an invited person opens, at the one address that messages name."""
    return f"{settings.BASE_URL}{reverse('join', kwargs={'secret': secret})}"


def send_invitation(email: str, secret: str) -> None:
    """Mail an invitation's link.

    :raises OSError: or an `SMTPException`, when the mail server does not take it.
    """
    let_out()
    page = {"link": link_to_join(secret), "days": INVITATION_LASTS.days}
    mail = EmailMultiAlternatives(
        subject=_("You are invited to Firstbell"),
        body=render_to_string("web/messages/invitation.txt", page),
        to=[email],
    )
    mail.attach_alternative(render_to_string("web/messages/invitation.html", page), "text/html")
    mail.send()
