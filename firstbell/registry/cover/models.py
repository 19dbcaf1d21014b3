"""Who is off when, never why; which holiday is asked about; who covers which days of it;
and what each place says of itself."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.registry.agencies.models import Contact, Desk, Establishment, Membership


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


class CoverRequest(models.Model):
    """One holiday of one school, for which it is asked who covers which days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    # The working days of it, as its calendar said when it was last looked at.
    days = ArrayField(models.DateField())
    asked_at = models.DateTimeField(null=True)
    asked_times = models.PositiveSmallIntegerField(default=0)
    # Somebody there said that nobody of theirs can: the council is to find an officer.
    has_nobody_at = models.DateTimeField(null=True)
    has_nobody_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["establishment", "first_on"], name="asked_once_for_a_holiday"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="holiday_runs_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.establishment} from {self.first_on}"


@history.kept()
class Turn(models.Model):
    """Days of a holiday on which one key adult is told first at one school."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    # Of an officer of the council, who is a key adult there for these days alone.
    is_shared = models.BooleanField(default=False)
    membership = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="turn_runs_forwards"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["establishment", "last_on"],
                condition=Q(removed_at=None),
                name="turns_that_stand",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.first_on} to {self.last_on}"


class OnCall(models.Model):
    """One shift on which somebody of the hub is on call: a night, or a day that it is shut."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_runs_forwards"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} from {self.starts_at}"


class ContactCheck(models.Model):
    """Whether the key adults of one place are still right: when that was asked, who said so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.OneToOneField(
        Establishment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    desk = models.OneToOneField(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    # First asked since the last answer, and how often since then.
    asked_at = models.DateTimeField(null=True)
    asked_times = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # With whom the hub spoke, where it rang.
    spoke_to = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(establishment=None) ^ Q(desk=None), name="check_of_exactly_one"
            )
        ]

    def __str__(self) -> str:
        return str(self.establishment or self.desk)


class RecordKeeping(models.Model):
    """In what a school keeps its safeguarding records, as somebody there or at the hub said."""

    class Keeping(models.TextChoices):
        SYSTEM = "system", _("In a recording system")
        PAPER = "paper", _("On paper")

    establishment = models.OneToOneField(
        Establishment, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    keeping = models.CharField(max_length=6, choices=Keeping)
    # What the school calls it; empty for paper.
    system = models.CharField(max_length=60, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return self.system or str(self.get_keeping_display())
