"""Who is off when. Never why: that would be about somebody's health."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Absence(models.Model):
    """Days on which one person is off, at every place where they are told of children."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # In small letters. By address, as key adults are known by theirs and need no account.
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    first_on = models.DateField()
    last_on = models.DateField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_runs_forwards"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["last_on"], condition=Q(taken_back_at=None), name="absences_that_stand"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"
