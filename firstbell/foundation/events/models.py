"""The ledger: each row is something that happened and the step that is due because of it.

Beside it stand the workers that do those steps, each with a row that it keeps current.
"""

import uuid
from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One event and the life of its step.

    `due_at` is in the time that rules see; `lease_until` is in the database's own time, since a
    lease is about live processes. A row without `done_at` is unfinished and always has a due time.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    subject = models.UUIDField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    # The kind of the last failure, never its text: an exception may quote a record.
    last_error = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(done_at=None), name="unfinished_events"
            ),
            models.Index(fields=["subject", "name"], name="events_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class Worker(models.Model):
    """One process that does what is due, for as long as it lives.

    Its instants are in the database's own time, and `clock_behind` is how far the clock of its
    machine is behind that. A worker that ends as it was asked to says so; one that is killed just
    says nothing any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    machine = models.CharField(max_length=200)
    process = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beaten_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    clock_behind = models.DurationField()

    def __str__(self) -> str:
        return f"{self.machine}/{self.process}"
