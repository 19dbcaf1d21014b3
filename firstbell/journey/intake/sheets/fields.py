"""Every field of an incident that a column can fill, and what kind of value it holds.

A test compares these tables with the document itself (`intake.feed`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import get_args

from firstbell.journey.intake.feed import ChildRole, Presence


class Holds(StrEnum):
    """What kind of value a field holds."""

    TEXT = "text"
    NAMING = "naming"
    """A text of which every character counts: a number that a spreadsheet shortens is lost."""
    PHONE = "phone"
    DAY = "day"
    MOMENT = "moment"
    TRUTH = "truth"
    WHOLE = "whole number"
    CHOICE = "choice"
    TEXTS = "texts"
    CHOICES = "choices"


OF_AN_ADDRESS = {
    "address.lines": Holds.TEXTS,
    "address.postcode": Holds.TEXT,
    "address.uprn": Holds.NAMING,
    "address.safe": Holds.TRUTH,
}

OF_AN_INCIDENT: Mapping[str, Holds] = {
    "reference": Holds.NAMING,
    "revision": Holds.WHOLE,
    "status": Holds.CHOICE,
    "status_reason": Holds.TEXT,
    "unit": Holds.TEXT,
    "occurred_from": Holds.MOMENT,
    "occurred_to": Holds.MOMENT,
    "reported_at": Holds.MOMENT,
    "attended_at": Holds.MOMENT,
    "belief_formed_at": Holds.MOMENT,
    **OF_AN_ADDRESS,
    "place_kind": Holds.CHOICE,
    "risk.tool": Holds.TEXT,
    "risk.grade": Holds.CHOICE,
    "risk.graded_at": Holds.MOMENT,
    "circumstances": Holds.TEXT,
    "suspect_status": Holds.TEXT,
    "conditions": Holds.TEXT,
    "social_care_referral": Holds.TRUTH,
    "safe_contact": Holds.TEXT,
    "victim_told": Holds.TEXT,
    "disclosure.hold_until": Holds.MOMENT,
    "disclosure.hold_ground": Holds.TEXT,
    "disclosure.hold_approver": Holds.TEXT,
    "disclosure.withhold": Holds.CHOICES,
}

OF_ANYBODY: Mapping[str, Holds] = {
    "id": Holds.NAMING,
    "role": Holds.CHOICE,
    "given_names": Holds.TEXT,
    "surname": Holds.TEXT,
    "date_of_birth": Holds.DAY,
    **OF_AN_ADDRESS,
}

OF_AN_ADULT: Mapping[str, Holds] = {
    **OF_ANYBODY,
    "phone": Holds.PHONE,
    "email": Holds.TEXT,
    "employer": Holds.TEXT,
    "works_with_children": Holds.TRUTH,
    "work_role": Holds.TEXT,
    "work_postcode": Holds.TEXT,
    "pregnant": Holds.TRUTH,
}

OF_A_CHILD: Mapping[str, Holds] = {
    **OF_ANYBODY,
    "age_estimate": Holds.WHOLE,
    "sex": Holds.CHOICE,
    "upn": Holds.NAMING,
    "presence": Holds.CHOICE,
    "where_present": Holds.TEXT,
    "seen": Holds.TRUTH,
    "spoken_to": Holds.TRUTH,
    "spoken_to_alone": Holds.TRUTH,
    "voice": Holds.TEXT,
    "presentation": Holds.TEXT,
    "language": Holds.TEXT,
    "interpreter": Holds.TEXT,
    "communication_needs": Holds.TEXT,
    "school_as_told": Holds.TEXT,
    "school_urn": Holds.NAMING,
    "home_educated": Holds.TRUTH,
}

LISTS_OF_A_CHILD: Mapping[str, Mapping[str, Holds]] = {
    "also_known_as": {"given_names": Holds.TEXT, "surname": Holds.TEXT},
    "relationships": {"adult": Holds.NAMING, "relationship": Holds.TEXT},
}
"""Lists of a child; each element has columns of its own."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "incident.status": ("active", "withdrawn"),
    "incident.place_kind": ("home", "relative", "public", "other"),
    "incident.risk.grade": ("standard", "medium", "high"),
    "incident.disclosure.withhold": ("place", "circumstances", "voice"),
    "adults.role": ("victim", "suspect", "involved"),
    "children.role": get_args(ChildRole),
    "children.sex": ("F", "M", "X"),
    "children.presence": get_args(Presence),
}
"""The words of the document itself, by the table of the mapping and the field."""
