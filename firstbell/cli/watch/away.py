"""What the watch remembers while no database answers: since when, and how that was told.

A small file of the home, and gone once the database has taken it over as an alarm.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from firstbell.cli.home import write_private

FILE = "database-away.json"


@dataclass(kw_only=True)
class Away:
    """Since when no database answers, and when that was said by each way."""

    since: datetime
    told: dict[str, list[datetime]] = field(default_factory=dict)


def remembered(home: Path) -> Away | None:
    """Return what is remembered, or None while the database answered at the last watch."""
    try:
        kept = json.loads((home / FILE).read_text(encoding="utf-8"))
        return Away(
            since=datetime.fromisoformat(kept["since"]),
            told={
                way: [datetime.fromisoformat(each) for each in moments]
                for way, moments in kept["told"].items()
            },
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def remember(home: Path, away: Away) -> None:
    """Keep it for the next watch."""
    kept = {
        "since": away.since.isoformat(),
        "told": {way: [each.isoformat() for each in moments] for way, moments in away.told.items()},
    }
    write_private(home / FILE, json.dumps(kept))


def forget(home: Path) -> None:
    """Forget it: it is written down where alarms are."""
    (home / FILE).unlink(missing_ok=True)
