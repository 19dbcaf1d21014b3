"""Who has seen a child's record, in words that the child or a parent can be given.

Made from the trail alone. By default it names what people are and where they work, for a
statement that leaves the building; with names for those who look into it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.foundation.audit.models import AuditEntry
from firstbell.oversight.looking.readings import READ
from firstbell.registry.agencies.models import Membership
from firstbell.registry.agencies.queries import people

WORDS = {
    "board.read": gettext_lazy("Name on the morning board of the hub"),
    "call.read_out": gettext_lazy("Read out to the school by telephone"),
    "case.read": gettext_lazy("Case read after breaking the glass"),
    "child.answer_handed_over": gettext_lazy("Given in the answer to a request"),
    "child.read": gettext_lazy("What police recorded was read"),
    "child.schools_read": gettext_lazy("Schools that the child may go to were looked for"),
    "child.statement_read": gettext_lazy("This statement was made"),
    "conflict.read": gettext_lazy("Whether a reader is too near was looked at"),
    "incident.read": gettext_lazy("Incident read by the police force that sent it"),
    "look_up.child_shown": gettext_lazy("First name and age shown to police on the way to a door"),
    "look_up.read": gettext_lazy("Live incident looked up before the door"),
    "link.read": gettext_lazy("Compared with the pupil on the roll"),
    "notification.copied": gettext_lazy("A copy was made for the child’s file"),
    "notification.first_step_read": gettext_lazy("Name and birth date read"),
    "notification.printed": gettext_lazy("Notification printed"),
    "notification.read": gettext_lazy("Notification read"),
    "review.read": gettext_lazy("Compared with pupils on the rolls"),
    "search.done": gettext_lazy("Found by a search"),
    "texts.read": gettext_lazy("Words that may name somebody else were read"),
    "door.refused": gettext_lazy("Tried a page that is not theirs"),
}
"""What the actions of the trail mean. One that is not here is told by the parts of its name."""

Works = Mapping[UUID, tuple[Membership, ...]]

LEFT = ("notification.copied", "child.statement_read", "child.answer_handed_over")
"""Entries for what was made of the record, to leave these walls."""

AT_A_DOOR = ("look_up.child_shown",)
"""Entries for a first name and an age that an officer was shown of another incident."""

LISTS = ("board.read", "search.done")
"""Entries for a whole list, which name the children on it in their detail."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One line: on one day somebody saw one thing, once or more often."""

    first_at: datetime
    last_at: datetime
    times: int
    name: str
    works: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Everybody who saw one child's record, in order of time."""

    child_id: UUID
    made_at: datetime
    since: datetime
    lines: tuple[Seen, ...]

    @property
    def organisations(self) -> tuple[str, ...]:
        """Where those who saw it work, each once."""
        return tuple(sorted({line.works for line in self.lines if line.works}))


def words_for(action: str) -> str:
    """Return what an entry of the trail means, in words."""
    if action in WORDS:
        return str(WORDS[action])
    subject, _dot, what = action.partition(".")
    return f"{subject}: {what}".replace("_", " ").capitalize()


def statement_of(
    subjects: Collection[tuple[str, str]], *, child_id: UUID, since: datetime, made_at: datetime
) -> Statement:
    """Return who has seen what the subjects stand for, and lists that named the child."""
    rows = list(_entries(subjects, child_id, since=since))
    works = works_of({row.by_id for row in rows if row.by_id})
    seen: dict[tuple[object, ...], Seen] = {}
    for row in rows:
        key = (localtime(row.at).date(), row.by_id or row.actor, row.action)
        before = seen.get(key)
        seen[key] = Seen(
            first_at=before.first_at if before else row.at,
            last_at=row.at,
            times=before.times + 1 if before else 1,
            name=row.by.name if row.by else row.actor,
            works=work_at(works.get(row.by_id, ()), row.at) if row.by_id else _("The system"),
            what=words_for(row.action),
        )
    lines = sorted(seen.values(), key=lambda line: (line.first_at, line.name))
    return Statement(child_id=child_id, made_at=made_at, since=since, lines=tuple(lines))


def _entries(
    subjects: Collection[tuple[str, str]], child_id: UUID, *, since: datetime
) -> QuerySet[AuditEntry]:
    ids: dict[str, list[str]] = {}
    for kind, subject_id in subjects:
        ids.setdefault(kind, []).append(subject_id)
    about = Q()
    for kind, of_kind in ids.items():
        about |= Q(subject_kind=kind, subject_id__in=of_kind)
    reading = Q(action__in=[*READ, *LEFT, *AT_A_DOOR])
    listed = Q(action__in=LISTS, detail__children__contains=[str(child_id)])
    rows = AuditEntry.objects.filter(about & reading | listed, written_at__isnull=False)
    return rows.filter(at__gte=since).select_related("by").order_by("at", "id")


def works_of(ids: Collection[UUID]) -> Works:
    """Return every membership that these people hold or held, in the order of their beginning."""
    found: dict[UUID, tuple[Membership, ...]] = {}
    rows = Membership.objects.filter(user__in=ids).order_by("starts_at")
    for row in rows.select_related("establishment", "desk", "agency"):
        found[row.user_id] = (*found.get(row.user_id, ()), row)
    return found


def work_at(memberships: Collection[Membership], at: datetime) -> str:
    """Return role and place that somebody held at an instant; the last ones where none is held."""
    held = [
        each
        for each in memberships
        if each.starts_at <= at and (each.ends_at is None or at < each.ends_at)
    ] or list(memberships)[-1:]
    if not held:
        return _("The system")
    return "; ".join(
        ", ".join(filter(None, (str(each.get_role_display()), people.place_name(each))))
        for each in held
    )
