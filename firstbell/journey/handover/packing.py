"""Make the package of one child: what may go along, as it stands, and why it may.

Ways that are marked as not safe and addresses that are kept safe are taken out of every field and
text; in a text the names of other children of the incident are. Keeps nothing.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from firstbell.core import handing_over as rules
from firstbell.core.basis import Basis
from firstbell.core.ways import Ways
from firstbell.journey.handover.wire import Package
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.intake.unsafe import cleaned, safe_addresses, unsafe_of
from firstbell.registry.agencies.queries import places


def package_of(
    child: RecordedChild,
    *,
    id_: UUID,
    number: int,
    sent_by: str,
    sent_to: str,
    basis: Basis,
    bell_at: datetime,
    at: datetime,
) -> Package:
    """Return what goes along with a child to one sibling."""
    incident = child.incident
    others = [each for each in incident.children.all() if each.id != child.id]
    said = unsafe_of(incident).hidden(incident.said)
    parcel = rules.parcel(
        said, child=child.reference, other_children=[each.reference for each in others]
    )
    goes, changed = rules.without_other_children(parcel, [each.said for each in others])
    safe = safe_addresses(incident.said)
    ours = places.partnership()
    return Package(
        version=1,
        id=str(id_),
        sent_by=sent_by,
        sent_by_name=ours.name if ours else "",
        sent_to=sent_to,
        offered_at=at.isoformat(),
        bell_at=bell_at.isoformat(),
        reference=incident.reference,
        child=child.reference,
        basis=basis.ground,
        purpose=basis.purpose,
        law=basis.law,
        changed=list(changed),
        incident={
            "reference": f"{incident.reference}/{child.reference}"[:200],
            "revision": number,
            "status": "active",
            "belief_formed_at": incident.belief_formed_at.isoformat(),
            **_clean(goes, safe),
        },
    )


def _clean(value: Any, ways: Ways) -> Any:
    if isinstance(value, str):
        return cleaned(value, ways)
    if isinstance(value, dict):
        return {key: _clean(each, ways) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, ways) for each in value]
    return value
