"""Incidents to which officers of a force are on the way, and who looked them up before the door."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.registry.agencies.models import Agency


@history.kept(by="source")
class LiveIncident(models.Model):
    """One incident of a control room under its own reference, until it ends. It has no journey.

    What police record of it afterwards comes as an incident like any other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="live_incidents")
    reference = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    # At the latest: a rule says how long it lasts, and nobody can make it longer.
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # Nobody: the force's own system opened it.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # `address` and `people` in the shape of `lookup.message`; nothing once it was erased.
    said = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "reference"], name="one_live_incident_of_a_reference"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Look(models.Model):
    """That one officer looked up one live incident, once or more often: opaque ids and times."""

    class Finding(models.TextChoices):
        IN_ORDER = "in_order", _("In order")
        NOT_IN_ORDER = "not_in_order", _("Not in order")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    live = models.ForeignKey(LiveIncident, on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    # Ids of the earlier incidents that were counted, and of the recorded children that were shown.
    records = models.JSONField(default=list)
    children = models.JSONField(default=list)
    # Drawn when it was made; the officer never learns of it. None: it was not drawn.
    check_due_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=14, choices=Finding, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["live", "user"], name="one_look_of_an_officer"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("user")),
                name="a_look_is_checked_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, finding="")
                | Q(checked_at__isnull=False, checked_by__isnull=False, check_due_at__isnull=False)
                & ~Q(finding=""),
                name="a_check_ends_with_a_finding",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
