"""An incident with one and the same words in every text that the feed's own shape has.

A text that is added to the shape is filled as well: nobody has to remember it here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from firstbell.journey.intake.feed import Incident

SHAPE: Mapping[str, Any] = Incident.model_json_schema()

NOT_WORDS = frozenset({"school_urn"})
"""A text that is a number: other words are refused there."""


def filled(words: str, **said: Any) -> dict[str, Any]:
    """Return an incident with these words in every text; `said` stands beside and before them."""
    return {**_of(SHAPE, words), **said}


def texts(part: Mapping[str, Any] = SHAPE, path: str = "") -> Iterator[str]:
    """Yield the path of every text of the shape that takes any words."""
    part = _meant(part)
    if _is_words(part):
        yield path
    elif part.get("type") == "array":
        yield from texts(part["items"], f"{path}/0")
    for name, each in part.get("properties", {}).items():
        if name not in NOT_WORDS:
            yield from texts(each, f"{path}/{name}")


def _of(part: Mapping[str, Any], words: str) -> Any:
    part = _meant(part)
    if _is_words(part):
        return words[: part.get("maxLength", len(words))]
    if part.get("type") == "array":
        inner = _of(part["items"], words)
        return [] if inner is None else [inner]
    if "properties" in part:
        made = {
            name: _of(each, words)
            for name, each in part["properties"].items()
            if name not in NOT_WORDS
        }
        return {name: value for name, value in made.items() if value not in (None, [], {})}
    return None


def _meant(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a part says where it may also be null or is told elsewhere."""
    for each in part.get("anyOf", ()):
        if each.get("type") != "null":
            return _meant(each)
    if "$ref" in part:
        return _meant(SHAPE["$defs"][part["$ref"].rpartition("/")[2]])
    return part


def _is_words(part: Mapping[str, Any]) -> bool:
    return part.get("type") == "string" and not {"enum", "const", "format"} & set(part)
