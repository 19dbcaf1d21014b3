"""What an officer for allegations was told of one suspect of one incident, and what came of it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.intake.models import Incident
from firstbell.registry.agencies.models import Desk


@history.kept()
class Allegation(models.Model):
    """One suspect who works with children. The states are those of `core.lifecycle`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not taken yet")
        ACKNOWLEDGED = "acknowledged", _("Taken by the officer")
        CLOSED = "closed", _("With an outcome")

    class Outcome(models.TextChoices):
        NO_FURTHER_ACTION = "no_further_action", _("No further action here")
        STRATEGY_MEETING = "strategy_meeting", _("A strategy or evaluation meeting is called")
        REFERRED_ON = "referred_on", _("Referred on: another officer or body takes it")
        TAKEN_BACK = "taken_back", _("Police say it no more")

    class Because(models.TextChoices):
        WORK = "work", _("Where the adult works")
        INCIDENT = "incident", _("Where the incident was: the place of work is not known")
        ONLY = "only", _("The only council of the partnership: no place is known")
        UNKNOWN = "unknown", _("No place is known")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="allegations")
    # The adult's `id` in the feed.
    reference = models.CharField(max_length=200)
    # Without one the officer is of another area, or nobody knows whose: the hub rings.
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    council_code = models.CharField(max_length=9, blank=True)
    because = models.CharField(max_length=8, choices=Because)
    # All that the officer reads: the shape of `core.allegations.told_of`.
    told = models.JSONField()
    basis = models.CharField(max_length=10)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_times = models.PositiveSmallIntegerField(default=0)
    # Police said something else since; police say it no more, or withdrew the incident.
    amended_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    # An officer of the desk, or somebody of the hub who rang; then `officer` is who was reached.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)
    officer = models.CharField(max_length=200, blank=True)
    outcome_due_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=17, choices=Outcome, blank=True)
    # To whom it was referred on.
    referred_to = models.CharField(max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "reference"], name="an_officer_is_told_once_of_a_suspect"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) ^ Q(taken_by__isnull=False),
                name="an_allegation_is_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", taken_at=None) | ~Q(state="waiting"),
                name="an_allegation_waits_until_it_is_taken",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(outcome="")
                )
                | (~Q(state="closed") & Q(closed_at=None, closed_by=None, outcome="")),
                name="an_allegation_ends_with_an_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["desk", "due_at"], condition=~Q(state="closed"), name="allegations_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
