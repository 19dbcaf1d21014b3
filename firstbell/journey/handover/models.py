"""Who else there is to hand a child to, and each hand-over, as this side holds it.

What a package says of a child is kept only while nobody has answered: afterwards the receiver has
it as an incident, and both sides have the receipt, which says nothing of the child.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.routing.models import Route
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agreements.models import Agreement


class OwnKey(models.Model):
    """The key by which this installation signs what it hands over; the others know its public."""

    public = models.CharField(max_length=44, primary_key=True)
    sealed = models.CharField(max_length=400)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(models.Value(1), name="one_own_key")]

    def __str__(self) -> str:
        return self.public


@history.kept()
class Sibling(models.Model):
    """Another council or force to whom children are handed over, and how."""

    class Way(models.TextChoices):
        FIRSTBELL = "firstbell", _("Another Firstbell")
        FILE = "file", _("A file")
        PERSON = "person", _("A named person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # In whose name an accepted child is received here.
    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="sibling")
    way = models.CharField(max_length=9, choices=Way)
    # The address of that Firstbell, without a path.
    url = models.CharField(max_length=300, blank=True)
    # Its public keys of Ed25519, as base64: two while it changes from one to the other.
    keys = ArrayField(models.CharField(max_length=44), default=list)
    # The areas that it looks after: ONS codes of councils, and of a force.
    lauas = ArrayField(models.CharField(max_length=9), default=list)
    force_pfa = models.CharField(max_length=9, blank=True)
    # Who is rung where nothing can be sent, or where nobody answers.
    contact = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Answered(models.Model):
    """How a hand-over was answered: the same on both sides."""

    class Reason(models.TextChoices):
        NOT_HERE = "not_here", _("The child does not live in our area")
        NOT_ENOUGH = "not_enough", _("Too little is known to find the child")
        KNOWN_ALREADY = "known_already", _("We hold this child’s incident already")
        OTHER = "other", _("Something else")

    answered_at = models.DateTimeField(null=True)
    # In which role, as the receipt writes it: no name goes to the other side.
    answered_as = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=13, choices=Reason, blank=True)
    # What the receiver adds to a refusal, for the hub alone.
    note = models.CharField(max_length=200, blank=True)
    # As the receiver signed it, and its signature as base64.
    receipt = models.TextField(blank=True)
    receipt_seal = models.CharField(max_length=100, blank=True)
    # When people were told that nobody had answered.
    unanswered_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


@history.kept(without=["package", "note"])
class Offer(Answered):
    """One child offered to another area; its id is that of the hand-over on both sides."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(RecordedChild, on_delete=models.PROTECT, related_name="offers")
    sibling = models.ForeignKey(Sibling, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    # The how-manieth package about this child to this sibling: there it is the revision.
    number = models.PositiveIntegerField()
    # Which revision of the incident it was made from.
    revision = models.PositiveIntegerField()
    # What goes, word for word as it is signed; empty once answered. And its SHA-256.
    package = models.TextField(blank=True)
    package_seal = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64)
    basis = models.CharField(max_length=12, choices=Agreement.Basis)
    purpose = models.CharField(max_length=20, choices=Route.Purpose)
    # Null: a rule chose it.
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    offered_at = models.DateTimeField()
    bell_at = models.DateTimeField()
    # When silence is somebody's work.
    due_at = models.DateTimeField()
    # When the other side first said that it holds it, and what became of the last try.
    arrived_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=20, blank=True)
    withdrawal_asked_at = models.DateTimeField(null=True)
    withdrawal_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(state="offered"), name="one_open_offer_of_a_child"
            ),
            models.UniqueConstraint(
                fields=["child", "sibling", "number"], name="one_offer_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(state="offered") ^ Q(answered_at__isnull=False),
                name="offer_open_or_answered",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(answered_at=None), name="unanswered_offers")
        ]

    def __str__(self) -> str:
        return str(self.id)


class PassedOn(models.Model):
    """That police withdrew an incident after its child was accepted: passed on to that area.

    It has an owner until a receipt says that the area knows: the hub that offered the child.
    """

    offer = models.OneToOneField(
        Offer, on_delete=models.PROTECT, related_name="passed_on", primary_key=True
    )
    # The revision that it is there; no later package about the child has the same.
    number = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    due_at = models.DateTimeField()
    unanswered_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    receipt = models.TextField(blank=True)
    receipt_seal = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(heard_at=None) ^ ~Q(receipt=""), name="passed_on_by_receipt"
            )
        ]

    def __str__(self) -> str:
        return str(self.offer_id)


@history.kept(without=["package", "note"])
class Arrival(Answered):
    """One child that another area offers us, until a person of our hub answers and after."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Waits for your answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn by the sender")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sibling = models.ForeignKey(Sibling, on_delete=models.PROTECT, related_name="arrivals")
    hand_over = models.UUIDField()
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    # Word for word as it came; empty once answered. And its SHA-256.
    package = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    # The sender's reference of its incident; unknown where a withdrawal came first.
    reference = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField(null=True)
    bell_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # The incident that it became when it was accepted.
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="arrivals"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # When the sender took our answer.
    taken_at = models.DateTimeField(null=True)
    # When we heard, after accepting it, that police withdrew the incident; and our receipt of it.
    police_withdrew_at = models.DateTimeField(null=True)
    withdrawal_receipt = models.TextField(blank=True)
    withdrawal_seal = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sibling", "hand_over"], name="one_arrival_of_a_hand_over"
            ),
            models.CheckConstraint(
                condition=Q(state="received") ^ Q(answered_at__isnull=False),
                name="arrival_open_or_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(incident__isnull=False),
                name="accepted_arrival_is_an_incident",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(answered_at=None), name="unanswered_arrivals"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
