"""The forms of the sign-in page and of a lost password, in this product's words and bounds."""

from allauth.account.forms import LoginForm, ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import clock
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions.forgotten import ask_for_link


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    """An e-mail address, to which a link to a new password goes if it is somebody's."""

    users: list[User]

    def save(self, request: HttpRequest, **_kwargs: object) -> str:  # noqa: ARG002 - allauth's
        """Ask for the link, which is sent after the answer: no mail server is waited for here."""
        ask_for_link(self.users[0].id if self.users else None, at=clock.now())
        email: str = self.cleaned_data["email"]
        return email
