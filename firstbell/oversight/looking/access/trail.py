"""The door to the trail itself, for information governance: by person, period and kind.

Entries about what is sealed from everybody outside its circle are not there, and their number is
not told. Reading the trail is written on the trail.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from firstbell.core.calendars import LONDON
from firstbell.core.need_to_know import Guard
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.audit import queries
from firstbell.foundation.audit.models import AuditEntry
from firstbell.oversight.looking import statement
from firstbell.oversight.looking.readings import READ, incidents_of_subjects
from firstbell.registry.agencies.models import Role
from firstbell.registry.circles.queries import guards

WHO = (Role.INFORMATION_GOVERNANCE,)

PAGE = 50
"""Entries on one page."""

AT_ONCE = 200
"""Entries fetched at once while a page is filled."""

KINDS: Mapping[str, tuple[Promise, Q]] = {
    "reading": (
        _("Reading and searching"),
        Q(action__in=READ) | Q(action__endswith="read") | Q(action="search.done"),
    ),
    "telling": (
        _("Telling and copying"),
        Q(action__startswith="notification") | Q(action__startswith="call."),
    ),
    "refused": (
        _("Refused and failed"),
        Q(action__endswith="refused")
        | Q(action__endswith="failed")
        | Q(action__endswith="locked")
        | Q(action__endswith="attempted"),
    ),
    "signing_in": (
        _("Signing in and out"),
        Q(action__startswith="person.") | Q(action__startswith="sign_in."),
    ),
    "permission": (
        _("Who may see what"),
        Q(action__startswith="membership.")
        | Q(action__startswith="account.")
        | Q(action__startswith="grant.")
        | Q(action__startswith="invitation.")
        | Q(action__startswith="circle.")
        | Q(action__startswith="record.")
        | Q(action__startswith="referral.")
        | Q(action__startswith="glass."),
    ),
}
"""What may be asked for by kind; by the names of the trail's actions."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks of the trail; both days are included."""

    email: str = ""
    since_on: date
    until_on: date
    kind: str = "everything"
    number: int = 1


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry, in words. `subject` tells two records apart and names neither."""

    at: datetime
    who: str
    works: str
    what: str
    subject: str
    why: str
    came_from: str
    through: str


@dataclass(frozen=True, kw_only=True)
class TrailPage:
    """One page of what was asked for, the newest first."""

    lines: tuple[Line, ...]
    number: int
    has_older: bool


@dataclass(kw_only=True)
class _Seal:
    """Which entries are about what is sealed, asked chunk by chunk."""

    records: frozenset[object] = field(
        default_factory=lambda: frozenset(
            key for key, each in guards.guarded().items() if each.guard == Guard.SEALED
        )
    )

    def leaves(self, rows: list[AuditEntry]) -> Iterator[AuditEntry]:
        named = incidents_of_subjects({(row.subject_kind, row.subject_id) for row in rows})
        for row in rows:
            if not self.records & named.get((row.subject_kind, row.subject_id), frozenset()):
                yield row


def trail(user: User, asked: Asked, *, at: datetime) -> TrailPage:
    """Return one page of the trail, and write on it that this person read it."""
    found = queries.between(
        _of_whom(asked), since=_begins(asked.since_on), until=_begins(asked.until_on, days=1)
    )
    if asked.kind in KINDS:
        found = found.filter(KINDS[asked.kind][1])
    start = (asked.number - 1) * PAGE
    rows = _first(found, start + PAGE + 1)[start:]
    audit.record(
        "trail.read",
        subject_kind="trail",
        subject_id=str(asked.number),
        by=user,
        at=at,
        detail={
            "since": asked.since_on.isoformat(),
            "until": asked.until_on.isoformat(),
            "kind": asked.kind,
            "one_person": bool(asked.email),
        },
    )
    works = statement.works_of({row.by_id for row in rows if row.by_id})
    return TrailPage(
        lines=tuple(_line(row, works) for row in rows[:PAGE]),
        number=asked.number,
        has_older=len(rows) > PAGE,
    )


def _of_whom(asked: Asked) -> QuerySet[AuditEntry]:
    if not asked.email:
        return queries.everything()
    person = User.objects.filter(email__iexact=asked.email).first()
    return queries.by_person(person) if person else AuditEntry.objects.none()


def _begins(day: date, *, days: int = 0) -> datetime:
    return make_aware(datetime.combine(day + timedelta(days=days), time()), LONDON)


def _first(found: QuerySet[AuditEntry], most: int) -> list[AuditEntry]:
    """Return the first entries that are about nothing sealed, reading on until there are enough."""
    seal, kept, reached = _Seal(), list[AuditEntry](), 0
    while len(kept) < most:
        rows = list(found[reached : reached + AT_ONCE])
        if not rows:
            break
        reached += len(rows)
        with acting.as_the_system(savepoint=False):
            kept += seal.leaves(rows)
    return kept[:most]


def _line(row: AuditEntry, works: statement.Works) -> Line:
    return Line(
        at=row.at,
        who=row.by.name if row.by else row.actor,
        works=statement.work_at(works.get(row.by_id, ()), row.at) if row.by_id else "",
        what=statement.words_for(row.action),
        subject=f"{row.subject_kind.replace('_', ' ')} {row.subject_id[:8]}",
        why=row.why.replace("_", " "),
        came_from=row.came_from,
        through=row.through.replace("_", " "),
    )
