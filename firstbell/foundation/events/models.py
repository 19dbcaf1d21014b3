"""The ledger: each row is something that happened and the step that is due because of it.

Beside it stand the workers that do those steps, each with a row that it keeps current, and
whether the ledger may be worked at all: a restored copy stands still until somebody has looked.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One event and the life of its step.

    `due_at` is in the time that rules see; `lease_until` is in the database's own time, since a
    lease is about live processes. A row without `done_at` is unfinished and always has a due time.
    `bell_at` is the bell before which somebody is to be hurried, where that is all the step does.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    subject = models.UUIDField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    bell_at = models.DateTimeField(null=True)
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
            # The two orders in which rows are taken: a long backlog is not sorted each time.
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(done_at=None, bell_at=None),
                name="unfinished_steps",
            ),
            models.Index(
                fields=["bell_at", "due_at", "id"],
                condition=models.Q(done_at=None, bell_at__isnull=False),
                name="unfinished_before_bells",
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


class Whereabouts(models.Model):
    """In which server and which database these records live: one row, noted by who serves here.

    A copy that was restored elsewhere finds another place in it than where it is.
    """

    server = models.CharField(max_length=40)
    database = models.CharField(max_length=40)
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.server}/{self.database}"


class Freeze(models.Model):
    """While one is open nothing is sent and no step is taken: a copy that was restored, say."""

    class Why(models.TextChoices):
        RESTORED = "restored", _("Restored from a backup")
        MOVED = "moved", _("Found in another place than where it was")
        BY_HAND = "by_hand", _("Frozen by hand")

    why = models.CharField(max_length=8, choices=Why)
    frozen_at = models.DateTimeField()
    # When the backup was made: what happened since is not in this copy. Unknown of a copy by hand.
    as_of = models.DateTimeField(null=True)
    thawed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(thawed_at=None), name="frozen_once"
            )
        ]

    def __str__(self) -> str:
        return self.why


class Shadow(models.Model):
    """There is a row where nobody is told: see `foundation.shadow`. It is never taken away."""

    began_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(models.Value(1), name="one_shadow"),
        ]

    def __str__(self) -> str:
        return f"since {self.began_at}"
