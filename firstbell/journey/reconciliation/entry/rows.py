"""Lists of a child that are typed a line each: other names, what the adults are to the child."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Rows:
    """How the two parts of each row are written in a line; the last part may stand alone."""

    first: str
    last: str
    between: str

    def shown(self, value: Any) -> str:
        """Return a list as lines; what has no such rows has none."""
        rows = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
        return "\n".join(line for each in rows if (line := self._line(each)))

    def _line(self, row: Mapping[str, Any]) -> str:
        first, last = (
            " ".join(str(row.get(name) or "").split()) for name in (self.first, self.last)
        )
        return f"{first}{self.between} {last}".strip() if first else last

    def said(self, typed: str) -> list[dict[str, str]]:
        """Return the rows that lines say."""
        return [row for line in typed.splitlines() if (row := self._row(line))]

    def _row(self, line: str) -> dict[str, str]:
        first, is_parted, last = line.partition(self.between)
        parts = (first, last) if is_parted else ("", first)
        said = {self.first: parts[0].strip(), self.last: parts[1].strip()}
        return {name: value for name, value in said.items() if value}


ROWS: Mapping[str, Rows] = {
    "also_known_as": Rows(first="surname", last="given_names", between=","),
    "relationships": Rows(first="adult", last="relationship", between=":"),
}
