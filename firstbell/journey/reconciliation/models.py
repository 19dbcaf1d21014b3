"""Alarms, and how they were told. The account of the children itself has no tables.

The account is worked out from the other steps' rows, never kept beside them. An alarm is kept,
because when it was due, raised and told is itself to be answered for. It says nothing of a child.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Alarm(models.Model):
    """One thing that is wrong, from when it should have been noticed until its cause ended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A kind and an owner of `core.alarms`.
    kind = models.CharField(max_length=20)
    owner = models.CharField(max_length=10)
    # What it is about: a source's code, a worker, a file; empty where the kind says it.
    about = models.CharField(max_length=250, blank=True)
    # Counts, codes and instants that the words are made of.
    detail = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "about"], condition=Q(ended_at=None), name="one_open_alarm_of_it"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["ended_at"], name="alarms_by_end")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}".strip()


class Telling(models.Model):
    """How somebody was told of an alarm: by which way, what of it, and what became of that."""

    class Said(models.TextChoices):
        RAISED = "raised", _("raised")
        AGAIN = "again", _("still so")
        ENDED = "ended", _("ended")

    class Way(models.TextChoices):
        MAIL = "mail", _("by e-mail")
        POST = "post", _("by a signed post")
        # Through the worker, beside the others: that something waits, and no more.
        SENDER = "sender", _("by e-mail to the force’s people")

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="tellings")
    said = models.CharField(max_length=6, choices=Said)
    way = models.CharField(max_length=6, choices=Way)
    told_at = models.DateTimeField()
    is_taken = models.BooleanField()
    # The receiving server's own code where it was not taken, and how often it was tried.
    code = models.CharField(max_length=40, blank=True)
    tries = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alarm", "said", "way"],
                condition=Q(is_taken=False),
                name="one_failed_telling_of_it",
            )
        ]

    def __str__(self) -> str:
        return f"{self.said} {self.way} {self.alarm_id}"


class Watch(models.Model):
    """When each machine last looked for alarms: with nobody looking, no alarm is no good news."""

    machine = models.CharField(max_length=200, primary_key=True)
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.machine
