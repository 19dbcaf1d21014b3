"""The hub's door to its own morning sheets, and to what is entered from them.

A sheet is a hub's own. What has become restricted, sealed or somebody's own family since it was
made is kept from whoever may not read it: such a sheet is not handed over any more, and its line
is not there to enter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from firstbell.core.paper import Effect, effect
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.actions.nudging import people_to_tell
from firstbell.journey.delivery.families import first_step_of, place_id_of
from firstbell.journey.delivery.models import Call, Notification, Place
from firstbell.journey.intake.asking import asking
from firstbell.journey.reconciliation.board import place_words, when
from firstbell.journey.reconciliation.ladders import people_at
from firstbell.journey.reconciliation.models import (
    MorningSheet,
    PaperEntry,
    SheetLine,
    SheetPassword,
)
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Contact
from firstbell.registry.agencies.queries import people

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

Sheet = MorningSheet
"""What the door lets through and actions take; pages hand it on."""

LISTED = 14
"""How many sheets the page lists: what is older is entered no more."""


class NotThere(LookupError):
    """There is no such sheet or place here, or it is not this hub's."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One sheet of the hub, as its page lists it."""

    sheet_id: UUID
    number: int
    hub: str
    for_on: date
    made: str
    is_daily: bool
    made_by: str
    can_be_fetched: bool
    lines: int
    entries: int


@dataclass(frozen=True, kw_only=True)
class LineToEnter:
    """One line of a sheet and how it stands now."""

    number: int
    name: str
    stands: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class PlaceToEnter:
    """One place of a sheet: its lines, and the calls that were entered."""

    place_id: UUID
    name: str
    lines: tuple[LineToEnter, ...]
    calls: tuple[str, ...]
    people: tuple[tuple[UUID, str], ...]


def hubs_of(user: User, *, at: datetime) -> list[Agency]:
    """Return the hubs at which somebody works, most often one."""
    ids = people.places_of(user, *HUB, at=at).agencies
    return list(Agency.objects.filter(id__in=ids).order_by("code"))


@transaction.atomic
def sheets_of(user: User, *, at: datetime) -> list[Listed]:
    """Return the last sheets of a person's own hub, the newest first."""
    rows = (
        MorningSheet.objects.filter(hub__in=hubs_of(user, at=at))
        .select_related("hub", "made_by")
        .annotate(has=Count("document"))
        .defer("document")
        .order_by("-number")[:LISTED]
    )
    sheets = list(rows)
    lines, entries = (
        dict(
            model.objects.filter(sheet__in=sheets)
            .order_by()
            .values_list("sheet")
            .annotate(number=Count("pk"))
        )
        for model in (SheetLine, PaperEntry)
    )
    return [
        Listed(
            sheet_id=row.id,
            number=row.number,
            hub=row.hub.name,
            for_on=row.for_on,
            made=when(row.made_at, at=at),
            is_daily=row.is_daily,
            made_by=str(row.made_by or ""),
            can_be_fetched=bool(row.has),
            lines=lines.get(row.id, 0),
            entries=entries.get(row.id, 0),
        )
        for row in sheets
    ]


def unseen_passwords(user: User, *, at: datetime) -> list[str]:
    """Return the names of a person's hubs whose password nobody has looked at yet."""
    mine = hubs_of(user, at=at)
    with acting.as_the_system(savepoint=False):
        seen = SheetPassword.objects.filter(
            hub__in=mine, replaced_at=None, seen_at__isnull=False
        ).values_list("hub", flat=True)
        known = set(seen)
    return [hub.name for hub in mine if hub.id not in known]


def may_replace(user: User, *, at: datetime) -> bool:
    """Say whether somebody may replace the password of their hub's sheets."""
    return people.has_role(user, Role.HUB_MANAGER, at=at)


def sheet_for(user: User, sheet_id: UUID, *, at: datetime) -> MorningSheet:
    """Return one sheet of a person's own hub, without its file, to act on it.

    :raises NotThere: when there is none.
    """
    rows = MorningSheet.objects.filter(id=sheet_id, hub__in=hubs_of(user, at=at))
    found = rows.select_related("hub").defer("document").first()
    if found is None:
        raise NotThere
    return found


@transaction.atomic
def document_of(user: User, sheet: MorningSheet, *, at: datetime) -> bytes | None:
    """Return the sealed file of a sheet; None once its time is over, or if a line of it is no
    longer for everybody of the hub.
    """
    with acting.as_the_system(savepoint=False):
        shut = asking(user, at=at).shut()
        if SheetLine.objects.filter(sheet=sheet, child__incident__in=shut).exists():
            return None
        return bytes(MorningSheet.objects.get(id=sheet.id).document or b"") or None


@transaction.atomic
def places_to_enter(user: User, sheet: MorningSheet, *, at: datetime) -> list[PlaceToEnter]:
    """Return the places of a sheet in its order, with how each line stands now; in the trail."""
    lines = _lines(user, sheet, at=at)
    by_place: dict[UUID, list[tuple[int, Notification]]] = {}
    for number, row in lines:
        by_place.setdefault(place_id_of(row), []).append((number, row))
    calls = _calls_of(sheet)
    ladders = people_at([row for _number, row in lines], at=at)
    places = [
        PlaceToEnter(
            place_id=place_id,
            name=place_words(rows[0][1]),
            lines=tuple(_line(number, row, at=at) for number, row in rows),
            calls=tuple(_call_words(each, at=at) for each in calls if place_of(each) == place_id),
            people=tuple((each.id, each.name) for each in ladders.get(place_id, ())),
        )
        for place_id, rows in by_place.items()
    ]
    audit.record(
        "sheet.read",
        subject_kind="sheet",
        subject_id=sheet.id,
        by=user,
        at=at,
        detail={"children": [str(row.child_id) for _number, row in lines]},
    )
    return places


def _lines(user: User, sheet: MorningSheet, *, at: datetime) -> list[tuple[int, Notification]]:
    shut = asking(user, at=at).shut()
    rows = SheetLine.objects.filter(sheet=sheet, notification__isnull=False)
    found = rows.exclude(notification__incident__in=shut).select_related(
        "notification__establishment", "notification__desk", "notification__acknowledged_by"
    )
    return [
        (line.number, line.notification) for line in found.order_by("number") if line.notification
    ]


def _line(number: int, row: Notification, *, at: datetime) -> LineToEnter:
    return LineToEnter(
        number=number,
        name=first_step_of(row).name or _("Name not recorded"),
        stands=stands(row, at=at),
        is_open=row.closed_at is None,
    )


def stands(row: Notification, *, at: datetime) -> str:
    """Say how a notification stands now, for somebody who holds its line on paper."""
    time = when(row.closed_at, at=at)
    if row.state == Notification.State.ACKNOWLEDGED:
        said = {"name": row.acknowledged_by, "time": when(row.acknowledged_at, at=at)}
        return _("Acknowledged by %(name)s, %(time)s") % said
    if row.closed_at:
        return f"{row.get_state_display()}, {time}"
    return _("Still waits for an answer")


def _calls_of(sheet: MorningSheet) -> list[Call]:
    rows = Call.objects.filter(from_paper__sheet=sheet).select_related("claimed_by", "spoke_to")
    return list(rows.select_related("from_paper__entered_by").order_by("ended_at", "id"))


def place_of(call: Call) -> UUID | None:
    """Return the id of the school or desk that was rung."""
    return call.establishment_id or call.desk_id


def _call_words(call: Call, *, at: datetime) -> str:
    said = {
        "time": when(call.ended_at, at=at),
        "caller": call.claimed_by.name,
        "outcome": _outcome_words(call),
        "name": call.from_paper.entered_by.name,
    }
    return _("%(time)s, %(caller)s: %(outcome)s. Entered by %(name)s.") % said


def _outcome_words(call: Call) -> str:
    words = str(call.get_outcome_display())
    return f"{words} ({call.spoke_to.name})" if call.spoke_to else words


def place_as_said(sheet: MorningSheet, place_id: UUID) -> Place:
    """Return one place of a sheet as an action takes it.

    :raises NotThere: when no line of the sheet is about it.
    """
    rows = SheetLine.objects.filter(sheet=sheet, notification__isnull=False)
    for line in rows.select_related("notification__establishment", "notification__desk"):
        if line.notification and place_id_of(line.notification) == place_id:
            return Place(**line.notification.place)
    raise NotThere


def callers(sheet: MorningSheet, *, at: datetime) -> list[tuple[str, str]]:
    """Return who may have rung: the people of the hub, as a form takes them."""
    held = people.holding(at).filter(role__in=HUB, agency=sheet.hub_id, user__is_active=True)
    found = {each.user_id: each.user.name for each in held}
    return sorted(((str(id_), name) for id_, name in found.items()), key=lambda each: each[1])


def caller(sheet: MorningSheet, user_id: UUID, *, at: datetime) -> User | None:
    """Return one of them."""
    held = people.holding(at).filter(role__in=HUB, agency=sheet.hub_id, user=user_id)
    found = held.first()
    return found.user if found else None


def person(place: Place, contact_id: UUID | None) -> Contact | None:
    """Return the key adult of a place whom a form names."""
    return Contact.objects.filter(**place, id=contact_id).first() if contact_id else None


@dataclass(frozen=True, kw_only=True)
class Became:
    """What an entry means for one line."""

    number: int
    name: str
    effect: str
    stands: str


@dataclass(frozen=True, kw_only=True)
class EnteredCall:
    """One call that was entered, and what became of its lines."""

    sheet_id: UUID
    place: str
    words: str
    is_reached: bool
    spoke_to: str
    lines: tuple[Became, ...]


@transaction.atomic
def entered(user: User, sheet: MorningSheet, entry_id: UUID, *, at: datetime) -> EnteredCall:
    """Return what was entered from a sheet and how each line stands now; in the trail.

    :raises NotThere: when there is no such entry.
    """
    call = next((each for each in _calls_of(sheet) if each.id == entry_id), None)
    about = set(call.notifications.values_list("id", flat=True)) if call else set()
    lines = [each for each in _lines(user, sheet, at=at) if each[1].id in about]
    if call is None or not lines:
        raise NotThere
    audit.record(
        "sheet.read",
        subject_kind="sheet",
        subject_id=sheet.id,
        by=user,
        at=at,
        detail={"children": [str(row.child_id) for _number, row in lines]},
    )
    return EnteredCall(
        sheet_id=sheet.id,
        place=place_words(lines[0][1]),
        words=_call_words(call, at=at),
        is_reached=call.outcome == Call.Outcome.REACHED,
        spoke_to=call.spoke_to.name if call.spoke_to else "",
        lines=tuple(_became(number, row, call, at=at) for number, row in lines),
    )


def _became(number: int, row: Notification, call: Call, *, at: datetime) -> Became:
    return Became(
        number=number,
        name=first_step_of(row).name or _("Name not recorded"),
        effect=_effect_of(row, call, at=at).value if call.spoke_to else "",
        stands=stands(row, at=at),
    )


def _effect_of(row: Notification, call: Call, *, at: datetime) -> Effect:
    if row.state == Notification.State.PHONED and row.closed_at == call.ended_at:
        return Effect.TOLD
    told: Sequence[Contact] = people_to_tell(row, at=call.ended_at or at)
    return effect(row.state, may_be_told=call.spoke_to in told)


def days_of(sheet: MorningSheet, *, at: datetime) -> list[date]:
    """Return the days on which a call of a sheet can have been, the latest first."""
    days = max((at.date() - sheet.for_on).days, 0)
    return [sheet.for_on + timedelta(days=ahead) for ahead in range(min(days, 6), -1, -1)]
