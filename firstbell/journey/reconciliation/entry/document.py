"""From what an incident says to the fields of its form, and back, losing nothing on the way.

The form has the usual fields only. Everything else that the incident says (risk, hold, other
names, relationships) is carried over as it is. Dates and times are the wall clock's.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

TRUTHS = frozenset(
    {"social_care_referral", "seen", "spoken_to", "spoken_to_alone", "home_educated"}
)
DAYS = frozenset({"date_of_birth"})
INSTANTS = {"belief_formed_at": "belief", "occurred_from": "occurred"}
"""Instants of the document, and the beginning of the names of their two fields."""

OF_THE_INCIDENT = (
    "reference", "status", "status_reason", "place_kind", "circumstances", "suspect_status",
    "conditions", "social_care_referral",
)  # fmt: skip
OF_ANYBODY = ("id", "role", "given_names", "surname", "date_of_birth")
OF_AN_ADULT = (*OF_ANYBODY, "phone", "email")
OF_A_CHILD = (
    *OF_ANYBODY, "age_estimate", "sex", "presence", "seen", "spoken_to", "spoken_to_alone",
    "voice", "school_as_told", "home_educated", "language", "interpreter",
)  # fmt: skip

GIVEN_BY_US = ("source", "revision")
"""What a person never types: the force is known, and the number is the next one."""

_DAY = re.compile(r"(\d{1,4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def shown_of_incident(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields of the incident begin with."""
    shown = _shown(said, OF_THE_INCIDENT)
    shown.setdefault("status", "active")
    for name, field in INSTANTS.items():
        if local := _local(said.get(name)):
            shown[f"{field}_on"], shown[f"{field}_time"] = local.date(), f"{local:%H:%M}"
    address = said.get("address")
    if isinstance(address, dict):
        lines = address.get("lines")
        shown["address_lines"] = "\n".join(map(str, lines)) if isinstance(lines, list) else ""
        shown["postcode"] = address.get("postcode") or ""
    return shown


def shown_of_person(said: Mapping[str, Any], *, is_child: bool) -> dict[str, Any]:
    """Return what the fields of one person begin with."""
    shown = _shown(said, OF_A_CHILD if is_child else OF_AN_ADULT)
    return {**shown, "was": shown.get("id", "")}


def _shown(said: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: _as_shown(name, said[name]) for name in names if said.get(name) is not None}


def _as_shown(name: str, value: Any) -> Any:
    if name in TRUTHS:
        return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
    if name in DAYS:
        return _day_shown(value)
    return value if isinstance(value, str | int) else ""


def _day_shown(value: Any) -> date | list[str] | None:
    """Return a date, or the three boxes of one that does not exist, so that it can be mended."""
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return [found[3], found[2], found[1]]


def _local(instant: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(instant).astimezone(LONDON)
    except (TypeError, ValueError, OverflowError):
        return None


def document_of(
    base: Mapping[str, Any],
    *,
    incident: Mapping[str, Any],
    adults: Iterable[Mapping[str, Any]],
    children: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the incident that the filled-in fields make, over what it said before."""
    document = {name: deepcopy(value) for name, value in base.items() if name not in GIVEN_BY_US}
    _lay(document, incident, OF_THE_INCIDENT)
    for name, field in INSTANTS.items():
        _lay_instant(document, name, incident.get(f"{field}_on"), incident.get(f"{field}_time"))
    _lay_address(document, incident)
    for kind, people, names in (
        ("adults", adults, OF_AN_ADULT),
        ("children", children, OF_A_CHILD),
    ):
        document[kind] = _people(base.get(kind), people, names)
    return document


def _lay(part: dict[str, Any], typed: Mapping[str, Any], names: Iterable[str]) -> None:
    for name in names:
        value = _as_said(name, typed.get(name))
        if value is None:
            part.pop(name, None)
        else:
            part[name] = value


def _as_said(name: str, value: Any) -> Any:
    if value in ("", None):
        return None
    if name in TRUTHS:
        return value == "yes"
    return value.isoformat() if name in DAYS else value


def _lay_instant(
    document: dict[str, Any], name: str, day: date | None, clock_time: str | None
) -> None:
    """Put in an instant; one that reads the same on the wall clock keeps its seconds."""
    if day is None or not clock_time:
        document.pop(name, None)
        return
    before = _local(document.get(name))
    if before and (before.date(), f"{before:%H:%M}") == (day, clock_time):
        return
    typed = datetime.combine(day, time.fromisoformat(clock_time), tzinfo=LONDON)
    document[name] = typed.astimezone(UTC).isoformat()


def _lay_address(document: dict[str, Any], typed: Mapping[str, Any]) -> None:
    before = document.get("address")
    address = dict(before) if isinstance(before, dict) else {}
    lines = [line.strip() for line in str(typed.get("address_lines") or "").splitlines()]
    address["lines"] = [line for line in lines if line]
    address["postcode"] = typed.get("postcode") or None
    if any(value for name, value in address.items() if name != "safe"):
        document["address"] = address
    else:
        document.pop("address", None)


def _people(
    base: Any, typed: Iterable[Mapping[str, Any]], names: Iterable[str]
) -> list[dict[str, Any]]:
    """Return the people as typed, each over what was said of the same one before."""
    rows = base if isinstance(base, list) else []
    before = [row for row in rows if isinstance(row, dict)]
    made = []
    for each in typed:
        found = next((row for row in before if str(row.get("id")) == each.get("was")), None)
        if found is not None:
            before.remove(found)
        person = deepcopy(found) if found else {}
        _lay(person, each, names)
        made.append(person)
    return made


def without_places(said: Mapping[str, Any], places: Iterable[str]) -> dict[str, Any]:
    """Return what was refused without the values at these places (JSON Pointers)."""
    kept = deepcopy(dict(said))
    for place in sorted(places, key=_from_the_end, reverse=True):
        _take_out(kept, _steps(place))
    return kept


def _steps(place: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]


def _from_the_end(place: str) -> list[tuple[int, str]]:
    return [(int(step) if step.isdecimal() else -1, step) for step in _steps(place)]


def _take_out(value: Any, steps: list[str]) -> None:
    for step in steps[:-1]:
        value = _inside(value, step)
    last = steps[-1] if steps else ""
    if isinstance(value, dict):
        value.pop(last, None)
    elif isinstance(value, list) and last.isdecimal() and int(last) < len(value):
        value.pop(int(last))


def _inside(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    return None
