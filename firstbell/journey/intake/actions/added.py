"""A child of an incident whom police did not record, put there by a named person of the hub.

It stands in the record beside what police said, and no later revision leaves it out. Once police
name it themselves it is theirs: the same row goes on under their id, so that nobody is told twice.
"""

from collections.abc import Mapping
from datetime import date, datetime

from firstbell.core.linkage.names import is_first_name_like, joined, words
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.content import as_said
from firstbell.journey.intake.feed import Child
from firstbell.journey.intake.feed import Incident as Said
from firstbell.journey.intake.models import Incident, RecordedChild
from firstbell.journey.intake.people import ChildSaid
from firstbell.journey.intake.queries import Known

START = "hub-"
"""How the ids of such children begin."""


@acting.as_system_within
def add_child(
    incident: Incident,
    *,
    given_names: str,
    surname: str,
    born_on: date | None,
    by: User,
    at: datetime,
) -> RecordedChild:
    """Put a child into an incident, expected locked; nothing is said of it but name and birth."""
    children = list(incident.children.all())
    child = Child.model_validate(
        {
            "id": _next_id(children),
            "given_names": given_names,
            "surname": surname,
            "date_of_birth": born_on.isoformat() if born_on else None,
        }
    )
    said = ChildSaid(child=child, incident=Said.model_validate(incident.said))
    row = RecordedChild.objects.create(
        incident=incident,
        reference=child.id,
        first_revision=incident.revision,
        last_revision=incident.revision,
        added_by=by,
        **said.columns,
    )
    incident.said = {**incident.said, "children": [*_listed(incident), as_said(child)]}
    incident.save(update_fields=["said"])
    audit.record("child.added", subject_kind="child", subject_id=row.id, by=by, at=at)
    return row


def take_over(known: Known, named: Mapping[str, ChildSaid]) -> None:
    """Let the row of a child that the hub added be that of the same child whom police name now."""
    ours = [each for each in known.children.values() if _is_only_ours(each, named)]
    for reference, said in named.items():
        if reference in known.children:
            continue
        same = next((each for each in ours if _is_same(each, said.child)), None)
        if same is not None:
            ours.remove(same)
            del known.children[same.reference]
            same.reference = reference
            known.children[reference] = same


def keep_in(known: Known) -> None:
    """Let what the incident says go on to name the children whom only the hub has added."""
    listed = {each["id"] for each in _listed(known.incident)}
    left = [
        each.said
        for each in known.children.values()
        if each.added_by_id and not each.erased_at and each.reference not in listed
    ]
    if left:
        incident = known.incident
        incident.said = {**incident.said, "children": [*_listed(incident), *left]}
        incident.save(update_fields=["said"])


def _listed(incident: Incident) -> list[dict[str, object]]:
    return list(incident.said.get("children") or ())


def _next_id(children: list[RecordedChild]) -> str:
    taken = {each.reference for each in children}
    number = 1
    while f"{START}{number}" in taken:
        number += 1
    return f"{START}{number}"


def _is_only_ours(child: RecordedChild, named: Mapping[str, ChildSaid]) -> bool:
    return bool(child.added_by_id and not child.erased_at and child.reference not in named)


def _is_same(child: RecordedChild, said: Child) -> bool:
    """Say whether it is the child that the hub added: of twins each has a first name of its own."""
    is_alike = is_first_name_like(child.given_names, words(said.given_names or "")[:1])
    is_of_one_day = child.born_on is not None and child.born_on == said.date_of_birth
    is_of_one_name = bool(child.surname) and joined(child.surname) == joined(said.surname or "")
    return is_alike and (is_of_one_day or is_of_one_name)
