"""Declare in private to whom, or to which home, somebody is close; and end it.

The trail says that something was declared and of which kind, never what.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.circles.models import Interest


@acting.as_system
def declare(*, email: str, kind: str, said: Mapping[str, Any], by: User, at: datetime) -> Interest:
    """Write down one interest of a person: of oneself, or by the hub of somebody else.

    What is open at their places is looked at again because of it.
    """
    whose = email.strip().casefold()
    made = Interest.objects.create(
        email=whose,
        by_themselves=whose == by.email.casefold(),
        kind=kind,
        said={key: value for key, value in said.items() if value},
        declared_by=by,
        declared_at=at,
    )
    _keep_postcode(made)
    _trail("interest.declared", made, by=by, at=at)
    events.record("interest.declared", subject=made.id, at=at)
    return made


@acting.as_system
def end(interest: Interest, *, by: User, at: datetime) -> None:
    """End an interest and empty it; what it kept them from stays kept from them."""
    ended = Interest.objects.filter(id=interest.id, ended_at=None).update(ended_at=at, said={})
    if ended:
        _keep_postcode(Interest(email=interest.email, kind=interest.kind, said={}))
        _trail("interest.ended", interest, by=by, at=at)


def _keep_postcode(row: Interest) -> None:
    """Let somebody ask when a person reads a record of the street in which they live."""
    if row.kind == Interest.Kind.HOME:
        known = User.objects.filter(email__iexact=row.email)
        known.update(home_postcode=row.said.get("postcode", ""))


def _trail(action: str, row: Interest, *, by: User, at: datetime) -> None:
    audit.record(
        action,
        subject_kind="interest",
        subject_id=row.id,
        by=by,
        at=at,
        detail={"kind": row.kind, "by_themselves": row.by_themselves},
    )
