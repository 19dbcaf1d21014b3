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
        AS_TOLD = "as_told", _("The school as told")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(RecordedChild, on_delete=models.PROTECT, related_name="routes")
    establishment = models.ForeignKey(Establishment, null=True, on_delete=models.PROTECT)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=20, choices=Reason)
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
