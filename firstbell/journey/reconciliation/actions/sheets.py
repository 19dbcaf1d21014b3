"""Make a hub's morning sheet, count what leaves on it, and remove it when its time is over.

On paper anybody of the hub may read over a shoulder. So a record that is restricted or sealed
stands on no sheet, whoever is in its circle, and neither does one of which somebody of that hub
is an adult: of what is restricted only whom to ask, as others see it.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.db.models import Max, QuerySet

from firstbell.core.calendars import local_day
from firstbell.core.need_to_know import Guard
from firstbell.core.paper import due_sheet_on
from firstbell.foundation import acting, shadow
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.sealing import seal, unseal
from firstbell.journey.delivery.actions.copying import take_for_sheet
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.adults import own_incidents
from firstbell.journey.intake.models import RecordedChild
from firstbell.journey.intake.unsafe import unsafe_ways_of
from firstbell.journey.reconciliation import board, queries
from firstbell.journey.reconciliation.ladders import off_on, people_at
from firstbell.journey.reconciliation.models import MorningSheet, SheetLine, SheetPassword
from firstbell.journey.reconciliation.paper import folder
from firstbell.journey.reconciliation.paper.content import Content, content_of
from firstbell.journey.reconciliation.paper.printing import Marks, a_password, sealed_pdf
from firstbell.registry.agencies.models import Agency, Role
from firstbell.registry.agencies.queries import people, rules
from firstbell.registry.circles.queries import guards
from firstbell.registry.circles.queries.guards import Stub

HUB = (Role.HUB_WORKER, Role.HUB_MANAGER)

COUNTING = 0x46424D53
"""Number of the lock under which sheets are made, so that no number is missing or twice."""

PURPOSE = "password of morning sheets"
"""Under which key of this installation the passwords lie sealed."""


@acting.as_system
def make_what_is_due(*, at: datetime) -> list[MorningSheet]:
    """Make this morning's sheet for each hub that has none yet, and remove what is past its time.

    A timed check: however often and wherever it is asked, a hub gets one for a morning.
    """
    policy = rules.policy()
    over = MorningSheet.objects.filter(made_at__lte=at - policy.sheet_kept)
    over.exclude(document=None).update(document=None)
    day = due_sheet_on(at, sheet_at=policy.sheet_at)
    if day is None or not _without_one(day, at=at):
        return []
    _make_alone()
    return [
        make(hub, by=None, at=at, for_on=day, is_daily=True) for hub in _without_one(day, at=at)
    ]


def _without_one(day: date, *, at: datetime) -> list[Agency]:
    have = MorningSheet.objects.filter(for_on=day, is_daily=True).values_list("hub", flat=True)
    taken = set(have)
    return [hub for hub in hubs(at=at) if hub.id not in taken]


def hubs(*, at: datetime) -> list[Agency]:
    """Return the agencies at which somebody works as the hub now, by their code."""
    held = people.holding(at).filter(role__in=HUB, user__is_active=True, agency__isnull=False)
    found = {each.agency_id: each.agency for each in held if each.agency}
    return sorted(found.values(), key=lambda hub: hub.code)


@acting.as_system
def make_now(*, hub: Agency, by: User | None, at: datetime) -> MorningSheet:
    """Make one more sheet for a hub, as things stand now."""
    _make_alone()
    return make(hub, by=by, at=at, for_on=local_day(at))


@acting.as_system_within
def make(
    hub: Agency, *, by: User | None, at: datetime, for_on: date, is_daily: bool = False
) -> MorningSheet:
    """Make one sheet, with its lines and the copies that leave on it."""
    last: int = MorningSheet.objects.aggregate(last=Max("number"))["last"] or 0
    password = _password_of(hub, at=at)
    sheet = MorningSheet(
        number=last + 1,
        hub=hub,
        for_on=for_on,
        is_daily=is_daily,
        made_at=at,
        made_by=by,
        password=password,
    )
    content = _content(hub, at=at)
    sheet.document = sealed_pdf(
        Marks(number=sheet.number, hub=hub.name, made_at=at),
        content,
        policy=rules.policy(),
        password=unseal(password.sealed, purpose=PURPOSE),
    )
    sheet.save()
    lines = _write_lines(sheet, content, by=by, at=at)
    audit.record(
        "sheet.made",
        subject_kind="sheet",
        subject_id=sheet.id,
        by=by,
        at=at,
        detail={"number": sheet.number, "children": [str(line.child_id) for line in lines]},
    )
    return sheet


def _content(hub: Agency, *, at: datetime) -> Content:
    guarded = guards.guarded()
    own = {
        incident
        for member in people.who_holds(*HUB, at=at)
        if people.places_of(member, *HUB, at=at).agencies & {hub.id}
        for incident in own_incidents(member)
    }
    rows = queries.accounted().filter(queries.standing_in(*queries.OPEN))
    accounts = _accounts(rows.exclude(incident__in=own | set(guarded)))
    restricted = {id_ for id_, each in guarded.items() if each.guard == Guard.RESTRICTED} - own
    people_there = people_at((row for each in accounts for row in each.notifications), at=at)
    return content_of(
        accounts,
        people=people_there,
        off=off_on(people_there, at=at),
        stubs=[
            Stub(
                key=each.child.id,
                due_at=board.due_at_of(each, at=at),
                contact=guarded[each.child.incident_id].contact,
                phone=guarded[each.child.incident_id].phone,
            )
            for each in _accounts(rows.filter(incident__in=restricted))
        ],
        unsafe=unsafe_ways_of({each.child.incident_id for each in accounts}),
        at=at,
    )


def _accounts(rows: QuerySet[RecordedChild]) -> list[queries.ChildAccount]:
    told = Notification.objects.select_related("establishment", "desk")
    told = told.prefetch_related("conflicts__user", "conflicts__contact")
    ordered = told.order_by("raised_at", "id")
    return list(map(queries.account_of, queries.with_journey(rows, told=ordered)))


def _write_lines(
    sheet: MorningSheet, content: Content, *, by: User | None, at: datetime
) -> list[SheetLine]:
    told = [line for ladder in content.ladders for line in ladder.lines]
    copies = take_for_sheet([line.notification for line in told], by=by, at=at)
    lines = [
        SheetLine(
            sheet=sheet,
            number=line.number,
            child_id=line.child_id,
            notification=line.notification,
            copy=copy,
        )
        for line, copy in zip(told, copies, strict=True)
    ]
    lines += [
        SheetLine(sheet=sheet, number=each.number, child_id=each.child_id)
        for each in content.unplaced
    ]
    return SheetLine.objects.bulk_create(lines)


def _password_of(hub: Agency, *, at: datetime) -> SheetPassword:
    found = SheetPassword.objects.filter(hub=hub, replaced_at=None).first()
    return found or _new_password(hub, by=None, at=at)


def _new_password(hub: Agency, *, by: User | None, at: datetime) -> SheetPassword:
    return SheetPassword.objects.create(
        hub=hub, sealed=seal(a_password(), purpose=PURPOSE), made_at=at, made_by=by
    )


@acting.as_system
def show_password(*, hub: Agency, by: User, at: datetime) -> str:
    """Return the password that opens the sheets of a hub, and write down who asked."""
    _make_alone()
    password = _password_of(hub, at=at)
    SheetPassword.objects.filter(id=password.id).update(seen_at=at)
    _trail("sheet_password.shown", hub, by=by, at=at)
    return unseal(password.sealed, purpose=PURPOSE)


@acting.as_system
def replace_password(*, hub: Agency, by: User, at: datetime) -> None:
    """Let sheets be sealed under another password from now on; earlier ones keep theirs."""
    _make_alone()
    SheetPassword.objects.filter(hub=hub, replaced_at=None).update(replaced_at=at)
    _new_password(hub, by=by, at=at)
    _trail("sheet_password.replaced", hub, by=by, at=at)


@acting.as_system
def record_fetched(sheet: MorningSheet, *, by: User, at: datetime) -> None:
    """Write down who fetched the file of a sheet."""
    audit.record(
        "sheet.fetched",
        subject_kind="sheet",
        subject_id=sheet.id,
        by=by,
        at=at,
        detail={"number": sheet.number},
    )


def make_and_put(*, at: datetime) -> list[str]:
    """Make what is due, and let every sheet whose time is not over lie in the folder.

    A timed check, of each machine for its own folder. Returns the names that are new there: none
    where nobody is told, for people ring from these sheets.

    :raises OSError: if the folder cannot be written.
    """
    if shadow.is_on():
        return []
    make_what_is_due(at=at)
    return folder.put(settings.SHEETS, file_names(at=at), document=document_called)


@acting.as_system
def file_names(*, at: datetime) -> list[str]:
    """Return the names of the files of every sheet whose time is not over."""
    kept = MorningSheet.objects.filter(made_at__gt=at - rules.policy().sheet_kept)
    rows = kept.exclude(document=None).select_related("hub").defer("document")
    return [row.file_name for row in rows.order_by("number")]


@acting.as_system
def document_called(name: str) -> bytes:
    """Return the sealed file of one sheet by its name."""
    number = int(name.split("-")[3])
    return bytes(MorningSheet.objects.exclude(document=None).get(number=number).document or b"")


def _make_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])


def _trail(action: str, hub: Agency, *, by: User, at: datetime) -> None:
    audit.record(action, subject_kind="agency", subject_id=hub.id, by=by, at=at)
