"""What goes out beside e-mail: a text to a telephone.

The notification itself and the tries to hurry somebody are in `models`, which this must not import.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from firstbell.registry.agencies.models import Contact


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
