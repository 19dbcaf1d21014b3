"""The figures of a helpline in plain words. Asks the database nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firstbell.core.helpline import Figures
from firstbell.oversight.helpline.models import HelplineCall

HEADINGS: Mapping[str, Promise] = {
    "about": _("What it was mostly about"),
    "after": _("After a notification"),
    "place_kind": _("From what kind of place"),
    "council": _("From which council’s area"),
}

WORDS: Mapping[str, Mapping[str, str | Promise]] = {
    "about": dict(HelplineCall.About.choices),
    "after": dict(HelplineCall.After.choices),
    "place_kind": dict(HelplineCall.PlaceKind.choices),
    "council": {"elsewhere": _("Another council’s, or not said")},
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One breakdown: each line is a figure and what it counts."""

    heading: str
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class InWords:
    """The figures of a month as a page shows them."""

    whole: int | None
    parts: tuple[Part, ...]


def in_words(figures: Figures, *, councils: Mapping[str, str]) -> InWords:
    """Return figures as a page shows them."""

    def said(name: str, code: str) -> str:
        return str(WORDS[name].get(code) or councils.get(code, code))

    return InWords(
        whole=figures.whole,
        parts=tuple(
            Part(
                heading=str(HEADINGS[name]),
                lines=tuple(
                    ("; ".join(said(name, code) for code in group), number)
                    for group, number in part
                ),
            )
            for name, part in figures.parts.items()
        ),
    )
