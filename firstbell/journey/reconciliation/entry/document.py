"""From what an incident says to the fields of its form, and back, losing nothing on the way.

What an incident says beside the fields of the form is carried over as it is. Dates and times are
the wall clock's.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from firstbell.journey.reconciliation.entry.rows import ROWS, Rows

LONDON = ZoneInfo("Europe/London")

TRUTHS = frozenset(
    {
        "social_care_referral", "seen", "spoken_to", "spoken_to_alone", "home_educated",
        "pregnant", "safe", "works_with_children",
    }
)  # fmt: skip
DAYS = frozenset({"date_of_birth"})
INSTANTS = {
    "belief_formed_at": "belief",
    "occurred_from": "occurred",
    "occurred_to": "ended",
    "reported_at": "reported",
    "attended_at": "attended",
    "graded_at": "graded",
    "hold_until": "hold_until",
}
"""Instants of the document, and the beginning of the names of their two fields."""

OF_THE_INCIDENT = (
    "reference", "status", "status_reason", "unit", "place_kind", "circumstances",
    "suspect_status", "conditions", "social_care_referral", "safe_contact", "victim_told",
)  # fmt: skip
OF_ANYBODY = ("id", "role", "given_names", "surname", "date_of_birth")
OF_AN_ADULT = (
    *OF_ANYBODY, "phone", "email", "employer", "works_with_children", "work_role", "work_postcode",
    "pregnant",
)  # fmt: skip
OF_A_CHILD = (
    *OF_ANYBODY, "age_estimate", "sex", "upn", "presence", "where_present", "seen", "spoken_to",
    "spoken_to_alone", "voice", "presentation", "school_as_told", "school_urn", "home_educated",
    "language", "interpreter", "communication_needs",
)  # fmt: skip
OF_AN_ADDRESS = ("postcode", "uprn", "safe")
OF_A_RISK = {"risk_tool": "tool", "risk_grade": "grade"}
OF_A_DISCLOSURE = ("hold_ground", "hold_approver")

GIVEN_BY_US = ("source", "revision")
"""What a person never types: the force is known, and the number is the next one."""

_DAY = re.compile(r"(\d{1,4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def shown_of_incident(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields of the incident begin with."""
    risk, disclosure = _part(said, "risk"), _part(said, "disclosure")
    shown = _shown(said, OF_THE_INCIDENT) | _shown(disclosure, OF_A_DISCLOSURE)
    shown |= {field: _as_shown(name, risk.get(name)) for field, name in OF_A_RISK.items()}
    shown.setdefault("status", "active")
    for name, field in INSTANTS.items():
        if local := _local({**said, **risk, **disclosure}.get(name)):
            shown[f"{field}_on"], shown[f"{field}_time"] = local.date(), f"{local:%H:%M}"
    withheld = disclosure.get("withhold")
    shown["withhold"] = withheld if isinstance(withheld, list) else []
    return shown | _shown_address(said)


def shown_of_person(said: Mapping[str, Any], *, is_child: bool) -> dict[str, Any]:
    """Return what the fields of one person begin with."""
    shown = _shown(said, OF_A_CHILD if is_child else OF_AN_ADULT) | _shown_address(said)
    if is_child:
        shown |= {name: rows.shown(said.get(name)) for name, rows in ROWS.items()}
    return {**shown, "was": shown.get("id", "")}


def _shown_address(said: Mapping[str, Any]) -> dict[str, Any]:
    address = _part(said, "address")
    lines = address.get("lines")
    shown = _shown(address, OF_AN_ADDRESS)
    return shown | {"address_lines": "\n".join(map(str, lines)) if isinstance(lines, list) else ""}


def _part(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    part = said.get(name)
    return part if isinstance(part, dict) else {}


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
    for name in ("belief_formed_at", "occurred_from", "occurred_to", "reported_at", "attended_at"):
        _lay_instant(document, name, incident)
    _lay_address(document, incident)
    _lay_risk(document, incident)
    _lay_disclosure(document, incident)
    document["adults"] = _people(base.get("adults"), adults, OF_AN_ADULT)
    document["children"] = _people(base.get("children"), children, OF_A_CHILD, rows=ROWS)
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


def _lay_instant(part: dict[str, Any], name: str, typed: Mapping[str, Any]) -> None:
    """Put in an instant; one that reads the same on the wall clock keeps its seconds."""
    day, clock_time = (typed.get(f"{INSTANTS[name]}_{half}") for half in ("on", "time"))
    if day is None or not clock_time:
        part.pop(name, None)
        return
    before = _local(part.get(name))
    if before and (before.date(), f"{before:%H:%M}") == (day, clock_time):
        return
    at = datetime.combine(day, time.fromisoformat(clock_time), tzinfo=LONDON)
    part[name] = at.astimezone(UTC).isoformat()


def _lay_address(part: dict[str, Any], typed: Mapping[str, Any]) -> None:
    address = dict(_part(part, "address"))
    _lay(address, typed, OF_AN_ADDRESS)
    lines = [line.strip() for line in str(typed.get("address_lines") or "").splitlines()]
    address["lines"] = [line for line in lines if line]
    _keep(part, "address", address, beside={"safe"})


def _lay_risk(document: dict[str, Any], typed: Mapping[str, Any]) -> None:
    risk = dict(_part(document, "risk"))
    for field, name in OF_A_RISK.items():
        _lay(risk, {name: typed.get(field)}, [name])
    _lay_instant(risk, "graded_at", typed)
    _keep(document, "risk", risk)


def _lay_disclosure(document: dict[str, Any], typed: Mapping[str, Any]) -> None:
    disclosure = dict(_part(document, "disclosure"))
    _lay(disclosure, typed, OF_A_DISCLOSURE)
    _lay_instant(disclosure, "hold_until", typed)
    before, now = disclosure.get("withhold"), list(typed.get("withhold") or ())
    if not (isinstance(before, list) and sorted(map(str, before)) == sorted(now)):
        disclosure["withhold"] = now
    _keep(document, "disclosure", disclosure)


def _keep(
    part: dict[str, Any], name: str, inner: dict[str, Any], *, beside: Collection[str] = ()
) -> None:
    """Keep a part of which something is said, other than what stands `beside` it."""
    if any(value for key, value in inner.items() if key not in beside):
        part[name] = inner
    else:
        part.pop(name, None)


def _people(
    base: Any,
    typed: Iterable[Mapping[str, Any]],
    names: Iterable[str],
    *,
    rows: Mapping[str, Rows] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Return the people as typed, each over what was said of the same one before."""
    listed = base if isinstance(base, list) else []
    before = [row for row in listed if isinstance(row, dict)]
    made = []
    for each in typed:
        found = next((row for row in before if str(row.get("id")) == each.get("was")), None)
        if found is not None:
            before.remove(found)
        person = deepcopy(found) if found else {}
        _lay(person, each, names)
        _lay_address(person, each)
        for name, kind in rows.items():
            _lay_rows(person, name, kind, str(each.get(name) or ""))
        made.append(person)
    return made


def _lay_rows(person: dict[str, Any], name: str, rows: Rows, typed: str) -> None:
    """Put in a list that is typed a line each; one that reads the same stays as it was."""
    said = rows.said(typed)
    if not said:
        person.pop(name, None)
    elif said != rows.said(rows.shown(person.get(name))):
        person[name] = said


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
