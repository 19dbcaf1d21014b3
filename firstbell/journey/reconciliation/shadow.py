"""What was worked out here and told to nobody, to be laid beside what was done by hand.

Reads the list that somebody keeps of what was done by hand, and the account of each child. Names
no child: a line is found by the force's reference and the child's number in it.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time

from firstbell.core.calendars import LONDON
from firstbell.core.shadow import ByHand, Difference, Here, Notice, compared
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.reading import MOST_BYTES
from firstbell.journey.reconciliation.queries import Class, account_of, accounted, with_journey
from firstbell.registry.agencies.models import Agency, Desk, Establishment

State = Notification.State

COLUMNS = ("date", "reference", "child", "date_of_birth", "place", "told_at", "how")
NEEDED = ("reference", "child", "place")

WOULD_BE_TOLD = (State.RAISED, State.SENT, State.OPENED, State.ACKNOWLEDGED, State.PHONED)

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


class NoList(ValueError):
    """A file is no list of what was done by hand; the message says what would be right."""


def beside(
    body: bytes, *, force: Agency, since: datetime | None = None, until: datetime | None = None
) -> list[Difference]:
    """Return where a list differs from what was worked out of a force's incidents.

    Of those that came from `since` on and before `until`, as far as these are given.

    :raises NoList: when the file cannot be read as such a list.
    """
    by_hand = list(rows_of(body))
    here = list(_worked_out(force, since=since, until=until))
    schools = Establishment.objects.values_list("urn", flat=True)
    places = {str(urn) for urn in schools} | set(Desk.objects.values_list("code", flat=True))
    return compared(here, by_hand, places=places)


def _worked_out(force: Agency, *, since: datetime | None, until: datetime | None) -> Iterator[Here]:
    rows = accounted().filter(incident__source=force, vanished_at=None)
    if since is not None:
        rows = rows.filter(incident__first_received_at__gte=since)
    if until is not None:
        rows = rows.filter(incident__first_received_at__lt=until)
    for child in with_journey(rows.order_by("incident__reference", "reference")):
        account = account_of(child)
        told = [each for each in account.notifications if each.state in WOULD_BE_TOLD]
        waits = [each.why for each in account.waits]
        if account.class_ in (Class.WITHDRAWN, Class.ON_ITS_WAY):
            waits.append(account.class_.replace(" ", "_"))
        yield Here(
            incident=child.incident.reference,
            child=child.reference,
            name=f"{child.given_names} {child.surname}",
            born_on=child.born_on,
            told=tuple(
                Notice(place=each.recipient, at=each.raised_at, bell=each.due_at) for each in told
            ),
            waits=tuple(waits),
        )


def rows_of(body: bytes) -> Iterator[ByHand]:
    """Yield every line of a list of what was done by hand.

    :raises NoList: when it is no CSV in UTF-8 with the columns that are needed.
    """
    if len(body) > MOST_BYTES:
        raise NoList(f"it has more than {MOST_BYTES // 1024**2} megabytes; split it")
    try:
        text = body.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        header = [(name or "").strip() for name in reader.fieldnames or ()]
        if missing := [name for name in NEEDED if name not in header]:
            raise NoList(f"it has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
        reader.fieldnames = header
        for row in reader:
            said = {name: (row.get(name) or "").strip() for name in COLUMNS}
            if any(said.values()):
                yield _row_of(said, line=reader.line_num)
    except UnicodeDecodeError:
        raise NoList("it is not in UTF-8; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise NoList(f"it is no CSV ({error}); save it as CSV UTF-8") from None


def _row_of(said: dict[str, str], *, line: int) -> ByHand:
    wrong, born, at = "", None, None
    try:
        born = date.fromisoformat(said["date_of_birth"]) if said["date_of_birth"] else None
    except ValueError:
        wrong = "date_of_birth"
    try:
        at = _told_at(said["date"], said["told_at"])
    except ValueError:
        wrong = "told_at"
    wrong = next((name for name in NEEDED if not said[name]), wrong)
    return ByHand(
        line=line,
        incident=said["reference"],
        child=said["child"],
        born_on=born,
        place=said["place"],
        at=at,
        how=said["how"],
        wrong=wrong,
    )


def _told_at(day: str, told_at: str) -> datetime | None:
    """Return when somebody was told: an instant, or a time of London on the line's day.

    :raises ValueError: when it is neither.
    """
    if not told_at:
        return None
    if found := _TIME.fullmatch(told_at):
        clock = time(int(found[1]), int(found[2]))
        return datetime.combine(date.fromisoformat(day), clock, tzinfo=LONDON)
    at = datetime.fromisoformat(told_at)
    if at.tzinfo is None:
        raise ValueError(told_at)
    return at
