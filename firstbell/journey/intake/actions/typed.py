"""Take one incident that a person of the sender typed, as its first or next revision.

The same checks, the same refusals and the same events as for a machine. What a form refuses is
not kept: the person has it before them.
"""

from datetime import datetime

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.journey.intake import queries
from firstbell.journey.intake.actions.accept import arrival_of, lock, refused_receipt, take
from firstbell.journey.intake.receipts import IncidentReceipt
from firstbell.journey.intake.validation import check_incident
from firstbell.registry.agencies.models import Agency


@acting.as_system
def enter_incident(
    *, agency: Agency, document: dict[str, object], by: User, at: datetime
) -> IncidentReceipt:
    """Take an incident as typed and return its receipt; a `revision` in it is replaced.

    The number is the next one, or that of what was refused before, if that is higher, so that
    it is mended. What says just the same as the revision in force changes nothing.
    """
    lock(agency)
    reference = check_incident(document, place="").reference
    number = queries.next_revision(agency, reference) if reference else 1
    checked = check_incident({**document, "revision": number}, place="")
    if checked.incident is None:
        return refused_receipt(checked, list(checked.problems))
    arrival = arrival_of([checked], source=agency, feed=None, by=by, at=at, belief_default_at=at)
    known = arrival.known.get(checked.incident.reference)
    if known and known.incident.content_hash == checked.kept.content_hash:
        said = {**document, "revision": known.incident.revision}
        checked = check_incident(said, place="")
    return take(arrival, checked)
