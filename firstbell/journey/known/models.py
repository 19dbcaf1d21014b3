"""What a service said of one child, and the following of a child whom none of them knows."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.intake.models import RecordedChild
from firstbell.registry.agencies.models import Desk, Establishment


class Service(models.TextChoices):
    """The services that are asked; each answers at a desk of the child's council."""

    SOCIAL_CARE = "social_care", _("Children’s social care")
    EARLY_HELP = "early_help", _("Early help")


DESK_OF = {Service.SOCIAL_CARE: "social-care", Service.EARLY_HELP: "early-help"}
"""The kind of desk at which each service answers."""


@history.kept(by="child")
class Question(models.Model):
    """One service is asked once whether it knows one child. It holds yes or no and nothing else."""

    class Answer(models.TextChoices):
        OPEN = "open", _("Yes: we work with the child or the family now")
        CLOSED = "closed", _("Yes, but no case is open now")
        NOT_KNOWN = "not_known", _("No")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(RecordedChild, on_delete=models.PROTECT, related_name="questions")
    service = models.CharField(max_length=12, choices=Service)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    asked_times = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    # An officer of the desk, or somebody of the hub who rang them.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    is_by_hub = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "service"], name="a_service_is_asked_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="a_service_answers_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["desk", "due_at"], condition=Q(answer=""), name="known_to_answer")
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept(by="child")
class FollowUp(models.Model):
    """A child whom no service knows, until somebody chose an outcome. There is no other end."""

    class Offer(models.TextChoices):
        ACCEPTED = "accepted", _("Help was offered and accepted")
        DECLINED = "declined", _("Help was offered and declined")
        NOT_REACHED = "not_reached", _("Nobody could be reached safely")

    class Outcome(models.TextChoices):
        EARLY_HELP = "early_help", _("Early help works with the family")
        SCHOOL = "school", _("The school supports the child, and no more is needed now")
        DECLINED = "declined", _("The offer was declined; the school keeps an eye out")
        NOT_REACHED = "not_reached", _("Nobody could be reached; the school keeps an eye out")
        REFERRED = "referred", _("Referred to children’s social care")
        KNOWN_LATER = "known_later", _("A service does know the child after all")
        MOVED = "moved", _("Moved to another area, which was told")
        WITHDRAWN = "withdrawn", _("Police have withdrawn the incident")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.OneToOneField(RecordedChild, on_delete=models.PROTECT, related_name="follow_up")
    # Early help's desk, which owns it; without one the hub does.
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    told_times = models.PositiveSmallIntegerField(default=0)
    offer = models.CharField(max_length=11, choices=Offer, blank=True)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None, closed_by=None)
                | (~Q(outcome="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="followed_until_an_outcome",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at"], condition=Q(outcome=""), name="followed_now")
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class SchoolView(models.Model):
    """What one school thinks of a child who is followed, in one choice and a few words."""

    class View(models.TextChoices):
        SETTLED = "settled", _("Settled: as on any day")
        WATCHED = "watched", _("Some worry: we keep an eye out")
        WORRIED = "worried", _("Worried: the family needs help soon")
        NOT_SEEN = "not_seen", _("Not seen since the incident")

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="views")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="+")
    view = models.CharField(max_length=8, choices=View)
    words = models.TextField(blank=True)
    # They seem to name somebody else: nobody else reads them until a hub worker has looked.
    words_withheld = models.BooleanField(default=False)
    words_settled_at = models.DateTimeField(null=True)
    words_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follow_up", "establishment"], name="one_view_a_school")
        ]

    def __str__(self) -> str:
        return str(self.pk)
