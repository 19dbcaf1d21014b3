"""The trail: who saw or changed what, when, from where and why. Only the database adds to it.

Rows are written by the function `audit_append` alone (migration 0002), which seals each one to
the row before it in its shard. The serving role may call it and may read; it may not insert,
change or remove.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One reading, change, search, export or refused attempt.

    `detail` and `why` hold codes and opaque ids only: never a name, a birth date or anybody's
    words.
    """

    id = models.BigAutoField(primary_key=True)
    # The time that rules see, which a demonstration may set.
    at = models.DateTimeField()
    # The database's own clock: the real order of things.
    written_at = models.DateTimeField()
    # Null when a machine or the system itself acted; `actor` then says which.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    why = models.CharField(max_length=80, blank=True)
    came_from = models.CharField(max_length=45, blank=True)
    through = models.CharField(max_length=120, blank=True)
    # The beginning of a hash of the session's key: it tells sessions apart and opens none.
    session = models.CharField(max_length=16, blank=True)
    shard = models.SmallIntegerField()
    number = models.BigIntegerField()
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shard", "number"], name="one_entry_for_a_number")
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_by_subject"),
            models.Index(fields=["by", "at"], name="audit_by_person"),
            models.Index(fields=["action", "written_at"], name="audit_by_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"


class AuditHead(models.Model):
    """The last number and hash of one shard: a trail whose tail was cut ends before it."""

    shard = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"shard {self.shard} at {self.number}"
