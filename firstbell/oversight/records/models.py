"""What has come to its end, what holds it, what went; and who asked for their own record.

Records are named by opaque ids alone. The one place with words is a passage of a subject access
request, which goes with the record that it was taken from.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history


class Disposal(models.Model):
    """One person's word that records may go, and what came of it. Kept for ever."""

    class Ground(models.TextChoices):
        PERIOD = "period", _("The period has run out")
        ERASURE = "erasure", _("A request for erasure was upheld")
        RULE = "rule", _("The partnership’s rule for replaced rolls")
        RESTORE = "restore", _("Erased before, and in a backup that was restored")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    ground = models.CharField(max_length=8, choices=Ground)
    # Null where the partnership's rule approved it.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField()
    approved = models.PositiveIntegerField()
    gone = models.PositiveIntegerField(default=0)
    # What stood against it when its turn came: it stays.
    stayed = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Lapsed(models.Model):
    """One record whose end has come: it waits for a person's word, or for its turn to go."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a person")
        EXTENDED = "extended", _("Kept for longer")
        APPROVED = "approved", _("Approved")
        GONE = "gone", _("Gone")
        STAYED = "stayed", _("Stayed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A class of `core.retention`, or `child` where one child of an incident is erased by right.
    kind = models.CharField(max_length=20)
    # The incident, notification, delivery, roll, person or request; a number as the UUID of it.
    subject_id = models.UUIDField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # When its period ran out.
    ended_at = models.DateTimeField()
    found_at = models.DateTimeField()
    # Who asked that a child be erased; null for a period.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    extended_until = models.DateTimeField(null=True)
    # Why it is kept for longer, or why a child is erased. Nothing about anybody.
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    disposal = models.ForeignKey(
        Disposal, null=True, on_delete=models.PROTECT, related_name="records"
    )
    # Codes of `core.retention.Stop`: why it stayed.
    stopped_by = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(state__in=["waiting", "extended", "approved"]),
                name="listed_once",
            ),
            models.CheckConstraint(
                condition=Q(asked_by=None) | ~Q(asked_by=F("decided_by")) | Q(decided_by=None),
                name="erased_by_right_by_two_people",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "state", "ended_at"], name="lapsed_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


@history.kept()
class LegalHold(models.Model):
    """A word that an incident's record must stay, whatever its period says: for a court, say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField()
    # Lifting takes two people.
    lift_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_asked_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(lifted_at=None), name="one_hold_of_a_record"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by=None)
                | (Q(lift_asked_by__isnull=False) & ~Q(lifted_by=F("lift_asked_by"))),
                name="hold_lifted_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class SubjectRequest(models.Model):
    """Somebody asks for what is held about them, or about a child whom they may speak for."""

    class Asker(models.TextChoices):
        CHILD = "child", _("The child")
        PARENT = "parent", _("A parent with parental responsibility")
        REPRESENTATIVE = "representative", _("Somebody who acts for them")

    class State(models.TextChoices):
        OPEN = "open", _("Being prepared")
        AGREED = "agreed", _("Agreed, to be given")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed without an answer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asker = models.CharField(max_length=14, choices=Asker)
    asker_name = models.CharField(max_length=200)
    received_on = models.DateField()
    # Null until somebody has checked who asks; only then may anything be opened.
    identity_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    identity_checked_on = models.DateField(null=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    extended_on = models.DateField(null=True)
    extension_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    # Who says that every passage is decided, and the other person who has read it and agrees.
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by=None)
                | (Q(offered_by__isnull=False) & ~Q(agreed_by=F("offered_by"))),
                name="agreed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "answered"]) | Q(agreed_by__isnull=False),
                name="nothing_given_before_it_is_agreed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RequestedRecord(models.Model):
    """One child of one incident that a request is about, and when it was gathered."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="records")
    record_id = models.UUIDField(db_index=True)
    child_id = models.UUIDField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    gathered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "child_id"], name="asked_for_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.child_id}"


class Passage(models.Model):
    """One field or sentence of what is held, and whether the asker is given it."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("Give")
        WITHOUT_MARKED = "unmarked", _("Give without what is marked")
        REDACT = "redact", _("Leave out")

    class Reason(models.TextChoices):
        THIRD_PARTY = "third_party", _("It is about somebody else")
        SAFE_ADDRESS = "safe_address", _("A safe address")
        SERIOUS_HARM = "serious_harm", _("It would be likely to cause serious harm")
        CRIME = "crime", _("It would prejudice the prevention or detection of crime")
        CHILD_ABUSE = "child_abuse", _("Child abuse data that would not be in the child’s interest")
        PRIVILEGE = "privilege", _("Legal professional privilege")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(RequestedRecord, on_delete=models.CASCADE, related_name="passages")
    # The same as its record's, for the wall.
    record_id_of = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    # Where it stands, by the codes of `core.redaction`: `incident.circumstances`.
    place = models.CharField(max_length=80)
    text = models.TextField()
    # [kind, start, end] of what seems to be about somebody else.
    marks = models.JSONField(default=list)
    is_locked = models.BooleanField(default=False)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "number"], name="one_passage_of_a_number"),
            models.CheckConstraint(
                condition=Q(is_locked=False) | Q(decision="redact", reason="safe_address"),
                name="safe_address_is_never_given",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["redact", "unmarked"]) | ~Q(reason=""),
                name="left_out_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id_of} {self.number}"


class Release(models.Model):
    """One copy of an answer that was given out: which, by whom, when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    given = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="one_release_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} copy {self.number}"
