"""A child of a year that is played by the rules: who is told of it, and what waits for a person."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firstbell.core import routing
from firstbell.core.deadlines import Deadline
from firstbell.core.escalation import Ladder
from firstbell.core.lateness import Step, Wait, Way, whose_step
from firstbell.core.policy import Policy

Document = dict[str, Any]


@dataclass
class Look:
    """A stop before a person."""

    why: str
    owner: Step
    since: datetime
    until: datetime | None = None


@dataclass(eq=False)
class Told:
    """One recipient of one child, and how far it has come."""

    child: "Child"
    recipient: str
    clock: Deadline
    made_at: datetime
    raised_at: datetime | None = None
    steps: Ladder | None = None
    first_told: str = ""
    hurried: list[str] = field(default_factory=list)
    hurried_at: datetime | None = None
    ring_at: datetime | None = None
    rung_at: datetime | None = None
    answered_at: datetime | None = None
    is_over: bool = False

    def late(self, policy: Policy) -> Step | None:
        """Return whose step was open at the bell."""
        way = Way(
            received_at=self.child.received_at,
            waits=tuple(
                Wait(owner=each.owner, since=each.since, until=each.until)
                for each in self.child.looks
            ),
            raised_at=self.made_at,
            hurried_at=self.hurried_at,
            ring_at=self.ring_at,
            rung_at=self.rung_at,
            answered_at=self.answered_at,
            due_at=self.clock.due_at,
        )
        return whose_step(way, least=policy.ring_lead)


@dataclass(eq=False)
class Child:
    """One child of one incident."""

    incident: Document
    said: Document
    belief_at: datetime
    received_at: datetime
    facts: routing.ChildFacts
    looks: list[Look] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)
    is_withdrawn: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What it is called."""
        return self.incident["reference"], self.said["id"]

    def open_looks(self) -> list[Look]:
        """Return what waits for a person."""
        return [each for each in self.looks if each.until is None]
