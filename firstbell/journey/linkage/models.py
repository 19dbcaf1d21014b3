"""Which pupil a recorded child is, with the evidence, and what people decided."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.intake.models import RecordedChild
from firstbell.registry.people.models import Pupil


@history.kept()
class Link(models.Model):
    """The link of one recorded child as it stands. Only `linked` is told without a person."""

    class State(models.TextChoices):
        LINKED = "linked", _("Linked")
        REVIEW = "review", _("A person must say")
        UNLINKED = "unlinked", _("On no roll that we hold")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.OneToOneField(RecordedChild, on_delete=models.PROTECT, related_name="link")
    state = models.CharField(max_length=8, choices=State)
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="links")
    weight = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    # The version of the weights by which the evidence was summed; blank where none is known.
    weights = models.CharField(max_length=60, blank=True, default="")
    decided_at = models.DateTimeField()
    # Null when the evidence alone decided.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="linked", pupil__isnull=False) | ~Q(state="linked"),
                name="linked_to_a_pupil",
            ),
            models.CheckConstraint(
                condition=Q(pupil__isnull=True) | Q(state="linked"),
                name="pupil_only_when_linked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.state}"


class Candidate(models.Model):
    """One pupil who may be the child, with the evidence field by field."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="candidates")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()
    weight = models.FloatField()
    # A list of {field, level, weight}; codes and figures, no values.
    evidence = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "pupil"], name="one_candidacy_of_a_pupil")
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.rank}"


@history.kept()
class Decision(models.Model):
    """What a person decided about a link: kept for ever as truth to learn from."""

    class Choice(models.TextChoices):
        THIS_ONE = "this_one", _("This one")
        NONE_OF_THESE = "none_of_these", _("None of these")
        ASK_THE_SENDER = "ask_the_sender", _("Ask the sender")
        NOT_OURS = "not_ours", _("The school said: not our pupil")
        RECONSIDERED = "reconsidered", _("Not this pupil after all")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="decisions")
    choice = models.CharField(max_length=14, choices=Choice)
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.PROTECT, related_name="+")
    # What was shown when it was decided: ids, weights and evidence.
    shown = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.link_id} {self.choice}"


class WeightsVersion(models.Model):
    """A version of the weights that this partnership trained: figures and codes, no child.

    Where none is in force, the one that the product ships is.
    """

    version = models.CharField(max_length=60, unique=True)
    # As `core.linkage.weights` writes it.
    content = models.TextField()
    # What the version it came from and this one make of the same children: lines for people.
    compared = models.JSONField()
    # Whether it linked more of the children kept aside wrongly than what it came from.
    is_worse = models.BooleanField()
    trained_at = models.DateTimeField()
    is_in_force = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_in_force"],
                condition=Q(is_in_force=True),
                name="one_version_of_the_weights_in_force",
            )
        ]

    def __str__(self) -> str:
        return self.version
