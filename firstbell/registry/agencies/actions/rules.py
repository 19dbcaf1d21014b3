"""Settle a rule that the law leaves open, as this partnership decides it."""

from datetime import datetime

from firstbell.core.policy import Policy
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.models import Rule


@acting.as_system
def set_rule(*, key: str, value: str, by: User | None, at: datetime) -> Rule:
    """Set one rule; what it was is in the trail.

    :raises UnusableSetting: if there is no such rule or the value will not do.
    """
    Policy.from_settings({key: value})
    before = Rule.objects.select_for_update().filter(key=key).first()
    rule, _ = Rule.objects.update_or_create(
        key=key, defaults={"value": value.strip(), "set_at": at, "set_by": by}
    )
    audit.record(
        "rule.set",
        subject_kind="rule",
        subject_id=key,
        by=by,
        at=at,
        detail={"from": before.value if before else None, "to": rule.value},
    )
    return rule
