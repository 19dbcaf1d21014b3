"""The register of home education: one child whom a school reported, and what came of it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.registry.agencies.models import Desk, Establishment
from firstbell.registry.people.models import Pupil


@history.kept()
class Entry(models.Model):
    """One report by one school of one child. The states are those of `core.lifecycle`."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent, not answered yet")
        OPEN = "open", _("On the register")
        REFUSED = "refused", _("The council does not agree")
        ENDED = "ended", _("Ended")
        TAKEN_BACK = "taken_back", _("Taken back by the school")

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_KNOWN = "not_known", _("I do not know")

    class Reason(models.TextChoices):
        CHOICE = "choice", _("The parents’ own conviction or way of life")
        SCHOOL = "school", _("Not content with the school")
        BULLYING = "bullying", _("Bullying")
        NEEDS = "needs", _("Special educational needs that were not met")
        MENTAL_HEALTH = "mental_health", _("The child’s mental health")
        HEALTH = "health", _("The child’s physical health")
        ATTENDANCE = "attendance", _("To avoid action on attendance or exclusion")
        PLACE = "place", _("No place at the school that they want")
        OTHER = "other", _("Another reason")
        NOT_GIVEN = "not_given", _("The parents gave no reason")

    class Ending(models.TextChoices):
        SCHOOL = "school", _("Goes to school again")
        MOVED = "moved", _("Moved to another council’s area; that council was told")
        AGE = "age", _("Is over compulsory school age")
        ABROAD = "abroad", _("Left the country")
        MISSING = "missing", _("Cannot be found: with the missing education desk now")
        OTHER = "other", _("Something else, said in a few words")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey(Establishment, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    # Who the child is, as the roll had them then: names, birth date, UPN and home.
    child = models.JSONField()
    last_on = models.DateField()
    reason = models.CharField(max_length=14, choices=Reason)
    domestic_abuse = models.CharField(max_length=9, choices=Answer)
    abuse_words = models.TextField(blank=True)
    # They seem to name somebody else: the desk reads them once a hub worker has looked.
    words_withheld = models.BooleanField(default=False)
    words_settled_at = models.DateTimeField(null=True)
    words_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_plan = models.TextField(blank=True)
    ehc_plan = models.CharField(max_length=9, choices=Answer)
    social_worker = models.CharField(max_length=9, choices=Answer)
    protection_plan = models.CharField(max_length=9, choices=Answer)
    special_school = models.CharField(max_length=9, choices=Answer)
    must_be_agreed = models.BooleanField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    asked_times = models.PositiveSmallIntegerField(default=0)
    # An officer of the desk, or a hub worker who rang them.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    # The other officer's name, where the hub rang; why the council does not agree.
    answer_note = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=8, choices=Ending, blank=True)
    # Why it was taken back, or what ended it.
    end_note = models.TextField(blank=True)
    # The roll's rows that ended with this report: their ids, and the last day that they had before.
    rows_ended = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pupil", "establishment"],
                condition=Q(state__in=["sent", "open"]),
                name="one_report_of_a_pupil_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) ^ Q(answered_by__isnull=False),
                name="home_education_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "refused"]) | Q(answered_at__isnull=False),
                name="home_education_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ended", "taken_back"])
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="home_education_ended_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["establishment", "state"], name="reports_of_a_school"),
            models.Index(fields=["desk", "state"], name="reports_to_a_desk"),
        ]

    def __str__(self) -> str:
        return str(self.id)
