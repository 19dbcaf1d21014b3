"""An invented list of what was done by hand on the Monday morning, beside which ours is laid.

Most of it is right: who a child truly is, at the school that must be told. Some is as such lists
are: late, at another school, forgotten, written twice, with a number that nobody has.
"""

from collections.abc import Iterator

from firstbell.sample.model import Borough

COLUMNS = ("date", "reference", "child", "date_of_birth", "place", "told_at", "how")

FORGOTTEN, ELSEWHERE, LATE, UNKNOWN, TWICE, NOT_SENT = 7, 11, 5, 23, 29, 31
"""Every so many-th telling that must be made goes wrong by hand in this way."""

NOBODYS_URN, NOBODYS_REFERENCE = "999999", "EN26-000000"


def rows_by_hand(borough: Borough) -> Iterator[list[str]]:
    """Yield the list, a row for each telling of a child of the first feed."""
    first = {each["reference"] for each in borough.feeds["feed.json"]["incidents"]}
    due = [
        (truth.incident, truth.child, place)
        for truth in borough.truths
        if truth.incident in first
        for place, _reason in truth.recipients or ()
    ]
    schools = sorted({place for _incident, _child, place in due if place.isdecimal()})
    for number, (incident, child, place) in enumerate(due, 1):
        if number % FORGOTTEN == 0:
            continue
        told = place
        if number % ELSEWHERE == 0:
            told = next(each for each in schools if each != place)
        if number % UNKNOWN == 0:
            told = NOBODYS_URN
        reference = NOBODYS_REFERENCE if number % NOT_SENT == 0 else incident
        at = "10:20" if number % LATE == 0 else "08:05"
        row = [f"{borough.monday:%Y-%m-%d}", reference, child, "", told, at, "telephone"]
        yield row
        if number % TWICE == 0:
            yield row
