"""Pupils, and the rolls that name them. Never read by a page but through a door above."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.registry.agencies.models import Establishment


class Pupil(models.Model):
    """One child as the schools know them: what every roll that names them has in common."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The UPN where there is one, else a digest of names, birth date and URN.
    identity = models.CharField(max_length=64, unique=True)
    upn = models.CharField(max_length=13, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["upn"], condition=~Q(upn=""), name="one_pupil_for_a_upn"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Roll(models.Model):
    """One establishment's roll as it stood on the day it was loaded."""

    class State(models.TextChoices):
        CURRENT = "current", _("In force")
        HELD = "held", _("Held until a person confirms it")
        REPLACED = "replaced", _("Replaced by a later roll")
        REFUSED = "refused", _("Refused by a person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="rolls")
    state = models.CharField(max_length=10, choices=State)
    loaded_at = models.DateTimeField()
    # Pupils that it names, leavers included: a share of a roll is a share of these.
    pupils = models.PositiveIntegerField(default=0)
    replaced_at = models.DateTimeField(null=True)
    # How many pupils on the roll in force are missing from this one: why it is held.
    would_remove = models.PositiveIntegerField(default=0)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["establishment"],
                condition=Q(state="current"),
                name="one_roll_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.establishment_id} {self.state}"


class Registration(models.Model):
    """One row of a roll: one pupil at one establishment, as that establishment wrote it."""

    class EnrolStatus(models.TextChoices):
        CURRENT = "C", _("Current")
        MAIN = "M", _("Main of two")
        SUBSIDIARY = "S", _("Subsidiary of two")
        GUEST = "G", _("Guest")
        FURTHER = "F", _("Further education")

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="registrations")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="registrations")
    upn = models.CharField(max_length=13, blank=True)
    surname = models.CharField(max_length=200)
    forename = models.CharField(max_length=200)
    middle_names = models.CharField(max_length=200, blank=True)
    preferred_surname = models.CharField(max_length=200, blank=True)
    preferred_forename = models.CharField(max_length=200, blank=True)
    former_surname = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True)
    address_line_1 = models.CharField(max_length=200, blank=True)
    address_line_2 = models.CharField(max_length=200, blank=True)
    address_line_3 = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    enrol_status = models.CharField(max_length=1, choices=EnrolStatus, default=EnrolStatus.CURRENT)
    entered_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    nc_year = models.CharField(max_length=4, blank=True)
    reg_group = models.CharField(max_length=40, blank=True)
    # On which days of the week, as `core.attending` keeps them; blank: every day.
    attends = models.CharField(max_length=7, blank=True)
    # What was kept although it looks wrong, such as a UPN whose check letter does not fit.
    warnings = models.JSONField(default=list)
    # The names as `core.linkage` counts them: how many bear a name says how much it tells.
    folded_forename = models.CharField(max_length=200, blank=True)
    folded_surname = models.CharField(max_length=200, blank=True)
    # Integer keys of `core.linkage`: rows that share one with a recorded child are candidates.
    keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes: ClassVar = [
            # No list of pending entries: it would be read through for every child after a load.
            GinIndex(fields=["keys"], name="registration_keys", fastupdate=False),
        ]

    def __str__(self) -> str:
        return str(self.id)


class NameCount(models.Model):
    """How many rows in force bear a name, kept as rolls come and go: a common name tells less."""

    class Part(models.TextChoices):
        FORENAME = "forename", _("First name")
        SURNAME = "surname", _("Surname")
        BOTH = "both", _("Name")
        PUPILS = "pupils", _("Pupils")

    part = models.CharField(max_length=8, choices=Part)
    # As `core.linkage` folds it; both names with a blank between; blank for all pupils.
    name = models.CharField(max_length=401, blank=True)
    bearers = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part", "name"], name="one_count_of_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.bearers}"
