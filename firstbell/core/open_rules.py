"""How an open rule says what it is: the words beside each field of `core.policy` and its parts.

Holds no rule and no value.
"""

from typing import Any, Literal

RuleKind = Literal["minutes", "hours", "days", "time", "share", "count", "dates", "choice", "text"]


def about(
    kind: RuleKind, meaning: str, source: str, choices: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return what a field says of its rule: how it is written, what it means, whence it comes."""
    return {"kind": kind, "meaning": meaning, "source": source, "choices": choices}
