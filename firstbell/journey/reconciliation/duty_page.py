"""Section 49A in a month as a chief officer's page may show it: no figure about too few.

Works on children that the door has let through; what is too small is put together by
`core.suppression`. Each figure has a key by which the incidents behind it are found again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firstbell.core.duty import NEAREST, Fate
from firstbell.core.suppression import Group, Table, groups, is_small, table
from firstbell.journey.reconciliation.duty import Counted, by_fate

WORDS: Mapping[Fate, Promise] = {
    Fate.IN_TIME: gettext_lazy("Told in time"),
    Fate.LATE_SENDER: gettext_lazy("Late: it came too late from the police, or waited for them"),
    Fate.LATE_HUB: gettext_lazy("Late: it waited for the hub, or nobody rang"),
    Fate.LATE_RECIPIENT: gettext_lazy("Late: the school or desk had been reminded or rung"),
    Fate.LATE_OURS: gettext_lazy("Late: Firstbell itself had not done its part"),
    Fate.NO_LINK: gettext_lazy("Not told: the child or the school is not found yet"),
    Fate.HELD: gettext_lazy("Not told: held by the police"),
    Fate.WAITS: gettext_lazy("Not told: a person must decide first"),
    Fate.LOST: gettext_lazy("Not told: lost, nobody has the child"),
    Fate.NOT_YET: gettext_lazy("The bell has not rung yet"),
    Fate.NO_DUTY: gettext_lazy("No duty: told to early years or health alone"),
    Fate.SETTLED: gettext_lazy("Settled by a person: nobody to tell"),
    Fate.WITHDRAWN: gettext_lazy("Withdrawn by the police"),
}
SHORT: Mapping[Fate, Promise] = {
    Fate.IN_TIME: gettext_lazy("In time"),
    Fate.LATE_SENDER: gettext_lazy("Late: police"),
    Fate.LATE_HUB: gettext_lazy("Late: hub"),
    Fate.LATE_RECIPIENT: gettext_lazy("Late: school or desk"),
    Fate.LATE_OURS: gettext_lazy("Late: Firstbell"),
    Fate.NO_LINK: gettext_lazy("Not found"),
    Fate.HELD: gettext_lazy("Held"),
    Fate.WAITS: gettext_lazy("Waits"),
    Fate.LOST: gettext_lazy("Lost"),
    Fate.NOT_YET: gettext_lazy("Not yet"),
    Fate.NO_DUTY: gettext_lazy("No duty"),
    Fate.SETTLED: gettext_lazy("Settled"),
    Fate.WITHDRAWN: gettext_lazy("Withdrawn"),
}
"""Each fate in words, and as the head of a narrow column."""

TOGETHER = "together"
"""The key of the rows that stand together."""

UNIT, PLACE = "unit", "place"
"""By what a month is broken down."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of the month: so many children, and what became of them."""

    key: str
    words: str
    short: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """One unit or place, or several together, with a figure for each column."""

    key: str
    words: str
    whole: int
    cells: tuple[Figure, ...]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One month of one force. Of too few children nothing is said but that they are few."""

    whole: int | None
    in_time: Figure | None
    figures: tuple[Figure, ...]
    units: tuple[Row, ...]
    places: tuple[Row, ...]
    refused: int | None
    refused_are_few: bool
    least: int

    @property
    def in_time_alone(self) -> bool:
        """Whether the figure of those told in time counts nobody else."""
        return self.in_time is not None and self.in_time.key == Fate.IN_TIME


@dataclass(frozen=True, kw_only=True)
class Told:
    """One child in the list behind a figure, by the force's own id of it."""

    child_id: UUID
    reference: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One incident in the list behind a figure. Names nobody."""

    incident_id: UUID
    reference: str
    received_at: datetime
    unit: str
    children: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Came:
    """Children who came by hand-over, for whom the force of our area answers.

    `whole` is None where they are too few, `in_time` where one of the two parts is.
    """

    whole: int | None
    in_time: int | None


def came_of(children: Sequence[Counted], *, least: int) -> Came | None:
    """Return what may be published of children who came by hand-over; None where none did."""
    if not children:
        return None
    in_time = by_fate(children)[Fate.IN_TIME]
    if is_small(len(children), least=least):
        return Came(whole=None, in_time=None)
    are_few = is_small(in_time, least=least) or is_small(len(children) - in_time, least=least)
    return Came(whole=len(children), in_time=None if are_few else in_time)


def figures_of(children: Sequence[Counted], *, refused: int | None, least: int) -> Figures:
    """Return what may be published of these children; `refused` is None where it is not theirs."""
    totals = by_fate(children)
    columns = groups(NEAREST, totals, least=least)
    are_few = is_small(len(children), least=least)
    found = () if are_few else tuple(_figure(each, totals) for each in columns)
    few_refused = refused is not None and is_small(refused, least=least)
    return Figures(
        whole=None if are_few else len(children),
        in_time=next((each for each in found if Fate.IN_TIME in each.key.split(",")), None),
        figures=found,
        units=() if are_few else _rows(children, UNIT, columns, least=least),
        places=() if are_few else _rows(children, PLACE, columns, least=least),
        refused=None if few_refused else refused,
        refused_are_few=few_refused,
        least=least,
    )


def behind(
    children: Sequence[Counted], *, fates: str, by: str, row: str, least: int
) -> list[Counted] | None:
    """Return the children behind one figure of the page, or None where it has no such figure.

    Without `fates` they are all of the row; without `by`, all of the month.
    """
    columns = groups(NEAREST, by_fate(children), least=least)
    if fates and fates not in map(_key, columns):
        return None
    chosen = [each for each in children if not fates or each.fate in fates.split(",")]
    if not by:
        return chosen
    if by not in _VALUE or is_small(len(children), least=least):
        return None
    value, found = _VALUE[by], _table(children, by, columns, least=least)
    together = found.together if row == TOGETHER else frozenset()
    return [each for each in chosen if value(each) in together] or [
        each for each in chosen if value(each) in found.rows and row == row_key(value(each))
    ]


def lines_of(children: Iterable[Counted]) -> list[Line]:
    """Return the incidents of these children, in the order in which they came."""
    by_incident: defaultdict[UUID, list[Counted]] = defaultdict(list)
    for each in children:
        by_incident[each.account.child.incident_id].append(each)
    return [
        Line(
            incident_id=incident_id,
            reference=here[0].account.child.incident.reference,
            received_at=here[0].account.child.incident.first_received_at,
            unit=here[0].unit,
            children=tuple(
                Told(
                    child_id=each.account.child.id,
                    reference=each.account.child.reference,
                    words=str(WORDS[each.fate]),
                )
                for each in here
            ),
        )
        for incident_id, here in by_incident.items()
    ]


def words_behind(fates: str) -> str:
    """Return what a list behind a figure is called."""
    return _words(tuple(fates.split(",")), WORDS) if fates else _("Every child of the month")


def row_key(value: str | UUID | None) -> str:
    """Return what stands for a row in an address: not its name."""
    return blake2b(str(value or "").encode(), digest_size=8).hexdigest()


_VALUE: Mapping[str, Callable[[Counted], str | UUID | None]] = {
    UNIT: lambda each: each.unit,
    PLACE: lambda each: each.place_id,
}


def _table(
    children: Iterable[Counted], by: str, columns: Sequence[Group], *, least: int
) -> Table[str | UUID | None]:
    counts: defaultdict[str | UUID | None, Counter[str]] = defaultdict(Counter)
    for each in children:
        counts[_VALUE[by](each)][each.fate] += 1
    return table(counts, columns, least=least)


def _rows(
    children: Sequence[Counted], by: str, columns: Sequence[Group], *, least: int
) -> tuple[Row, ...]:
    found = _table(children, by, columns, least=least)
    names = {_VALUE[by](each): each.unit if by == UNIT else each.place for each in children}
    totals = by_fate(children)
    shown = [place for place, group in enumerate(columns) if any(totals[each] for each in group)]

    def row(key: str, words: str, cells: tuple[int, ...]) -> Row:
        return Row(
            key=key,
            words=words,
            whole=sum(cells),
            cells=tuple(_figure(columns[place], totals, cells[place]) for place in shown),
        )

    rows = [row(row_key(each), names[each] or _without(by), n) for each, n in found.rows.items()]
    rows.sort(key=lambda each: (-each.whole, each.words))
    if found.together:
        several = _("Several units together") if by == UNIT else _("Several places together")
        rows.append(row(TOGETHER, several, found.sums))
    return tuple(rows)


def _without(by: str) -> str:
    return _("Unit not said") if by == UNIT else _("No school or desk yet")


def _figure(group: Group, totals: Mapping[str, int], number: int | None = None) -> Figure:
    held = tuple(each for each in group if totals.get(each)) or group
    return Figure(
        key=_key(group),
        words=_words(held, WORDS),
        short=_words(held, SHORT),
        number=sum(totals.get(each, 0) for each in group) if number is None else number,
    )


def _key(group: Group) -> str:
    return ",".join(group)


def _words(group: Group, words: Mapping[Fate, Promise]) -> str:
    """Return what a figure counts. Those that nobody has are left unsaid beside others."""
    return _("; or ").join(str(words[Fate(each)]) for each in group)
