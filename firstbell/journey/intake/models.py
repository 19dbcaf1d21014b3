"""What police recorded: feeds as they came, incidents in revisions, the people in them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.registry.agencies.models import Agency


class Feed(models.Model):
    """One delivery by a source, kept whole with the receipt that was given for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="feeds")
    reference = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    covers_from = models.DateTimeField()
    covers_to = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    receipt = models.JSONField()
    received_at = models.DateTimeField()
    # Instants that lie in the future, a gap since the last feed, and the like: flagged, accepted.
    flags = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "reference"], name="one_feed_of_a_reference")
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class Incident(models.Model):
    """One incident for ever, named by its source and the source's own reference."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="incidents")
    reference = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    status_reason = models.TextField(blank=True)
    # Of the revision in force, the highest number that has arrived.
    revision = models.PositiveIntegerField()
    belief_formed_at = models.DateTimeField()
    first_received_at = models.DateTimeField()
    # The incident in force as it was accepted: the shape of `intake.feed.Incident`.
    said = models.JSONField()
    # Without references and revision: the same content under a new reference is grouped.
    content_hash = models.CharField(max_length=64, db_index=True)
    same_content_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    completeness = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    # From then on it says nothing: its words are gone, and no later revision brings them back.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "reference"], name="one_incident_of_a_reference"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Revision(models.Model):
    """One revision of an incident as it was accepted; never changed, kept even when late."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    feed = models.ForeignKey(Feed, null=True, on_delete=models.PROTECT, related_name="revisions")
    # Set where a person typed it instead of a machine sending it.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    content_hash = models.CharField(max_length=64)
    said = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "number"], name="one_revision_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} revision {self.number}"


class Withdrawal(models.Model):
    """One withdrawal by police, from when one asked for it to a second person's answer.

    Why stands in the revision that says it. Until the answer it is withdrawn from nobody.
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("Withdrawn: a second person agreed")
        STANDS = "stands", _("A second person said that it stands")
        OVERTAKEN = "overtaken", _("Police have said something newer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="withdrawals")
    revision = models.PositiveIntegerField()
    # Nobody: a machine of the force sent it.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    # From when somebody of the hub may be the second person.
    hub_from = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=models.Q(answered_at=None),
                name="one_withdrawal_waits",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="agreed")
                | models.Q(answered_by__isnull=False)
                & (models.Q(asked_by=None) | ~models.Q(answered_by=models.F("asked_by"))),
                name="withdrawal_agreed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept(without=["search_keys"])
class RecordedChild(models.Model):
    """One child of one incident, as the latest revision that names the child says.

    An adult of the incident who was under 18 at the belief has a row of their own too.
    """

    class Role(models.TextChoices):
        AFFECTED = "affected", _("Affected")
        VICTIM = "victim", _("Victim")
        CAUSING_HARM = "causing_harm", _("Causing harm")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="children")
    # The child's (or under-age adult's) `id` in the feed.
    reference = models.CharField(max_length=200)
    role = models.CharField(max_length=14, choices=Role, default=Role.AFFECTED)
    is_recorded_as_adult = models.BooleanField(default=False)
    given_names = models.CharField(max_length=200, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True)
    # The child's object as sent: the shape of `intake.feed.Child`.
    said = models.JSONField()
    first_revision = models.PositiveIntegerField()
    last_revision = models.PositiveIntegerField()
    # Set when a later revision no longer names the child: a question, never a silent removal.
    vanished_at = models.DateTimeField(null=True)
    # Somebody of the hub: police did not record the child. No later revision leaves it out.
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # From then on nothing is held of the child but ids and times, whatever is sent later.
    erased_at = models.DateTimeField(null=True)
    # Integer keys of `core.searching`: what it can be found by.
    search_keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "reference"], name="one_child_of_a_reference"
            )
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search_keys"], name="children_by_search", fastupdate=False)
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept(without=["search_keys"])
class RecordedAdult(models.Model):
    """One adult of one incident, as the revision in force says. Never shown to a recipient."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="adults")
    reference = models.CharField(max_length=200)
    role = models.CharField(max_length=10, blank=True)
    given_names = models.CharField(max_length=200, blank=True)
    surname = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    # The numbers in `phone` as `core.conflicts` compares them.
    numbers = ArrayField(models.CharField(max_length=20), default=list)
    # Integer keys of `core.searching`: what it can be found by.
    search_keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "reference"], name="one_adult_of_a_reference"
            )
        ]
        # Asked for at every request: is the reader one of them?
        indexes: ClassVar = [
            GinIndex(fields=["numbers"], name="adults_by_number", fastupdate=False),
            GinIndex(fields=["search_keys"], name="adults_by_search", fastupdate=False),
            models.Index(fields=["born_on"], name="adults_by_birth"),
            models.Index(Upper("email"), name="adults_by_email"),
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class RefusedIncident(models.Model):
    """An incident of a feed that was refused: kept whole, with the place and the cure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="refused")
    feed = models.ForeignKey(Feed, null=True, on_delete=models.PROTECT, related_name="refused")
    reference = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(null=True)
    # Each with `place` (a JSON Pointer), `problem` and `cure`; no value that was sent.
    problems = models.JSONField()
    content = models.JSONField()
    refused_at = models.DateTimeField()
    # Set when the incident was accepted after all, at this revision or a higher one.
    mended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


@history.kept()
class Waiting(models.Model):
    """A child whose journey waits for a person: why, whose move it is, and by when.

    Every stop of a journey is such a row; there is no other way to stop.
    """

    class Why(models.TextChoices):
        REVIEW = "review", _("Is this the same child?")
        UNLINKED = "unlinked", _("Which school or desk?")
        NO_RECIPIENT = "no_recipient", _("Nobody to tell")
        VICTIM = "victim", _("The young person is recorded as the victim")
        CAUSING_HARM = "causing_harm", _("The young person is recorded as causing harm")
        HOLD = "hold", _("Held by the police")
        CONFLICT = "conflict", _("An adult of the incident works there")
        NOT_OURS = "not_ours", _("The school says: not our pupil")
        OUT_OF_AREA = "out_of_area", _("Lives in another force's area")
        VANISHED = "vanished", _("No longer in the record")
        FREE_TEXT = "free_text", _("Words that may name somebody else")
        QUESTION = "question", _("The sender was asked")
        NO_AGREEMENT = "no_agreement", _("No agreement in force")
        RECALLED = "recalled", _("Taken back: who is told instead?")

    class Owner(models.TextChoices):
        HUB = "hub", _("Hub")
        SENDER = "sender", _("Police sender")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(RecordedChild, on_delete=models.PROTECT, related_name="waiting")
    why = models.CharField(max_length=14, choices=Why)
    owner = models.CharField(max_length=8, choices=Owner)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # When it was noted that the hour had passed with nobody told, and the force heard of it.
    missed_at = models.DateTimeField(null=True)
    # Opaque ids and codes that the person deciding needs, and the question where one was asked.
    detail = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "why"],
                condition=models.Q(closed_at=None),
                name="one_open_wait_of_a_kind",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(closed_at=None), name="open_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.child_id}"


class SenderProof(models.Model):
    """One key or certificate by which a source proves that what comes in its name is its own.

    A source without any needs its token alone. All of one source are of one kind.
    """

    class Kind(models.TextChoices):
        SIGNATURE = "signature", _("Signed requests")
        CERTIFICATE = "certificate", _("A certificate of its own")

    source = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=11, choices=Kind)
    # Of a key the 32 bytes of Ed25519 as base64; of a certificate its SHA-256 as hexadecimal.
    value = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind", "value"], name="one_proof_of_a_value")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.source_id}"


@history.kept()
class SourceRhythm(models.Model):
    """How often a source says that it sends: the shape of `core.rhythms.Rhythm`.

    A source that has said nothing, and has sent a feed, is expected by the partnership's rule.
    """

    source = models.OneToOneField(
        Agency, on_delete=models.PROTECT, related_name="rhythm", primary_key=True
    )
    by = ArrayField(models.TimeField())
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    on_bank_holidays = models.BooleanField()
    every = models.DurationField(null=True)
    grace = models.DurationField()
    # Until then its silence is no news; there is no rest without an end.
    rests_until = models.DateTimeField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"rhythm of {self.source_id}"


class WatchedFolder(models.Model):
    """The folder into which a source drops its files, and how it was found at the last look.

    Where it lies is the source's code below `FIRSTBELL_FOLDERS`. Without a mapping only JSON is
    taken from it.
    """

    source = models.OneToOneField(
        Agency, on_delete=models.PROTECT, related_name="watched_folder", primary_key=True
    )
    mapping = models.TextField(blank=True)
    set_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)
    trouble_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"folder of {self.source_id}"


class BoundToken(models.Model):
    """A token that works only beside the certificate that it was asked for with (RFC 8705)."""

    # The SHA-256 of the token, and that of the certificate.
    token_checksum = models.CharField(max_length=64, primary_key=True)
    certificate = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.token_checksum
