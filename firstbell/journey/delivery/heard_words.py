"""The figures of what was said, in plain words. Asks the database nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from firstbell.core.feedback import Figures
from firstbell.journey.delivery.models_beside import Feedback


@dataclass(frozen=True, kw_only=True)
class InWords:
    """What was said in a month as a table: the heads of its columns, then its rows."""

    whole: int | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def in_words(figures: Figures) -> InWords:
    """Return figures as a page shows them."""
    differences, whose = dict(Feedback.Difference.choices), dict(Feedback.Whose.choices)
    return InWords(
        whole=figures.whole,
        heads=tuple("; ".join(str(differences[each]) for each in g) for g in figures.columns),
        rows=tuple(
            (str(whose[row.whose]) if row.whose else _("Several together"), row.numbers)
            for row in figures.rows
        ),
    )
