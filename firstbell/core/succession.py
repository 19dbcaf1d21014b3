"""Which live establishments a closed one became, by the links of the schools register.

A register names the same change from both ends and does not always name both. Schools merge,
split and change their number again, so the answer may be several establishments, none, or one
at the end of a chain. Links that go round in a circle are seen and left.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

FORWARDS = "successor"
BACKWARDS = "predecessor"
MUTUAL = ("result of amalgamation", "merged")
"""Kinds that the register writes at both ends without saying which of the two went on."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """One line of the links file: `link_urn` is to `urn` what `kind` says."""

    urn: int
    link_urn: int
    kind: str


def successions(links: Iterable[Link]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return who followed whom as the register says it, and those joined without a direction.

    Any other kind, such as a shared sixth form centre or an expansion, is no succession.
    """
    followers: dict[int, set[int]] = defaultdict(set)
    joined: dict[int, set[int]] = defaultdict(set)
    for link in links:
        kind = link.kind.strip().lower()
        if kind.startswith(FORWARDS):
            followers[link.urn].add(link.link_urn)
        elif kind.startswith(BACKWARDS):
            followers[link.link_urn].add(link.urn)
        elif kind.startswith(MUTUAL):
            joined[link.urn].add(link.link_urn)
            joined[link.link_urn].add(link.urn)
    return followers, joined


def live_successors(
    urn: int, *, links: Iterable[Link], is_open: Callable[[int], bool]
) -> tuple[int, ...]:
    """Return the open establishments that `urn` goes on as, the nearest first.

    An open establishment goes on as itself. A link without a direction counts only where no
    other leads on: walked backwards it would bring in the neighbours of a merger.
    """
    followers, joined = successions(links)
    found: list[int] = []
    seen = {urn}
    level = [urn]
    while level:
        found += [each for each in level if is_open(each)]
        closed = (each for each in level if not is_open(each))
        onward = {
            after
            for each in closed
            for after in followers.get(each) or joined.get(each) or ()
            if after not in seen
        }
        seen |= onward
        level = sorted(onward)
    return tuple(found)
