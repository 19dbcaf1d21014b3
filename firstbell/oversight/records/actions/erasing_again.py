"""Erase once more what was erased before, and came back with a backup that was restored."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from firstbell.foundation import acting
from firstbell.foundation.audit import actions as audit
from firstbell.oversight.records.actions.disposing import ENDS
from firstbell.oversight.records.models import Disposal, Lapsed

State = Lapsed.State


def came_back(records: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those of the records that were erased and that this database holds as if never."""
    gone = {
        (kind, str(subject))
        for kind, subject in Lapsed.objects.filter(state=State.GONE).values_list(
            "kind", "subject_id"
        )
    }
    return [each for each in records if each[0] in ENDS and each not in gone]


@acting.as_system
def erase_again(records: Iterable[tuple[str, str]], *, at: datetime) -> Counter[str]:
    """Erase each that came back, without asking again; return how many went, by class.

    People said so before the backup was restored: the word was given, only its record is gone.
    """
    done: Counter[str] = Counter()
    for kind, subject in came_back(records):
        try:
            with transaction.atomic():
                ENDS[kind](UUID(subject), by=None, at=at)
        except ObjectDoesNotExist:
            continue
        done[kind] += 1
        _remember(kind, subject, at=at)
    for kind, number in done.items():
        disposal = Disposal.objects.create(
            kind=kind,
            ground=Disposal.Ground.RESTORE,
            approved_at=at,
            approved=number,
            gone=number,
            ended_at=at,
        )
        Lapsed.objects.filter(kind=kind, state=State.GONE, disposal=None).update(disposal=disposal)
        audit.record(
            "disposal.repeated",
            subject_kind="disposal",
            subject_id=disposal.id,
            by=None,
            at=at,
            detail={"kind": kind, "gone": number},
        )
    return done


def _remember(kind: str, subject: str, *, at: datetime) -> None:
    waiting = (State.WAITING, State.EXTENDED, State.APPROVED)
    rows = Lapsed.objects.filter(kind=kind, subject_id=subject, state__in=waiting)
    if not rows.update(state=State.GONE, decided_at=at):
        Lapsed.objects.create(
            kind=kind,
            subject_id=subject,
            state=State.GONE,
            ended_at=at,
            found_at=at,
            decided_at=at,
        )
