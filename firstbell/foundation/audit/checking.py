"""Whether the trail is as it was written: every seal, every link of the chain, every head.

What was changed, removed, inserted, put in another order or cut off is named by its shard and
number. A trail rewritten whole, heads included, fits itself: only an anchor shows that, which is
a copy of the heads that somebody else keeps.

Pure: rows and heads are passed in, in order, and read once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from firstbell.foundation.audit.sealing import NO_HASH, SHARDS, Head, Row
from firstbell.foundation.audit.tracing import Displaced, trace


class Kind(StrEnum):
    """What was done to the trail."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "put in another order"
    CUT = "cut off at the end"
    UNKNOWN_SHARD = "in an unknown shard"
    ROLLED_BACK = "missing, though the anchor knows of them"
    REWRITTEN = "not what the anchor holds"


@dataclass(frozen=True, kw_only=True, order=True)
class Finding:
    """One thing that is wrong: in which shard, from which number to which, and what."""

    shard: int
    first: int
    last: int
    kind: Kind

    def __str__(self) -> str:
        numbers = f"number {self.first}"
        if self.last != self.first:
            numbers = f"numbers {self.first} to {self.last}"
        return f"shard {self.shard}, {numbers}: {self.kind}"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a whole check found, and how many entries it read."""

    entries: int
    findings: tuple[Finding, ...]


def check(
    rows: Iterable[Row],
    heads: Mapping[int, Head],
    anchors: Iterable[Mapping[int, Head]] = (),
) -> Report:
    """Compare every row with its seal, the row before it and the heads, here and elsewhere.

    `rows` come ordered by shard, number and id; each of `anchors` is the heads as they once were.
    """
    checks = {shard: ShardCheck(shard, heads.get(shard)) for shard in range(SHARDS)}
    for anchor in anchors:
        for shard, head in anchor.items():
            checks.setdefault(shard, ShardCheck(shard, None)).anchored[head.number] = head.hash
    for shard, of_shard in groupby(rows, key=lambda row: row.shard):
        one = checks.setdefault(shard, ShardCheck(shard, None))
        for row in of_shard:
            one.take(row)
    findings = [found for _, one in sorted(checks.items()) for found in one.findings()]
    return Report(entries=sum(one.rows for one in checks.values()), findings=tuple(findings))


class ShardCheck:
    """Takes one shard's rows in their order, and says at the end what is wrong with them."""

    def __init__(self, shard: int, head: Head | None) -> None:
        self.shard = shard
        self.head = head
        self.anchored: dict[int, bytes] = {}
        self.rows = 0
        self._last = Head(0, NO_HASH)
        self._last_is_sound = True
        self._gaps: list[tuple[int, int]] = []
        self._inserted: set[int] = set()
        self._relinked: set[int] = set()
        self._not_as_anchored: set[int] = set()
        self._displaced = Displaced()

    def take(self, row: Row) -> None:
        """Compare the next row with its seal and with the row before it."""
        self.rows += 1
        if row.number <= self._last.number:
            self._inserted.add(row.number)
            return
        is_sound = row.is_sealed_as(row.number)
        follows = row.number == self._last.number + 1
        if not follows:
            self._gaps.append((self._last.number + 1, row.number - 1))
        if not is_sound:
            self._displaced.take(row)
        elif follows and self._last_is_sound and row.previous != self._last.hash:
            # Both fit their own seals: the earlier one is not the one that was sealed to.
            self._relinked.add(self._last.number)
        if self.anchored.get(row.number, row.hash) != row.hash:
            self._not_as_anchored.add(row.number)
        if self.head and row.number > self.head.number:
            self._inserted.add(row.number)
        self._last = Head(row.number, row.hash)
        self._last_is_sound = is_sound

    def findings(self) -> list[Finding]:
        """Return all that is wrong with the shard, by number."""
        if self.rows and (self.head is None or self.shard not in range(SHARDS)):
            found = [self._found(Kind.UNKNOWN_SHARD, 1, max(self._last.number, 1))]
        else:
            found = list(self._by_chain(self.head or Head(0, NO_HASH)))
        return sorted({*found, *self._by_anchors()})

    def _by_chain(self, head: Head) -> Iterator[Finding]:
        gaps = [(first, min(last, head.number)) for first, last in self._gaps]
        last = self._last.number
        traced = trace(self._displaced, gaps=[gap for gap in gaps if gap[0] <= gap[1]], last=last)
        inserted = traced.inserted | (self._inserted - self._displaced.moved.keys())
        changed = (traced.changed | self._relinked) - inserted
        if last == head.number and self._last_is_sound and self._last.hash != head.hash:
            changed.add(last)
        for kind, numbers in (
            (Kind.CHANGED, changed),
            (Kind.REMOVED, traced.removed),
            (Kind.INSERTED, inserted),
            (Kind.REORDERED, traced.reordered),
        ):
            for first, end in _runs(numbers):
                yield self._found(kind, first, end)
        for first, end in traced.gaps:
            yield self._found(Kind.REMOVED, first, end)
        if last < head.number != last - traced.shift:
            yield self._found(Kind.CUT, last + 1, head.number)

    def _by_anchors(self) -> Iterator[Finding]:
        highest = max(self.anchored, default=0)
        if highest > self._last.number:
            yield self._found(Kind.ROLLED_BACK, self._last.number + 1, highest)
        for number in self._not_as_anchored:
            yield self._found(Kind.REWRITTEN, number, number)

    def _found(self, kind: Kind, first: int, last: int) -> Finding:
        return Finding(shard=self.shard, first=first, last=last, kind=kind)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each stretch of numbers that follow one another."""
    run: list[int] = []
    for number in sorted(numbers):
        if run and number != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run = [*run[:1], number]
    if run:
        yield run[0], run[-1]
