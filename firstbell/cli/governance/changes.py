"""What a change of settings changes in the documents: which one, which passage, before and after.

What people fill in by hand is left out of the comparison.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

BY_HAND = frozenset({"Signatures", "Filled in by hand"})
"""Headings of passages that people fill in."""

ABOVE = " / "
"""Between the headings above a passage and its own."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One passage of one document that is no longer what the settings say."""

    document: str
    passage: str
    before: str
    after: str

    def lines(self) -> Iterator[str]:
        """Yield the change for a reader: what goes with a minus, what comes with a plus."""
        yield f"{self.document}: {self.passage}"
        before, after = self.before.splitlines(), self.after.splitlines()
        for line in difflib.unified_diff(before, after, n=0, lineterm=""):
            if not line.startswith(("---", "+++", "@@")):
                yield f"  {line}"


def changes(written: Path, now: Mapping[str, str]) -> Iterator[Change]:
    """Yield each passage that differs between the files of a folder and the documents of now."""
    for name, text in now.items():
        file = written / name
        old = _passages(file.read_text(encoding="utf-8")) if file.exists() else {}
        new = _passages(text)
        if not file.exists():
            yield Change(document=name, passage="the whole document", before="", after="is new")
            continue
        for passage in dict.fromkeys([*old, *new]):
            before, after = old.get(passage, ""), new.get(passage, "")
            if before != after and BY_HAND.isdisjoint(passage.split(ABOVE)):
                yield Change(document=name, passage=passage, before=before, after=after)


def _passages(text: str) -> dict[str, str]:
    """Return a document's passages by their headings, the ones above included."""
    found: dict[str, list[str]] = {}
    above: dict[int, str] = {}
    here = "before the first heading"
    for line in text.splitlines():
        if line.startswith("#"):
            depth = len(line) - len(line.lstrip("#"))
            above = {level: words for level, words in above.items() if level < depth}
            above[depth] = line.lstrip("# ").strip()
            here = ABOVE.join(above[level] for level in sorted(above))
            found.setdefault(here, [])
        elif line.strip():
            found.setdefault(here, []).append(line.rstrip())
    return {passage: "\n".join(lines) for passage, lines in found.items()}
