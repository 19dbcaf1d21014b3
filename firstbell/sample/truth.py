"""Who each recorded child truly is, and who must be told about them where that is certain.

This is what the sample keeps to mark the product by; the product never reads it. Recipients are
an empty list where nobody may be told without a person's decision, and None where the answer
depends on a decision that the sample cannot know.
"""

from datetime import date

from firstbell.sample.incidents import Draft
from firstbell.sample.model import Child, Document, Establishment, LeftOut, Truth
from firstbell.sample.places import CARROWBY

_FIRST_TO_A_PERSON = {"hold", "names-others", "conflict-alone"}


def truths(
    draft: Draft, source: str, monday: date, by_urn: dict[str, Establishment]
) -> list[Truth]:
    """One truth for each child of an incident, under-age adults included."""
    said = {kid["id"]: kid for kid in draft.document["children"]}
    found = []
    for child_id, kid in draft.whose.items():
        pupil = kid if kid.schooling == "rolled" else None
        found.append(
            Truth(
                source=source,
                incident=draft.document["reference"],
                child=child_id,
                why=_why(kid, monday),
                pupil=pupil,
                recipients=_recipients(kid, said.get(child_id, {}), draft, monday, by_urn),
                to_a_person_first=_to_a_person_first(said.get(child_id), draft),
                note=_note(kid, draft),
                who=kid,
            )
        )
    return found


def left_out(draft: Draft) -> list[LeftOut]:
    """The children who live in the family's home and whom its record does not name at all."""
    named = {kid.number for kid in draft.whose.values()}
    return [
        LeftOut(incident=draft.document["reference"], child=kid)
        for kid in draft.family.children
        if kid.number not in named and not kid.lives_elsewhere
    ]


def _to_a_person_first(said: Document | None, draft: Draft) -> bool:
    """Whether a person looks before all of it goes out; `said` is None for an under-age adult."""
    if said is None or said.get("role") in {"victim", "causing_harm"}:
        return True
    return draft.family.case in _FIRST_TO_A_PERSON


def _why(kid: Child, monday: date) -> str:
    if kid.schooling == "rolled":
        return "registered" if kid.current_urns(monday) else "left_every_roll"
    return {"none": "not_in_education"}.get(kid.schooling, kid.schooling)


def _recipients(
    kid: Child,
    said: Document,
    draft: Draft,
    monday: date,
    by_urn: dict[str, Establishment],
) -> list[tuple[str, str]] | None:
    if kid.schooling == "rolled":
        return _registered(kid, monday, by_urn)
    if kid.schooling == "home_educated" and said.get("home_educated"):
        return [(f"{draft.family.address.council}:home-education", "home_educated")]
    if kid.schooling == "no_roll" and said.get("school_urn"):
        return [(kid.urn, "as_told")]
    if kid.schooling == "under_five" and not said.get("school_as_told"):
        return []
    return None


def _registered(
    kid: Child, monday: date, by_urn: dict[str, Establishment]
) -> list[tuple[str, str]]:
    rows = {row.urn: row for row in kid.registrations if row.is_current(monday)}
    found = []
    for urn in sorted(rows):
        if rows[urn].status == "F" or by_urn[urn].stage in {"fe", "sixth"}:
            reason = "post_16"
        elif len(rows) > 1:
            reason = "dual_registered"
        else:
            reason = "registered"
        found.append((urn, reason))
    return found


def _note(kid: Child, draft: Draft) -> str:
    parts = [f"case: {draft.family.case}"] if draft.family.case else []
    if kid.schooling == "no_roll":
        parts.append(f"truly at {kid.urn}, which shares no roll")
    if kid.schooling == "out_of_area":
        parts.append(f"lives in the area of force {CARROWBY.pfa}")
    return "; ".join(parts)
