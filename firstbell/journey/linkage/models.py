"""Which pupil a recorded child is, with the evidence, and what people decided."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.intake.models import Incident, RecordedChild
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


@history.kept()
class Unrecorded(models.Model):
    """A child who probably lives in the home of an incident and was not recorded: a question.

    A roll knows the child (`pupil`), or an earlier incident (`earlier`). Nobody is told because of
    it; a person answers. The last answer about a child and a home is believed the next time.
    """

    class Answer(models.TextChoices):
        LIVES_THERE = "lives_there", _("Lives there: added to the incident")
        NOT_THERE = "not_there", _("Does not live there")
        KNOWN = "known", _("Already told of by another incident of that night")
        # No person's answer: police have named the child themselves, say, or have withdrawn.
        LAPSED = "lapsed", _("Not asked any more: nothing speaks for it now")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="unrecorded")
    pupil = models.ForeignKey(Pupil, null=True, on_delete=models.SET_NULL, related_name="+")
    earlier = models.ForeignKey(
        RecordedChild, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # A hash of house and postcode; none where only an earlier incident speaks for the child.
    home = models.BigIntegerField(null=True)
    # Lists of {code, day, number}: no names.
    why = models.JSONField(default=list)
    against = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # Who could not say yet, why, who is asked, and until when; the question stays open.
    unsure_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    unsure_why = models.TextField(blank=True)
    unsure_asks = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=11, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    added = models.ForeignKey(RecordedChild, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "pupil"], name="asked_once_about_a_pupil"),
            models.UniqueConstraint(
                fields=["incident", "earlier"], name="asked_once_about_an_earlier_child"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="unrecorded_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["", "lapsed"]) | Q(answered_by__isnull=False),
                name="unrecorded_answered_by_a_person",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(answered_at=None), name="open_unrecorded")
        ]

    def __str__(self) -> str:
        return str(self.id)


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
