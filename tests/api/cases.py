"""The published API asked in ways that nobody thought of, by whoever comes: in tests and bench.

Schemathesis makes requests from the published description, right ones and wrong ones. Whatever is
sent, the answer must be one that the description declares, in its shape, and no fault.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

LARGEST_ANSWER = 1024 * 1024

REFUSED = frozenset({401})

ODD_QUERIES: tuple[Mapping[str, Any], ...] = (
    {},
    {"_connector": "OR", "_negated": "1", "id__gte": "0", "source": ["A", "B"]},
    {"access_token": "anything", "a[b][c]": "1", "__class__": "x", "": ""},
)
"""What stands in the address although the description names no parameter."""


@dataclass(frozen=True, kw_only=True)
class Comer:
    """Somebody who asks: the headers that they bring, and which answers they may get."""

    name: str
    headers: Mapping[str, str]
    source: str
    may_get: frozenset[int]


@dataclass(kw_only=True)
class Asked:
    """What was answered so far: how often each status, to whom."""

    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        """How many requests were made."""
        return sum(self.answers.values())


def comers(*, token: str, other_token: str, source: str) -> tuple[Comer, ...]:
    """Return everybody who asks: with the right token, another source's, a wrong one and none."""
    taken = frozenset({200, 403, 409, 413, 415, 422})
    return (
        Comer(name="sender", headers=bearer(token), source=source, may_get=taken),
        # Another's token may say something wrong, but never that anything was taken.
        Comer(name="another", headers=bearer(other_token), source=source, may_get=taken - {200}),
        Comer(name="wrong", headers=bearer("0" * 30), source=source, may_get=REFUSED),
        Comer(name="nobody", headers={}, source=source, may_get=REFUSED),
    )


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def ask(app: Any, who: tuple[Comer, ...], *, each: int, begin: int = 1) -> Asked:
    """Ask every operation `each` times as each of these; the same `begin`, the same requests.

    :raises AssertionError: for the first answer that is not as declared.
    """
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    asked = Asked()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), "the description holds an operation that cannot be read"
        operation = found.ok()
        for number, comer in enumerate(who):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _ask(operation, comer, mode, asked, each=each // 2, begin=begin + number)
    return asked


def _ask(
    operation: Any, comer: Comer, mode: GenerationMode, asked: Asked, *, each: int, begin: int
) -> None:
    @seed(begin)
    @settings(
        max_examples=each,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        is_own=st.sampled_from([True, True, True, False]),
        query=st.sampled_from(ODD_QUERIES),
    )
    def one(case: Any, is_own: bool, query: Mapping[str, Any]) -> None:
        if is_own:
            _in_the_name_of(case.body, comer.source)
        case.query = {**query}
        case.headers = {**comer.headers}
        response = case.call()
        asked.answers[comer.name, operation.label, response.status_code] += 1
        case.validate_response(response, checks=CHECKS)
        # A token in the address is no token, and beside another it spoils that one (RFC 6750).
        is_for_keys = operation.path == "/api/v1/hand-overs"  # a token is no key: nobody is known
        may_get = REFUSED if "access_token" in query or is_for_keys else comer.may_get
        assert response.status_code in may_get, f"{comer.name}: {response.status_code}"
        assert len(response.content) < LARGEST_ANSWER

    run: Callable[[], None] = one
    run()


def _in_the_name_of(body: object, source: str) -> None:
    """Write the code of a source that is known, without which little of a body is looked at."""
    for part in _objects(body):
        if isinstance(part.get("source"), str):
            part["source"] = source


def _objects(body: object) -> Iterator[dict[str, Any]]:
    if isinstance(body, dict):
        yield body
        if isinstance(body.get("feed"), dict):
            yield body["feed"]
