"""Logged calls of a helpline. There is no text in one: nobody's name can be put in."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from firstbell.registry.agencies.models import Desk


class HelplineCall(models.Model):
    """One call, in codes: no caller, no child, no school. The council is a code too, or empty."""

    class Length(models.TextChoices):
        FIVE = "5", _("Up to 5 minutes")
        FIFTEEN = "15", _("Up to 15")
        THIRTY = "30", _("Up to 30")
        MORE = "more", _("Longer")

    class Caller(models.TextChoices):
        LEAD = "lead", _("Safeguarding lead or deputy")
        HEAD = "head", _("Head or senior leader")
        TEACHER = "teacher", _("Teacher or tutor")
        SUPPORT = "support", _("Support, pastoral or office staff")
        YOUNG_PERSON = "young_person", _("A child or young person")
        FAMILY = "family", _("A parent or carer")
        OTHER = "other", _("Somebody else")
        NOT_SAID = "not_said", _("Would not say")

    class PlaceKind(models.TextChoices):
        EARLY_YEARS = "early_years", _("Nursery or childminder")
        PRIMARY = "primary", _("Primary school")
        SECONDARY = "secondary", _("Secondary school")
        ALL_THROUGH = "all_through", _("All-through school")
        POST_16 = "post_16", _("College or sixth form")
        SPECIAL = "special", _("Special school")
        ALTERNATIVE = "alternative", _("Alternative provision")
        OTHER = "other", _("Another kind of place")
        NOT_SAID = "not_said", _("Not said")

    class After(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_SAID = "not_said", _("Not said")

    class About(models.TextChoices):
        DISTRESS = "distress", _("A child who is distressed or withdrawn")
        BEHAVIOUR = "behaviour", _("Behaviour that harms others")
        ATTENDANCE = "attendance", _("Coming to school, or settling there")
        DISCLOSURE = "disclosure", _("What a child has said, or might say")
        PARENT = "parent", _("How to be with a parent")
        OWN_RELATIONSHIP = "own_relationship", _("A young person’s own relationship")
        NOTIFICATION = "notification", _("What a notification means and asks for")
        STAFF = "staff", _("What it does to staff")
        OTHER = "other", _("Something else")

    class Advice(models.TextChoices):
        LISTEN = "listen", _("How to listen, and what not to ask")
        SETTLE = "settle", _("How to help the child through the day")
        BRIEF = "brief", _("Whom to tell at school, and how little")
        PARENT = "parent", _("What to say, and not to say, to a parent")
        RECORD = "record", _("What to write down, and where")
        REFER = "refer", _("When to refer to children’s social care")
        SERVICES = "services", _("Which services help")
        STAFF = "staff", _("How to look after staff")

    class Outcome(models.TextChoices):
        ADVISED = "advised", _("The advice was enough")
        AGAIN = "again", _("We speak again")
        REFERRAL = "referral", _("Told to refer to children’s social care today")
        EMERGENCY = "emergency", _("Told to ring 999 or the police")
        SERVICE = "service", _("Pointed to another service")
        BROKE_OFF = "broke_off", _("The call broke off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The helpline: a desk of its own kind.
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    logged_at = models.DateTimeField()
    began_at = models.DateTimeField()
    length = models.CharField(max_length=4, choices=Length)
    caller = models.CharField(max_length=12, choices=Caller)
    place_kind = models.CharField(max_length=11, choices=PlaceKind)
    council_code = models.CharField(max_length=3, blank=True)
    after_notification = models.CharField(max_length=8, choices=After)
    about = models.CharField(max_length=16, choices=About)
    advice = ArrayField(models.CharField(max_length=8, choices=Advice), default=list)
    outcome = models.CharField(max_length=9, choices=Outcome)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["logged_by", "began_at"], name="helpline_calls_of_a_person"),
            models.Index(fields=["began_at"], name="helpline_calls_by_day"),
        ]

    def __str__(self) -> str:
        return str(self.id)
