"""Reads of step 1. A signed-in person gets rows about a child through a door of `access` only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from firstbell.journey.intake.models import (
    BoundToken,
    Feed,
    Incident,
    RecordedAdult,
    RecordedChild,
    RefusedIncident,
    Revision,
    SenderProof,
    Waiting,
    WatchedFolder,
)
from firstbell.journey.intake.validation import SINGLE
from firstbell.registry.agencies.models import Agency


@dataclass(kw_only=True)
class Known:
    """One incident that is held already, with everything that a revision of it may touch."""

    incident: Incident
    # Content hash of every revision that has arrived, by number.
    revisions: dict[int, str] = field(default_factory=dict)
    children: dict[str, RecordedChild] = field(default_factory=dict)
    adults: dict[str, RecordedAdult] = field(default_factory=dict)


def feed_of(source: Agency, reference: str) -> Feed | None:
    """Return the delivery of that reference."""
    return Feed.objects.filter(source=source, reference=reference).first()


def covered_to(source: Agency, *, before: datetime) -> datetime | None:
    """Return how far the feeds of a source reach that begin before an instant."""
    feeds = Feed.objects.filter(source=source, covers_from__lt=before)
    reach: datetime | None = feeds.exclude(reference__startswith=SINGLE).aggregate(
        reach=Max("covers_to")
    )["reach"]
    return reach


def known_incidents(source: Agency, references: Iterable[str]) -> dict[str, Known]:
    """Return the incidents of a source by reference, in four queries however many there are."""
    incidents = Incident.objects.filter(source=source, reference__in=set(references))
    found = {incident.id: Known(incident=incident) for incident in incidents}
    if not found:
        return {}
    for incident_id, number, content_hash in Revision.objects.filter(
        incident_id__in=found
    ).values_list("incident_id", "number", "content_hash"):
        found[incident_id].revisions[number] = content_hash
    for child in RecordedChild.objects.filter(incident_id__in=found).order_by("first_revision"):
        found[child.incident_id].children[child.reference] = child
    for adult in RecordedAdult.objects.filter(incident_id__in=found):
        found[adult.incident_id].adults[adult.reference] = adult
    return {known.incident.reference: known for known in found.values()}


def first_of_content(source: Agency, hashes: Iterable[str]) -> dict[str, Incident]:
    """Return for each content hash the earliest incident of a source that says just that."""
    rows = Incident.objects.filter(source=source, content_hash__in=set(hashes))
    return {
        incident.content_hash: incident
        for incident in rows.order_by("-first_received_at", "-reference")
    }


def unmended(source: Agency, references: Iterable[str]) -> set[str]:
    """Return which of the references have a refused incident that nobody has put right."""
    rows = RefusedIncident.objects.filter(source=source, reference__in=set(references))
    return set(rows.filter(mended_at=None).values_list("reference", flat=True))


def refused_revisions(source: Agency, references: Iterable[str]) -> dict[str, int]:
    """Return for each reference the highest revision that was refused and is not mended."""
    rows = RefusedIncident.objects.filter(
        source=source, reference__in=set(references), mended_at=None, revision__isnull=False
    )
    found = rows.values_list("reference").annotate(highest=Max("revision")).order_by()
    return dict(found)


def next_revision(source: Agency, reference: str) -> int:
    """Return the number that a revision typed by hand gets.

    It is one more than that in force, and never less than one that was refused and not mended.
    """
    rows = Incident.objects.filter(source=source, reference=reference)
    in_force: int = rows.values_list("revision", flat=True).first() or 0
    refused = RefusedIncident.objects.filter(source=source, reference=reference, mended_at=None)
    wanted: int = refused.aggregate(highest=Max("revision"))["highest"] or 0
    return max(in_force + 1, wanted)


def children_of(incident_id: UUID) -> QuerySet[RecordedChild]:
    """Return every child that any revision named, those who vanished included."""
    return RecordedChild.objects.filter(incident_id=incident_id).order_by(
        "first_revision", "reference"
    )


def feeds_from(source: Agency) -> QuerySet[Feed]:
    """Return what a source has handed over, latest first, without the content."""
    return Feed.objects.filter(source=source).defer("content").order_by("-received_at")


def refused_from(source: Agency) -> QuerySet[RefusedIncident]:
    """Return what was refused of a source and is not put right yet, latest first."""
    return RefusedIncident.objects.filter(source=source, mended_at=None).order_by("-refused_at")


def incidents_from(source: Agency) -> QuerySet[Incident]:
    """Return the incidents of a source, the latest first."""
    return Incident.objects.filter(source=source).order_by("-first_received_at", "reference")


def open_waiting() -> QuerySet[Waiting]:
    """Return every child that waits for a person, the most urgent first."""
    rows = Waiting.objects.filter(closed_at=None).select_related("child__incident")
    return rows.order_by("due_at", "id")


def keys_of(source: Agency) -> frozenset[str]:
    """Return the public keys with which a source must sign, in base64; none: it need not."""
    return _proofs(source, SenderProof.Kind.SIGNATURE)


def certificates_of(source: Agency) -> frozenset[str]:
    """Return the SHA-256 of each certificate that a source may come with; none: it need not."""
    return _proofs(source, SenderProof.Kind.CERTIFICATE)


def certificate_bound_to(token_checksum: str) -> str | None:
    """Return the SHA-256 of the certificate beside which alone a token works, or None."""
    bound = BoundToken.objects.filter(token_checksum=token_checksum).first()
    return bound.certificate if bound else None


def _proofs(source: Agency, kind: SenderProof.Kind) -> frozenset[str]:
    return frozenset(source.proofs.filter(kind=kind).values_list("value", flat=True))


def watched_folders() -> list[WatchedFolder]:
    """Return every folder that is watched, by its source's code."""
    return list(WatchedFolder.objects.select_related("source").order_by("source__code"))
