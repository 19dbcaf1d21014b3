"""People who sign in. What each may see is decided by their memberships, never here."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history


class UserManager(BaseUserManager["User"]):
    """Finds a person by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@history.kept(without=["password", "last_login"])
class User(AbstractBaseUser):
    """One person with one account of their own; never shared, never deleted, only disabled."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    # Held only so that nobody is shown an incident they are an adult of.
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    # Held only so that somebody asks when a person reads a record of their own street.
    home_postcode = models.CharField(_("home postcode"), max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    # From when the account opens nothing. May lie ahead, where it is known when they leave.
    disabled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="one_account_for_an_address")
        ]

    def __str__(self) -> str:
        return self.name


class Remembered(models.Model):
    """What sign-in remembers for minutes: how often it was tried, which codes were used.

    Written only through Django's cache, whose table this is, so that every process counts the
    same tries. Nothing here is about a child.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class Session(AbstractBaseSession):
    """One browser in which somebody is signed in, and whose it is.

    Read and written only by Django's own session machinery, through `accounts.sessions`.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")


@history.kept(by="user", without=["last_used_at", "took_two_steps"])
class Identity(models.Model):
    """Who a person is at an identity provider: an issuer and a subject, bound to one account.

    Nothing that the provider said besides is kept: no name, no address, no token.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    # Whether the provider asked for two steps when they last came by it.
    took_two_steps = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("issuer", "subject", name="one_account_for_an_identity"),
            models.UniqueConstraint("user", "issuer", name="one_identity_at_a_provider"),
        ]

    def __str__(self) -> str:
        return self.issuer
