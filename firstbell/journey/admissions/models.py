"""Requests for a school place: what an admissions desk is told of a child, and what it answered."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.registry.agencies.models import Agency, Desk, Establishment


@history.kept()
class PlaceRequest(models.Model):
    """One request for one child. All that the desk reads of the child stands here.

    There is no column for an old school, an address or a former council, so that no page, print or
    message can say one. The states are those of `core.lifecycle`.
    """

    class State(models.TextChoices):
        SENT = "sent", _("Sent, not acknowledged yet")
        ACKNOWLEDGED = "acknowledged", _("The desk has it")
        PLACED = "placed", _("A place was found")
        REFUSED = "refused", _("No place was given")
        ENDED = "ended", _("Ended")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_KNOWN = "not_known", _("I do not know")

    class Year(models.TextChoices):
        NURSERY = "N", _("Nursery")
        RECEPTION = "R", _("Reception")
        Y1 = "1", _("Year 1")
        Y2 = "2", _("Year 2")
        Y3 = "3", _("Year 3")
        Y4 = "4", _("Year 4")
        Y5 = "5", _("Year 5")
        Y6 = "6", _("Year 6")
        Y7 = "7", _("Year 7")
        Y8 = "8", _("Year 8")
        Y9 = "9", _("Year 9")
        Y10 = "10", _("Year 10")
        Y11 = "11", _("Year 11")
        Y12 = "12", _("Year 12")
        Y13 = "13", _("Year 13")

    class Handled(models.TextChoices):
        IN_YEAR = "in_year", _("As an in-year application")
        FAIR_ACCESS = "fair_access", _("By the fair access protocol")

    class Refusal(models.TextChoices):
        FULL = "full", _("No school within reach has room")
        OTHER_TEAM = "other_team", _("The team for special educational needs places the child")
        OTHER_COUNCIL = "other_council", _("Another council has to find the place")
        AGE = "age", _("The child is not of school age")
        MISSING = "missing", _("Something is missing, said in a few words")
        OTHER = "other", _("Something else, said in a few words")

    class Ending(models.TextChoices):
        STARTED = "started", _("The child goes to that school")
        ON_ROLL = "on_roll", _("The roll of that school holds the child")
        ELSEWHERE = "elsewhere", _("The child has a place that was found otherwise")
        ASKED_ANEW = "asked_anew", _("Asked anew, or of another council")
        MOVED = "moved", _("The family has moved again")
        MISTAKE = "mistake", _("It should not have been sent")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="place_requests")
    child = models.ForeignKey(
        RecordedChild, on_delete=models.PROTECT, related_name="place_requests"
    )
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    # The advocate's service that asked; empty where the hub did.
    service = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.SENT)
    given_names = models.CharField(max_length=200, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True)
    year_group = models.CharField(max_length=2, choices=Year)
    ehc_plan = models.CharField(max_length=9, choices=Answer)
    needs = models.TextField(blank=True)
    area = models.TextField(blank=True)
    # Whom the desk rings: whoever asked, and nobody of the family.
    contact_name = models.CharField(max_length=200, blank=True)
    contact_phone = models.CharField(max_length=60, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    aim_at = models.DateTimeField()
    decide_by = models.DateTimeField()
    told_times = models.PositiveSmallIntegerField(default=0)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    handled = models.CharField(max_length=11, choices=Handled, blank=True)
    # An officer of the desk, or a hub worker who rang them and says whom.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    school = models.ForeignKey(Establishment, null=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(null=True)
    refusal = models.CharField(max_length=13, choices=Refusal, blank=True)
    note = models.TextField(blank=True)
    # Nobody: the roll of the school has the child.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child"],
                condition=~Q(state="ended"),
                name="one_place_request_of_a_child_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="placed")
                | Q(school__isnull=False, starts_on__isnull=False, answered_by__isnull=False),
                name="a_place_has_a_school_and_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal="") & Q(answered_by__isnull=False),
                name="a_refused_place_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="a_place_request_ends_for_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "state"], name="places_asked_of_a_desk")]

    def __str__(self) -> str:
        return str(self.id)
