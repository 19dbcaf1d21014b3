"""The figures of who is known in plain words. Asks the database nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.core.known import Figures
from firstbell.journey.known.models import FollowUp

WORDS: Mapping[str, str | Promise] = {
    "known": _("Known to social care or early help"),
    "waiting": _("Not answered yet"),
    "followed": _("Known to neither, followed now"),
    "overdue": _("Known to neither, overdue without an outcome"),
    **dict(FollowUp.Outcome.choices),
}
"""How a child can stand, by the leaves of `core.known`."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One figure: so many children stand in one of these ways."""

    words: tuple[str, ...]
    number: int


@dataclass(frozen=True, kw_only=True)
class InWords:
    """The figures of a month, and the share of children whom nobody knew in per cent."""

    whole: int | None
    parts: tuple[Part, ...]
    per_cent: int | None


def in_words(figures: Figures) -> InWords:
    """Return figures as a page shows them."""
    share = figures.share_unknown
    return InWords(
        whole=figures.whole,
        parts=tuple(
            Part(words=tuple(str(WORDS[each]) for each in group), number=number)
            for group, number in figures.parts
        ),
        per_cent=None if share is None else round(100 * share),
    )
