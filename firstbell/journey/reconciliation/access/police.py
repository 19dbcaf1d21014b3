"""The police sender's door: what its own force handed over, and what became of it.

"Not yours" and "not there" are one answer; an incident that the person is an adult of, or that
is sealed against them, is not theirs, in no list, count or line of a delivery either. Of one that
is restricted they see a stub. Opening an incident, or what was refused of one, writes the trail
in the same transaction; a list names no child.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake import asking as need
from firstbell.journey.intake import queries as intake
from firstbell.journey.intake.adults import refused_that_name
from firstbell.journey.intake.asking import Asking, asking
from firstbell.journey.intake.models import Incident, RecordedChild, RefusedIncident, Waiting
from firstbell.journey.intake.readers import Readers, readers_of
from firstbell.journey.intake.unsafe import NOTHING, Unsafe, unsafe_of
from firstbell.journey.intake.validation import check_incident
from firstbell.journey.reconciliation import outcomes, queries
from firstbell.journey.reconciliation.alarms.open_ones import Shown, open_alarms
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.queries.guards import Stub

A_PAGE = 25
MOST_FEEDS = 10
MOST = 50
"""Of each list of things to put right; the figure above it counts all of them."""


NotForThem = need.NotForThem


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One child without a birth date, whose journey is not finished. Names nobody."""

    incident_id: UUID
    reference: str
    child: str
    field: str


@dataclass(frozen=True, kw_only=True)
class YourFeeds:
    """The first page of a force."""

    force: str
    refused: tuple[outcomes.Refused, ...]
    refused_in_all: int
    questions: tuple[outcomes.Question, ...]
    missing: tuple[Missing, ...]
    missing_in_all: int
    feeds: tuple[outcomes.FeedLine, ...]
    incidents: tuple[outcomes.IncidentLine, ...]
    page: Page[Incident]
    stubs: tuple[Stub, ...]
    alarms: tuple[Shown, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a form begins with: an incident in force, one that was refused, or nothing yet.

    `unsafe` is what the form must not show of it.
    """

    agency: Agency
    said: dict[str, Any]
    unsafe: Unsafe = NOTHING
    incident_id: UUID | None = None
    refused: RefusedIncident | None = None
    revision: int = 0
    content_hash: str = ""
    problems: tuple[outcomes.Problem, ...] = ()
    hints: tuple[str, ...] = ()


def forces_of(user: User, *, at: datetime) -> QuerySet[Agency]:
    """Return the police forces that a person sends for."""
    held = people.places_of(user, Role.POLICE_SENDER, at=at).agencies
    return Agency.objects.filter(id__in=held, kind=Agency.Kind.POLICE).order_by("name")


def _force_of(user: User, *, at: datetime) -> Agency:
    force = forces_of(user, at=at).first()
    if force is None:
        raise NotForThem
    return force


def your_feeds(user: User, *, number: str | None, at: datetime) -> YourFeeds:
    """Return what came, what was refused and what became of it, for a person's force.

    :raises NotForThem: for somebody who sends for no police force.
    """
    force = _force_of(user, at=at)
    who = asking(user, at=at)
    shut = who.shut(is_own_force=True)
    refused = _refused(user, [force], shut=shut)
    page = Paginator(intake.incidents_from(force).exclude(id__in=shut), A_PAGE).get_page(number)
    shown = list(page)
    theirs = queries.accounted().exclude(incident__in=shut)
    open_ones = theirs.filter(queries.standing_in(*queries.OPEN), incident__source=force)
    missing = open_ones.filter(born_on=None, vanished_at=None).select_related("incident")
    missing = missing.order_by("-incident__first_received_at", "incident__reference", "reference")
    asked = theirs.filter(
        incident__source=force,
        id__in=Waiting.objects.filter(owner=Waiting.Owner.SENDER, closed_at=None).values("child"),
    )
    accounts = _accounts(RecordedChild.objects.filter(incident__in=shown))
    without_birth_date = list(missing)
    return YourFeeds(
        force=force.name,
        refused=tuple(map(outcomes.refused_of, refused[:MOST])),
        refused_in_all=refused.count(),
        questions=tuple(
            question
            for child in queries.with_journey(asked)
            for question in outcomes.questions_of(queries.account_of(child))
        ),
        missing=tuple(map(_missing, without_birth_date[:MOST])),
        missing_in_all=len(without_birth_date),
        feeds=_feeds(user, force, shut=shut),
        incidents=tuple(outcomes.line_of(each, accounts[each.id]) for each in shown),
        page=page,
        stubs=stubs_of(who, Incident.objects.filter(source=force)),
        alarms=tuple(open_alarms(about=[force.code])),
    )


def _feeds(user: User, force: Agency, *, shut: Collection[UUID]) -> tuple[outcomes.FeedLine, ...]:
    """Return the latest deliveries, counting nothing that is not this person's to know of.

    So many lines whatever is left out: one that is missing would tell of what is hidden.
    """
    unsaid = _unsaid(user, force, shut=shut)
    lines = (outcomes.feed_of(each, without=unsaid) for each in intake.feeds_from(force))
    return tuple(islice((line for line in lines if line is not None), MOST_FEEDS))


def _unsaid(user: User, force: Agency, *, shut: Collection[UUID]) -> frozenset[str]:
    """Return the references that a person must not learn of: hidden, or refused and their own."""
    refused = RefusedIncident.objects.filter(source=force)
    theirs = refused_that_name(user, among=refused)
    with acting.as_the_system(savepoint=False):
        hidden = Incident.objects.filter(id__in=shut, source=force)
        naming = refused.filter(id__in=theirs)
        return frozenset(
            hidden.values_list("reference", flat=True).union(
                naming.values_list("reference", flat=True), all=True
            )
        )


def stubs_of(
    who: Asking, rows: QuerySet[Incident], *, is_own_force: bool = True
) -> tuple[Stub, ...]:
    """Return of these incidents the stubs of those that are restricted."""
    open_waits = Waiting.objects.filter(closed_at=None, child__incident=OuterRef("id"))
    told = Notification.objects.filter(closed_at=None, incident=OuterRef("id"))
    with acting.as_the_system(savepoint=False):
        found = list(
            rows.filter(id__in=who.stubs(is_own_force=is_own_force))
            .annotate(
                due_at=Least(
                    Subquery(open_waits.order_by("due_at").values("due_at")[:1]),
                    Subquery(told.order_by("due_at").values("due_at")[:1]),
                )
            )
            .order_by("due_at", "id")
        )
    return tuple(who.stub(each.id, key=each.id, due_at=each.due_at) for each in found)


def _refused(
    user: User, forces: Iterable[Agency], *, shut: Collection[UUID]
) -> QuerySet[RefusedIncident]:
    """Return what was refused of these forces and is not put right, as far as it is theirs.

    What was to be a revision of an incident that is not theirs, or names them as an adult, is
    not: it has no rows of its own yet, so that its content is asked.
    """
    rows = RefusedIncident.objects.filter(source__in=forces, mended_at=None)
    theirs = refused_that_name(user, among=rows)
    return rows.filter(none_of(shut)).exclude(id__in=theirs).order_by("-refused_at")


def _missing(child: RecordedChild) -> Missing:
    return Missing(
        incident_id=child.incident_id,
        reference=child.incident.reference,
        child=child.reference,
        field=outcomes.field_of(child.incident, child.reference, "date_of_birth_0"),
    )


def _accounts(
    children: QuerySet[RecordedChild],
) -> dict[UUID, list[queries.ChildAccount]]:
    """Return the accounts of some children by incident."""
    found: dict[UUID, list[queries.ChildAccount]] = defaultdict(list)
    rows = queries.accounted().filter(id__in=children.values("id"))
    for child in queries.with_journey(rows.order_by("first_revision", "reference")):
        found[child.incident_id].append(queries.account_of(child))
    return found


def none_of(incidents: Collection[UUID]) -> Q:
    """Pass what was refused, unless it was to be a revision of one of these incidents."""
    same = {"source": OuterRef("source"), "reference": OuterRef("reference")}
    return ~Q(Exists(Incident.objects.filter(id__in=incidents, **same)))


def _incident_of(user: User, incident_id: UUID, *, at: datetime) -> Incident:
    who = asking(user, at=at)
    rows = Incident.objects.filter(source__in=forces_of(user, at=at), id=incident_id)
    readable = rows.exclude(id__in=who.shut(is_own_force=True)).select_related("source")
    if incident := readable.first():
        return incident
    for stub in stubs_of(who, rows):
        _trail("restricted.stub_read", incident_id, by=user, at=at)
        raise need.OnlyAStub(stub)
    raise NotForThem


@transaction.atomic
def one_incident(user: User, incident_id: UUID, *, at: datetime) -> outcomes.IncidentPage:
    """Return one incident of the person's force, and write down that it was read.

    :raises NotForThem: if it is not theirs.
    """
    incident = _incident_of(user, incident_id, at=at)
    _trail("incident.read", incident.id, by=user, at=at)
    accounts = _accounts(RecordedChild.objects.filter(incident=incident))
    revisions = incident.revisions.select_related("entered_by").order_by("-number")
    return outcomes.page_of(incident, accounts[incident.id], revisions)


@transaction.atomic
def entry_to_correct(user: User, incident_id: UUID, *, put_back: str | None, at: datetime) -> Entry:
    """Return an incident in force to begin a revision with, and write down that it was read.

    `put_back` is the id of a child whom the last revision left out: the form has it again.

    :raises NotForThem: if it is not theirs.
    """
    incident = _incident_of(user, incident_id, at=at)
    _trail("incident.read", incident.id, by=user, at=at)
    return Entry(
        agency=incident.source,
        said=_with_child_put_back(incident, put_back),
        unsafe=unsafe_of(incident),
        incident_id=incident.id,
        revision=incident.revision,
        content_hash=incident.content_hash,
        hints=outcomes.unmet(incident),
    )


def _with_child_put_back(incident: Incident, child_id: str | None) -> dict[str, Any]:
    gone = {str(child.id): child for child in incident.children.exclude(vanished_at=None)}
    said: dict[str, Any] = incident.said
    if child_id not in gone:
        return said
    return {**said, "children": [*(said.get("children") or []), gone[child_id].said]}


def new_entry(user: User, *, at: datetime) -> Entry:
    """Return the beginning of an incident that nobody has entered yet.

    :raises NotForThem: for somebody who sends for no police force.
    """
    return Entry(agency=_force_of(user, at=at), said={})


@transaction.atomic
def entry_to_mend(user: User, refused_id: UUID, *, at: datetime) -> Entry:
    """Return what was refused, to put it right, and write down that it was read.

    :raises NotForThem: if it is not theirs, or was put right meanwhile.
    """
    row = refused_one(user, refused_id, at=at)
    if row.mended_at is not None or not outcomes.can_be_mended(row.content):
        raise NotForThem
    audit.record(
        "incident.refused_read", subject_kind="refused_incident", subject_id=row.id, by=user, at=at
    )
    held = Incident.objects.filter(source=row.source, reference=row.reference).first()
    return Entry(
        agency=row.source,
        said=row.content,
        unsafe=unsafe_of(held) if held else NOTHING,
        refused=row,
        revision=held.revision if held else 0,
        content_hash=held.content_hash if held else "",
        problems=outcomes.refused_of(row).problems,
    )


def refused_one(user: User, refused_id: UUID, *, at: datetime) -> RefusedIncident:
    """Return one refused incident, to act on it.

    :raises NotForThem: if it is not theirs.
    """
    who = asking(user, at=at)
    rows = RefusedIncident.objects.filter(source__in=forces_of(user, at=at))
    rows = rows.filter(none_of(who.shut(is_own_force=True)))
    rows = rows.exclude(id__in=refused_that_name(user, among=rows))
    row = rows.select_related("source").filter(id=refused_id).first()
    if row is None:
        raise NotForThem
    return row


def vanished_wait(user: User, wait_id: UUID, *, at: datetime) -> Waiting:
    """Return the question whether a child was left out on purpose, to answer it.

    :raises NotForThem: if it is not theirs.
    """
    rows = Waiting.objects.filter(
        why=Waiting.Why.VANISHED, child__incident__source__in=forces_of(user, at=at)
    ).exclude(child__incident__in=asking(user, at=at).shut(is_own_force=True))
    wait = rows.select_related("child").filter(id=wait_id).first()
    if wait is None:
        raise NotForThem
    return wait


def who_will_read(entry: Entry, *, at: datetime) -> tuple[Readers, ...]:
    """Return who will be able to read what is about to be sent, besides those it is routed to."""
    held = None
    if entry.incident_id is not None:
        held = Incident.objects.filter(id=entry.incident_id).first()
    return readers_of(force=entry.agency, incident=held, at=at)


def incident_named(agency: Agency, reference: str) -> Incident | None:
    """Return the incident of a force that has this reference, to go on with, not to show it.

    Asked as the system: what a person must not know of must not be overwritten by them either.
    """
    with acting.as_the_system(savepoint=False):
        return Incident.objects.filter(source=agency, reference=reference).first()


def says_the_same(document: dict[str, object], content_hash: str) -> bool:
    """Say whether what was typed is what is held already: a second click, not a second person."""
    checked = check_incident({**document, "revision": 1}, place="")
    return checked.incident is not None and checked.kept.content_hash == content_hash


def _trail(action: str, incident_id: UUID, *, by: User, at: datetime) -> None:
    audit.record(action, subject_kind="incident", subject_id=incident_id, by=by, at=at)
