"""Erase what is held of a child or of a whole incident, everywhere, and leave the opaque facts.

Ids, times, states and codes stay, so that the account of every child still adds up and the trail
is untouched. What was said goes: from the rows, from what they were before, from the deliveries,
the rolls that were replaced, and the passages of answered requests. The rows go first and their
past last, for each change here writes a past of its own.

Called by `disposing` alone, which knows that it may be done.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from firstbell.foundation import acting, history
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.delivery.models_beside import Feedback
from firstbell.journey.handover.models import Offer
from firstbell.journey.intake.models import Incident, RecordedAdult, RecordedChild, Waiting
from firstbell.journey.known.models import SchoolView
from firstbell.journey.linkage.models import Candidate, Decision, Link, Unrecorded
from firstbell.journey.lookup.models import LiveIncident
from firstbell.oversight.records.actions import erasing_deliveries as deliveries
from firstbell.oversight.records.actions.erasing_rolls import (
    cut_from_pupils,
    drop_unknown,
    forget_refused_rows,
)
from firstbell.oversight.records.models import Passage, RequestedRecord
from firstbell.registry.circles.models import BreakGlass, Referral

ERASED = "erased"
"""What stands where a person's words were, in a column that must say something."""


@acting.as_system
def erase_incident(incident_id: UUID, *, by: User | None, at: datetime) -> None:
    """Erase all that an incident said, of its children, its adults and itself."""
    incident = _locked(incident_id)
    if incident.erased_at:
        return
    children = list(incident.children.all())
    forget_refused_rows(children)
    deliveries.forget_incident(incident)
    _empty_children(children, at=at)
    _empty_adults(incident)
    _empty_questions(Unrecorded.objects.filter(incident=incident))
    _empty_allegations(Allegation.objects.filter(incident=incident))
    incident.said, incident.status_reason, incident.erased_at = {}, "", at
    incident.save(update_fields=["said", "status_reason", "erased_at"])
    Referral.objects.filter(record_id=incident_id).update(purpose=ERASED)
    BreakGlass.objects.filter(record_id=incident_id).update(reason=ERASED, finding_note="")
    _forget_circle(incident_id)
    _empty_live(incident)
    _forget_past(incident, children)
    audit.record("incident.erased", subject_kind="incident", subject_id=incident_id, by=by, at=at)


@acting.as_system
def erase_child(child_id: UUID, *, by: User | None, at: datetime) -> None:
    """Erase one child; brothers and sisters of the incident stay readable.

    With the last child of it goes the whole incident.
    """
    child = RecordedChild.objects.select_for_update(of=("self",)).get(id=child_id)
    incident = _locked(child.incident_id)
    if child.erased_at:
        return
    if not incident.children.filter(erased_at=None).exclude(id=child_id).exists():
        erase_incident(incident.id, by=by, at=at)
        return
    forget_refused_rows([child])
    deliveries.forget_child(incident, child)
    _empty_children([child], at=at)
    incident.adults.filter(reference=child.reference).delete()
    _empty_allegations(Allegation.objects.filter(incident=incident, reference=child.reference))
    _forget_past(incident, list(incident.children.all()))
    audit.record("child.erased", subject_kind="child", subject_id=child_id, by=by, at=at)


def _locked(incident_id: UUID) -> Incident:
    return Incident.objects.select_for_update(of=("self",)).get(id=incident_id)


def _empty_children(children: Collection[RecordedChild], *, at: datetime) -> None:
    ids = [child.id for child in children]
    told = Notification.objects.filter(child__in=ids)
    Candidate.objects.filter(link__child__in=ids).delete()
    Decision.objects.filter(link__child__in=ids).update(pupil=None, shown={})
    cut_from_pupils(Link.objects.filter(child__in=ids))
    Support.objects.filter(notification__in=told).update(note="", given_by="")
    Feedback.objects.filter(notification__in=told).update(words="")
    Offer.objects.filter(child__in=ids).update(package="", package_seal="", note="")
    told.update(content={}, looked_at={}, taken_out={}, withheld=[])
    SchoolView.objects.filter(follow_up__child__in=ids).update(words="")
    _empty_place_requests(ids, at=at)
    waits = Waiting.objects.filter(child__in=ids)
    waits.update(detail={})
    waits.exclude(outcome="").update(outcome=ERASED)
    RecordedChild.objects.filter(id__in=ids).update(
        given_names="", surname="", born_on=None, said={}, search_keys=[], erased_at=at
    )
    _empty_questions(Unrecorded.objects.filter(Q(earlier__in=ids) | Q(added__in=ids)))
    forget_passages(ids)


def _empty_place_requests(children: Collection[UUID], *, at: datetime) -> None:
    """Let requests for a school place say nothing of whom, where and with whom to speak."""
    rows = PlaceRequest.objects.filter(child__in=children)
    rows.exclude(state=PlaceRequest.State.ENDED).update(
        state=PlaceRequest.State.ENDED, ended_why=PlaceRequest.Ending.MISTAKE, ended_at=at
    )
    rows.update(given_names="", surname="", born_on=None, needs="", area="", note="")
    rows.update(contact_name="", contact_phone="", contact_email="", school=None, starts_on=None)


def _empty_questions(rows: QuerySet[Unrecorded]) -> None:
    """Let questions about children not recorded be about nobody, and so believed no more."""
    open_ones = rows.filter(answered_at=None)
    open_ones.update(answer=Unrecorded.Answer.LAPSED, answered_at=F("due_at"))
    found = list(rows)
    pupils = [each.pupil for each in found if each.pupil is not None]
    ids = [each.id for each in found]
    Unrecorded.objects.filter(id__in=ids).update(
        pupil=None, earlier=None, home=None, why=[], against=[], unsure_why="", unsure_asks=""
    )
    _forget(Unrecorded, ids)
    drop_unknown(pupils)


def _empty_allegations(rows: QuerySet[Allegation]) -> None:
    """Leave of what officers for allegations were told that, when and to which desk alone."""
    ids = list(rows.values_list("id", flat=True))
    Allegation.objects.filter(id__in=ids).update(told={}, referred_to="", officer="")
    _forget(Allegation, ids)


def _empty_live(incident: Incident) -> None:
    """Let the live incident of the same reference say nothing of the door or the people."""
    rows = LiveIncident.objects.filter(source=incident.source_id, reference=incident.reference)
    rows.update(said={})
    _forget(LiveIncident, rows.values_list("id", flat=True))


def _empty_adults(incident: Incident) -> None:
    incident.adults.update(
        given_names="", surname="", born_on=None, phone="", email="", numbers=[], search_keys=[]
    )


def forget_passages(children: Iterable[UUID]) -> None:
    """Remove the text of every request that was gathered from these children's records."""
    asked = RequestedRecord.objects.filter(child_id__in=list(children))
    Passage.objects.filter(record__in=asked).delete()


def _forget_past(incident: Incident, children: Collection[RecordedChild]) -> None:
    """Remove what the rows of an incident were before, this erasure's own changes included."""
    ids = [child.id for child in children]
    _forget(Incident, [incident.id])
    _forget(RecordedChild, ids)
    history.past_of(RecordedAdult).objects.filter(incident_id=incident.id).delete()
    for model in (Waiting, Link, PlaceRequest):
        history.past_of(model).objects.filter(child_id__in=ids).delete()
    history.past_of(SchoolView).objects.filter(follow_up__child__in=ids).delete()
    told = Notification.objects.filter(child__in=ids).values_list("id", flat=True)
    _forget(Notification, told)
    for of_the_setting in (Support, Feedback):
        history.past_of(of_the_setting).objects.filter(notification_id__in=list(told)).delete()
    _forget(Decision, Decision.objects.filter(link__child__in=ids).values_list("id", flat=True))


def _forget_circle(record_id: UUID) -> None:
    for model in (Referral, BreakGlass):
        history.past_of(model).objects.filter(record_id=record_id).delete()


def _forget(model: type[Model], ids: Iterable[UUID]) -> None:
    history.past_of(model).objects.filter(id__in=list(ids)).delete()
