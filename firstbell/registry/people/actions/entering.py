"""Turn rows as read into rows on their way to a roll: who each is, what each is marked with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from firstbell.registry.people.actions import identities
from firstbell.registry.people.actions.copying import Entry, copy_pupils
from firstbell.registry.people.actions.standing import (
    StandingRoll,
    holders_of,
    known_postcodes,
    pupils_by_identity,
)
from firstbell.registry.people.files.rows import Complaint, RollRow
from firstbell.registry.people.models import Pupil

UNKNOWN_POSTCODE = Complaint(
    field="postcode",
    problem="it is in no postcode directory that is loaded",
    cure="check it, or load a newer directory",
)


def completed(
    rows: list[RollRow], urns: Sequence[int], standing: Mapping[int, StandingRoll]
) -> list[RollRow]:
    """Rows that add to a roll, with what they do not say taken from the pupil's earlier row.

    Above all a leaving date: a transfer file that has none must not bring a leaver back.
    """
    earlier = {
        (urn, row.upn): row for urn, roll in standing.items() for row in roll.rows if row.upn
    }
    found = []
    for row, urn in zip(rows, urns, strict=True):
        known = earlier.get((urn, row.upn))
        if known is None or not identities.is_same_person(row, known):
            found.append(row)
            continue
        found.append(
            replace(
                row,
                enrol_status=row.enrol_status or known.enrol_status,
                entered_on=row.entered_on or known.entered_on,
                left_on=row.left_on or known.left_on,
                nc_year=row.nc_year or known.nc_year,
                reg_group=row.reg_group or known.reg_group,
                attends=row.attends or known.attends,
            )
        )
    return found


def entries_of(
    rows: list[RollRow], urns: list[int], standing: Mapping[int, StandingRoll]
) -> list[Entry]:
    """Say which pupil each row is, writing pupils who are new, and mark what looks wrong."""
    settled = identities.settle(rows, urns, holders_of({row.upn for row in rows if row.upn}))
    resolved = identities.resolve(
        rows,
        urns,
        settled.identities,
        by_identity=pupils_by_identity(set(settled.identities)),
        on_rolls={urn: roll.rows for urn, roll in standing.items()},
    )
    copy_pupils(resolved.new)
    for pupil in resolved.renamed:
        Pupil.objects.filter(id=pupil.pupil_id).update(identity=pupil.identity, upn=pupil.upn)
    known = known_postcodes({row.postcode for row in rows if row.postcode})
    days: dict[tuple[int, UUID], list[RollRow]] = defaultdict(list)
    entries = []
    for index, row in enumerate(rows):
        pupil_id = resolved.pupil_ids[index]
        others = days[urns[index], pupil_id]
        warnings = [
            *row.warnings,
            *_postcode_warnings(row, known),
            *([identities.CONTESTED] if index in settled.contested else []),
            *([identities.TWICE] if any(_overlap(row, other) for other in others) else []),
        ]
        others.append(row)
        entries.append(
            Entry(
                row=row,
                urn=urns[index],
                pupil_id=pupil_id,
                upn=resolved.upns[index],
                warnings=tuple(warnings),
            )
        )
    return entries


def _postcode_warnings(row: RollRow, known: set[str] | None) -> Iterable[Complaint]:
    """Mark a postcode that the directory lacks; one that is no postcode is marked already."""
    if known is None or not row.postcode or row.postcode in known:
        return ()
    return () if any(each.field in _POSTCODE for each in row.warnings) else (UNKNOWN_POSTCODE,)


_POSTCODE = {"postcode", "PostCode"}


def _overlap(one: RollRow, other: RollRow) -> bool:
    """Whether two rows of one pupil at one establishment count on the same day."""
    return (one.left_on or date.max) >= (other.entered_on or date.min) and (
        other.left_on or date.max
    ) >= (one.entered_on or date.min)
