"""End a pupil's row on the roll in force with a last day, and give it back the day it had.

The next roll of the school says again who is on it, and wins: nothing is remembered here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstbell.foundation import acting
from firstbell.registry.agencies.models import Establishment
from firstbell.registry.people.models import Registration, Roll


@acting.as_system_within
def end_on_roll(
    *, pupil_id: UUID, establishment: Establishment, last_on: date
) -> list[dict[str, Any]]:
    """End the rows of a pupil on a school's roll in force; return them with the day they had.

    A row that ends sooner stays as it is.
    """
    rows = Registration.objects.select_for_update(of=("self",)).filter(
        Q(left_on=None) | Q(left_on__gt=last_on),
        pupil=pupil_id,
        roll__establishment=establishment,
        roll__state=Roll.State.CURRENT,
    )
    ended = []
    for row in rows.order_by("id"):
        ended.append({"row": row.id, "left_on": row.left_on.isoformat() if row.left_on else ""})
        row.left_on = last_on
        row.save(update_fields=["left_on"])
    return ended


@acting.as_system_within
def bring_back(ended: Iterable[Mapping[str, Any]]) -> None:
    """Give rows that were ended the last day that they had; those of an older roll are gone."""
    for each in ended:
        before = date.fromisoformat(each["left_on"]) if each["left_on"] else None
        Registration.objects.filter(id=each["row"]).update(left_on=before)
