"""The addresses of sign-in: what there is of allauth, and nothing more.

There is no sign-up and no change of address: a person is invited, and the address is who they
are. Two names that allauth needs to know lead to the 404 page.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from firstbell.web import passkeys, second_step


def not_here(_request: HttpRequest) -> HttpResponse:
    """Refuse what allauth offers and this product does not.

    :raises Http404: always.
    """
    raise Http404


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", not_here, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("signup/", not_here, name="account_signup"),
    path("email/", not_here, name="account_email"),
    path("two-steps/", mfa.index, name="mfa_index"),
    path("two-steps/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("two-steps/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("two-steps/code/set-up/", totp.activate_totp, name="mfa_activate_totp"),
    path("two-steps/code/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "two-steps/recovery-codes/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "two-steps/recovery-codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "two-steps/recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("two-steps/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("two-steps/passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("two-steps/passkeys/needed/", passkeys.passkey_needed, name="passkey_needed"),
    path("two-steps/passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "two-steps/passkeys/reauthenticate/",
        passkeys.ShowPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "two-steps/passkeys/<int:pk>/remove/",
        second_step.remove_passkey,
        name="mfa_remove_webauthn",
    ),
    path("two-steps/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
