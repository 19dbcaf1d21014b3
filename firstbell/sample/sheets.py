"""The weekend's incidents as two forces' own spreadsheets would hold them.

One is a system's export with a row for each child, the other a workbook kept by hand with a row
for each incident and its children in columns. What their columns mean is said by the two mapping
files beside them, for `firstbell receive --mapping`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from firstbell.sample.model import Document

MAPPINGS = Path(__file__).parent / "mappings"
MOST_CHILDREN = 6
LONDON = ZoneInfo("Europe/London")

_STATUS = {"active": "Live", "withdrawn": "Cancelled"}
_GRADES = {"standard": "S", "medium": "M", "high": "H"}
_PLACES = {
    "home": ("DWELLING", "Home"),
    "relative": ("DWELLING - RELATIVE", "Relative's home"),
    "public": ("PUBLIC PLACE", "Public place"),
    "other": ("OTHER", "Elsewhere"),
}
_ROLES = {"victim": "VIC", "suspect": "SUS", "involved": "INV"}
_CHILD_ROLES = {"affected": "CHILD", "victim": "VIC", "causing_harm": "SUS"}
_PRESENT = {
    "present": ("Y", "Yes"),
    "resident_not_present": ("LIVES THERE", "Lives there"),
    "elsewhere": ("ELSEWHERE", "Elsewhere"),
}
_SEXES = {"F": "Girl", "M": "Boy", "X": "Other"}
_WITHHELD = {"place": "Place", "circumstances": "MO", "voice": "Child's words"}

Row = Mapping[str, object]


def rows_a_child(incidents: Sequence[Document]) -> list[Row]:
    """Return a row for each child, the columns of its incident repeated; texts alone."""
    rows: list[Row] = []
    for incident in incidents:
        first = dict(_export_of_incident(incident))
        children = incident.get("children") or [{}]
        people = [each["id"] for each in incident.get("adults", ())]
        rows += [first | dict(_export_of_child(child, people)) for child in children]
    return rows


def rows_an_incident(incidents: Sequence[Document]) -> list[Row]:
    """Return a row for each incident; days, moments and numbers as a workbook keeps them."""
    return [dict(_kept_of_incident(incident)) for incident in incidents]


def _export_of_incident(said: Document) -> Iterator[tuple[str, str]]:
    yield "Occurrence No", said["reference"]
    yield "Version", str(said["revision"])
    yield "Status", _STATUS[said["status"]]
    yield "Reason cancelled", said.get("status_reason", "")
    yield "Recording unit", said.get("unit", "")
    for name, begin in (("occurred_from", "Start"), ("occurred_to", "End")):
        yield f"{begin} date", _text(said.get(name), "%d/%m/%Y")
        yield f"{begin} time", _text(said.get(name), "%H:%M")
    risk, hold = said.get("risk", {}), said.get("disclosure", {})
    for column, instant in (
        ("Reported", said.get("reported_at")),
        ("Attended", said.get("attended_at")),
        ("Belief formed", said.get("belief_formed_at")),
        ("Risk assessed", risk.get("graded_at")),
        ("Hold until", hold.get("hold_until")),
    ):
        yield column, _text(instant, "%d/%m/%Y %H:%M")
    yield from _export_of_address(said, "")
    yield "Safe address", _yes(said.get("address", {}).get("safe"))
    yield "Location type", _PLACES.get(said.get("place_kind", ""), ("",))[0]
    yield "Risk tool", risk.get("tool", "")
    yield "Risk", _GRADES.get(risk.get("grade", ""), "")
    yield "Summary", said.get("circumstances", "")
    yield "Suspect status", said.get("suspect_status", "")
    yield "Bail conditions", said.get("conditions", "")
    yield "CSC referral", _yes(said.get("social_care_referral"))
    yield "Safe contact", said.get("safe_contact", "")
    yield "Victim told", said.get("victim_told", "")
    yield "Hold ground", hold.get("hold_ground", "")
    yield "Hold approved by", hold.get("hold_approver", "")
    yield "Withhold from school", "; ".join(_WITHHELD[each] for each in hold.get("withhold", ()))
    adults = [*said.get("adults", ()), {}, {}][:2]
    for number, adult in enumerate(adults, 1):
        yield from _export_of_adult(adult, f"Person {number} ")


def _export_of_adult(adult: Document, before: str) -> Iterator[tuple[str, str]]:
    yield f"{before}no", adult.get("id", "")
    yield f"{before}role", _ROLES.get(adult.get("role", ""), "")
    yield f"{before}forenames", adult.get("given_names", "")
    yield f"{before}surname", adult.get("surname", "")
    yield f"{before}DOB", _birthday(adult)
    yield f"{before}phone", adult.get("phone", "")
    yield f"{before}email", adult.get("email", "")
    yield f"{before}employer", adult.get("employer", "")
    if before == "Person 2 ":
        yield f"{before}works with children", _yes(adult.get("works_with_children"))
        yield f"{before}work role", adult.get("work_role", "")
        yield f"{before}work postcode", adult.get("work_postcode", "")
    if before == "Person 1 ":
        yield f"{before}pregnant", _yes(adult.get("pregnant"))
        yield from _export_of_address(adult, before)


def _export_of_child(child: Document, people: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "Child no", child.get("id", "")
    yield "Child forenames", child.get("given_names", "")
    yield "Child surname", child.get("surname", "")
    yield "Child DOB", _birthday(child)
    yield "Child age if DOB not known", str(child.get("age_estimate", ""))
    yield "Child sex", child.get("sex", "")
    yield "Child role", _CHILD_ROLES.get(child.get("role", ""), "")
    yield "UPN", child.get("upn", "")
    yield from _export_of_address(child, "Child ")
    yield "Child safe address", _yes(child.get("address", {}).get("safe"))
    yield "Present", _PRESENT.get(child.get("presence", ""), ("",))[0]
    for column, name in (
        ("Where in the building", "where_present"),
        ("Child's words", "voice"),
        ("How the child seemed", "presentation"),
        ("Language", "language"),
        ("Interpreter", "interpreter"),
        ("Communication needs", "communication_needs"),
        ("School", "school_as_told"),
        ("School URN", "school_urn"),
    ):
        yield column, child.get(name, "")
    for column, name in (
        ("Seen", "seen"),
        ("Spoken to", "spoken_to"),
        ("Spoken to alone", "spoken_to_alone"),
        ("Home educated", "home_educated"),
    ):
        yield column, _yes(child.get(name))
    alias = (child.get("also_known_as") or [{}])[0]
    yield "Alias forenames", alias.get("given_names", "")
    yield "Alias surname", alias.get("surname", "")
    said = {each["adult"]: each["relationship"] for each in child.get("relationships", ())}
    for number, person in enumerate([*people, "", ""][:2], 1):
        yield f"Child is to person {number}", said.get(person, "")


def _export_of_address(said: Document, before: str) -> Iterator[tuple[str, str]]:
    address = said.get("address", {})
    lines = [*address.get("lines", ()), "", ""]
    names = ["address 1", "address 2", "postcode"]
    if not before:
        names = [name.capitalize() for name in names]
    values = (lines[0], lines[1], address.get("postcode", ""))
    yield from ((f"{before}{name}", value) for name, value in zip(names, values, strict=True))
    yield f"{before}UPRN", str(address.get("uprn", ""))


def _kept_of_incident(said: Document) -> Iterator[tuple[str, object]]:
    yield "Log no.", said["reference"]
    risk, hold, address = (said.get(name, {}) for name in ("risk", "disclosure", "address"))
    for column, instant in (
        ("Began", said.get("occurred_from")),
        ("Ended", said.get("occurred_to")),
        ("Reported", said.get("reported_at")),
        ("Attended", said.get("attended_at")),
        ("Concern formed", said.get("belief_formed_at")),
        ("Risk graded", risk.get("graded_at")),
        ("Hold until", hold.get("hold_until")),
    ):
        yield column, _local(instant)
    yield "Team", said.get("unit", "")
    yield "Where", "\n".join(address.get("lines", ()))
    yield "Postcode", address.get("postcode", "")
    yield "UPRN", _number(address.get("uprn"))
    yield "Keep address safe?", _yes(address.get("safe"), "Yes", "No")
    yield "Kind of place", _PLACES.get(said.get("place_kind", ""), ("", ""))[1]
    yield "Tool", risk.get("tool", "")
    yield "Risk", str(risk.get("grade", "")).title()
    yield "What happened", said.get("circumstances", "")
    yield "Suspect now", said.get("suspect_status", "")
    yield "Conditions", said.get("conditions", "")
    yield "Referred to CSC?", _yes(said.get("social_care_referral"), "Yes", "No")
    yield "How to contact victim", said.get("safe_contact", "")
    yield "What victim was told", said.get("victim_told", "")
    yield "Why held", hold.get("hold_ground", "")
    yield "Who approved", hold.get("hold_approver", "")
    yield "Do not tell school", ", ".join(hold.get("withhold", ()))
    adults = {each["role"]: each for each in said.get("adults", ())}
    for role in ("victim", "suspect"):
        yield from _kept_of_adult(adults.get(role, {}), role.title())
    whose = {each["id"]: each["role"] for each in said.get("adults", ())}
    children = [*said.get("children", ()), *({} for _each in range(MOST_CHILDREN))]
    for number, child in enumerate(children[:MOST_CHILDREN], 1):
        yield from _kept_of_child(child, f"Child {number} ", whose)


def _kept_of_adult(adult: Document, name: str) -> Iterator[tuple[str, object]]:
    named = [adult.get("surname", "").upper(), adult.get("given_names", "")]
    yield name, ", ".join(named) if any(named) else ""
    yield f"{name} DOB", _day(adult)
    yield f"{name} phone", adult.get("phone", "")
    yield f"{name} email", adult.get("email", "")
    yield f"{name} works at", adult.get("employer", "")
    if name == "Suspect":
        yield "Suspect works with children?", _yes(adult.get("works_with_children"), "Yes", "No")
        yield "Suspect works as", adult.get("work_role", "")
        yield "Suspect work postcode", adult.get("work_postcode", "")
    if name == "Victim":
        address = adult.get("address", {})
        yield "Victim pregnant?", _yes(adult.get("pregnant"), "Yes", "No")
        yield "Victim lives at", "\n".join(address.get("lines", ()))
        yield "Victim postcode", address.get("postcode", "")
        yield "Victim UPRN", _number(address.get("uprn"))


def _kept_of_child(
    child: Document, before: str, whose: Mapping[str, str]
) -> Iterator[tuple[str, object]]:
    address = child.get("address", {})
    yield f"{before}first names", child.get("given_names", "")
    yield f"{before}surname", child.get("surname", "")
    yield f"{before}DOB", _day(child)
    yield f"{before}age", child.get("age_estimate", "")
    yield f"{before}sex", _SEXES.get(child.get("sex", ""), "")
    yield (
        f"{before}part",
        {"victim": "Victim", "causing_harm": "Causing harm"}.get(child.get("role", ""), ""),
    )
    yield f"{before}UPN", child.get("upn", "")
    yield f"{before}lives at", "\n".join(address.get("lines", ()))
    yield f"{before}postcode", address.get("postcode", "")
    yield f"{before}UPRN", _number(address.get("uprn"))
    yield f"{before}address safe?", _yes(address.get("safe"), "Yes", "No")
    yield f"{before}there?", _PRESENT.get(child.get("presence", ""), ("", ""))[1]
    for column, name in (
        ("where", "where_present"),
        ("said", "voice"),
        ("seemed", "presentation"),
        ("language", "language"),
        ("interpreter", "interpreter"),
        ("needs", "communication_needs"),
        ("school", "school_as_told"),
    ):
        yield f"{before}{column}", child.get(name, "")
    yield f"{before}school URN", _number(child.get("school_urn"))
    for column, name in (
        ("seen?", "seen"),
        ("spoken to?", "spoken_to"),
        ("alone?", "spoken_to_alone"),
        ("home educated?", "home_educated"),
    ):
        yield f"{before}{column}", _yes(child.get(name), "Yes", "No")
    alias = (child.get("also_known_as") or [{}])[0]
    yield f"{before}also called", alias.get("given_names", "")
    yield f"{before}also called (surname)", alias.get("surname", "")
    said = {whose[each["adult"]]: each["relationship"] for each in child.get("relationships", ())}
    yield f"{before}victim is", said.get("victim", "")
    yield f"{before}suspect is", said.get("suspect", "")


def _yes(value: object, yes: str = "Y", no: str = "N") -> str:
    return {True: yes, False: no}.get(value, "") if isinstance(value, bool) else ""


def _local(instant: str | None) -> datetime | str:
    if not instant:
        return ""
    return datetime.fromisoformat(instant).astimezone(LONDON).replace(tzinfo=None)


def _text(instant: str | None, form: str) -> str:
    local = _local(instant)
    return local.strftime(form) if isinstance(local, datetime) else ""


def _day(person: Document) -> date | str:
    said = person.get("date_of_birth")
    return date.fromisoformat(said) if said else ""


def _birthday(person: Document) -> str:
    said = _day(person)
    return said.strftime("%d/%m/%Y") if isinstance(said, date) else ""


def _number(digits: Any) -> int | str:
    return int(digits) if digits else ""
