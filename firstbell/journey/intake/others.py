"""Whom a text about a child of an incident must not name: the other people of that incident.

Gathered from the rows for `core.mentions`, which says what counts as naming. Shows nothing.
"""

from firstbell.core.calendars import local_day
from firstbell.core.mentions import Others, Person, names_others
from firstbell.foundation import acting
from firstbell.journey.intake.models import RecordedChild


def seems_to_name_others(words: str, child: RecordedChild, *, recipient: str) -> bool:
    """Say whether words about a child seem to name somebody else, a home or another school.

    Asked as the system: whoever wrote them may not read who else is of the incident.
    """
    if not words:
        return False
    with acting.as_the_system(savepoint=False):
        whole = RecordedChild.objects.select_related("incident").get(id=child.id)
        return bool(names_others(words, others=others_than(whole, recipient=recipient)))


def others_than(child: RecordedChild, *, recipient: str) -> Others:
    """Return whom a text about this child must not name to this recipient."""
    incident = child.incident
    children = [each for each in incident.children.all() if each.id != child.id]
    return Others(
        child=_person(child),
        people=tuple(_person(each) for each in [*children, *incident.adults.all()]),
        recipient=recipient,
        written_on=local_day(incident.belief_formed_at),
    )


def _person(row: object) -> Person:
    """Return anybody of the incident by their names, those they also go by included."""
    said = getattr(row, "said", {})
    also = tuple(
        f"{name.get('given_names') or ''} {name.get('surname') or ''}".strip()
        for name in said.get("also_known_as") or []
    )
    return Person(
        given_names=row.given_names,  # type: ignore[attr-defined]
        surname=row.surname,  # type: ignore[attr-defined]
        born_on=row.born_on,  # type: ignore[attr-defined]
        also=also,
    )
