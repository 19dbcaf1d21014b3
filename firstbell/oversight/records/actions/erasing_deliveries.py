"""Erase an incident, or one child of it, from every delivery that named it and what was refused.

The hash of each revision and delivery stays: by it a repeat is known, and answered with its first
receipt.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from firstbell.core.erasing import in_document, traces_of, without_children, without_traces
from firstbell.foundation import history
from firstbell.journey.delivery.models import Notification
from firstbell.journey.intake.models import Feed, Incident, RecordedChild, RefusedIncident


def forget_incident(incident: Incident) -> None:
    """Leave of an incident what it is called, in its revisions and deliveries."""
    incident.revisions.update(said={})
    _forget_in_feeds(incident, children=None)
    _forget_refused(incident, list(incident.children.all()))


def forget_child(incident: Incident, child: RecordedChild) -> None:
    """Leave nothing of one child in an incident, its revisions, deliveries and told texts."""
    gone = {child.reference}
    traces = traces_of(child.said, others=_staying(incident.said, gone))
    for revision in incident.revisions.all():
        revision.said = without_traces(without_children(revision.said, gone), traces)
        revision.save(update_fields=["said"])
    incident.said = without_traces(without_children(incident.said, gone), traces)
    incident.status_reason = without_traces(incident.status_reason, traces)
    incident.save(update_fields=["said", "status_reason"])
    for other in incident.children.exclude(id=child.id):
        other.said = without_traces(other.said, traces)
        other.save(update_fields=["said"])
    for told in Notification.objects.filter(incident=incident).exclude(child=child):
        told.content = without_traces(told.content, traces)
        told.save(update_fields=["content"])
    _forget_in_feeds(incident, children=gone)
    _forget_refused(incident, [child])


def _staying(said: Mapping[str, Any], gone: Collection[str]) -> list[Mapping[str, Any]]:
    people = [*said.get("adults", ()), *said.get("children", ())]
    return [each for each in people if each.get("id") not in gone]


def _forget_in_feeds(incident: Incident, *, children: Collection[str] | None) -> None:
    """A repeat names no revision, so each delivery is found by its receipt."""
    named = {"incidents": [{"reference": incident.reference}]}
    feeds = Feed.objects.filter(source=incident.source_id, receipt__contains=named)
    for feed in feeds.iterator(chunk_size=20):
        feed.content = in_document(feed.content, reference=incident.reference, children=children)
        feed.save(update_fields=["content"])


def _forget_refused(incident: Incident, children: Collection[RecordedChild]) -> None:
    """What was refused of the incident, or of anything with a child's name in it, is emptied."""
    of_it = Q(reference=incident.reference)
    for child in children:
        if child.given_names and child.surname:
            given = child.given_names.split()[0]
            of_it |= Q(written__icontains=given) & Q(written__icontains=child.surname)
    refused: QuerySet[RefusedIncident] = RefusedIncident.objects.filter(
        source=incident.source_id
    ).annotate(written=Cast("content", TextField()))
    ids = list(refused.filter(of_it).values_list("id", flat=True))
    RefusedIncident.objects.filter(id__in=ids).update(content={})
    history.past_of(RefusedIncident).objects.filter(id__in=ids).delete()
