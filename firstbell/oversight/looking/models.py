"""Readings that somebody else should ask about, and how far the trail was looked through."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class UnusualReading(models.Model):
    """One person's readings of one unusual kind, until somebody else has asked why.

    Holds opaque ids and times only. The case itself is opened, if it must be, by break glass.
    """

    class Kind(models.TextChoices):
        OWN_SURNAME = "own_surname", _("A record of their own surname")
        OWN_ADDRESS = "own_address", _("A record of their own postcode")
        NOT_THEIRS = "not_theirs", _("A record where nothing waited for them")
        MANY_LOOKS = "many_looks", _("Many live incidents looked up within an hour")
        MANY_RECORDS = "many_records", _("Many records within an hour")
        REFUSED = "refused", _("Many pages that are not theirs, one after the other")
        AT_NIGHT = "at_night", _("Reading at night")

    class Finding(models.TextChoices):
        IN_ORDER = "in_order", _("In order")
        NOT_IN_ORDER = "not_in_order", _("Not in order")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    # Ids of the incidents that were read; none where only pages were tried.
    records = models.JSONField(default=list)
    times = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField()
    review_due_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=14, choices=Finding, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=Q(reviewed_at=None),
                name="one_open_review_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")),
                name="unusual_reading_reviewed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, finding="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding=""),
                name="a_review_ends_with_a_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class LookedThrough(models.Model):
    """Up to when the trail was looked through, by the database's own clock. There is one row."""

    looked_to = models.DateTimeField()

    def __str__(self) -> str:
        return self.looked_to.isoformat()
