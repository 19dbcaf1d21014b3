"""Alarms, and how they were told; morning sheets, and what was entered from them.

The account of the children itself has no tables.

The account is worked out from the other steps' rows, never kept beside them. An alarm is kept,
because when it was due, raised and told is itself to be answered for. It says nothing of a child.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.journey.delivery.models import Call, Copy, Notification
from firstbell.journey.intake.models import RecordedChild
from firstbell.registry.agencies.models import Agency


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
        HUB = "hub", _("by e-mail to the hub’s managers")

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


class SheetPassword(models.Model):
    """The password that opens a hub's morning sheets. In no message; a page shows it once asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hub = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # Sealed: only this installation can read it.
    sealed = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    # Null when it was made with the hub's first sheet.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # When somebody of the hub last asked to see it: before that nobody can open a sheet.
    seen_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hub"], condition=Q(replaced_at=None), name="one_sheet_password_for_a_hub"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class MorningSheet(models.Model):
    """One sealed, printable list for one hub: what to do when nothing else works."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Of this installation, without gaps: what stands on its pages and in its file's name.
    number = models.PositiveIntegerField(unique=True)
    hub = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    for_on = models.DateField()
    made_at = models.DateTimeField()
    # The one that is made every morning by itself; others were asked for by page or command.
    is_daily = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    password = models.ForeignKey(SheetPassword, on_delete=models.PROTECT, related_name="+")
    # The PDF, encrypted under that password; null once its time is over.
    document = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hub", "for_on"],
                condition=Q(is_daily=True),
                name="one_sheet_of_a_hub_for_a_morning",
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def file_name(self) -> str:
        """What the file is called: it may lie in a folder that anybody sees."""
        return f"firstbell-morning-sheet-{self.number}-{self.hub.code}-{self.for_on}.pdf"


class SheetLine(models.Model):
    """One child at one recipient on a sheet, or one child whom nobody was told about yet."""

    sheet = models.ForeignKey(MorningSheet, on_delete=models.CASCADE, related_name="lines")
    # On that sheet, from one.
    number = models.PositiveIntegerField()
    child = models.ForeignKey(RecordedChild, on_delete=models.PROTECT, related_name="+")
    notification = models.ForeignKey(
        Notification, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # It left these walls on paper, and is counted with the other copies.
    copy = models.OneToOneField(Copy, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_line_for_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.number}"


class PaperEntry(models.Model):
    """Who wrote down a call that was made from a sheet, and when: the call says when it was."""

    # That of the call, which the page chooses, so that a second click is the same entry.
    id = models.UUIDField(primary_key=True, editable=False)
    sheet = models.ForeignKey(MorningSheet, on_delete=models.PROTECT, related_name="entries")
    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="from_paper")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
