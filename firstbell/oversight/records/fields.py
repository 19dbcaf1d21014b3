"""What is held of somebody, in words that a parent reads: names of fields, and what codes mean.

The answer to a request is read by people who have never seen a feed. Says no more and no less
than the record: a code without a word here stays as it is. Decides nothing and reads no rows.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.journey.delivery.forms import KINDS
from firstbell.journey.linkage.showing import sex
from firstbell.journey.routing.happened import CODES

PARTS: Mapping[str, Promise] = {
    "child": gettext_lazy("The child"),
    "incident": gettext_lazy("The incident"),
    "adult": gettext_lazy("An adult of the incident"),
    "other_child": gettext_lazy("Another child of the incident"),
    "told": gettext_lazy("Who was told"),
    "support": gettext_lazy("Support given"),
    "journey": gettext_lazy("What was decided"),
}

FIELDS: Mapping[str, Promise] = {
    "address": gettext_lazy("address"),
    "age_estimate": gettext_lazy("age as police guessed it, in years"),
    "also_known_as": gettext_lazy("other names"),
    "attended_at": gettext_lazy("when police came"),
    "belief_formed_at": gettext_lazy("when police came to believe that a child may be affected"),
    "circumstances": gettext_lazy("what happened"),
    "communication_needs": gettext_lazy("what helps in talking with them"),
    "conditions": gettext_lazy("conditions, such as bail"),
    "date_of_birth": gettext_lazy("date of birth"),
    "difference": gettext_lazy("what difference it made"),
    "disclosure": gettext_lazy("what police asked to hold back"),
    "email": gettext_lazy("e-mail address"),
    "employer": gettext_lazy("employer"),
    "given_by": gettext_lazy("who gave it"),
    "given_names": gettext_lazy("given names"),
    "home_educated": gettext_lazy("taught at home"),
    "interpreter": gettext_lazy("interpreter"),
    "kinds": gettext_lazy("what was done"),
    "known": gettext_lazy("whether a service knew the child"),
    "language": gettext_lazy("language"),
    "looked_up": gettext_lazy("first name and age shown to police on the way to a door"),
    "note": gettext_lazy("note"),
    "occurred_from": gettext_lazy("when it began"),
    "occurred_to": gettext_lazy("when it ended"),
    "officer": gettext_lazy("whether the officer for allegations was told of an adult"),
    "outcome": gettext_lazy("how it ended"),
    "phone": gettext_lazy("telephone"),
    "place_kind": gettext_lazy("kind of place"),
    "pregnant": gettext_lazy("pregnant"),
    "presence": gettext_lazy("there when it happened"),
    "presentation": gettext_lazy("how they seemed"),
    "reference": gettext_lazy("police reference"),
    "relationships": gettext_lazy("who the adults are to the child"),
    "reported_at": gettext_lazy("when it was reported"),
    "risk": gettext_lazy("risk as police graded it"),
    "role": gettext_lazy("part in it"),
    "place_asked": gettext_lazy("a school place was asked for"),
    "safe_contact": gettext_lazy("how to contact the victim safely"),
    "school_as_told": gettext_lazy("school as police were told"),
    "school_urn": gettext_lazy("number of the school that police chose"),
    "school_view": gettext_lazy("how the child was at school"),
    "seen": gettext_lazy("seen by police"),
    "sex": gettext_lazy("sex"),
    "social_care_referral": gettext_lazy("referred to children’s social care"),
    "spoken_to": gettext_lazy("spoken to by police"),
    "spoken_to_alone": gettext_lazy("spoken to alone"),
    "status": gettext_lazy("whether police stand by it"),
    "status_reason": gettext_lazy("why police withdrew it"),
    "surname": gettext_lazy("surname"),
    "suspect_status": gettext_lazy("where the suspect is"),
    "to": gettext_lazy("place, time and answer"),
    "unit": gettext_lazy("police team that recorded it"),
    "unrecorded": gettext_lazy("whether they live in a home where police did not record them"),
    "upn": gettext_lazy("pupil number"),
    "victim_told": gettext_lazy("what the victim was told"),
    "voice": gettext_lazy("in the child’s words"),
    "wait": gettext_lazy("what waited for a person"),
    "where_present": gettext_lazy("where the child was"),
    "work_postcode": gettext_lazy("postcode of their work"),
    "work_role": gettext_lazy("their work"),
    "works_with_children": gettext_lazy("works or volunteers with children"),
}
"""Every field that a passage may be of: each text, code and instant that is held of a child."""

MEANINGS: Mapping[str, Mapping[str, Promise]] = {
    "place_kind": CODES,
    "presence": CODES,
    "role": {
        "affected": gettext_lazy("Affected: saw, heard or lives with it"),
        "victim": gettext_lazy("Victim"),
        "causing_harm": gettext_lazy("Causing harm"),
        "suspect": gettext_lazy("Suspect"),
        "involved": gettext_lazy("Involved"),
    },
    "status": {
        "active": gettext_lazy("Police stand by it"),
        "withdrawn": gettext_lazy("Police have withdrawn it"),
    },
    "grade": {
        "standard": gettext_lazy("standard"),
        "medium": gettext_lazy("medium"),
        "high": gettext_lazy("high"),
    },
    "withhold": {
        "place": gettext_lazy("the place"),
        "circumstances": gettext_lazy("what happened"),
        "voice": gettext_lazy("the child’s words"),
    },
}
"""By field, what each code means."""

SAID_BEFORE: Mapping[str, Promise] = {
    "graded_at": gettext_lazy("graded on"),
    "hold_approver": gettext_lazy("agreed by"),
    "hold_ground": gettext_lazy("because of"),
    "hold_until": gettext_lazy("held until"),
    "uprn": gettext_lazy("property number"),
    "withhold": gettext_lazy("not to be told:"),
}
"""What stands before a part of a field that would not be understood alone."""

NOT_TOLD = frozenset({"adult", "safe"})
"""Parts that only point to another place of the record, or say how an address is treated."""

DAYS = frozenset({"date_of_birth"})
INSTANTS = frozenset({"graded_at", "hold_until"})


def label_of(place: str) -> str:
    """Return where a passage stands, in words."""
    part, _dot, field = place.partition(".")
    return f"{PARTS.get(part, part)}: {FIELDS.get(field, field)}"


def texts_of(field: str, value: object) -> Iterator[str]:
    """Yield what a field says; an address is one text, each other name another."""
    if isinstance(value, Mapping):
        parts = ((key, text) for key, each in value.items() for text in _part(key, each))
        if said := ", ".join(
            f"{SAID_BEFORE[key]} {text}" if key in SAID_BEFORE else text for key, text in parts
        ):
            yield said
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(field, each)
    elif isinstance(value, bool):
        yield _("yes") if value else _("no")
    elif value not in (None, ""):
        yield _in_words(field, str(value))


def support_in_words(kinds: list[str]) -> str:
    """Return what was done for a child."""
    return ", ".join(str(KINDS.get(kind, kind)) for kind in kinds)


def _part(key: str, value: object) -> Iterator[str]:
    if key in NOT_TOLD:
        return
    texts = list(texts_of(key, value))
    yield from [", ".join(texts)] if key in SAID_BEFORE and texts else texts


def _in_words(field: str, text: str) -> str:
    if field == "sex":
        return sex(text)
    if field in MEANINGS:
        return str(MEANINGS[field].get(text, text))
    try:
        if field in DAYS:
            return date_format(date.fromisoformat(text), "j F Y")
        if field in INSTANTS or field.endswith("_at") or field.startswith("occurred_"):
            return date_format(localtime(datetime.fromisoformat(text)), "j F Y, H:i")
    except ValueError:
        pass  # Erased or never one: what is held is given as it stands.
    return text
