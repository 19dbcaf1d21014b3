"""Every bell of a borough by a plain table that uses nothing of the product's calendars."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, datetime, timedelta

from firstbell.sample import Borough
from tests.core.test_deadlines_by_table import BANK_HOLIDAYS, Row, bell_by_table, utc_by_table

FIRST_ON, DAYS = date(2026, 9, 1), 600

DESKS_OPEN_AT = "09:00"


class Bells:
    """The openings of each recipient, written out day by day."""

    def __init__(self, borough: Borough) -> None:
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)
        for row in borough.calendar:
            scope = str(row.scope).removeprefix("LA-")
            written: Row = (
                row.kind,  # type: ignore[assignment]
                row.from_on.isoformat(),
                row.to_on.isoformat(),
                row.opens_at,
            )
            self._rows[scope].append(written)
        self._councils = {one.urn: one.council for one in borough.establishments}
        self._openings: dict[str, list[datetime]] = {}
        self._desk = [utc_by_table(on, DESKS_OPEN_AT) for on in _days() if _is_working(on)]

    def after(self, belief: datetime, recipient: str) -> datetime:
        """Return the first bell of a school, by its URN, or of a desk after the belief."""
        openings = self._of(recipient)
        return openings[bisect_right(openings, belief)]

    def _of(self, recipient: str) -> list[datetime]:
        if recipient not in self._councils:
            return self._desk
        if recipient not in self._openings:
            own = tuple(self._rows[recipient])
            council = tuple(self._rows[self._councils[recipient]])
            bells = ((on, bell_by_table(on, own, council)) for on in _days())
            self._openings[recipient] = [utc_by_table(on, bell) for on, bell in bells if bell]
        return self._openings[recipient]


def _days() -> list[str]:
    return [(FIRST_ON + timedelta(days=number)).isoformat() for number in range(DAYS)]


def _is_working(on: str) -> bool:
    return date.fromisoformat(on).isoweekday() < 6 and on not in BANK_HOLIDAYS
