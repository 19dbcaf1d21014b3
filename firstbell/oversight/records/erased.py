"""What was erased here, by class and opaque id: for a list that outlives the database."""

from collections.abc import Iterable

from firstbell.oversight.records.models import Lapsed


def count() -> int:
    """Return how many records are gone by a person's word or a rule."""
    return Lapsed.objects.filter(state=Lapsed.State.GONE).count()


def everything() -> Iterable[tuple[str, str]]:
    """Yield the class and the id of each, in the order in which they were found."""
    rows = Lapsed.objects.filter(state=Lapsed.State.GONE).order_by("found_at", "id")
    for kind, subject in rows.values_list("kind", "subject_id").iterator():
        yield kind, str(subject)
