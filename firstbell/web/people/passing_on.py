"""Hand an invitation's link over: by mail, or on the page where no mail is set up.

The link is shown in the answer to the click that made it, and kept nowhere: whoever loads the
page again makes a new one, and the earlier stops working.
"""

from smtplib import SMTPException

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from firstbell.web import messages


def pass_on(request: HttpRequest, email: str, secret: str, *, back: str) -> HttpResponse:
    """Mail the link and go back to `back`; or show it, to be passed on by hand."""
    refused = False
    if settings.SMTP_URL:
        try:
            messages.send_invitation(email, secret)
        except (SMTPException, OSError):
            refused = True
        else:
            return redirect(f"{back}?done=sent")
    shown = {"link": messages.link_to_join(secret), "email": email, "back": back}
    return render(request, "people/pass_on.html", shown | {"refused": refused})
