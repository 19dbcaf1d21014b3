"""Which pupils the register has as learning at home on a day. Read as the system, for routing."""

from datetime import date
from uuid import UUID

from firstbell.core.home_education import is_at_home
from firstbell.registry.home_education.models import Entry


def council_of_home_educated(pupil_id: UUID, *, on: date) -> str | None:
    """Return the council on whose register a pupil learns at home on a day, or None."""
    rows = Entry.objects.filter(pupil=pupil_id, state__in=["sent", "open"], last_on__lt=on)
    for state, must_be_agreed, last_on, council in rows.order_by("-last_on").values_list(
        "state", "must_be_agreed", "last_on", "desk__council_code"
    ):
        if is_at_home(state, must_be_agreed=must_be_agreed, last_on=last_on, on=on):
            found: str = council
            return found
    return None
