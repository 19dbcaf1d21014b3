"""Information-sharing agreements: who agreed what with whom, signed by whom, for how long.

The state of one is never stored: it follows from its dates and signatures (`core.agreements`).
Nothing here is about a child.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstbell.registry.agencies.models import Agency, Desk


class Agreement(models.Model):
    """One agreement, over all its drafts and terms."""

    class Basis(models.TextChoices):
        SECTION_49A = "section_49a", _("The duty of section 49A Domestic Abuse Act 2021")
        GATEWAY = "gateway", _("Another power or duty in law")
        AGREEMENT = "agreement", _("This agreement alone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    # What is shared, in words that a parent could read.
    shared = models.TextField()
    # What the parties say that it rests on. What a share rests on is `core.basis`'s to say.
    basis = models.CharField(max_length=12, choices=Basis)
    # Who sees to it that it is reviewed and renewed.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    review_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Put before the parties: from here on they may sign.
    under_review_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.title


class AgreementParty(models.Model):
    """One party: an agency, one desk, or every establishment or desk of one kind of a council."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    # `school`, `further_education`, `sixteen_to_nineteen`, `early_years`, or a kind of desk.
    kind = models.CharField(max_length=40, blank=True)
    # With a kind: of which council. Empty: of every council of the partnership.
    council_code = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(agency__isnull=False, desk=None, kind="")
                    | Q(agency=None, desk__isnull=False, kind="")
                    | (Q(agency=None, desk=None) & ~Q(kind=""))
                ),
                name="party_is_exactly_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class AgreementDraft(models.Model):
    """One draft, or one change of position: what was said of it, and on which day."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    drafted_on = models.DateField()
    note = models.TextField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_draft_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} draft {self.number}"


class AgreementTerm(models.Model):
    """The time for which the parties sign: the first term, and one for each renewal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveIntegerField()
    first_on = models.DateField()
    # Included: the term lapses when this day ends, local time.
    last_on = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # When the last party's sign-off was written down; until then it holds for nobody.
    signed_at = models.DateTimeField(null=True)
    # What the timed check has told of it already: that it began, which reminder, that it lapsed.
    began_at = models.DateTimeField(null=True)
    reminded_days = models.PositiveSmallIntegerField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_term_of_a_number"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="term_runs_forwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"


class SignOff(models.Model):
    """One party's signature under one term: who signed, in which office, on which day."""

    term = models.ForeignKey(AgreementTerm, on_delete=models.PROTECT, related_name="sign_offs")
    party = models.ForeignKey(AgreementParty, on_delete=models.PROTECT, related_name="sign_offs")
    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200)
    signed_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "party"], name="a_party_signs_a_term_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"
