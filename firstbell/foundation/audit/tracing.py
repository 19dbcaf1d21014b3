"""Where a displaced entry of the trail came from: what was inserted, removed or re-ordered.

An entry's seal holds the number under which it was written. One that fits another number than
the one it has now was moved there, and the pattern of such moves tells what was done.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from firstbell.foundation.audit.sealing import Row

NEAR = 3
"""So many places before and after, an entry is looked for at once."""

FAR = 200
"""So many entries of a shard that fit no near number are looked for everywhere."""


@dataclass(kw_only=True)
class Traced:
    """Numbers by what was done to them; `shift` is how far the last entries stand too high."""

    changed: set[int] = field(default_factory=set)
    inserted: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    reordered: set[int] = field(default_factory=set)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    shift: int = 0


class Displaced:
    """The entries of one shard that do not fit their own number."""

    def __init__(self) -> None:
        self.moved: dict[int, int] = {}
        self.lost: set[int] = set()
        self._unplaced: list[Row] = []
        self._shift = 0

    def take(self, row: Row) -> None:
        """Look for the number under which this entry was written, near the one it has now."""
        for shift in (self._shift, *(way * far for far in range(1, NEAR + 1) for way in (1, -1))):
            if shift and row.is_sealed_as(row.number - shift):
                self.moved[row.number] = row.number - shift
                self._shift = shift
                return
        self.lost.add(row.number)
        if len(self._unplaced) < FAR:
            self._unplaced.append(row)

    def look_far(self, gaps: Iterable[tuple[int, int]]) -> None:
        """Look for those that are left among one another's numbers and where entries miss."""
        missing = [n for first, last in gaps for n in range(first, min(last, first + FAR) + 1)]
        numbers = [*(row.number for row in self._unplaced), *missing[:FAR]]
        for row in self._unplaced:
            found = next((number for number in numbers if row.is_sealed_as(number)), None)
            if found is not None:
                self.moved[row.number] = found
                self.lost.discard(row.number)


def trace(displaced: Displaced, *, gaps: list[tuple[int, int]], last: int) -> Traced:
    """Return what was done, from the displaced entries, the gaps, and the last number there is."""
    displaced.look_far(gaps)
    moved = dict(displaced.moved)
    traced = Traced(gaps=list(gaps))
    for number in list(moved):
        if _closes(number, moved):
            traced.reordered.add(number)
    for number in traced.reordered:
        del moved[number]
    for number, written_as in list(moved.items()):
        if any(first <= written_as <= end for first, end in traced.gaps):
            # Only its number was changed: it is the entry that is missed there.
            traced.changed.add(written_as)
            traced.gaps = list(_without(written_as, traced.gaps))
            del moved[number]
    _trace_shifts(moved, displaced.lost, last, traced)
    traced.changed |= displaced.lost - traced.inserted
    return traced


def _closes(number: int, moved: dict[int, int]) -> bool:
    """Say whether the places of these entries were exchanged among themselves."""
    seen = {number}
    at = moved[number]
    while at in moved and at not in seen:
        seen.add(at)
        at = moved[at]
    return at == number


def _trace_shifts(moved: dict[int, int], lost: set[int], last: int, traced: Traced) -> None:
    """Where entries begin to stand too high something was inserted; too low, removed."""
    before, shift = 0, 0
    for number in sorted(moved):
        if shift and not _all_in(range(before + 1, number), lost):
            _turn(before + 1, shift, 0, traced)
            shift = 0
        now = number - moved[number]
        _turn(number, shift, now, traced)
        before, shift = number, now
    if shift and not _all_in(range(before + 1, last + 1), lost):
        _turn(before + 1, shift, 0, traced)
        shift = 0
    traced.shift = shift


def _turn(at: int, before: int, now: int, traced: Traced) -> None:
    if now > before:
        traced.inserted |= {*range(at - (now - before), at)}
    else:
        traced.removed |= {*range(at - before, at - now)}


def _all_in(numbers: range, lost: set[int]) -> bool:
    return all(number in lost for number in numbers)


def _without(number: int, gaps: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in gaps:
        if not first <= number <= last:
            yield first, last
            continue
        if first < number:
            yield first, number - 1
        if number < last:
            yield number + 1, last
