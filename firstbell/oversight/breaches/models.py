"""The record of one recall: what got out, what it may mean, who was told, and how it ended.

Holds counts, opaque ids and what people of information governance wrote; nothing that was told.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.delivery.models import Recall


@history.kept()
class BreachRecord(models.Model):
    """One thing that was taken back, breach or near miss: UK GDPR Article 33(5)."""

    class Kind(models.TextChoices):
        BREACH = "breach", _("Breach")
        NEAR_MISS = "near_miss", _("Near miss")

    class Risk(models.TextChoices):
        NO_BREACH = "no_breach", _("No breach: it was rightly shared when it was shared")
        UNLIKELY = "unlikely", _("A breach, and a risk to anybody is unlikely")
        LIKELY = "likely", _("A breach with a risk to somebody’s rights or safety")
        HIGH = "high", _("A breach with a high risk to somebody’s rights or safety")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recall = models.OneToOneField(Recall, on_delete=models.PROTECT, related_name="breach")
    # The incident that was told of: what the walls ask, and nothing else of it.
    record_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    # When anybody of the partnership knew, and by when the law or the partnership wants it settled.
    aware_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    # How often the trail and the rows say that it was had before it was taken back.
    first_steps = models.PositiveIntegerField()
    readings = models.PositiveIntegerField()
    copies = models.PositiveIntegerField()
    read_out = models.PositiveIntegerField()
    # The entries of the trail that say so, by their numbers: the read log that is attached.
    entries = models.JSONField(default=list)
    risk = models.CharField(max_length=10, choices=Risk, blank=True)
    risk_why = models.TextField(blank=True)
    tell_ico = models.BooleanField(null=True)
    tell_ico_why = models.TextField(blank=True)
    tell_people = models.BooleanField(null=True)
    tell_people_why = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    ico_told_at = models.DateTimeField(null=True)
    ico_reference = models.CharField(max_length=100, blank=True)
    # Where it was told after the 72 hours: why (Article 33(1)).
    ico_late_why = models.TextField(blank=True)
    people_told_at = models.DateTimeField(null=True)
    people_told_how = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # What was done so that it does not happen again.
    remedy = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, risk="")
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    tell_ico__isnull=False,
                    tell_people__isnull=False,
                )
                & ~Q(risk=""),
                name="breach_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(remedy=""),
                name="breach_closed_with_a_remedy",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="open_breaches")
        ]

    def __str__(self) -> str:
        return str(self.id)
