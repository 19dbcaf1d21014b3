"""Drafts: what was written into a form and not yet sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What one person wrote into the form that is sent to one address.

    `content` is sealed for this person and this address; the row alone tells nobody a word.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    # A path of the product: opaque ids, and nothing of a child.
    address = models.CharField(max_length=300)
    content = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "address"], name="one_draft_of_a_form")
        ]
        indexes: ClassVar = [models.Index(fields=["written_at"], name="drafts_by_age")]

    def __str__(self) -> str:
        return self.address
