"""Keep what was refused, whole, with what is wrong and how to mend it; and see it mended."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.content import storable
from firstbell.journey.intake.models import Feed, RefusedIncident
from firstbell.journey.intake.receipts import Problem
from firstbell.registry.agencies.models import Agency


@acting.as_system
def keep_refused(
    *,
    source: Agency,
    feed: Feed | None,
    content: object,
    problems: Sequence[Problem],
    by: User | None,
    at: datetime,
    reference: str | None = None,
    revision: int | None = None,
    mended_at: datetime | None = None,
) -> RefusedIncident:
    """Keep one refused incident, or one delivery that was refused whole, and return the row.

    The same content refused again for the same reasons, outside any feed, is kept once.
    """
    kept = storable(content)
    if feed is None:
        same = RefusedIncident.objects.filter(
            source=source, feed=None, reference=reference or "", mended_at=None, content=kept
        ).first()
        if same is not None:
            return same
    row = RefusedIncident.objects.create(
        source=source,
        feed=feed,
        reference=reference or "",
        revision=revision,
        problems=list(problems),
        content=kept,
        refused_at=at,
        mended_at=mended_at,
    )
    audit.record(
        "incident.refused",
        subject_kind="refused_incident",
        subject_id=row.id,
        by=by,
        at=at,
        actor="" if by else source.code,
        detail={"codes": sorted({problem["code"] for problem in problems})},
    )
    return row


def mark_mended(*, source: Agency, reference: str, revision: int, at: datetime) -> None:
    """Mark what was refused of an incident as mended by a revision that was accepted.

    Its audit row is that of the acceptance, in whose transaction this runs.
    """
    RefusedIncident.objects.filter(
        Q(revision=None) | Q(revision__lte=revision),
        source=source,
        reference=reference,
        mended_at=None,
    ).update(mended_at=at)
