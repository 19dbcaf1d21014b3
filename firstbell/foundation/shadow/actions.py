"""Let an installation tell nobody, for as long as it is one."""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events.models import Shadow


@acting.as_system
def begin(*, by: User | None, at: datetime) -> None:
    """Tell nobody from here on. The caller has seen that nothing was received yet."""
    if Shadow.objects.exists():
        return
    row = Shadow.objects.create(began_at=at)
    audit.record("shadow.begun", subject_kind="shadow", subject_id=row.pk, by=by, at=at)
