"""What a source is told about what it handed over: the fate of every incident, and what to mend.

Nothing here repeats a value that was sent but references and ids: a receipt is read by
machines, written to logs at the other end, and kept.
"""

from typing import Literal

from typing_extensions import TypedDict

Fate = Literal["accepted", "amended", "repeated", "late", "withdrawn", "refused"]


class Problem(TypedDict):
    """One thing that is wrong: a stable code, the place as a JSON Pointer, words and a cure."""

    code: str
    place: str
    problem: str
    cure: str


class Flag(TypedDict):
    """One thing that is odd and was accepted all the same."""

    code: str
    place: str
    note: str


class Question(TypedDict):
    """One thing that the sender is asked to complete; `child` is the child's id in the feed."""

    code: str
    place: str
    child: str
    question: str


class IncidentReceipt(TypedDict):
    """What became of one incident; `reference` and `revision` are null where unreadable."""

    place: str
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
