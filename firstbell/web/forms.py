"""The forms of the sign-in page and of a lost password, in this product's words and bounds."""

from allauth.account.forms import LoginForm, ResetPasswordForm
from django.utils.translation import gettext_lazy as _

from firstbell.foundation.accounts.models import User
from firstbell.web.sign_in import has_second_step


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    """An e-mail address, to which a link to a new password goes.

    None goes to who came in by a provider alone and has no second step here: whoever reads their
    mail would have all that it takes. They are told as strangers are.
    """

    users: list[User]

    def clean_email(self) -> str:
        """Return the address; whose link it may be is in `users`."""
        email: str = super().clean_email()
        found: list[User] = self.users
        self.users = [each for each in found if each.has_usable_password() or has_second_step(each)]
        return email
