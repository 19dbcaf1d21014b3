"""Where two ways of telling differ, in lines and on one page. Names no child."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.formats import date_format
from django.utils.timezone import localtime

from firstbell.core.shadow import WRONG, Difference, Kind, counts

TITLES: Mapping[Kind, tuple[str, str]] = {
    Kind.ALIKE: (
        "Told alike",
        "The same school or desk, on the same side of its first bell.",
    ),
    Kind.LATE_BY_HAND: (
        "In time here, after the bell by hand",
        "The same school or desk. By hand it was told after its first bell.",
    ),
    Kind.LATE_HERE: (
        "In time by hand, after the bell here",
        "The same school or desk. Here it would have been told after its first bell.",
    ),
    Kind.OTHER_PLACE: (
        "Another school",
        "By hand one school or desk was told, here another: ask which roll the child is on.",
    ),
    Kind.ONLY_BY_HAND: (
        "By hand only",
        "Told by hand, and here nobody would have been told and nobody is asked.",
    ),
    Kind.WAITS_HERE: (
        "By hand, while here a person is asked first",
        "Told by hand. Here the child waits for a person: not found on a roll, not sure, or held.",
    ),
    Kind.ONLY_HERE: (
        "Here only",
        "Here somebody would have been told whom the list does not name.",
    ),
    Kind.NEITHER: (
        "Neither",
        "Nobody was told by hand, and here nobody would have been told yet.",
    ),
    Kind.UNREADABLE: ("Line cannot be read", "Something that is needed is missing or no date."),
    Kind.UNKNOWN_INCIDENT: (
        "Incident not received",
        "No incident of this reference came in the time that is looked at.",
    ),
    Kind.UNKNOWN_CHILD: (
        "Child not in the incident",
        "No child of the incident, or more than one, has this number or name.",
    ),
    Kind.UNKNOWN_PLACE: ("No such school", "No school or desk has this number."),
    Kind.TWICE: ("Line twice", "The same child and place stand in an earlier line."),
}
"""Each class in words, and what it means; in the order in which they are shown."""


def lines(found: Sequence[Difference]) -> Iterator[str]:
    """Yield how many there are of each class, and where the list is to be put right."""
    numbers = counts(found)
    for kind, (title, _meaning) in TITLES.items():
        if numbers[kind] or kind not in WRONG:
            yield f"{numbers[kind]:>8}  {title}"
    for each in found:
        if each.kind in WRONG and each.by_hand is not None:
            what = f" ({each.by_hand.wrong})" if each.by_hand.wrong else ""
            yield f"line {each.by_hand.line}: {TITLES[each.kind][0]}{what}"


def page_of(
    found: Sequence[Difference], *, force: str, first: datetime | None, last: datetime | None
) -> str:
    """Return the page: each class with its number, and the lines behind it."""
    numbers = counts(found)
    kinds = [
        {
            "id": kind.value,
            "title": title,
            "meaning": meaning,
            "number": numbers[kind],
            "is_wrong": kind in WRONG,
            "rows": [_row(each) for each in found if each.kind == kind],
        }
        for kind, (title, meaning) in TITLES.items()
    ]
    told = {
        "force": force,
        "first": first,
        "last": last,
        "by_hand": sum(each.by_hand is not None for each in found),
        "here": sum(each.here is not None for each in found),
        "kinds": [each for each in kinds if each["number"] or not each["is_wrong"]],
    }
    text = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
    return Engine.get_default().from_string(text).render(Context(told))


def _row(each: Difference) -> dict[str, Any]:
    by_hand, here = each.by_hand, each.here
    return {
        "incident": each.incident,
        # What the list says of a child may be a name: it is in the list, by its line.
        "child": each.child if by_hand is None or each.kind not in WRONG else "",
        "line": by_hand.line if by_hand else "",
        "by_hand": by_hand.place if by_hand else "",
        "by_hand_at": _moment(by_hand.at) if by_hand else "",
        "here": here.place if here else "",
        "here_at": _moment(here.at) if here else "",
        "bell": _moment(here.bell) if here else "",
        "why": ", ".join(each.waits) or (by_hand.wrong if by_hand else ""),
    }


def _moment(at: datetime | None) -> str:
    return date_format(localtime(at), "D j M, H:i") if at else ""
