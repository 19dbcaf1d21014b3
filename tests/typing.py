"""An incident typed into the form's page, as somebody of a force who has it before them would."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

ENTER = "/feeds/incidents/enter/"
LONDON = ZoneInfo("Europe/London")

PLAIN = (
    "reference", "status", "status_reason", "unit", "place_kind", "circumstances",
    "suspect_status", "conditions", "safe_contact", "victim_told", "id", "role", "given_names",
    "surname", "phone", "email", "employer", "work_role", "work_postcode", "age_estimate", "sex",
    "upn", "presence", "where_present", "voice", "presentation", "school_as_told", "school_urn",
    "language", "interpreter", "communication_needs",
)  # fmt: skip
TRUTHS = (
    "social_care_referral", "works_with_children", "pregnant", "seen", "spoken_to",
    "spoken_to_alone", "home_educated",
)  # fmt: skip
MOMENTS = {
    "belief_formed_at": "belief",
    "occurred_from": "occurred",
    "occurred_to": "ended",
    "reported_at": "reported",
    "attended_at": "attended",
}


def typed(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a browser sends once all of an incident is typed in."""
    sent = {"revision": "0", "send": "yes", "status": "active", **dict(_of(said, ""))}
    for name, field in MOMENTS.items():
        sent |= _moment(said.get(name), field)
    risk, disclosure = said.get("risk") or {}, said.get("disclosure") or {}
    sent |= {"risk_tool": risk.get("tool") or "", "risk_grade": risk.get("grade") or ""}
    sent |= _moment(risk.get("graded_at"), "graded")
    sent |= _moment(disclosure.get("hold_until"), "hold_until")
    sent |= {name: disclosure.get(name) or "" for name in ("hold_ground", "hold_approver")}
    sent["withhold"] = disclosure.get("withhold") or []
    for kind, listed in (("adult", "adults"), ("child", "children")):
        people = said.get(listed) or []
        sent[kind] = [str(number) for number in range(len(people))]
        for number, each in enumerate(people):
            sent |= dict(_of(each, f"{kind}-{number}-"))
    return sent


def _of(said: Mapping[str, Any], begin: str) -> Iterator[tuple[str, Any]]:
    for name in PLAIN:
        if said.get(name) is not None:
            yield begin + name, str(said[name])
    for name in TRUTHS:
        if said.get(name) is not None:
            yield begin + name, "yes" if said[name] else "no"
    address = said.get("address") or {}
    yield f"{begin}address_lines", "\n".join(address.get("lines") or [])
    for name in ("postcode", "uprn"):
        yield begin + name, address.get(name) or ""
    yield f"{begin}safe", _truth(address.get("safe"))
    if born := said.get("date_of_birth"):
        yield from _day(date.fromisoformat(born), f"{begin}date_of_birth").items()
    names = said.get("also_known_as") or []
    yield (
        f"{begin}also_known_as",
        "\n".join(f"{each.get('surname', '')}, {each.get('given_names', '')}" for each in names),
    )
    near = said.get("relationships") or []
    yield (
        f"{begin}relationships",
        "\n".join(f"{each['adult']}: {each['relationship']}" for each in near),
    )


def _truth(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"


def _day(day: date, field: str) -> dict[str, str]:
    return {f"{field}_{n}": str(part) for n, part in enumerate((day.day, day.month, day.year))}


def _moment(instant: str | None, field: str) -> dict[str, str]:
    if not instant:
        return {}
    local = datetime.fromisoformat(instant).astimezone(LONDON)
    return {**_day(local.date(), f"{field}_on"), f"{field}_time": f"{local:%H:%M}"}


def enter(browser: Client, said: Mapping[str, Any]) -> str:
    """Type an incident into the page and send it; return its fate, or what the page says of it."""
    answer = browser.post(ENTER, typed(said))
    if answer.status_code == 302:
        return str(answer.headers["Location"].rpartition("?done=")[2])
    return answer.content.decode()
