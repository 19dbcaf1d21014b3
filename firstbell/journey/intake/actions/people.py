"""Write the children and adults of one revision: added, changed, gone, back again.

A child whom a later revision no longer names is never removed: the row stays, and the sender
is asked.
"""

from datetime import datetime, timedelta

from firstbell.foundation.accounts.models import User
from firstbell.journey.intake.actions import added as by_hub
from firstbell.journey.intake.actions.waiting import stop_waiting_of, wait
from firstbell.journey.intake.feed import Incident
from firstbell.journey.intake.models import RecordedAdult, RecordedChild, Waiting
from firstbell.journey.intake.people import ChildSaid, adult_columns, children_said
from firstbell.journey.intake.queries import Known

TIME_TO_ANSWER = timedelta(hours=24)
"""How long a sender has to say whether a child was left out on purpose. Ours: whoever was to be
told about the child has been told, so that only the record waits."""

BACK = "named_again"
"""Outcome of a wait that ended because a later revision names the child again."""

COLUMNS = (
    "role", "is_recorded_as_adult", "given_names", "surname", "born_on", "said", "search_keys",
    "last_revision", "vanished_at", "reference",
)  # fmt: skip


def write_people(known: Known, said: Incident, *, by: User | None, at: datetime) -> list[str]:
    """Make the rows say what the revision in force says; return the ids of who vanished by it.

    A withdrawal that lists nobody says nothing about the people.
    """
    vanished = write_children(known, said, by=by, at=at)
    if said.adults or said.status == "active":
        _write_adults(known, said)
    return vanished


def write_children(known: Known, said: Incident, *, by: User | None, at: datetime) -> list[str]:
    """Write the rows of the children that a revision names, and mark those it no longer names."""
    incident = known.incident
    named = children_said(said, belief_formed_at=incident.belief_formed_at)
    by_hub.take_over(known, named)
    _write_named(known, named, number=said.revision)
    for child in (known.children[reference] for reference in named):
        if child.vanished_at is not None:
            child.vanished_at = None
            child.save(update_fields=["vanished_at"])
            stop_waiting_of(child, why=Waiting.Why.VANISHED, by=by, at=at, outcome=BACK)
    if said.status == "withdrawn":
        return []
    gone = [
        child
        for reference, child in known.children.items()
        if reference not in named
        and not (child.vanished_at or child.erased_at or child.added_by_id)
    ]
    for child in gone:
        _mark_vanished(child, by=by, at=at)
    return [child.reference for child in gone]


def _write_named(known: Known, named: dict[str, ChildSaid], *, number: int) -> None:
    added: list[RecordedChild] = []
    changed: list[RecordedChild] = []
    for reference, each in named.items():
        child = known.children.get(reference)
        if child is None:
            child = RecordedChild(
                incident=known.incident, reference=reference, first_revision=number
            )
            known.children[reference] = child
            added.append(child)
        else:
            changed.append(child)
        child.last_revision = number
        for column, value in each.columns.items():
            setattr(child, column, value)
    RecordedChild.objects.bulk_create(added)
    if changed:
        RecordedChild.objects.bulk_update(changed, COLUMNS)


def _mark_vanished(child: RecordedChild, *, by: User | None, at: datetime) -> None:
    child.vanished_at = at
    child.save(update_fields=["vanished_at"])
    wait(
        child=child,
        why=Waiting.Why.VANISHED,
        owner=Waiting.Owner.SENDER,
        due_at=at + TIME_TO_ANSWER,
        at=at,
        by=by,
    )


def _write_adults(known: Known, said: Incident) -> None:
    """Make the adults' rows those of the revision; a row that stays keeps its id."""
    adults = said.adults
    added: list[RecordedAdult] = []
    changed: list[RecordedAdult] = []
    named = {adult.id for adult in adults}
    for adult in adults:
        row = known.adults.get(adult.id)
        if row is None:
            row = RecordedAdult(incident=known.incident, reference=adult.id)
            known.adults[adult.id] = row
            added.append(row)
        else:
            changed.append(row)
        for column, value in adult_columns(adult, said).items():
            setattr(row, column, value)
    RecordedAdult.objects.bulk_create(added)
    if changed:
        RecordedAdult.objects.bulk_update(changed, list(adult_columns(adults[0], said)))
    gone = [reference for reference in known.adults if reference not in named]
    if gone:
        known.incident.adults.filter(reference__in=gone).delete()
        for reference in gone:
            del known.adults[reference]
