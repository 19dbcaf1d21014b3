"""Say how often a source sends, so that its silence is noticed."""

from datetime import datetime

from firstbell.core.rhythms import Rhythm
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.models import SourceRhythm
from firstbell.registry.agencies.models import Agency


@acting.as_system
def set_rhythm(
    *,
    source: Agency,
    rhythm: Rhythm,
    by: User | None,
    at: datetime,
    rests_until: datetime | None = None,
) -> SourceRhythm:
    """Say how often a source sends from now on, and until when, if at all, it rests before."""
    said = {
        "by": sorted(rhythm.by),
        "weekdays": sorted(rhythm.weekdays),
        "on_bank_holidays": rhythm.on_bank_holidays,
        "every": rhythm.every,
        "grace": rhythm.grace,
        "rests_until": rests_until,
    }
    row, _ = SourceRhythm.objects.update_or_create(
        source=source, defaults={**said, "set_at": at, "set_by": by}
    )
    _trail("source.rhythm_set", source, by=by, at=at, said=said)
    return row


@acting.as_system
def forget_rhythm(*, source: Agency, by: User | None, at: datetime) -> None:
    """Let the partnership's rule say again by when a source is expected."""
    SourceRhythm.objects.filter(source=source).delete()
    _trail("source.rhythm_forgotten", source, by=by, at=at, said={})


def _trail(
    action: str, source: Agency, *, by: User | None, at: datetime, said: dict[str, object]
) -> None:
    audit.record(
        action,
        subject_kind="agency",
        subject_id=source.id,
        by=by,
        at=at,
        detail={key: _code(value) for key, value in said.items()},
    )


def _code(value: object) -> object:
    if isinstance(value, list):
        return [_code(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
