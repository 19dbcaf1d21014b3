"""The notification, the attempts to hurry a person, and what the person did."""

import uuid
from typing import ClassVar, TypedDict, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.foundation.accounts.models import User
from firstbell.journey.delivery.models_beside import Post, Text, Webhook
from firstbell.journey.intake.models import Incident, RecordedAdult, RecordedChild
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Contact, Desk, Establishment
from firstbell.registry.agencies.recipient_codes import recipient_code
from firstbell.registry.agreements.models import Agreement

__all__ = [
    "Attempt",
    "Call",
    "Conflict",
    "Copy",
    "Notification",
    "Post",
    "Recall",
    "Support",
    "Text",
    "Webhook",
]


class Place(TypedDict):
    """Where a notification goes: exactly one of the two, as keyword arguments take it."""

    establishment: Establishment | None
    desk: Desk | None


@history.kept()
class Notification(models.Model):
    """One child, one recipient, one incident: the record in the inbox.

    Made in the transaction that routes the child; the constraints make a second one impossible.
    """

    class State(models.TextChoices):
        HELD = "held", _("Held")
        RAISED = "raised", _("Raised")
        SENT = "sent", _("Sent")
        OPENED = "opened", _("Opened")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        PHONED = "phoned", _("Told by telephone")
        NOT_OURS = "not_ours", _("Not our pupil")
        RECALLED = "recalled", _("Recalled")
        HANDED_OVER = "handed_over", _("Handed over")

    class Basis(models.TextChoices):
        OWN = "own", _("The establishment's own calendar")
        COUNCIL = "council", _("The council's calendar")
        ASSUMED = "assumed", _("Assumed: no calendar is held")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notifications")
    child = models.ForeignKey(RecordedChild, on_delete=models.PROTECT, related_name="notifications")
    route = models.OneToOneField(Route, on_delete=models.PROTECT, related_name="notification")
    establishment = models.ForeignKey(
        Establishment, null=True, on_delete=models.PROTECT, related_name="notifications"
    )
    desk = models.ForeignKey(
        Desk, null=True, on_delete=models.PROTECT, related_name="notifications"
    )
    reason = models.CharField(max_length=20, choices=Route.Reason)
    # What it rests on and why it is made: the route's own, kept with what was told.
    basis = models.CharField(
        max_length=12, choices=Agreement.Basis, default=Agreement.Basis.SECTION_49A
    )
    purpose = models.CharField(
        max_length=20, choices=Route.Purpose, default=Route.Purpose.SUPPORT_AT_SCHOOL
    )
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.RAISED)
    profile = models.CharField(max_length=20)
    # The allow-listed facts, by the keys of `core.disclosure`; nothing else is ever shown.
    content = models.JSONField()
    # Keys of text that waits for a hub worker because it may name somebody else.
    withheld = models.JSONField(default=list)
    # Keys of what police asked not to share, so that its absence can be told from not knowing.
    not_shared = models.JSONField(default=list)
    # The incident that first said the same, often its own: its reader cannot ask the incident.
    content_id = models.UUIDField()
    # By key, the mark of each such text that a hub worker has read and let go.
    looked_at = models.JSONField(default=dict)
    # By key, the mark of each fact that was wrong and taken back: not told again while it is so.
    taken_out = models.JSONField(default=dict)
    revision = models.PositiveIntegerField()
    # Set when a later revision changed what was already told, or withdrew the incident.
    amended_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_asked_at = models.DateTimeField(null=True)  # and no second person has answered
    statutory_since = models.DateTimeField()
    due_at = models.DateTimeField()
    chase_at = models.DateTimeField()
    # From here on the hub rings: the end of the ladder, or sooner if nobody is left to remind.
    ring_at = models.DateTimeField()
    # When it was noted that nobody there knew before the bell, and the force told.
    missed_at = models.DateTimeField(null=True)
    calendar = models.CharField(max_length=8, choices=Basis)
    raised_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # "On our roll?" answered yes: from here on the rest may be read.
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(establishment=None) ^ Q(desk=None), name="notification_to_exactly_one"
            ),
            models.UniqueConstraint(
                fields=["incident", "child", "establishment"],
                condition=Q(establishment__isnull=False),
                name="one_notification_to_an_establishment",
            ),
            models.UniqueConstraint(
                fields=["incident", "child", "desk"],
                condition=Q(desk__isnull=False),
                name="one_notification_to_a_desk",
            ),
            models.CheckConstraint(
                condition=~Q(state="acknowledged")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="acknowledged_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent"]) | Q(sent_at__isnull=False),
                name="sent_at_some_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["establishment", "state"], name="inbox_of_an_establishment"),
            models.Index(fields=["desk", "state"], name="inbox_of_a_desk"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="open_by_due"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> Place:
        """The recipient itself, as keyword arguments."""
        return {"establishment": self.establishment, "desk": self.desk}

    @property
    def recipient_name(self) -> str:
        """What a person calls the recipient."""
        return str(self.establishment or self.desk)

    @property
    def recipient(self) -> str:
        """The URN or the desk's code, as other systems write it."""
        return recipient_code(self.establishment, self.desk)


@history.kept(by="notification")
class Conflict(models.Model):
    """A key adult or user of the recipient who is an adult of the incident, or close to it."""

    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, related_name="conflicts"
    )
    # None where it is a child or a home that they are close to.
    adult = models.ForeignKey(RecordedAdult, null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # A `Ground` of `core.closeness`.
    matched_on = models.CharField(max_length=20)
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(contact=None) ^ Q(user=None), name="conflict_of_exactly_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.matched_on}"

    @property
    def person(self) -> Contact | User:
        """Who is kept out; a constraint says that it is one of the two."""
        return self.contact or cast(User, self.user)


class Attempt(models.Model):
    """One try to hurry one person: written after the relay answered, never before."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted by whoever delivers it")
        REFUSED = "refused", _("Refused for good")
        FAILED = "failed", _("Failed, to be tried again")

    notification = models.ForeignKey(
        Notification, on_delete=models.PROTECT, related_name="attempts"
    )
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    # The same for every try of one nudge, so that a repeat is seen to be one.
    message_id = models.CharField(max_length=200)
    fence = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    # The relay's answer code, never its text.
    reply_code = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.notification_id} {self.channel} {self.outcome}"


@history.kept()
class Support(models.Model):
    """What the setting did for the child: a record, not a state. Nothing goes on the register."""

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="support")
    # Codes of `delivery.forms`, discreet choices first.
    kinds = models.JSONField()
    is_overt = models.BooleanField(default=False)
    given_by = models.CharField(max_length=200)
    given_on = models.DateField()
    note = models.TextField(blank=True)
    follow_up_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


@history.kept()
class Call(models.Model):
    """One telephone call by the hub to one recipient about everything that waits there."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached a key adult")
        LEFT_NO_DETAIL = "left_no_detail", _("Left word that something waits, no detail")
        NO_ANSWER = "no_answer", _("No answer")
        WRONG_NUMBER = "wrong_number", _("Wrong number")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(
        Establishment, null=True, on_delete=models.PROTECT, related_name="calls"
    )
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="calls")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField()
    # A claim that nobody finished lapses, so that another may ring.
    claim_ends_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    spoke_to = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)
    notifications = models.ManyToManyField(Notification, related_name="calls")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(establishment=None) ^ Q(desk=None), name="call_to_exactly_one"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") ^ Q(ended_at__isnull=False), name="ended_with_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Copy(models.Model):
    """One copy of a notification that leaves these walls: printed, as a PDF or as data.

    Counted before it is handed over, so that a stray one can be traced to who took it.
    """

    class Kind(models.TextChoices):
        PAGE = "page", _("Page to print")
        PDF = "pdf", _("PDF")
        JSON = "json", _("JSON, for another system")
        SHEET = "sheet", _("Line of a hub’s morning sheet")

    # Chosen by the page that asks, so that a second click is the same copy.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Of this installation, without gaps: what stands on the copy and in its file's name.
    number = models.PositiveIntegerField(unique=True)
    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="copies")
    kind = models.CharField(max_length=5, choices=Kind)
    # Without them, `core.disclosure.WORDS` are left out.
    with_words = models.BooleanField()
    # Null for the morning sheet that is made every day by itself.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="copies_are_counted_from_one")
        ]

    def __str__(self) -> str:
        return str(self.number)


@history.kept()
class Recall(models.Model):
    """Something that was told is taken back: from a wrong reader, or a wrong part of it.

    Written in the transaction that closes it. Where anybody there had it, they are asked what
    became of it; whose move it is then stands in `queries`.
    """

    class Why(models.TextChoices):
        WRONG_PLACE = "wrong_place", _("Told to a wrong school or desk")
        WRONG_CONTENT = "wrong_content", _("Something in it is wrong")
        WITHDRAWN = "withdrawn", _("Police have withdrawn the incident")

    class Said(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_SURE = "not_sure", _("I am not sure")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="recalls")
    why = models.CharField(max_length=14, choices=Why)
    # What went wrong, in the words of whoever took it back; empty where the product did.
    reason = models.TextField(blank=True)
    # Keys of the facts that were wrong; empty where all of it was taken back.
    parts = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    # By when the wrong reader is to say what became of it; null where nobody had it.
    answer_due_at = models.DateTimeField(null=True)
    # When it was noted that they had not, and the hub was told to ring.
    chased_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # The reader, or whoever at the hub heard it by telephone or gave up asking.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_heard_by_hub = models.BooleanField(default=False)
    was_read = models.CharField(max_length=8, choices=Said, blank=True)
    was_kept = models.CharField(max_length=8, choices=Said, blank=True)
    was_passed_on = models.CharField(max_length=8, choices=Said, blank=True)
    is_deleted = models.CharField(max_length=8, choices=Said, blank=True)
    # To whom it was passed on, and what else they say.
    said = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notification"],
                condition=~Q(why="wrong_content"),
                name="taken_back_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="recall_answered_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["answer_due_at"],
                condition=Q(answered_at=None, answer_due_at__isnull=False),
                name="recalls_to_answer",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
