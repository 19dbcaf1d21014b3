"""Who is let into a record, or kept out of it, by name: beyond what roles and places say.

A record is named by its id alone (of an incident, so far), so that meetings and reviews can be
sealed, restricted and opened in the same way as they come. Nothing here says what the record is.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.registry.agencies.models import Agency


@history.kept()
class Restriction(models.Model):
    """A record that fewer may read than their roles would let in.

    Restricted: outside its circle stands a stub with somebody to ask. Sealed: outside its circle
    the record does not exist.
    """

    class Kind(models.TextChoices):
        RESTRICTED = "restricted", _("Restricted")
        SEALED = "sealed", _("Sealed")

    class Ground(models.TextChoices):
        EMPLOYEE = "employee", _("An adult works for one of the agencies")
        CLOSED_MEETING = "closed_meeting", _("It is heard in a closed meeting")
        SAFETY = "safety", _("Somebody would be in danger if it were widely known")
        PUBLIC_INTEREST = "public_interest", _("It has drawn the interest of the public")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    ground = models.CharField(max_length=20, choices=Ground)
    # Whom a stub names: the person to ask.
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    # Of what is sealed: the hub manager who hears that somebody of the circle is needed, and
    # nothing else, when nobody of it answers. Chosen by whoever knows against whom it is sealed.
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Lifting takes two people, of two agencies.
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_asked_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id"],
                condition=Q(lifted_at=None),
                name="one_restriction_of_a_record",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class CircleMember(models.Model):
    """One person of the circle of a restricted or sealed record."""

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="circle")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["restriction", "user"],
                condition=Q(removed_at=None),
                name="once_in_a_circle",
            )
        ]

    def __str__(self) -> str:
        return f"{self.restriction_id} {self.user_id}"


@history.kept()
class Referral(models.Model):
    """A record put before an advocate's service (IDVA), until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_id = models.UUIDField(db_index=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    referred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    referred_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id", "agency"],
                condition=Q(ended_at=None),
                name="one_referral_to_an_agency",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class UnsafeMark(models.Model):
    """A way to reach somebody that is not safe: from now on nobody is shown it or uses it."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone number")
        EMAIL = "email", _("E-mail address")
        ADDRESS = "address", _("Address")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_id = models.UUIDField(db_index=True)
    # The `id` of an adult or a child in the incident; empty: the place of the incident itself.
    person = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id", "person", "kind"],
                condition=Q(lifted_at=None),
                name="marked_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class BreakGlass(models.Model):
    """One person's reading of one record that is not theirs: a reason, an end, a review."""

    class Ground(models.TextChoices):
        SUBJECT_ACCESS = "subject_access", _("To answer a subject access request")
        BREACH = "breach", _("To look into a breach")
        COMPLAINT = "complaint", _("To answer a complaint")
        EMERGENCY = "emergency", _("Somebody is in danger now")

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", _("Justified")
        NOT_JUSTIFIED = "not_justified", _("Not justified")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_id = models.UUIDField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=16, choices=Ground)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # When the record's owner was told; the review is due from then on.
    told_at = models.DateTimeField(null=True)
    review_due_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=14, choices=Finding, blank=True)
    finding_note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(closed_at=None),
                name="one_record_opened_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("user")),
                name="reviewed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Interest(models.Model):
    """Somebody to whom, or a home to which, a person who may be told of children is close.

    Declared in private by themselves, or written down by the hub, who is told of it: so that
    nobody is shown, or told about, a record of their own people. Whose it is says an e-mail
    address, for a key adult need not have an account. Never changed; one that has ended is
    emptied, and what it kept anybody from stays kept from them.
    """

    class Kind(models.TextChoices):
        HOME = "home", _("Their own home")
        PERSON = "person", _("An adult they are close to")
        CHILD = "child", _("A child they are close to")
        ADDRESS = "address", _("Another home they are close to")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Folded: in small letters.
    email = models.CharField(max_length=254, db_index=True)
    by_themselves = models.BooleanField()
    kind = models.CharField(max_length=7, choices=Kind)
    # Of a person: given_names, surname, born_on, phone, email; of a home: line, postcode.
    said = models.JSONField()
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
