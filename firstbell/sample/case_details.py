"""What makes each case of the sample weekend the case that it is.

One function a case, named in `DETAILS`; each changes the record that `incidents` made. A case
that is already in the family (a twin, two schools) needs nothing here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta

from firstbell.sample import texts
from firstbell.sample.families import age_on, school_year
from firstbell.sample.incidents import Draft, Recorder, address, bare
from firstbell.sample.model import Contact, Document
from firstbell.sample.noise import unsaid
from firstbell.sample.places import Atlas
from firstbell.sample.weekend import at, later, written


@dataclass(frozen=True)
class Desk:
    """What the details of a case may draw on."""

    recorder: Recorder
    atlas: Atlas
    contacts: dict[str, list[Contact]]


def apply(draft: Draft, desk: Desk) -> None:
    """Turn the record of a made-up family into its case."""
    detail = DETAILS.get(draft.family.case)
    if detail is not None:
        detail(draft, desk)
    draft.document["children"] = [bare(kid) for kid in draft.document["children"]]


def _children(draft: Draft) -> list[Document]:
    children: list[Document] = draft.document["children"]
    return children


def _home_educated(draft: Draft, _desk: Desk) -> None:
    for kid in _children(draft):
        kid["home_educated"] = True


def _unsaid(draft: Draft, _desk: Desk) -> None:
    for kid in _children(draft):
        kid.pop("home_educated", None)


def _told_school(draft: Draft, desk: Desk) -> None:
    for kid in _children(draft):
        urn = draft.whose[kid["id"]].urn
        kid["school_as_told"] = desk.recorder.talk.by_urn[urn].short


def _chosen_school(draft: Draft, _desk: Desk) -> None:
    """A person at the force found the school in the list."""
    for kid in _children(draft):
        kid["school_urn"] = draft.whose[kid["id"]].urn


def _far_school(draft: Draft, _desk: Desk) -> None:
    for kid in _children(draft):
        kid["school_as_told"] = "Carrowby Moss primary"


def _old_name(draft: Draft, desk: Desk) -> None:
    kid = _children(draft)[0]
    kid["school_as_told"] = desk.recorder.talk.old_name(draft.whose[kid["id"]].urn)


def _victim(draft: Draft, desk: Desk) -> None:
    """A sixteen-year-old harmed by an older partner."""
    kid = _children(draft)[0]
    kid["role"] = "victim"
    kid["relationships"] = [{"adult": "A2", "relationship": "partner"}]
    draft.document["adults"] = [_young_adult(draft, desk, "A2", "suspect", 19)]
    draft.document["circumstances"] = (
        "She reported that her boyfriend had followed her from the bus stop, taken her telephone"
        " and would not let her walk home. A passer-by stopped and called police."
    )


def _causing_harm(draft: Draft, _desk: Desk) -> None:
    """A fifteen-year-old who hurt a parent; a younger sibling was in the house."""
    kid = _children(draft)[0]
    kid["role"] = "causing_harm"
    _keep_adult(draft, "A1")
    draft.document["adults"][0]["role"] = "victim"
    draft.document["suspect_status"] = "spoken to, no arrest"
    draft.document["circumstances"] = (
        "The mother called because her teenage child had pushed her against a door and broken"
        " a window after being told to come off a games console."
    )


def _young_parent(draft: Draft, desk: Desk) -> None:
    """A seventeen-year-old mother listed among the adults, and her baby."""
    older, baby = _children(draft)
    parent = {
        key: older[key]
        for key in ("given_names", "surname", "date_of_birth", "address")
        if key in older
    }
    draft.document["adults"] = [
        {"id": "A1", "role": "victim", **parent},
        _young_adult(draft, desk, "A2", "suspect", 20),
    ]
    draft.document["children"] = [baby]
    baby["relationships"] = [
        {"adult": "A1", "relationship": "mother"},
        {"adult": "A2", "relationship": "father"},
    ]
    draft.whose = {"A1": draft.whose[older["id"]], baby["id"]: draft.whose[baby["id"]]}


def _young_adult(_draft: Draft, desk: Desk, adult_id: str, role: str, age: int) -> Document:
    year = school_year(desk.recorder.monday) - age
    return {
        "id": adult_id,
        "role": role,
        "given_names": "Jordan",
        "surname": "Ormerthwaite",
        "date_of_birth": f"{year}-03-14",
    }


def _keep_adult(draft: Draft, adult_id: str) -> None:
    adults = draft.document["adults"]
    draft.document["adults"] = [one for one in adults if one["id"] == adult_id]
    for kid in _children(draft):
        kid["relationships"] = [one for one in kid["relationships"] if one["adult"] == adult_id]


def _hold(draft: Draft, desk: Desk) -> None:
    until = at(desk.recorder.monday, time(12, 0))
    draft.document["disclosure"] = {
        "hold_until": written(until),
        "hold_ground": "arrest-planned",
        "hold_approver": "Duty inspector 4417",
    }


def _withhold_place(draft: Draft, _desk: Desk) -> None:
    draft.document["disclosure"] = {"withhold": ["place"]}


def _withhold_words(draft: Draft, _desk: Desk) -> None:
    draft.document["disclosure"] = {"withhold": ["circumstances", "voice"]}


def _names_others(draft: Draft, _desk: Desk) -> None:
    told = draft.document["circumstances"]
    draft.document["circumstances"] = texts.NAMES_OTHERS.format(
        circumstances=told, other="Tamsin Birkengate", other_parent="Mrs Birkengate"
    )


def _bail(draft: Draft, _desk: Desk) -> None:
    draft.document["suspect_status"] = "released on bail"
    draft.document["conditions"] = texts.CONDITIONS[0]


def _interpreter(draft: Draft, _desk: Desk) -> None:
    for kid in _children(draft):
        kid["language"] = "Polish"
        kid["interpreter"] = texts.INTERPRETER[-1]


def _conflict(draft: Draft, desk: Desk) -> None:
    """The suspect is the first key adult of the child's school."""
    kid = _children(draft)[0]
    key_adult = desk.contacts[draft.whose[kid["id"]].urn][0]
    given, _, surname = key_adult.name.rpartition(" ")
    for one in kid["relationships"]:
        one["relationship"] = "parent" if one["adult"] == "A1" else "parent's partner"
    draft.document["circumstances"] = desk.recorder.chance.choice(texts.OF_BOTH)
    for one in draft.document["adults"]:
        one["role"] = "suspect" if one["id"] == "A2" else "victim"
        if one["id"] == "A2":
            one.update(given_names=given, surname=surname, phone=key_adult.mobile)
            one.update(email=key_adult.email, employer="a school")
            one.update(works_with_children=True, work_role="teacher")
            one.pop("date_of_birth", None)


def _future_instant(draft: Draft, _desk: Desk) -> None:
    """The end typed with the wrong year."""
    draft.document["occurred_to"] = written(later(draft.began_at, 365 * 24 * 60))


def _saturday(draft: Draft, desk: Desk) -> None:
    """Ten to midnight on Friday, before a school day."""
    began = desk.recorder.weekend.friday_night()
    draft.began_at = began
    for name, minutes in (
        ("occurred_from", -40),
        ("occurred_to", -25),
        ("reported_at", -20),
        ("attended_at", -8),
        ("belief_formed_at", 0),
    ):
        draft.document[name] = written(later(began, minutes))
    draft.document["risk"]["graded_at"] = written(later(began, 5))


def _refuge(draft: Draft, desk: Desk) -> None:
    """A safe address, which never leaves the police and hub circle."""
    chance = desk.recorder.chance
    home = draft.family.address
    place = desk.recorder.clean.written(
        desk.atlas.address(chance, home.council, desk.atlas.neighbourhood(chance, home.council)),
        "other",
    )
    safe = {**(address(place) or {}), "safe": True}
    draft.document.update(address=safe, place_kind="other")
    for kid in _children(draft):
        kid["address"] = safe


def _no_children(draft: Draft, _desk: Desk) -> None:
    draft.document["children"] = []
    draft.whose = {}


def _thin(draft: Draft, desk: Desk) -> None:
    """A first name and an age, and nothing else to go by."""
    kid = _children(draft)[0]
    _no_date(draft, desk)
    for name in ("surname", "school_as_told", "school_urn", "upn"):
        kid.pop(name, None)


def _no_date(draft: Draft, desk: Desk) -> None:
    """An age and no address: two pupils of the same name would fit."""
    kid = _children(draft)[0]
    truly = draft.whose[kid["id"]]
    said = unsaid(
        desk.recorder.clean.child(truly, draft.family),
        age=age_on(truly.born_on, desk.recorder.monday),
    )
    kid["age_estimate"] = said.age_estimate
    for name in ("date_of_birth", "address", "school_as_told", "school_urn", "upn"):
        kid.pop(name, None)
    draft.document.pop("address", None)
    draft.document["place_kind"] = "public"


def _pregnant(draft: Draft, _desk: Desk) -> None:
    for one in draft.document["adults"]:
        if one["role"] == "victim":
            one["pregnant"] = True


def _referral(draft: Draft, desk: Desk) -> None:
    draft.document["social_care_referral"] = True
    draft.document["risk"]["grade"] = "high"
    first = at(desk.recorder.monday, time(0, 20))
    draft.document["belief_formed_at"] = written(first)
    draft.began_at = first - timedelta(hours=1)
    for name in ("occurred_from", "occurred_to", "reported_at", "attended_at"):
        draft.document[name] = written(draft.began_at)


DETAILS: dict[str, Callable[[Draft, Desk], None]] = {
    "home-educated": _home_educated,
    "home-educated-unsaid": _unsaid,
    "out-of-area": _far_school,
    "independent": _told_school,
    "norwold-no-roll": _chosen_school,
    "old-name": _old_name,
    "victim": _victim,
    "causing-harm": _causing_harm,
    "young-parent": _young_parent,
    "hold": _hold,
    "withhold-place": _withhold_place,
    "withhold-words": _withhold_words,
    "names-others": _names_others,
    "bail": _bail,
    "interpreter": _interpreter,
    "conflict": _conflict,
    "conflict-alone": _conflict,
    "future-instant": _future_instant,
    "saturday": _saturday,
    "refuge": _refuge,
    "no-children": _no_children,
    "thin": _thin,
    "namesake": _no_date,
    "pregnant": _pregnant,
    "referral": _referral,
}
