"""What is read of one notification: every fact of its profile, in words, in sections.

A fact that police did not record reads "not recorded", one that they kept back says so, and a
text that waits for a hub worker or is left out of a copy says that. A fact that the profile
leaves out is not mentioned.
Nothing here decides what may be told (`core.disclosure`) or who reads it (`delivery.access`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.disclosure import PROFILES, WORDS
from firstbell.journey.delivery import families
from firstbell.journey.delivery.families import FirstStep
from firstbell.journey.delivery.models import Notification
from firstbell.journey.routing.because import Because, because

Label = str | Promise


class Known(StrEnum):
    """Whether a fact can be read, and if not, why."""

    SAID = "said"
    NOT_RECORDED = "not_recorded"
    HELD_BACK = "held_back"
    NOT_SHARED = "not_shared"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is told, in words; `is_quotation` marks the child's own."""

    key: str
    label: Label
    value: str
    known: Known
    is_quotation: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """Facts under one heading, and what of them was not recorded."""

    heading: Label
    facts: tuple[Fact, ...]
    not_recorded: tuple[Label, ...]


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What the same place was told before about the same child."""

    notification_id: UUID
    reported_at: datetime
    is_readable: bool


@dataclass(frozen=True, kw_only=True)
class Done:
    """One record of support given."""

    kinds: tuple[str, ...]
    is_overt: bool
    given_by: str
    given_on: date
    note: str
    follow_up_on: date | None


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who did what, and when."""

    label: Label
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that one reader may read of one notification."""

    notification_id: UUID
    incident_id: UUID
    place_id: UUID
    place: str
    child: FirstStep
    incident: tuple[Section, ...]
    sections: tuple[Section, ...]
    reference: str
    because: Because
    raised_at: datetime
    due_at: datetime
    seen_mark: str
    acts: tuple[Act, ...]
    acknowledged_by: str
    acknowledged_at: datetime | None
    is_phoned: bool
    changed_at: datetime | None
    withdrawn_at: datetime | None
    earlier: tuple[Earlier, ...]
    support: tuple[Done, ...]
    copies: int
    # The child is followed, as no service knows it: how is it at this school?
    asks_view: bool = False


LABELS: Mapping[str, Label] = {
    "when": gettext_lazy("When"),
    "place_kind": gettext_lazy("Where it happened"),
    "circumstances": gettext_lazy("Circumstances"),
    "presence": gettext_lazy("Was the child there?"),
    "where_present": gettext_lazy("Where the child was"),
    "seen": gettext_lazy("Seen by police"),
    "spoken_to": gettext_lazy("Spoken to"),
    "voice": gettext_lazy("In the child’s words"),
    "presentation": gettext_lazy("How the child seemed"),
    "language": gettext_lazy("Language"),
    "interpreter": gettext_lazy("Interpreter"),
    "communication_needs": gettext_lazy("Communication needs"),
    "conditions": gettext_lazy("Conditions, such as bail"),
    "suspect_status": gettext_lazy("Custody"),
    "social_care_referral": gettext_lazy("Referral to children’s social care"),
}

OF_THE_INCIDENT: tuple[tuple[Label, tuple[str, ...]], ...] = (
    (gettext_lazy("What happened"), ("when", "place_kind", "circumstances")),
    (
        gettext_lazy("What you must know today"),
        ("suspect_status", "conditions", "social_care_referral"),
    ),
)
"""Facts that all children of one incident share, by section."""

OF_THE_CHILD: tuple[tuple[Label, tuple[str, ...]], ...] = (
    (
        gettext_lazy("The child"),
        (
            "presence",
            "where_present",
            "seen",
            "spoken_to",
            "voice",
            "presentation",
            "language",
            "interpreter",
            "communication_needs",
        ),
    ),
)

CHOICES: Mapping[str, Mapping[object, Label]] = {
    "place_kind": {
        "home": gettext_lazy("At home"),
        "relative": gettext_lazy("At a relative’s home"),
        "public": gettext_lazy("In a public place"),
        "other": gettext_lazy("Somewhere else"),
    },
    "presence": {
        "present": gettext_lazy("Yes, the child was there"),
        "resident_not_present": gettext_lazy("No. The child lives there but was not there then"),
        "elsewhere": gettext_lazy("No. The child was elsewhere"),
        "unknown": gettext_lazy("Not known"),
    },
    "social_care_referral": {
        True: gettext_lazy("Police have made a referral"),
        False: gettext_lazy("Police have not made a referral"),
    },
    "seen": {True: gettext_lazy("Yes"), False: gettext_lazy("No")},
}


def sheet_of(
    row: Notification,
    *,
    earlier: Sequence[Earlier],
    support: Sequence[Done],
    copies: int,
    asks_view: bool = False,
) -> Sheet:
    """Return the whole of one notification in words; `copies` is how many have left."""
    return Sheet(
        notification_id=row.id,
        incident_id=row.incident_id,
        place_id=families.place_id_of(row),
        place=row.recipient_name,
        child=families.first_step_of(row),
        incident=_sections(row, OF_THE_INCIDENT),
        sections=_sections(row, OF_THE_CHILD),
        reference=str(row.content.get("reference", "")),
        because=because(
            reason=row.reason, purpose=row.purpose, basis=row.basis, agreement=row.agreement
        ),
        raised_at=row.raised_at,
        due_at=row.due_at,
        seen_mark=mark_of(row),
        acts=_acts(row),
        acknowledged_by=str(row.acknowledged_by or ""),
        acknowledged_at=row.acknowledged_at,
        is_phoned=row.state == Notification.State.PHONED,
        changed_at=families.changed_since_answered(row),
        withdrawn_at=row.withdrawn_at,
        earlier=tuple(earlier),
        support=tuple(support),
        copies=copies,
        asks_view=asks_view,
    )


def sections_of(row: Notification) -> tuple[Section, ...]:
    """Return what is said in one notification, of the incident first and then of the child."""
    return _sections(row, OF_THE_INCIDENT) + _sections(row, OF_THE_CHILD)


def without_words(sheet: Sheet) -> Sheet:
    """Return a sheet for a copy without the child's words, the circumstances and any note."""
    return replace(
        sheet,
        incident=tuple(_without_words(section) for section in sheet.incident),
        sections=tuple(_without_words(section) for section in sheet.sections),
        support=tuple(replace(done, note="") for done in sheet.support),
    )


def _without_words(section: Section) -> Section:
    return replace(
        section,
        facts=tuple(
            replace(fact, value="", known=Known.LEFT_OUT, is_quotation=False)
            if fact.key in WORDS
            else fact
            for fact in section.facts
        ),
    )


def mark_of(row: Notification) -> str:
    """Return a mark that is another one as soon as what is told has changed."""
    return row.amended_at.isoformat() if row.amended_at else "-"


def told_once(sheets: Sequence[Sheet]) -> tuple[tuple[Section, ...], tuple[Sheet, ...]]:
    """Return what all sheets of a family say alike, and the sheets without it.

    A text about one child may be held back for another; then each sheet keeps its own.
    """
    if not sheets or any(sheet.incident != sheets[0].incident for sheet in sheets):
        return (), tuple(
            replace(sheet, incident=(), sections=sheet.incident + sheet.sections)
            for sheet in sheets
        )
    return sheets[0].incident, tuple(replace(sheet, incident=()) for sheet in sheets)


def _acts(row: Notification) -> tuple[Act, ...]:
    done = (
        (_("Opened"), row.opened_by, row.opened_at),
        (_("Confirmed as yours"), row.confirmed_by, row.confirmed_at),
        (_("Acknowledged"), row.acknowledged_by, row.acknowledged_at),
    )
    return tuple(Act(label=label, by=str(by), at=at) for label, by, at in done if by and at)


def _sections(
    row: Notification, layout: tuple[tuple[Label, tuple[str, ...]], ...]
) -> tuple[Section, ...]:
    made = (
        _section(heading, [_fact(row, key) for key in keys if _is_told(row, key)])
        for heading, keys in layout
    )
    return tuple(section for section in made if section.facts or section.not_recorded)


def _section(heading: Label, facts: Sequence[Fact]) -> Section:
    """Gather what was not recorded in one line: a reader in a hurry reads what there is."""
    return Section(
        heading=heading,
        facts=tuple(fact for fact in facts if fact.known != Known.NOT_RECORDED),
        not_recorded=tuple(fact.label for fact in facts if fact.known == Known.NOT_RECORDED),
    )


def _is_told(row: Notification, key: str) -> bool:
    """Say whether the profile has room for the fact at all."""
    return ("occurred_from" if key == "when" else key) in PROFILES[row.profile]


def _fact(row: Notification, key: str) -> Fact:
    value = _words(row.content, key)
    known = Known.SAID if value else _why_not(row, key)
    return Fact(
        key=key,
        label=LABELS[key],
        value=value,
        known=known,
        is_quotation=key == "voice" and known == Known.SAID,
    )


def _why_not(row: Notification, key: str) -> Known:
    if key in row.withheld:
        return Known.HELD_BACK
    return Known.NOT_SHARED if key in row.not_shared else Known.NOT_RECORDED


def _words(told: Mapping[str, object], key: str) -> str:
    if key == "when":
        return _when(told.get("occurred_from"), told.get("occurred_to"))
    value = told.get(key)
    if key == "spoken_to":
        return _spoken_to(value, alone=told.get("spoken_to_alone"))
    if key in CHOICES and value is not None:
        return str(CHOICES[key].get(value, value))
    return "" if value is None else str(value)


def _spoken_to(spoken_to: object, *, alone: object) -> str:
    if not isinstance(spoken_to, bool):
        return ""
    if not spoken_to:
        return _("No")
    if not isinstance(alone, bool):
        return _("Yes; whether alone is not recorded")
    return _("Yes, alone") if alone else _("Yes, with somebody else there")


def _when(began: object, ended: object) -> str:
    """Return from when to when, on the wall clock; the day is said once."""
    first, last = (_local(each) for each in (began, ended))
    if first is None or last is None or first == last:
        only = first or last
        return _day_and_time(only) if only else ""
    to = date_format(last, "H:i") if first.date() == last.date() else _day_and_time(last)
    return _("%(from)s to %(to)s") % {"from": _day_and_time(first), "to": to}


def _local(instant: object) -> datetime | None:
    return localtime(datetime.fromisoformat(str(instant))) if instant else None


def _day_and_time(at: datetime) -> str:
    return date_format(at, "l j F Y, H:i")
