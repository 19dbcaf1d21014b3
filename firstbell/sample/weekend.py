"""When things happen in the sample's weekend: Friday evening to Monday 06:00, local time.

Instants are written with the offset of the place, so that a weekend on which the clocks change
shows both.
"""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from firstbell.sample.chance import Weighted

LOCAL = ZoneInfo("Europe/London")
_STARTS = Weighted(
    [
        (0, 7.0),
        (1, 5.0),
        (2, 3.0),
        (8, 1.0),
        (10, 1.5),
        (12, 2.0),
        (14, 2.0),
        (16, 3.0),
        (18, 4.0),
        (19, 5.0),
        (20, 6.0),
        (21, 7.0),
        (22, 8.0),
        (23, 8.0),
    ]
)


class Weekend:
    """The weekend before a Monday."""

    def __init__(self, monday: date) -> None:
        self.monday = monday
        self.covers_from = at(monday - timedelta(days=3), time(17, 0))
        self.covers_to = at(monday, time(6, 0))

    def start(self, chance: random.Random) -> datetime:
        """When an incident begins: mostly evenings and the hours after midnight."""
        while True:
            day = self.monday - timedelta(days=chance.choice((3, 2, 2, 1, 1, 0)))
            hour = _STARTS.draw(chance)
            began = at(day, time(hour, chance.randrange(60)))
            if self.covers_from <= began <= self.covers_to - timedelta(hours=3):
                return began

    def friday_night(self) -> datetime:
        """Ten to midnight on the Friday."""
        return at(self.monday - timedelta(days=3), time(23, 50))


def at(day: date, clock: time) -> datetime:
    """An instant at a local time of day."""
    return datetime.combine(day, clock, tzinfo=LOCAL)


def later(instant: datetime, minutes: int) -> datetime:
    """So many true minutes later, in local time."""
    return (instant.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(LOCAL)


def written(instant: datetime) -> str:
    """The instant as the feed carries it."""
    return instant.isoformat(timespec="seconds")
