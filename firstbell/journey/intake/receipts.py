"""What a source is told about what it handed over: the fate of every incident, and what to mend.

A `cell` is where in a spreadsheet it stood, as `Sheet1!F7` or with line and column; what came as
JSON has none. Nothing here repeats a value that was sent but references and ids: a receipt is
read by machines, written to logs at the other end, and kept.
"""

from collections.abc import Callable
from typing import Literal, NotRequired, TypeVar

from typing_extensions import TypedDict

Fate = Literal["accepted", "amended", "repeated", "late", "withdrawn", "refused"]


class Problem(TypedDict):
    """One thing that is wrong: a stable code, the place as a JSON Pointer, words and a cure."""

    code: str
    place: str
    cell: NotRequired[str]
    problem: str
    cure: str


class Flag(TypedDict):
    """One thing that is odd and was accepted all the same."""

    code: str
    place: str
    cell: NotRequired[str]
    note: str


class Question(TypedDict):
    """One thing that the sender is asked to complete; `child` is the child's id in the feed."""

    code: str
    place: str
    cell: NotRequired[str]
    child: str
    question: str


class IncidentReceipt(TypedDict):
    """What became of one incident; `reference` and `revision` are null where unreadable."""

    place: str
    cell: NotRequired[str]
    reference: str | None
    revision: int | None
    fate: Fate
    problems: list[Problem]
    flags: list[Flag]
    questions: list[Question]


class Receipt(TypedDict):
    """What became of a delivery; `feed` is null for an incident handed over on its own."""

    source: str
    feed: str | None
    received_at: str
    flags: list[Flag]
    incidents: list[IncidentReceipt]


class Refusal(TypedDict):
    """Why nothing of a body could be used."""

    problems: list[Problem]


CellOf = Callable[[str], str]
"""Says of a place in the document in which cell it stood; "" where it came in none."""

Located = TypeVar("Located", Problem, Flag, Question)


def nowhere(_place: str) -> str:
    """Say that nothing came in a cell."""
    return ""


def located(told: Located, cell_of: CellOf) -> Located:
    """Return something that is told of a place with the cell in which it stood."""
    if cell := told.get("cell") or cell_of(told["place"]):
        told["cell"] = cell
    return told
