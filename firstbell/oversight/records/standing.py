"""What is known of each record at the end of its period: from when it ages, and what stops it.

One reader for each class of `core.retention`. Each is asked for all that may have come to its
end, or for named ones just before they go, and gives ids and facts, never a word of a record.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from firstbell.core.calendars import local_day
from firstbell.core.retention import Kind, Standing
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.foundation.events.models import Event
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.delivery.models_beside import Feedback
from firstbell.journey.handover.models import Arrival, Offer
from firstbell.journey.intake.models import (
    Feed,
    Incident,
    RecordedChild,
    RefusedIncident,
    Revision,
    Waiting,
)
from firstbell.journey.lookup.models import LiveIncident
from firstbell.journey.reconciliation.queries import OPEN, accounted, standing_in
from firstbell.oversight.breaches.models import BreachRecord
from firstbell.oversight.helpline.models import HelplineCall
from firstbell.oversight.records.models import Lapsed, LegalHold, RequestedRecord, SubjectRequest
from firstbell.registry.agencies.models import Membership, RefusedRow
from firstbell.registry.agreements.models import Agreement
from firstbell.registry.circles.models import BreakGlass, Restriction
from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Registration, Roll

DISPUTED = (
    Waiting.Why.NOT_OURS,
    Waiting.Why.CONFLICT,
    Waiting.Why.QUESTION,
    Waiting.Why.RECALLED,
)
"""Waits in which somebody doubts what the record says or whose it is."""

OUT_OF_FORCE = (Roll.State.REPLACED, Roll.State.REFUSED)

NOT_TAKEN = ("refused", "withdrawn")
"""States of a hand-over after which the child stayed where it was."""

AT_HOME = (Entry.State.SENT, Entry.State.OPEN)
"""States in which an entry of home education is somebody's work, however old it is."""

UNUSABLE = "!"
"""How a password begins that opens nothing."""

Ids = Collection[UUID]


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """Incidents that something stops from going, by what it is."""

    open: frozenset[UUID]
    disputed: frozenset[UUID]
    held: frozenset[UUID]
    asked_for: frozenset[UUID]
    in_circle: frozenset[UUID]

    def of(
        self, ids: Iterable[UUID], *, begins: datetime | None, is_open: bool = False
    ) -> Standing:
        """Return the standing of what hangs on these incidents."""
        all_of_them = frozenset(ids)
        return Standing(
            runs_from_at=begins,
            is_open=is_open or bool(self.open & all_of_them),
            is_disputed=bool(self.disputed & all_of_them),
            is_held=bool(self.held & all_of_them),
            is_asked_for=bool(self.asked_for & all_of_them),
            is_in_circle=bool(self.in_circle & all_of_them),
        )


def stopped(incidents: Collection[UUID], *, at: datetime) -> Stopped:
    """Return which of these incidents anything stops, in nine queries however many there are."""
    waits = Waiting.objects.filter(child__incident__in=incidents, closed_at=None, why__in=DISPUTED)
    asked = RequestedRecord.objects.filter(
        record_id__in=incidents,
        request__state__in=[SubjectRequest.State.OPEN, SubjectRequest.State.AGREED],
    )
    return Stopped(
        open=frozenset(
            accounted()
            .filter(standing_in(*OPEN), incident__in=incidents)
            .values_list("incident_id", flat=True)
        )
        | frozenset(
            RecordedChild.objects.filter(
                Q(follow_up__outcome="")
                | Q(questions__answer="")
                | Q(place_requests__ended_at=None, place_requests__isnull=False),
                incident__in=incidents,
            ).values_list("incident_id", flat=True)
        )
        | frozenset(
            Allegation.objects.filter(closed_at=None, incident__in=incidents).values_list(
                "incident_id", flat=True
            )
        )
        | frozenset(
            Event.objects.filter(done_at=None, subject__in=incidents).values_list(
                "subject", flat=True
            )
        ),
        disputed=frozenset(waits.values_list("child__incident_id", flat=True))
        | _named_by(BreachRecord.objects.filter(closed_at=None), incidents),
        held=_named_by(LegalHold.objects.filter(lifted_at=None), incidents),
        asked_for=frozenset(asked.values_list("record_id", flat=True))
        | _named_by(BreakGlass.objects.filter(closed_at=None, ends_at__gt=at), incidents),
        in_circle=_named_by(Restriction.objects.filter(lifted_at=None), incidents),
    )


def _named_by(
    rows: "QuerySet[LegalHold] | QuerySet[BreakGlass] | QuerySet[Restriction] "
    "| QuerySet[BreachRecord]",
    incidents: Collection[UUID],
) -> frozenset[UUID]:
    return frozenset(rows.filter(record_id__in=incidents).values_list("record_id", flat=True))


def _content(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    last = Incident.objects.filter(id__in=ids, erased_at=None).annotate(
        last=Greatest(
            Max("notifications__closed_at"),
            Max("children__waiting__closed_at"),
            Max("revisions__received_at"),
        )
    )
    what = stopped(ids, at=at)
    return {id_: what.of([id_], begins=begins) for id_, begins in last.values_list("id", "last")}


def _support(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    told = Notification.objects.filter(id__in=ids).annotate(
        last=Greatest(Max("support__recorded_at"), Max("feedback__noted_at")),
        look=Max("support__follow_up_on"),
    )
    rows = list(told.values_list("id", "incident_id", "last", "look"))
    what = stopped({incident for _, incident, _, _ in rows}, at=at)
    today = local_day(at)
    return {
        id_: what.of([incident], begins=last, is_open=bool(look and look >= today))
        for id_, incident, last, look in rows
    }


def _facts(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    rows = Incident.objects.filter(id__in=ids).exclude(erased_at=None)
    what = stopped(ids, at=at)
    return {
        id_: what.of([id_], begins=begins)
        for id_, begins in rows.values_list("id", "first_received_at")
    }


def _deliveries(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    incidents: dict[UUID, set[UUID]] = {}
    for feed, incident in Revision.objects.filter(feed__in=ids).values_list("feed", "incident"):
        if feed:
            incidents.setdefault(feed, set()).add(incident)
    refused = RefusedIncident.objects.filter(feed__in=ids, mended_at=None)
    unmended = set(refused.values_list("feed", flat=True))
    held = _held({each for named in incidents.values() for each in named}, at=at)
    rows = Feed.objects.filter(id__in=ids).exclude(content={})
    return {
        id_: held.of(incidents.get(id_, ()), begins=received, is_open=id_ in unmended)
        for id_, received in rows.values_list("id", "received_at")
    }


def _held(incidents: Ids, *, at: datetime) -> Stopped:
    """What keeps the text of a delivery: the incident itself stays anyway, open or not."""
    return replace(stopped(incidents, at=at), open=frozenset(), disputed=frozenset())


def _refused(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    aged = RefusedIncident.objects.filter(id__in=ids).exclude(content={})
    begin = aged.annotate(begins=Coalesce("mended_at", "refused_at"))
    rows = list(begin.values_list("id", "begins", "source", "reference"))
    named = _named_incidents({(source, reference) for *_rest, source, reference in rows})
    held = _held(set(named.values()), at=at)
    return {
        id_: held.of([named[key]] if (key := (source, reference)) in named else (), begins=begins)
        for id_, begins, source, reference in rows
    }


def _named_incidents(names: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """Return the incidents of these sources and references, by both."""
    rows = Incident.objects.filter(reference__in={reference for _source, reference in names})
    return {
        (source, reference): id_
        for id_, source, reference in rows.values_list("id", "source", "reference")
    }


def _refused_rows(ids: Ids, _at: datetime) -> dict[UUID, Standing]:
    rows = RefusedRow.objects.filter(id__in=[id_.int for id_ in ids])
    return {
        UUID(int=id_): Standing(runs_from_at=begins)
        for id_, begins in rows.values_list("id", "refused_at")
    }


def _replaced_rolls(ids: Ids, _at: datetime) -> dict[UUID, Standing]:
    aged = Roll.objects.filter(id__in=ids, state__in=OUT_OF_FORCE).annotate(
        begins=Coalesce("replaced_at", "loaded_at")
    )
    return {id_: Standing(runs_from_at=begins) for id_, begins in aged.values_list("id", "begins")}


def _leavers(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    live = Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), user__in=ids)
    working = set(live.values_list("user", flat=True))
    rows = User.objects.filter(id__in=ids, is_active=False).annotate(
        begins=Coalesce(Max("memberships__ends_at"), "disabled_at", "created_at")
    )
    return {
        id_: Standing(runs_from_at=begins, is_open=id_ in working)
        for id_, begins in rows.values_list("id", "begins")
    }


def _requests(ids: Ids, _at: datetime) -> dict[UUID, Standing]:
    rows = SubjectRequest.objects.filter(id__in=ids)
    return {
        id_: Standing(runs_from_at=begins) for id_, begins in rows.values_list("id", "ended_at")
    }


def _home_education(ids: Ids, _at: datetime) -> dict[UUID, Standing]:
    rows = Entry.objects.filter(id__in=ids).annotate(begins=Coalesce("ended_at", "answered_at"))
    return {
        id_: Standing(runs_from_at=begins, is_open=state in AT_HOME)
        for id_, state, begins in rows.values_list("id", "state", "begins")
    }


def _admissions(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    rows = list(PlaceRequest.objects.filter(id__in=ids).values_list("id", "incident", "ended_at"))
    what = stopped({incident for _, incident, _ in rows}, at=at)
    # Whether its incident is anybody's work says nothing of a request that has ended.
    return {
        id_: replace(what.of([incident], begins=ended_at), is_open=ended_at is None)
        for id_, incident, ended_at in rows
    }


def _helpline_calls(ids: Ids, _at: datetime) -> dict[UUID, Standing]:
    rows = HelplineCall.objects.filter(id__in=ids).values_list("id", "began_at")
    return {id_: Standing(runs_from_at=began_at) for id_, began_at in rows}


def _allegations(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    rows = list(Allegation.objects.filter(id__in=ids).values_list("id", "incident", "closed_at"))
    what = _held({incident for _id, incident, _closed in rows}, at=at)
    return {
        id_: what.of([incident], begins=closed, is_open=closed is None)
        for id_, incident, closed in rows
    }


def _hand_overs(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    """Out and in; what came in and was not accepted is of no incident here."""
    out = Offer.objects.filter(id__in=ids, state__in=NOT_TAKEN)
    rows = list(out.values_list("id", "child__incident", "answered_at"))
    came = Arrival.objects.filter(id__in=ids, state__in=NOT_TAKEN)
    what = _held({incident for _id, incident, _answered in rows}, at=at)
    return {
        id_: Standing(runs_from_at=answered)
        for id_, answered in came.values_list("id", "answered_at")
    } | {id_: what.of([incident], begins=answered) for id_, incident, answered in rows}


UNCHECKED = Q(looks__check_due_at__isnull=False, looks__finding="")
"""Looks that were drawn and that nobody has checked yet."""


def _live_incidents(ids: Ids, at: datetime) -> dict[UUID, Standing]:
    rows = list(
        LiveIncident.objects.filter(id__in=ids)
        .annotate(
            begins=Coalesce("closed_at", "ends_at"),
            unchecked=Count("looks", filter=UNCHECKED),
        )
        .values_list("id", "begins", "unchecked", "source", "reference")
    )
    named = _named_incidents({(source, reference) for *_rest, source, reference in rows})
    held = _held(set(named.values()), at=at)
    return {
        id_: held.of(
            [named[source, reference]] if (source, reference) in named else (),
            begins=begins,
            is_open=begins > at or bool(unchecked),
        )
        for id_, begins, unchecked, source, reference in rows
    }


READERS: Mapping[Kind, Callable[[Ids, datetime], dict[UUID, Standing]]] = {
    Kind.CONTENT: _content,
    Kind.SUPPORT: _support,
    Kind.FACTS: _facts,
    Kind.DELIVERIES: _deliveries,
    Kind.REFUSED: _refused,
    Kind.REFUSED_ROWS: _refused_rows,
    Kind.REPLACED_ROLLS: _replaced_rolls,
    Kind.LEAVERS: _leavers,
    Kind.REQUESTS: _requests,
    Kind.HOME_EDUCATION: _home_education,
    Kind.ADMISSIONS: _admissions,
    Kind.HELPLINE_CALLS: _helpline_calls,
    Kind.ALLEGATIONS: _allegations,
    Kind.HAND_OVERS: _hand_overs,
    Kind.LIVE_INCIDENTS: _live_incidents,
}
"""The classes that this product lists. Agreements and the trail are only counted."""


def standings_of(kind: Kind, ids: Ids, *, at: datetime) -> dict[UUID, Standing]:
    """Return the standing of these records now; what is gone already is left out."""
    return READERS[kind](ids, at)


def old_enough(kind: Kind, *, before: datetime) -> list[UUID]:
    """Return what of a class was there before an instant and stands on no list yet."""
    if kind is Kind.REFUSED_ROWS:
        rows = RefusedRow.objects.filter(refused_at__lte=before).values_list("id", flat=True)
        found = [UUID(int=number) for number in rows]
    elif kind is Kind.HAND_OVERS:
        old = {"state__in": NOT_TAKEN, "answered_at__lte": before}
        found = [
            id_
            for rows in (Offer.objects.all(), Arrival.objects.all())
            for id_ in rows.filter(**old).values_list("id", flat=True)
        ]
    else:
        found = list(_old(before)[kind].values_list("id", flat=True).distinct())
    on_a_list = set(listed(kind).values_list("subject_id", flat=True))
    return [id_ for id_ in found if id_ not in on_a_list]


def _old(before: datetime) -> Mapping[Kind, QuerySet[Any]]:
    incidents = Incident.objects.filter(first_received_at__lte=before)
    with_rows = Registration.objects.filter(roll__state__in=OUT_OF_FORCE).values("roll")
    return {
        Kind.CONTENT: incidents.filter(erased_at=None),
        Kind.FACTS: incidents.exclude(erased_at=None),
        Kind.SUPPORT: Notification.objects.filter(
            Q(support__in=Support.objects.filter(recorded_at__lte=before).exclude(note=""))
            | Q(feedback__in=Feedback.objects.filter(noted_at__lte=before).exclude(words=""))
        ),
        Kind.DELIVERIES: Feed.objects.filter(received_at__lte=before).exclude(content={}),
        Kind.REFUSED: RefusedIncident.objects.filter(refused_at__lte=before).exclude(content={}),
        Kind.REPLACED_ROLLS: Roll.objects.filter(id__in=with_rows, loaded_at__lte=before),
        Kind.LEAVERS: User.objects.filter(is_active=False).exclude(
            phone="", born_on=None, home_postcode="", password__startswith=UNUSABLE
        ),
        Kind.REQUESTS: SubjectRequest.objects.filter(ended_at__lte=before),
        Kind.HELPLINE_CALLS: HelplineCall.objects.filter(began_at__lte=before),
        Kind.ADMISSIONS: PlaceRequest.objects.filter(ended_at__lte=before),
        Kind.ALLEGATIONS: Allegation.objects.filter(closed_at__lte=before),
        Kind.HOME_EDUCATION: Entry.objects.filter(sent_at__lte=before).exclude(state__in=AT_HOME),
        Kind.LIVE_INCIDENTS: LiveIncident.objects.filter(heard_at__lte=before),
    }


def only_counted(kind: Kind, *, before: datetime) -> int:
    """Return how many records of a class that is only counted are past their period."""
    if kind is Kind.TRAIL:
        return AuditEntry.objects.filter(at__lte=before).count()
    return Agreement.objects.filter(ended_at__lte=before).count()


def listed(kind: Kind) -> QuerySet[Lapsed]:
    """Return what of a class stands on the list, whatever its state."""
    return Lapsed.objects.filter(
        kind=kind,
        state__in=[Lapsed.State.WAITING, Lapsed.State.EXTENDED, Lapsed.State.APPROVED],
    )
