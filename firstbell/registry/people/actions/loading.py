"""Take a roll that was read from a file: who is on the roll of which establishment from now on.

A file replaces the roll of each establishment that it names, or adds to it where that is asked
for; what it replaces is kept. A roll that would take too many pupils off is held until a person
confirms it. A child never disappears because their row was refused: where the refused row holds
the UPN of a pupil on the roll in force, the earlier row stays in force, marked.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection

from firstbell.core.calendars import local_day
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.actions.loading.outcome import keep_refused
from firstbell.registry.agencies.files.table import Problem
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.agencies.queries import rules
from firstbell.registry.people.actions.copying import Entry, copy_entries, keep_rows
from firstbell.registry.people.actions.counting import count_names
from firstbell.registry.people.actions.entering import completed, entries_of
from firstbell.registry.people.actions.places import placed
from firstbell.registry.people.actions.standing import (
    StandingRoll,
    StandingRow,
    is_registered,
    rolls_in_force,
)
from firstbell.registry.people.files.rows import (
    Complaint,
    Place,
    ReadRoll,
    RefusedEntry,
    upns_in,
)
from firstbell.registry.people.models import Roll

LOCK = 0x526F6C6C
"""Number of the lock that lets one load of rolls run at a time: two may name one new pupil."""

KEPT = Complaint(
    field="",
    problem="this row is from an earlier roll: the row that should replace it was refused",
    cure="mend the refused row and load the roll again",
)


@dataclass(frozen=True, kw_only=True)
class TakenRoll:
    """What became of one establishment's roll; `before` counts pupils registered on the day."""

    urn: int
    roll_id: UUID
    pupils: int
    before: int
    would_remove: int
    kept: int
    held: bool


@dataclass(kw_only=True)
class TakenFile:
    """What became of a whole file: each roll, each refused row, each warning with its place."""

    rows: int = 0
    rolls: list[TakenRoll] = field(default_factory=list)
    refused: list[RefusedEntry] = field(default_factory=list)
    warned: list[tuple[Place, Complaint]] = field(default_factory=list)
    notes: list[Complaint] = field(default_factory=list)


@dataclass(kw_only=True)
class _NextRoll:
    """The roll that takes the place of the one in force, if it is not held."""

    urn: int
    entries: list[Entry]
    standing: StandingRoll | None
    kept: list[StandingRow] = field(default_factory=list)
    marked: Complaint | None = None
    roll_id: UUID = field(default_factory=uuid4)

    def pupils(self) -> set[UUID]:
        """Everybody on it, those who have left included."""
        return {entry.pupil_id for entry in self.entries} | {row.pupil_id for row in self.kept}

    def removes(self, on: date) -> set[UUID]:
        """Pupils registered on the day by the roll in force and no longer by this one."""
        if self.standing is None:
            return set()
        stay = {row.pupil_id for row in self.kept if is_registered(row.entered_on, row.left_on, on)}
        stay |= {
            entry.pupil_id
            for entry in self.entries
            if is_registered(entry.row.entered_on, entry.row.left_on, on)
        }
        return self.standing.registered(on) - stay


@acting.as_system
def load_rolls(
    read: ReadRoll, *, file_name: str, by: User | None, at: datetime, adds: bool = False
) -> TakenFile:
    """Take a file's rows; `adds` leaves on the roll whom the file does not name.

    Refused rows are kept with the file's name, in place of those of an earlier load of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    on = local_day(at)
    rows, urns, refused = placed(read)
    standing = rolls_in_force(set(urns))
    if adds:
        rows = completed(rows, urns, standing)
    entries = entries_of(rows, urns, standing)
    rolls = _next_rolls(entries, standing)
    refused_upns = set().union(*(upns_in(entry.content) for entry in refused))
    for roll in rolls:
        _keep(roll, refused_upns=refused_upns, adds=adds)
    taken = TakenFile(rows=len(entries), refused=refused, notes=read.notes)
    taken.warned = [(entry.row.place, each) for entry in entries for each in entry.warnings]
    share = rules.policy().roll_hold_share
    for roll in rolls:
        taken.rolls.append(_taken(roll, on=on, share=share))
    _write(rolls, taken.rolls, at=at)
    _count_anew()
    keep_refused(read.file_kind, file_name, _problems(refused), at=at)
    _audit(taken, read.file_kind, by=by, at=at)
    return taken


def _count_anew() -> None:
    """Let the planner know how many rows there are now, so that it uses the index of keys.

    PostgreSQL counts by itself within minutes, but a child may be looked for at once. Before
    version 17 only the owner may ask, and this is passed over.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_registration, people_roll, people_namecount")


def _next_rolls(entries: list[Entry], standing: dict[int, StandingRoll]) -> list[_NextRoll]:
    by_urn: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_urn[entry.urn].append(entry)
    return [
        _NextRoll(urn=urn, entries=own, standing=standing.get(urn))
        for urn, own in sorted(by_urn.items())
    ]


def _keep(roll: _NextRoll, *, refused_upns: set[str], adds: bool) -> None:
    """Choose the rows of the roll in force that stay."""
    if roll.standing is None:
        return
    named = {entry.pupil_id for entry in roll.entries}
    missing = [row for row in roll.standing.rows if row.pupil_id not in named]
    if adds:
        roll.kept = missing
        return
    roll.kept = [row for row in missing if row.upn in refused_upns]
    roll.marked = KEPT


def _taken(roll: _NextRoll, *, on: date, share: float) -> TakenRoll:
    before = len(roll.standing.registered(on)) if roll.standing else 0
    would_remove = len(roll.removes(on))
    return TakenRoll(
        urn=roll.urn,
        roll_id=roll.roll_id,
        pupils=len(roll.pupils()),
        before=before,
        would_remove=would_remove,
        kept=len(roll.kept) if roll.marked else 0,
        held=would_remove > share * before,
    )


def _write(rolls: list[_NextRoll], taken: list[TakenRoll], *, at: datetime) -> None:
    """Write the rolls; a newer one takes the place of one still held, too."""
    replaced = {"state": Roll.State.REPLACED, "replaced_at": at}
    urns = [roll.urn for roll in taken]
    of_these = Roll.objects.filter(establishment__urn__in=urns)
    of_these.filter(state=Roll.State.HELD).update(**replaced)
    in_force = [roll.urn for roll in taken if not roll.held]
    standing = Roll.objects.filter(establishment__urn__in=in_force, state=Roll.State.CURRENT)
    goes = list(standing.values_list("id", flat=True))
    standing.update(**replaced)
    establishments = dict(Establishment.objects.filter(urn__in=urns).values_list("urn", "id"))
    Roll.objects.bulk_create(
        Roll(
            id=roll.roll_id,
            establishment_id=establishments[roll.urn],
            state=Roll.State.HELD if roll.held else Roll.State.CURRENT,
            loaded_at=at,
            pupils=roll.pupils,
            would_remove=roll.would_remove,
        )
        for roll in taken
    )
    copy_entries(
        (entry for roll in rolls for entry in roll.entries),
        roll_of={roll.urn: roll.roll_id for roll in rolls},
    )
    for roll in rolls:
        if roll.kept:
            keep_rows([row.row_id for row in roll.kept], roll_id=roll.roll_id, warning=roll.marked)
    count_names(comes=[roll.roll_id for roll in taken if not roll.held], goes=goes)


def _problems(refused: list[RefusedEntry]) -> list[Problem]:
    """The refused entries as they are kept, one for each complaint."""
    return [
        Problem(
            line=entry.place.line,
            field=complaint.field,
            problem=complaint.problem,
            cure=complaint.cure,
            content=entry.content,
        )
        for entry in refused
        for complaint in entry.complaints
    ]


def _audit(taken: TakenFile, kind: str, *, by: User | None, at: datetime) -> None:
    for roll in taken.rolls:
        audit.record(
            "roll.held" if roll.held else "roll.loaded",
            subject_kind="roll",
            subject_id=roll.roll_id,
            by=by,
            at=at,
            detail={"urn": roll.urn, "pupils": roll.pupils, "would_remove": roll.would_remove},
        )
    audit.record(
        "roll.file_taken",
        subject_kind="file",
        subject_id=kind,
        by=by,
        at=at,
        detail={
            "rows": taken.rows,
            "rolls": len(taken.rolls),
            "refused": len(taken.refused),
            "warnings": len(taken.warned),
        },
    )
