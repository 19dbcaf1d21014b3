"""Every address of the product, as it is asked about a record or about none.

Addresses are found in the product itself, so that a new one is asked about from its first day.
An address takes an id of a record by the name that the id has in `records`; a name that no record
has must stand here, with what the address then speaks of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.world import every_address

OF_A_RECORD = frozenset(
    {
        "incident_id",
        "record_id",
        "child_id",
        "link_id",
        "notification_id",
        "copy_id",
        "call_id",
        "place_request_id",
        "question_id",
        "wait_id",
        "refused_id",
        "glass_id",
        "row_id",
        "referral_id",
        "mark_id",
        "recall_id",
        "breach_id",
        "offer_id",
        "hand_over_id",
        "live_id",
    }
)
"""Names of ids that tell of a record."""

ABOUT_A_READER = frozenset({"row_id"})
"""Of these, names of ids that tell of who read a record: that is there for whoever reviews it."""

BESIDE_A_RECORD: Mapping[str, object] = {"place_id": uuid4(), "why": "unlinked"}
"""What an address takes beside the id of a record."""

OF_NO_RECORD: Mapping[str, object] = {
    "absence_id": uuid4(),
    "agreement_id": uuid4(),
    "allegation_id": uuid4(),
    "area_id": uuid4(),
    "arrival_id": uuid4(),
    "contact_id": uuid4(),
    "disposal_id": uuid4(),
    "helpline_call_id": uuid4(),
    "hold_id": uuid4(),
    "identity_id": uuid4(),
    "grant_id": uuid4(),
    "guard_id": uuid4(),
    "interest_id": uuid4(),
    "invitation_id": uuid4(),
    "kind": "content",
    "feedback_id": uuid4(),
    "look_id": uuid4(),
    "follow_up_id": uuid4(),
    "question_id": uuid4(),
    "membership_id": uuid4(),
    "number": 999_999,
    "on_call_id": uuid4(),
    "passage_id": uuid4(),
    "pupil_id": uuid4(),
    "release_id": uuid4(),
    "request_id": uuid4(),
    "turn_id": uuid4(),
    "sheet_id": uuid4(),
    "entry_id": uuid4(),
    "user_id": uuid4(),
    "what": "close",
    "roll_id": uuid4(),
    "secret": "nothing",
    "uidb36": "0",
    "key": "a-wrong-key",
    "pk": 999_999,
    "path": "web/bell.svg",
}
"""Names of what tells of no record: no answer about one may hang on it."""

FORMS: Mapping[str, Mapping[str, str]] = {
    "search": {"name": "Zantorsealed"},
    "open_case": {"force": "EASTMARSH-POLICE", "reference": "KREF-sealed", "ground": "breach"},
    "morning_board": {"show": "finished"},
}
"""What is asked of a page besides, where it shows nothing unasked."""


@dataclass(frozen=True, order=True, kw_only=True)
class Operation:
    """One method at one address."""

    name: str
    method: str
    takes: tuple[str, ...]

    @property
    def is_of_signing_in(self) -> bool:
        """Say whether it is one of those by which people sign in: `test_urls` asks them all."""
        return self.name.startswith(("account_", "mfa_"))

    @property
    def may_hold_a_list(self) -> bool:
        """Say whether it is a page that could show lines or figures of many records."""
        return self.method == "GET" and not (self.takes or self.is_of_signing_in)

    @property
    def is_about_a_record(self) -> bool:
        """Say whether its address holds an id of a record."""
        return not OF_A_RECORD.isdisjoint(self.takes)

    def is_there_for(self, ids: Mapping[str, object]) -> bool:
        """Say whether these are all the ids that the address takes."""
        return all(name in ids for name in self.takes if name in OF_A_RECORD)

    def path(self, ids: Mapping[str, object]) -> str:
        """Return the path for these ids; of those that are missing, one of nothing."""
        given = {**BESIDE_A_RECORD, **OF_NO_RECORD, **ids}
        if self.name.startswith("/"):
            return self.name
        return reverse(self.name, kwargs={name: given[name] for name in self.takes})

    def ids_of_nothing(self, ids: Mapping[str, object]) -> Mapping[str, object]:
        """Return the same ids, but for those of a record, which are of none."""
        return {name: uuid4() if name in OF_A_RECORD else value for name, value in ids.items()}


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation of the product, those of machines included."""
    takes = dict(_arguments(get_resolver().url_patterns, "", ()))
    return tuple(
        Operation(name=name, method=method, takes=takes.get(name, ()))
        for name in every_address()
        for method in ("GET", "POST")
    )


def _arguments(
    patterns: list[Any], namespace: str, before: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in patterns:
        takes = (*before, *each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _arguments(each.url_patterns, inner, takes)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{namespace}{each.name}", takes
