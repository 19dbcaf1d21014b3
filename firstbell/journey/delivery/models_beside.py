"""What goes out beside e-mail: a text to a telephone, a signed post to a recording system.

And what came back: what difference it made.

The notification itself and the tries to hurry somebody are in `models`, which this must not import.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstbell.foundation import history
from firstbell.registry.agencies.models import Contact, Establishment


class Text(models.Model):
    """One text message to one key adult: that something waits, or that their number is right.

    Made before it is sent, with an event of its own, so that a mail server that fails does not
    stop it, nor it the mail.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("To be sent")
        SENT = "sent", _("On its way")
        DELIVERED = "delivered", _("Reached the telephone")
        WRONG_NUMBER = "wrong_number", _("The number is wrong")
        UNDELIVERED = "undelivered", _("Did not reach the telephone")
        DROPPED = "dropped", _("No longer needed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Null where it only asks whether the number is right.
    notification = models.ForeignKey(
        "delivery.Notification", null=True, on_delete=models.PROTECT, related_name="texts"
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    # The same for every try, and for nobody twice about the same occasion.
    occasion = models.CharField(max_length=200, unique=True)
    number = models.CharField(max_length=13)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    # How often GOV.UK Notify failed to send it by its own fault, and it was handed over anew.
    again = models.PositiveSmallIntegerField(default=0)
    notify_id = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["contact", "ended_at"], name="texts_of_a_contact"),
            models.Index(fields=["notify_id"], name="texts_by_notify"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def reference(self) -> str:
        """How GOV.UK Notify knows this try of it."""
        return f"text-{self.id}-{self.again}"


@history.kept()
class Webhook(models.Model):
    """A recording system of a school that is told that something waits; one at a time."""

    class Ended(models.TextChoices):
        HUB = "hub", _("The hub ended it")
        REPLACED = "replaced", _("Another address took its place")
        GONE = "gone", _("It answered that it wants no more")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="webhooks"
    )
    url = models.CharField(max_length=500)
    # With what messages are signed: sealed, so that only this installation can read it.
    sealed = models.CharField(max_length=400)
    # The secret before this one, which signs as well for a while.
    sealed_before = models.CharField(max_length=400, blank=True)
    before_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=8, choices=Ended, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["establishment"], condition=Q(ended_at=None), name="one_webhook_of_a_school"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Post(models.Model):
    """One message to a school's recording system, or a test of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be sent")
        TAKEN = "taken", _("Taken")
        REFUSED = "refused", _("Refused for good")
        DROPPED = "dropped", _("No longer needed, or too late")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="posts")
    # Null where it is a test.
    notification = models.ForeignKey(
        "delivery.Notification", null=True, on_delete=models.PROTECT, related_name="posts"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # The status that came last, or one word for why none came.
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["webhook", "notification"], name="one_post_of_a_notification"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


@history.kept(by="notification")
class Feedback(models.Model):
    """What difference a notification made, as a school, a child or a family said."""

    class Whose(models.TextChoices):
        SCHOOL = "school", _("The school itself")
        CHILD = "child", _("The child")
        FAMILY = "family", _("A parent or carer who is safe to ask")

    class Difference(models.TextChoices):
        MUCH = "much", _("It helped much")
        SOME = "some", _("It helped a little")
        NONE = "none", _("It made no difference")
        WORSE = "worse", _("It made things worse")
        NOT_KNOWN = "not_known", _("They cannot say yet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notification = models.ForeignKey(
        "delivery.Notification", on_delete=models.PROTECT, related_name="feedback"
    )
    whose = models.CharField(max_length=6, choices=Whose)
    difference = models.CharField(max_length=9, choices=Difference)
    words = models.TextField(blank=True)
    # They seem to name somebody else: nobody else reads them until a hub worker has looked.
    words_withheld = models.BooleanField(default=False)
    words_settled_at = models.DateTimeField(null=True)
    words_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who said, by name, that it was safe to ask; null for the school's own word.
    safe_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(whose="school") ^ Q(safe_by__isnull=False),
                name="somebody_said_that_it_is_safe_to_ask",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
