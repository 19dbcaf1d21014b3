"""The door to what waits for a reviewer: unusual readings, and cases that somebody opened.

Lists hold opaque ids, times and kinds; nobody is shown what concerns themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from firstbell.core.need_to_know import Guard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit.models import AuditEntry
from firstbell.journey.delivery.standing_back import stands_back_from
from firstbell.journey.intake.models import Incident
from firstbell.journey.lookup.models import LiveIncident, Look
from firstbell.oversight.looking import statement
from firstbell.oversight.looking.access import NotForThem, looks
from firstbell.oversight.looking.access.cases import open_glass
from firstbell.oversight.looking.models import UnusualReading
from firstbell.registry.agencies.models import Membership, Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import BreakGlass
from firstbell.registry.circles.queries import guards

LATELY = timedelta(days=28)
"""How long a review that is done stands on the page."""


@dataclass(frozen=True, kw_only=True)
class ToReview:
    """One line of the list: somebody's reading of some kind, or a case that was opened."""

    id: UUID
    who: str
    works: str
    what: str
    times: int
    first_at: datetime
    last_at: datetime
    due_at: datetime
    finding: str = ""
    reviewed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The first page of information governance."""

    unusual: tuple[ToReview, ...]
    opened: tuple[ToReview, ...]
    drawn: tuple[ToReview, ...]
    reviewed: tuple[ToReview, ...]
    open_to_me: UUID | None


def who_looked(user: User, *, at: datetime) -> Looked:
    """Return what waits for a reviewer, what was reviewed lately, and the case open to them."""
    unusual = _unusual(user, at=at).order_by("review_due_at", "first_at", "id")
    glasses = _glasses(user)
    opened = glasses.order_by("review_due_at", "opened_at", "id")
    drawn = looks.drawn_for(user, at=at)
    works = _works(
        {
            *unusual.values_list("user", flat=True),
            *opened.values_list("user", flat=True),
            *(look.user_id for look in drawn),
        }
    )
    done = Q(reviewed_at__gt=at - LATELY)
    mine = open_glass(user, at=at)
    reviewed = [
        *(_of_reading(row, works) for row in unusual.filter(done)),
        *(_of_glass(row, works) for row in opened.filter(done)),
        *(
            of_look(look, works)
            for look in drawn
            if look.checked_at and look.checked_at > at - LATELY
        ),
    ]
    return Looked(
        unusual=tuple(_of_reading(row, works) for row in unusual.filter(reviewed_at=None)),
        opened=tuple(_of_glass(row, works) for row in opened.filter(reviewed_at=None)),
        drawn=tuple(of_look(look, works) for look in drawn if look.checked_at is None),
        reviewed=tuple(sorted(reviewed, key=lambda line: line.last_at, reverse=True)),
        open_to_me=mine.record_id if mine else None,
    )


def _unusual(user: User, *, at: datetime) -> QuerySet[UnusualReading]:
    """Return the readings that a person may review: never their own.

    A hub manager reviews those of information governance, who else would review one another.
    """
    rows = UnusualReading.objects.exclude(user=user).select_related("user", "reviewed_by")
    if people.has_role(user, Role.INFORMATION_GOVERNANCE, at=at):
        return rows
    watched = {each.id for each in people.who_holds(Role.INFORMATION_GOVERNANCE, at=at)}
    return rows.filter(user__in=watched)


def _works(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return for each person the roles and places that they hold or held last."""
    found: dict[UUID, list[str]] = {}
    rows = Membership.objects.filter(user__in=set(ids)).order_by("starts_at", "id")
    for row in rows.select_related("establishment", "desk", "agency"):
        words = ", ".join(filter(None, (row.get_role_display(), people.place_name(row))))
        found.setdefault(row.user_id, []).append(words)
    return {user_id: "; ".join(dict.fromkeys(lines)) for user_id, lines in found.items()}


def _of_reading(row: UnusualReading, works: dict[UUID, str]) -> ToReview:
    return ToReview(
        id=row.id,
        who=row.user.name,
        works=works.get(row.user_id, ""),
        what=str(row.get_kind_display()),
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
        due_at=row.review_due_at,
        finding=str(row.get_finding_display()),
        reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
    )


def _of_glass(row: BreakGlass, works: dict[UUID, str]) -> ToReview:
    return ToReview(
        id=row.id,
        who=row.user.name,
        works=works.get(row.user_id, ""),
        what=str(row.get_ground_display()),
        times=1,
        first_at=row.opened_at,
        last_at=row.closed_at or row.ends_at,
        due_at=row.review_due_at,
        finding=str(row.get_finding_display()),
        reviewed_by=row.reviewed_by.name if row.reviewed_by else "",
    )


def of_look(look: Look, works: dict[UUID, str]) -> ToReview:
    """Return a look before a door as a line of the list."""
    return ToReview(
        id=look.id,
        who=look.user.name,
        works=works.get(look.user_id, ""),
        what=str(_("A look before the door, drawn by chance")),
        times=look.times,
        first_at=look.first_at,
        last_at=look.last_at,
        due_at=look.check_due_at or look.first_at,
        finding=str(look.get_finding_display()),
        reviewed_by=look.checked_by.name if look.checked_by else "",
    )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the trail, in words."""

    at: datetime
    what: str
    through: str
    came_from: str


@dataclass(frozen=True, kw_only=True)
class UnusualPage:
    """One unusual reading, with what the trail says of those hours."""

    line: ToReview
    records: tuple[str, ...]
    entries: tuple[Entry, ...]
    note: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DrawnPage(UnusualPage):
    """One look before a door that was drawn for a check."""

    look: looks.LookPage


MOST = 200
"""Entries of the trail on one page."""


def unusual_reading(user: User, row_id: UUID, *, at: datetime) -> UnusualPage:
    """Return one unusual reading, to review it, and write the trail.

    :raises NotForThem: if it is not theirs to review.
    """
    row = _unusual(user, at=at).filter(id=row_id).first()
    if row is None:
        raise NotForThem
    audit.record(
        "unusual_reading.read", subject_kind="unusual_reading", subject_id=row.id, by=user, at=at
    )
    return UnusualPage(
        line=_of_reading(row, _works([row.user_id])),
        records=_references(user, row.records),
        entries=_entries(row.user, since=row.first_at, until=row.last_at),
        note=row.note,
    )


def drawn_look(user: User, look_id: UUID, *, at: datetime) -> DrawnPage:
    """Return one look before a door that was drawn, to check it, and write the trail.

    :raises NotForThem: if it is not theirs to check.
    """
    page = looks.look_to_check(user, look_id, at=at)
    look = page.look
    return DrawnPage(
        line=of_look(look, _works([look.user_id])),
        records=(f"{page.force}, {page.reference}",),
        entries=_entries(look.user, since=look.first_at, until=look.last_at),
        note=look.note,
        look=page,
    )


def broken_glass(user: User, glass_id: UUID, *, at: datetime) -> UnusualPage:
    """Return one case that somebody else opened, to review it, and write the trail.

    :raises NotForThem: if there is none, or it is their own.
    """
    row = _glasses(user).filter(id=glass_id).first()
    if row is None:
        raise NotForThem
    audit.record("glass.read", subject_kind="break_glass", subject_id=row.id, by=user, at=at)
    return UnusualPage(
        line=_of_glass(row, _works([row.user_id])),
        records=_references(user, [str(row.record_id)]),
        entries=_entries(row.user, since=row.opened_at, until=row.closed_at or row.ends_at),
        note=row.finding_note,
        reason=row.reason,
    )


def _glasses(user: User) -> QuerySet[BreakGlass]:
    """Return the cases that others opened, but for those from which this person stands back."""
    rows = BreakGlass.objects.exclude(user=user).exclude(record_id__in=stands_back_from(user))
    return rows.select_related("user", "reviewed_by")


def _references(user: User, records: Iterable[str]) -> tuple[str, ...]:
    """Return the force's references of some incidents.

    Of those that are sealed, or from which this person stands back, nothing.
    """
    hidden = {key for key, each in guards.guarded().items() if each.guard == Guard.SEALED}
    hidden |= stands_back_from(user)
    with acting.as_the_system(savepoint=False):
        found = Incident.objects.filter(id__in=set(map(UUID, records)) - hidden)
        found = found.select_related("source")
        live = LiveIncident.objects.filter(id__in=set(map(UUID, records)))
        named = [
            rows.order_by("reference").values_list("source__name", "reference")
            for rows in (found, live)
        ]
        return tuple(f"{force}, {reference}" for rows in named for force, reference in rows)


def _entries(user: User, *, since: datetime, until: datetime) -> tuple[Entry, ...]:
    with acting.as_the_system(savepoint=False):
        found = AuditEntry.objects.filter(by=user, at__gte=since, at__lte=until)
        rows = list(found.order_by("at", "id")[:MOST])
    return tuple(
        Entry(
            at=row.at,
            what=statement.words_for(row.action),
            through=row.through,
            came_from=row.came_from,
        )
        for row in rows
    )
