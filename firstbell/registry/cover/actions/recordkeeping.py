"""A school says in what it keeps its safeguarding records. Nothing here is about a child."""

from datetime import datetime
from uuid import UUID

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.cover.models import RecordKeeping


@acting.as_system
def say(school_id: UUID, *, keeping: str, system: str, by: User, at: datetime) -> None:
    """Keep what was said; the same again changes nothing."""
    name = system if keeping == RecordKeeping.Keeping.SYSTEM else ""
    said: dict[str, object] = {"keeping": keeping, "system": name}
    before = RecordKeeping.objects.select_for_update().filter(establishment_id=school_id).first()
    if before and {"keeping": before.keeping, "system": before.system} == said:
        return
    RecordKeeping.objects.update_or_create(
        establishment_id=school_id, defaults={**said, "said_at": at, "said_by": by}
    )
    audit.record(
        "recordkeeping.said",
        subject_kind="establishment",
        subject_id=school_id,
        by=by,
        at=at,
        detail=said,
    )
