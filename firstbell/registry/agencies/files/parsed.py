"""What came of reading one file: the values, what was refused, and what was kept with a doubt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from firstbell.registry.agencies.files.table import Problem, Refused, Row, Table

T = TypeVar("T")


@dataclass(kw_only=True)
class Parsed(Generic[T]):
    """The values of a file in its order, each with the row that it came from."""

    values: list[tuple[Row, T]] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    # Rows whose cells could be read although the row was refused.
    refused_rows: list[Row] = field(default_factory=list)

    @property
    def has_unreadable_rows(self) -> bool:
        """Say whether a row was refused of which not even the place that it names is known."""
        return len(self.refused) > len(self.refused_rows)

    def refuse(self, row: Row, refused: Refused) -> None:
        """Keep a row among the refused."""
        self.refused.append(row.problem(refused))
        self.refused_rows.append(row)

    def warn(self, row: Row, doubt: Refused) -> None:
        """Keep a doubt about a row that is loaded all the same."""
        self.warnings.append(row.problem(doubt))


def parse(table: Table, make: Callable[[Row], T]) -> Parsed[T]:
    """Make a value of each row with `make`, which raises `Refused` for what cannot be used."""
    parsed: Parsed[T] = Parsed(warnings=list(table.warnings))
    for row in table.rows():
        if isinstance(row, Problem):
            parsed.refused.append(row)
            continue
        try:
            parsed.values.append((row, make(row)))
        except Refused as refused:
            parsed.refuse(row, refused)
    return parsed
