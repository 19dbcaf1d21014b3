"""From the bytes of a delivery to its values, without believing any of it.

What is no JSON at all is refused whole. What a text or an object inside it does wrong (a name
twice in one object, a character that cannot be kept, a depth that no feed has) is reported with
its place, so that the other incidents can go on.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from firstbell.journey.intake.receipts import Problem

MOST_BYTES = 20 * 1024 * 1024
"""Of one delivery: some ten thousand incidents, more than any force has in a night."""

DEEPEST = 12
"""How deep a value may lie in its incident; the contract's own lie five deep."""

DEEPEST_OF_ALL = 100
"""How deep a value may lie for the rest of the document to be read."""

LONGEST_NUMBER = 18
"""Digits of a whole number; a longer one is no number that anything here could mean."""


_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class Unusable(ValueError):
    """Nothing of a delivery can be used; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem["code"] for problem in problems))
        self.problems = problems


class Repeating(dict[str, object]):
    """An object of the document that has a name twice; `pairs` keeps it as it was sent."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def read_document(body: bytes) -> object:
    """Return the values that a body of JSON in UTF-8 holds; a byte order mark is passed over.

    :raises Unusable: when it is too large, no UTF-8, no JSON, or nested beyond reading.
    """
    if len(body) > MOST_BYTES:
        raise _unusable(
            "too_large",
            _("The delivery has more than %(most)d megabytes.") % {"most": MOST_BYTES // 1024**2},
            _("Send it in several feeds, each with a reference of its own."),
        )
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unusable(
            "not_utf8",
            _("Byte %(byte)d is no UTF-8.") % {"byte": error.start + 1},
            _("Write the document as JSON in UTF-8."),
        ) from None
    return _parse(text)


def _parse(text: str) -> object:
    try:
        document: object = json.loads(
            text, object_pairs_hook=_object, parse_int=_whole_number, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        raise _unusable(
            "not_json",
            _("This is not JSON: line %(line)d, column %(column)d cannot be read.")
            % {"line": error.lineno, "column": error.colno},
            _("Write one JSON object with the fields feed and incidents."),
        ) from None
    except RecursionError:
        raise _unusable("too_deep", *_too_deep()) from None
    if _is_deeper(document, DEEPEST_OF_ALL):
        raise _unusable("too_deep", *_too_deep())
    return document


def _is_deeper(document: object, most: int) -> bool:
    rest = [(document, 1)]
    while rest:
        value, depth = rest.pop()
        if isinstance(value, dict | list):
            if depth > most:
                return True
            inner = value.values() if isinstance(value, dict) else value
            # Numbers and texts are deep in nothing, and a list may hold ten million of them.
            rest += [(each, depth + 1) for each in inner if isinstance(each, dict | list)]
    return False


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    return read if len(read) == len(pairs) else Repeating(pairs)


def _whole_number(digits: str) -> float:
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)


def _no_number(_constant: str) -> float:
    return math.nan


def _unusable(code: str, problem: str, cure: str) -> Unusable:
    return Unusable([Problem(code=code, place="", problem=problem, cure=cure)])


def _too_deep() -> tuple[str, str]:
    return (
        _("Values are nested more than %(deepest)d deep.") % {"deepest": DEEPEST},
        _("Write the incident as the contract shows it; no field holds so deep a value."),
    )


def pointer(*steps: str | int) -> str:
    """Return the JSON Pointer (RFC 6901) of the place that the steps lead to.

    A name that is not of the contract may be anything, so it is cut after 60 characters and
    what cannot be written is shown as a question mark.
    """
    written = (str(step)[:60].encode(errors="replace").decode() for step in steps)
    return "".join(
        "/" + step.replace("~", "~0").replace("/", "~1").replace("\0", "?") for step in written
    )


def flaws(value: object, *, place: str) -> Iterator[Problem]:
    """Yield what is wrong inside a value whatever its fields mean, without recursion."""
    rest = [iter([(value, place, 1)])]
    while rest:
        found = next(rest[-1], None)
        if found is None:
            rest.pop()
            continue
        each, where, depth = found
        if depth > DEEPEST:
            problem, cure = _too_deep()
            yield Problem(code="too_deep", place=where, problem=problem, cure=cure)
            continue
        if isinstance(each, dict):
            yield from _repeated_names(each, where)
            rest.append(_inside(each.items(), where, depth))
        elif isinstance(each, list):
            rest.append(_inside(enumerate(each), where, depth))
        elif isinstance(each, str) and not _can_be_kept(each):
            yield _unwritable(where)
        elif isinstance(each, float) and not math.isfinite(each):
            yield _not_a_number(where)


def _inside(
    values: Iterable[tuple[str | int, object]], where: str, depth: int
) -> Iterator[tuple[object, str, int]]:
    """Yield the values in a value as they are asked for: there may be ten million."""
    for name, inner in values:
        yield inner, where + pointer(name), depth + 1


def _repeated_names(value: dict[str, object], place: str) -> Iterator[Problem]:
    if any(not _can_be_kept(name) for name in value):
        yield _unwritable(place)
    if not isinstance(value, Repeating):
        return
    counted = Counter(name for name, _value in value.pairs)
    for name in (name for name, times in counted.items() if times > 1):
        yield Problem(
            code="repeated_name",
            place=place + pointer(name),
            problem=_("The field stands twice in one object."),
            cure=_("Send it once, with the value that holds."),
        )


def _can_be_kept(text: str) -> bool:
    return not _UNWRITABLE.search(text)


def _unwritable(place: str) -> Problem:
    return Problem(
        code="unwritable",
        place=place,
        problem=_("The text holds a NUL character or half of a character pair (a lone surrogate)."),
        cure=_("Send the text without it."),
    )


def _not_a_number(place: str) -> Problem:
    return Problem(
        code="not_a_number",
        place=place,
        problem=_("This is not a number that JSON can hold."),
        cure=_("Send a number, or leave the field out."),
    )
