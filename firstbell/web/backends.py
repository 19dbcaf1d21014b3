"""Checks a password. Whose account is disabled is told what anybody is told who may not come in.

allauth would show them a page of their own, and so tell whoever has found the password that it is
right.
"""

from allauth.account.auth_backends import AuthenticationBackend


class OnlyWhoMayComeIn(AuthenticationBackend):  # type: ignore[misc]
    """The password of an account that is not disabled, or nothing."""

    @classmethod
    def _stash_user(cls, _user: object) -> None:
        """Keep nobody aside whose password was right and who may not come in all the same."""
