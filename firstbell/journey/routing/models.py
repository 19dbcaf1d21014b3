"""Who must be told about a child, and why them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.intake.models import RecordedChild
from firstbell.registry.agencies.models import Desk, Establishment
from firstbell.registry.agreements.models import Agreement


@history.kept()
class Route(models.Model):
    """One recipient of one recorded child, and the reason. Closed when it was a wrong one."""

    class Reason(models.TextChoices):
        REGISTERED = "registered", _("On the roll")
        DUAL_REGISTERED = "dual_registered", _("On two rolls")
        POST_16 = "post_16", _("College or sixth form")
        HOME_EDUCATED = "home_educated", _("Educated at home")
        MISSING_EDUCATION = "missing_education", _("Missing education")
        EARLY_YEARS = "early_years", _("Early years")
        CHILDCARE = "childcare", _("At a nursery or childminder")
        NOT_IN_EDUCATION = "not_in_education", _("16 or 17, in no education")
        AS_TOLD = "as_told", _("The school as told")
        HIGH_RISK = "high_risk", _("Health, for high risk")

    class Purpose(models.TextChoices):
        SUPPORT_AT_SCHOOL = "support_at_school", _("Support at school")
        FIND_THE_SCHOOL = "find_the_school", _("Finding the child’s school")
        EDUCATION_ELSEWHERE = "education_elsewhere", _("A child educated out of school")
        EARLY_YEARS = "early_years", _("Support in the early years")
        LOOKED_AFTER = "looked_after", _("The education of a looked-after child")
        HEALTH = "health", _("The child’s health")
        VOICE_OF_THE_VICTIM = "voice_of_the_victim", _("The victim’s voice")
        HAND_OVER = "hand_over", _("Handing over to another area")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(RecordedChild, on_delete=models.PROTECT, related_name="routes")
    establishment = models.ForeignKey(Establishment, null=True, on_delete=models.PROTECT)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=20, choices=Reason)
    # What the share rests on and why it is made, as it stood when it was routed.
    basis = models.CharField(
        max_length=12, choices=Agreement.Basis, default=Agreement.Basis.SECTION_49A
    )
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.SUPPORT_AT_SCHOOL)
    # The agreement that covers it; null where none is known, which no statutory share needs.
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="+")
    # The share goes on by statute although that agreement was not in force.
    agreement_had_lapsed = models.BooleanField(default=False)
    # On which days of the week the child comes there (`core.attending`); blank: every day.
    attends = models.CharField(max_length=7, blank=True)
    routed_at = models.DateTimeField()
    # Null when the rule alone decided.
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(establishment=None) ^ Q(desk=None), name="route_to_exactly_one"
            ),
            models.UniqueConstraint(
                fields=["child", "establishment"],
                condition=Q(establishment__isnull=False),
                name="one_route_to_an_establishment",
            ),
            models.UniqueConstraint(
                fields=["child", "desk"],
                condition=Q(desk__isnull=False),
                name="one_route_to_a_desk",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.reason}"

    @property
    def is_a_guess(self) -> bool:
        """Whether no roll says that the child is theirs: a person chose to ask them."""
        is_chosen = self.reason == self.Reason.CHILDCARE and self.chosen_by_id is not None
        return is_chosen or self.reason == self.Reason.AS_TOLD
