"""Does an adult of an incident work for an agency that would see it? Who is let in then?

A police officer, a social worker, somebody of the council: colleagues would read of them. The
record can be closed for their employer, which seals it: of that agency nobody finds it but
whoever must carry it on. A hit offers that to a person and does nothing by itself.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["police", "council"]

WORDS: Mapping[str, frozenset[str]] = {
    "police": frozenset({"police", "constabulary", "pcso"}),
    "council": frozenset({"council", "social", "childrens"}),
}
"""A word of what police wrote as the employer that is enough: which force, a person sees."""

SAYS_NOTHING = frozenset({"the", "of", "and", "borough", "city", "county"})


@dataclass(frozen=True, kw_only=True)
class Employer:
    """An agency whose people would see the record."""

    key: UUID
    name: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who could be let into the circle: their roles, and the agencies of these."""

    user_id: UUID
    roles: frozenset[str]
    agencies: frozenset[UUID]


def may_employ(
    employers: Iterable[Employer], *, written: Iterable[str], of_adults: Iterable[Candidate]
) -> list[Employer]:
    """Return the agencies for which an adult seems to work, in the order given.

    `written` is what police wrote as employers, `of_adults` are the users who are one of the
    adults.
    """
    texts = [_words(each) for each in written]
    agencies = {agency for each in of_adults for agency in each.agencies}
    return [
        each
        for each in employers
        if each.key in agencies or any(_names(words, each) for words in texts)
    ]


def _names(words: frozenset[str], employer: Employer) -> bool:
    """Say whether a text means an agency: by a word for its kind, else by all of its name."""
    kinds = {kind for kind, of_kind in WORDS.items() if not of_kind.isdisjoint(words)}
    if kinds:
        return employer.kind in kinds
    name = _words(employer.name) - SAYS_NOTHING
    return bool(name) and name <= words


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("'", "").replace("’", "")
    return frozenset(re.findall(r"[^\W\d_]+", plain))


def circle_without(
    people: Iterable[Candidate], *, employer: Employer, keeps: Collection[UUID]
) -> frozenset[UUID]:
    """Return who is let into a record that is closed for an employer; `keeps` are let in anyway.

    Nobody of a force. Of the hub, which is the council's own, its managers alone: somebody must
    carry it on.
    """
    return frozenset(keeps) | {each.user_id for each in people if _is_let_in(each, employer)}


def _is_let_in(person: Candidate, employer: Employer) -> bool:
    if employer.kind == "council":
        return "hub-manager" in person.roles or "hub-worker" not in person.roles
    return employer.key not in person.agencies
