"""Carry out what was approved, in batches: each record is looked at once more before it goes.

However late that is, nothing goes that is open, held, disputed, asked for or in a circle by
then: it stays, with why. One that fails stays too and never stops the others.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F

from firstbell.core.retention import Kind, Stop, stops
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.journey.intake.models import RecordedChild
from firstbell.oversight.records.actions import destroying, erasing
from firstbell.oversight.records.actions.deciding import CHILD
from firstbell.oversight.records.models import Disposal, Lapsed
from firstbell.oversight.records.standing import standings_of, stopped
from firstbell.registry.agencies.queries.rules import policy

BATCH = 50
"""How many records one step of the ledger takes: short transactions, and a word between."""

FAILED = "failed"
"""Why a record stayed that could not go: the next look lists it again."""

ENDS: Mapping[str, Callable[..., None]] = {
    Kind.CONTENT: erasing.erase_incident,
    CHILD: erasing.erase_child,
    Kind.SUPPORT: destroying.empty_support,
    Kind.FACTS: destroying.destroy_incident,
    Kind.DELIVERIES: destroying.empty_delivery,
    Kind.REFUSED: destroying.empty_refused,
    Kind.REFUSED_ROWS: destroying.destroy_refused_row,
    Kind.REPLACED_ROLLS: destroying.destroy_roll_rows,
    Kind.LEAVERS: destroying.empty_leaver,
    Kind.REQUESTS: destroying.destroy_request,
    Kind.HOME_EDUCATION: destroying.destroy_home_education,
    Kind.ADMISSIONS: destroying.destroy_place_request,
    Kind.HELPLINE_CALLS: destroying.destroy_helpline_call,
    Kind.ALLEGATIONS: destroying.destroy_allegation,
    Kind.HAND_OVERS: destroying.destroy_hand_over,
    Kind.LIVE_INCIDENTS: destroying.destroy_live_incident,
}
"""What happens to one record of each class."""


@acting.as_system
def carry_out(disposal_id: UUID, *, at: datetime) -> None:
    """Let the next batch of a disposal go; the ledger is told when there is more."""
    disposal = Disposal.objects.select_for_update().get(id=disposal_id)
    rows = list(
        Lapsed.objects.select_for_update()
        .filter(disposal=disposal, state=Lapsed.State.APPROVED)
        .order_by("ended_at", "id")[:BATCH]
    )
    against = _stopped_now(disposal.kind, [row.subject_id for row in rows], at=at)
    for row in rows:
        _let_go(row, against.get(row.subject_id), by=disposal.approved_by, at=at)
    gone = sum(row.state == Lapsed.State.GONE for row in rows)
    Disposal.objects.filter(id=disposal_id).update(
        gone=F("gone") + gone, stayed=F("stayed") + len(rows) - gone
    )
    if Lapsed.objects.filter(disposal=disposal, state=Lapsed.State.APPROVED).exists():
        events.record("disposal.approved", subject=disposal_id, at=at)
    elif disposal.ended_at is None:
        _end(disposal, at=at)


def _let_go(row: Lapsed, against: frozenset[str] | None, *, by: User | None, at: datetime) -> None:
    row.stopped_by = sorted(against or ())
    if against is not None and not against:
        try:
            with transaction.atomic():
                ENDS[row.kind](row.subject_id, by=by, at=at)
        except DatabaseError:
            row.stopped_by = [FAILED]
    # What is gone already, by another's word, is gone.
    row.state = Lapsed.State.STAYED if row.stopped_by else Lapsed.State.GONE
    row.save(update_fields=["state", "stopped_by"])


def _stopped_now(kind: str, ids: list[UUID], *, at: datetime) -> dict[UUID, frozenset[str]]:
    """Return what stands against each record now; one that is gone already is left out."""
    if kind == CHILD:
        return _children_stopped_now(ids, at=at)
    rules = policy()
    return {
        id_: frozenset(stops(Kind(kind), standing, policy=rules, at=at))
        for id_, standing in standings_of(Kind(kind), ids, at=at).items()
    }


def _children_stopped_now(ids: list[UUID], *, at: datetime) -> dict[UUID, frozenset[str]]:
    """Whoever is erased by right waits for no period; a hold, an open request or a seal stops."""
    of = dict(RecordedChild.objects.filter(id__in=ids).values_list("id", "incident_id"))
    what = stopped(set(of.values()), at=at)
    by_stop = {
        Stop.OPEN: what.open,
        Stop.HELD: what.held,
        Stop.ASKED_FOR: what.asked_for,
        Stop.CIRCLE: what.in_circle,
    }
    return {
        id_: frozenset(stop for stop, named in by_stop.items() if incident in named)
        for id_, incident in of.items()
    }


def _end(disposal: Disposal, *, at: datetime) -> None:
    disposal.refresh_from_db()
    disposal.ended_at = at
    disposal.save(update_fields=["ended_at"])
    audit.record(
        "disposal.ended",
        subject_kind="disposal",
        subject_id=disposal.id,
        by=disposal.approved_by,
        at=at,
        detail={"kind": disposal.kind, "gone": disposal.gone, "stayed": disposal.stayed},
    )
