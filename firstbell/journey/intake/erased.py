"""What was erased does not come back with a later delivery, whoever sends it.

An incident that was erased takes no later revision: the sender is told to hand it over as a new
one if somebody must be told again. A child that was erased is left out of every later revision,
and of the delivery as it is kept. A repeat is known by its hash, as ever, and changes nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from firstbell.core.erasing import in_document, without_children
from firstbell.journey.intake.content import Kept
from firstbell.journey.intake.feed import Incident as Said
from firstbell.journey.intake.queries import Known
from firstbell.journey.intake.reading import pointer
from firstbell.journey.intake.receipts import Problem


def without_erased(said: Said, *, kept: Kept, known: Known | None) -> tuple[Said, Kept]:
    """Return a revision without the children of it who were erased; its hash stays its own."""
    gone = _erased_children(known)
    if not gone:
        return said, kept
    left = without_children(kept.said, gone)
    return Said.model_validate(left), Kept(said=left, content_hash=kept.content_hash)


def as_it_may_be_kept(document: Any, known: Iterable[Known]) -> Any:
    """Return a delivery without what was erased of the incidents that it names."""
    for each in known:
        reference = each.incident.reference
        if each.incident.erased_at:
            document = in_document(document, reference=reference)
        elif gone := _erased_children(each):
            document = in_document(document, reference=reference, children=gone)
    return document


def _erased_children(known: Known | None) -> frozenset[str]:
    children = known.children.values() if known else ()
    return frozenset(child.reference for child in children if child.erased_at)


def is_erased(place: str) -> Problem:
    """Return what a sender is told of a later revision of an incident that was erased."""
    return Problem(
        code="erased",
        place=place + pointer("reference"),
        problem=_("What this incident said has been erased here at the end of its time."),
        cure=_(
            "If somebody must be told again, send it as a new incident under another reference."
        ),
    )
