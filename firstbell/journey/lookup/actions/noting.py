"""Write down that an officer looked, what was shown by id, and whether it is drawn for a check.

In one transaction with what is shown: a look that cannot be written down is not had.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from firstbell.core.looking_up import Told, is_drawn
from firstbell.core.policy import Policy
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.lookup.models import LiveIncident, Look


@acting.as_system
def note_look(live: LiveIncident, told: Told, *, rules: Policy, by: User, at: datetime) -> None:
    """Write one look; a second one of the same officer adds to the first, and is drawn no more."""
    LiveIncident.objects.select_for_update().get(id=live.id)
    records = [str(each) for each in told.records]
    children = [str(each.key) for each in told.children]
    look = Look.objects.filter(live=live, user=by).first()
    if look is None:
        look = Look(id=uuid.uuid4(), live=live, user=by, first_at=at, times=0)
        if is_drawn(look.id, rules.look_up_checked):
            look.check_due_at = at + rules.unusual_review
    look.last_at, look.times = at, look.times + 1
    look.records = _together(look.records, records)
    look.children = _together(look.children, children)
    look.save()
    audit.record(
        "look_up.read",
        subject_kind="live_incident",
        subject_id=live.id,
        by=by,
        at=at,
        detail={"records": records, "children": children},
    )
    audit.record_many(
        audit.Entry(
            action="look_up.child_shown", subject_kind="child", subject_id=each, by=by, at=at
        )
        for each in children
    )


def _together(some: Iterable[str], others: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*some, *others]))
