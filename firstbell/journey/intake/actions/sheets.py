"""Receive a force's own spreadsheet, as the feed that its mapping makes of it.

The same file again gets its first receipt. A spreadsheet seldom numbers its revisions and its
children, so both are numbered here, against what is held already: what says just the same as the
revision in force changes nothing, and a child keeps the id that it had.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from firstbell.core.same_people import Somebody, ids_of
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake import queries
from firstbell.journey.intake.actions.accept import lock
from firstbell.journey.intake.actions.receive import source_of, take_feed
from firstbell.journey.intake.content import as_said
from firstbell.journey.intake.feed import Child
from firstbell.journey.intake.queries import Known
from firstbell.journey.intake.reading import flaws, pointer
from firstbell.journey.intake.receipts import Problem, Receipt
from firstbell.journey.intake.sheets.files import SheetFeed
from firstbell.journey.intake.sheets.judging import with_problems
from firstbell.journey.intake.sheets.rows import FromSheet
from firstbell.journey.intake.validation import check_feed, check_incident
from firstbell.registry.agencies.models import Agency

CHILD = "c"
"""How the id of a child begins that its spreadsheet does not number."""


@acting.as_system
def receive_sheet(*, sheet: SheetFeed, by: User | None, at: datetime) -> Receipt:
    """Take what a file says and return its receipt, in which each place has its cell.

    :raises Unusable: when its source is not known.
    """
    source = source_of(sheet.mapping.delivery.source, place="/feed/source")
    lock(source)
    earlier = queries.feed_of(source, sheet.reference)
    if earlier is not None:
        receipt: Receipt = earlier.receipt
        return receipt
    _number(sheet, source)
    document = {
        "feed": {
            "source": source.code,
            "reference": sheet.reference,
            "created_at": at.isoformat(),
            "covers_from": sheet.covers_from.isoformat(),
            "covers_to": sheet.covers_to.isoformat(),
        },
        "incidents": [each.said for each in sheet.incidents],
    }
    checked = check_feed(document)
    judged = zip(checked.incidents, sheet.incidents, strict=True)
    return take_feed(
        replace(checked, incidents=tuple(with_problems(*each) for each in judged)),
        document,
        source=source,
        by=by,
        at=at,
        cell_of=sheet.cell_of,
        more_flags=[[*each.flags] for each in sheet.incidents],
    )


def _number(sheet: SheetFeed, source: Agency) -> None:
    """Give each incident its revision and each child its id, where the file gives none."""
    references = {_reference_of(each) for each in sheet.incidents}
    known = queries.known_incidents(source, references)
    refused = queries.refused_revisions(source, references)
    has_ids = any(each.path == "id" for slot in sheet.mapping.children for each in slot.columns)
    has_revisions = any(each.path == "revision" for each in sheet.mapping.incident.columns)
    for each in sheet.incidents:
        held = known.get(_reference_of(each))
        if not has_ids and "children" in each.said:
            _number_children(each.said["children"], held)
        if "as_sent" not in each.said and not has_revisions:
            least = refused.get(_reference_of(each), 1)
            _number_revision(each, held, least=least)


def _reference_of(each: FromSheet) -> str:
    """Return the reference of an incident; "" where it has none that can be kept."""
    said = each.said.get("reference")
    is_usable = isinstance(said, str) and not any(flaws(said, place=""))
    return str(said) if is_usable else ""


def _number_children(children: list[dict[str, Any]], held: Known | None) -> None:
    rows = held.children.values() if held else ()
    before = [_somebody(row.said, id_=row.reference) for row in rows if not row.erased_at]
    new = [_somebody(child) for child in children]
    ids = ids_of(new, before, used=[row.reference for row in rows], start=CHILD)
    for child, id_ in zip(children, ids, strict=True):
        child["id"] = id_


def _number_revision(each: FromSheet, held: Known | None, *, least: int) -> None:
    if held is None:
        each.said["revision"] = least
        return
    gone = sorted(row.reference for row in held.children.values() if row.erased_at)
    new = [child for child in each.said["children"] if child.get("id") not in held.children]
    number = max(held.incident.revision + 1, least)
    each.said["revision"] = number
    if gone and new:
        # Whom nobody can tell from a child that was erased does not come back as another one.
        for child, id_ in zip(new, gone, strict=False):
            child["id"] = id_
    checked = check_incident(each.said, place="")
    same = held.incident.content_hash
    if checked.incident is not None and checked.kept.content_hash == same:
        numbers = [number for number, its in held.revisions.items() if its == same]
        each.said["revision"] = max(numbers, default=held.incident.revision)
    elif gone and new:
        each.problems.append(_may_be_erased(each))


def _somebody(said: Mapping[str, Any], *, id_: str = "") -> Somebody:
    return Somebody(
        id=id_,
        content=_content(said),
        given_names=str(said.get("given_names") or ""),
        surname=str(said.get("surname") or ""),
        born=str(said.get("date_of_birth") or ""),
    )


def _content(said: Mapping[str, Any]) -> str:
    """Return all that is said of a child but its id, as it would be kept."""
    try:
        kept = as_said(Child.model_validate({**said, "id": "-"}))
    except ValidationError:
        kept = {**said, "id": "-"}
    return json.dumps(kept, sort_keys=True, default=str)


def _may_be_erased(each: FromSheet) -> Problem:
    place = pointer("reference")
    return Problem(
        code="erased",
        place=place,
        cell=each.cell_of(place),
        problem=_("A child of this incident was erased here, and may be one of these."),
        cure=_(
            "If somebody must be told again, send it as a new incident under another reference."
        ),
    )
