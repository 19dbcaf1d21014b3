"""What happens to one record of each other class: its words go, or its rows.

Called by `disposing` alone, which knows that it may be done. The trail names the record in the
entry of its disposal; what goes without an entry of its own is counted there.
"""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import CASCADE, DO_NOTHING, PROTECT, Model, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from firstbell.foundation import history
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events.models import Event
from firstbell.journey.admissions.models import PlaceRequest
from firstbell.journey.allegations.models import Allegation
from firstbell.journey.delivery.models import Notification, Support
from firstbell.journey.delivery.models_beside import Feedback
from firstbell.journey.handover.models import Arrival, Offer
from firstbell.journey.intake.models import Feed, Incident, RefusedIncident
from firstbell.journey.lookup.models import LiveIncident
from firstbell.oversight.helpline.models import HelplineCall
from firstbell.oversight.records.actions.erasing_rolls import drop_unknown
from firstbell.oversight.records.models import LegalHold, RequestedRecord, SubjectRequest
from firstbell.registry.agencies.models import RefusedRow
from firstbell.registry.circles.models import (
    BreakGlass,
    Interest,
    Referral,
    Restriction,
    UnsafeMark,
)
from firstbell.registry.home_education.models import Entry
from firstbell.registry.people.models import Pupil, Registration, Roll


def empty_support(notification_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove the words of support and of the difference on one notification; the rest stays."""
    notes = Support.objects.filter(notification=notification_id)
    notes.update(note="", given_by="")
    Feedback.objects.filter(notification=notification_id).update(words="")
    for model in (Support, Feedback):
        history.past_of(model).objects.filter(notification_id=notification_id).delete()
    _trail("support.erased", "notification", notification_id, by=by, at=at)


def empty_delivery(feed_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove the text of a delivery; its hash and its receipt stay, so that a repeat is known."""
    Feed.objects.filter(id=feed_id).update(content={})
    _trail("feed.erased", "feed", feed_id, by=by, at=at)


def empty_refused(refused_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove what was refused; where it was wrong stays."""
    RefusedIncident.objects.filter(id=refused_id).update(content={})
    history.past_of(RefusedIncident).objects.filter(id=refused_id).delete()
    _trail("refused_incident.erased", "refused_incident", refused_id, by=by, at=at)


def destroy_refused_row(row_id: UUID, *, by: User | None, at: datetime) -> None:  # noqa: ARG001
    """Remove a refused row of a loaded file; its number is the whole of the id."""
    RefusedRow.objects.filter(id=row_id.int).delete()


def destroy_roll_rows(roll_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove the rows of a roll out of force, and pupils whom nothing else names."""
    rows = Registration.objects.filter(roll=roll_id).exclude(roll__state=Roll.State.CURRENT)
    pupils = list(Pupil.objects.filter(registrations__in=rows).distinct())
    rows.delete()
    drop_unknown(pupils)
    _trail("roll.destroyed", "roll", roll_id, by=by, at=at)


def empty_leaver(user_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove what an account held to reach its person and to let them in; the name stays."""
    person = User.objects.select_for_update().get(id=user_id)
    person.phone, person.born_on, person.home_postcode = "", None, ""
    person.set_unusable_password()
    person.save(update_fields=["phone", "born_on", "home_postcode", "password"])
    Authenticator.objects.filter(user=person).delete()
    history.past_of(User).objects.filter(id=user_id).delete()
    Interest.objects.filter(email=person.email.casefold()).delete()
    _trail("account.emptied", "user", user_id, by=by, at=at)


def destroy_request(request_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove a subject access request that was answered, with its passages."""
    SubjectRequest.objects.filter(id=request_id).delete()
    history.past_of(SubjectRequest).objects.filter(id=request_id).delete()
    _trail("subject_request.destroyed", "subject_request", request_id, by=by, at=at)


def destroy_home_education(entry_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove an entry of home education that has ended, and its pupil whom nothing else names."""
    pupils = list(Pupil.objects.filter(id__in=Entry.objects.filter(id=entry_id).values("pupil")))
    destroy(Entry.objects.filter(id=entry_id))
    Event.objects.filter(subject=entry_id).delete()
    drop_unknown(pupils)
    _trail("home_education.destroyed", "home_education", entry_id, by=by, at=at)


def destroy_place_request(request_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove a request for a school place that has ended."""
    destroy(PlaceRequest.objects.filter(id=request_id))
    Event.objects.filter(subject=request_id).delete()
    _trail("admissions.destroyed", "place_request", request_id, by=by, at=at)


def destroy_helpline_call(call_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove a logged call of a helpline."""
    destroy(HelplineCall.objects.filter(id=call_id))
    _trail("helpline.destroyed", "helpline_call", call_id, by=by, at=at)


def destroy_allegation(allegation_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove what an officer for allegations was told, once its outcome is long past."""
    destroy(Allegation.objects.filter(id=allegation_id))
    Event.objects.filter(subject=allegation_id).delete()
    _trail("allegation.destroyed", "allegation", allegation_id, by=by, at=at)


def destroy_hand_over(hand_over_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove a hand-over that was refused or withdrawn, out or in, with its receipt."""
    for model in (Offer, Arrival):
        destroy(model.objects.filter(id=hand_over_id))
    Event.objects.filter(subject=hand_over_id).delete()
    _trail("hand_over.destroyed", "hand_over", hand_over_id, by=by, at=at)


def destroy_live_incident(live_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove a live incident with the looks at it; the trail alone still names their ids."""
    destroy(LiveIncident.objects.filter(id=live_id))
    _trail("live_incident.destroyed", "live_incident", live_id, by=by, at=at)


def destroy_incident(incident_id: UUID, *, by: User | None, at: datetime) -> None:
    """Remove every row of an incident that has been erased; the trail alone still names its id."""
    told = list(
        Notification.objects.filter(incident=incident_id).values_list("id", "route_id", "child_id")
    )
    subjects = {incident_id, *(id_ for row in told for id_ in row)}
    subjects |= set(Incident.objects.filter(id=incident_id).values_list("children", flat=True))
    subjects |= set(Allegation.objects.filter(incident=incident_id).values_list("id", flat=True))
    Incident.objects.filter(same_content_as=incident_id).update(same_content_as=None)
    destroy(Incident.objects.filter(id=incident_id))
    Event.objects.filter(subject__in=subjects - {None}).delete()
    for model in (Restriction, Referral, UnsafeMark, BreakGlass, LegalHold, RequestedRecord):
        destroy(model.objects.filter(record_id=incident_id))
    _trail("incident.destroyed", "incident", incident_id, by=by, at=at)


def destroy(rows: QuerySet[Model]) -> None:
    """Remove rows and what hangs on them, the furthest first, with what they all were before."""
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return
    model = rows.model
    for relation in model._meta.related_objects:  # noqa: SLF001 - Django's own way to ask a model
        if hangs_on(relation) and relation.related_model is not model:
            destroy(
                relation.related_model._default_manager.filter(  # noqa: SLF001
                    **{f"{relation.field.name}__in": ids}
                )
            )
    model._default_manager.filter(pk__in=ids).delete()  # noqa: SLF001
    if keeps_its_past(model):
        history.past_of(model).objects.filter(id__in=ids).delete()


def hangs_on(relation: ForeignObjectRel) -> bool:
    """Say whether rows of a relation go with the row that they name."""
    on_delete = getattr(relation, "on_delete", DO_NOTHING)
    return (relation.one_to_many or relation.one_to_one) and on_delete in (PROTECT, CASCADE)


def keeps_its_past(model: type[Model]) -> bool:
    """Say whether former rows of a model are kept beside it."""
    return any(
        getattr(each, "pgh_tracked_model", None) is model
        for each in apps.get_models()
        if history.is_past(each)
    )


def _trail(action: str, kind: str, id_: UUID, *, by: User | None, at: datetime) -> None:
    audit.record(action, subject_kind=kind, subject_id=id_, by=by, at=at)
