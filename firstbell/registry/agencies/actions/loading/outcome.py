"""What a load leaves behind beside its rows: the refused lines, and one row in the trail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.files.table import Problem
from firstbell.registry.agencies.models import RefusedRow

BATCH = 2000
"""Rows that go to the database at once."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What became of one file. `counts` says what changed, by words for the trail."""

    kind: str
    loaded: int
    refused: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def conclude(outcome: Loaded, *, file_name: str, by: User | None, at: datetime) -> Loaded:
    """Keep what was refused, in place of what an earlier file of that name left, and record it.

    Belongs in the transaction of the load.
    """
    keep_refused(outcome.kind, file_name, outcome.refused, at=at)
    audit.record(
        f"{outcome.kind}.loaded",
        subject_kind="register",
        subject_id=outcome.kind,
        by=by,
        at=at,
        detail={
            "loaded": outcome.loaded,
            "refused": len(outcome.refused),
            "warnings": len(outcome.warnings),
            **outcome.counts,
        },
    )
    return outcome


def keep_refused(
    file_kind: str, file_name: str, refused: Iterable[Problem], *, at: datetime
) -> None:
    """Keep refused lines with their place and cure, instead of those of the same file before."""
    RefusedRow.objects.filter(file_kind=file_kind, file_name=file_name[:200]).delete()
    RefusedRow.objects.bulk_create(
        (
            RefusedRow(
                file_kind=file_kind,
                file_name=file_name[:200],
                line=each.line,
                field=each.field[:60],
                problem=each.problem[:300],
                cure=each.cure[:300],
                # PostgreSQL keeps no zero bytes in a text.
                content=each.content.replace("\0", "\N{REPLACEMENT CHARACTER}"),
                refused_at=at,
            )
            for each in refused
        ),
        batch_size=BATCH,
    )
