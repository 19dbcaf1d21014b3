"""The advocate's door: the cases that are referred to their service, and nothing else.

A case is theirs while its referral lasts. What they read of it is the advocate's allow-list of
`core.disclosure`; a way that is marked as not safe, and an address that is kept safe, stand
nowhere on it, in no text either. What is sealed against them, was never referred and is not there
are one answer by the same queries. Writes the trail of each reading; the list names nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from firstbell.core.disclosure import for_advocate
from firstbell.core.need_to_know import Sight, Stands
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.journey.intake.asking import NotForThem, asking, phase_of
from firstbell.journey.intake.models import Incident
from firstbell.journey.intake.unsafe import Unsafe, safe_addresses, unsafe_of
from firstbell.journey.reconciliation import ways
from firstbell.journey.reconciliation.case_words import Line, person_name, words_of
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import Referral

WHO = (Role.ADVOCATE,)

__all__ = ["WHO", "Case", "CasePerson", "InList", "NotForThem", "case", "cases", "incident_of"]


@dataclass(frozen=True, kw_only=True)
class InList:
    """One case of the list. No name: a list is read over a shoulder."""

    incident_id: UUID
    force: str
    reference: str
    purpose: str
    referred_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class CasePerson:
    """One person of the case, as far as an advocate may know."""

    heading: str
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case: why it was referred, what happened, its people, and the ways to reach them."""

    incident_id: UUID
    force: str
    reference: str
    purpose: str
    referred_by: str
    referred_at: datetime
    is_withdrawn: bool
    lines: tuple[Line, ...]
    adults: tuple[CasePerson, ...]
    children: tuple[CasePerson, ...]
    ways: tuple[ways.Way, ...]


def cases(user: User, *, at: datetime) -> tuple[InList, ...]:
    """Return the cases that are referred to a person's service now, the newest first."""
    return tuple(
        InList(
            incident_id=row.id,
            force=row.source.name,
            reference=row.reference,
            purpose=each.purpose,
            referred_at=each.referred_at,
            is_withdrawn=row.status == Incident.Status.WITHDRAWN,
        )
        for each, row in _readable(user, at=at)
    )


def incident_of(user: User, incident_id: UUID, *, at: datetime) -> Incident:
    """Return one case, to act on it, not to show it.

    :raises NotForThem: if it is not referred to this person's service now.
    """
    return _one(user, incident_id, at=at)[1]


@transaction.atomic
def case(user: User, incident_id: UUID, *, at: datetime) -> Case:
    """Return one case as an advocate may read it, and write the trail.

    :raises NotForThem: if it is not referred to this person's service now.
    """
    referral, incident = _one(user, incident_id, at=at)
    audit.record(
        "case.referred_read", subject_kind="incident", subject_id=incident.id, by=user, at=at
    )
    marked = unsafe_of(incident)
    safe = safe_addresses(incident.said)
    shown = marked.hidden(incident.said)
    spared = replace(marked, ways=marked.ways | safe)
    return Case(
        incident_id=incident.id,
        force=incident.source.name,
        reference=incident.reference,
        purpose=referral.purpose,
        referred_by=referral.referred_by.name,
        referred_at=referral.referred_at,
        is_withdrawn=incident.status == Incident.Status.WITHDRAWN,
        lines=_lines(shown, about="incident", spared=spared),
        adults=tuple(_adults(shown, spared)),
        children=tuple(_children(shown, spared)),
        ways=ways.ways_of(incident, marked, for_whom=ways.For.ADVOCATE),
    )


def _one(user: User, incident_id: UUID, *, at: datetime) -> tuple[Referral, Incident]:
    for referral, incident in _readable(user, at=at, only=incident_id):
        return referral, incident
    raise NotForThem


def _readable(
    user: User, *, at: datetime, only: UUID | None = None
) -> Iterator[tuple[Referral, Incident]]:
    """Yield the referrals that last, each with its case, as far as they may be read."""
    who = asking(user, at=at)
    services = people.places_of(user, Role.ADVOCATE, at=at).agencies
    rows = Referral.objects.filter(agency__in=services, ended_at=None)
    if only is not None:
        rows = rows.filter(record_id=only)
    referrals = list(rows.select_related("referred_by").order_by("-referred_at", "id"))
    ids = {each.record_id for each in referrals}
    found = {row.id: row for row in Incident.objects.filter(id__in=ids).select_related("source")}
    seen: set[UUID] = set()
    for each in referrals:
        row = found.get(each.record_id)
        # Two services of one person may have the same case.
        if row is None or row.id in seen:
            continue
        seen.add(row.id)
        grant = who.grant(row.id, phase=phase_of(row), more=[Stands.ADVOCATE])
        if row.erased_at is None and grant.sight == Sight.EVERYTHING:
            yield each, row


def _lines(facts: Mapping[str, Any], *, about: str, spared: Unsafe) -> tuple[Line, ...]:
    told = for_advocate(facts, about=about)
    return tuple(replace(line, value=spared.clean(line.value)) for line in words_of(told))


def _adults(shown: Mapping[str, Any], spared: Unsafe) -> Iterator[CasePerson]:
    for adult in shown.get("adults") or []:
        about = "victim" if adult.get("role") == "victim" else "other_adult"
        yield _person(adult, about, spared)


def _children(shown: Mapping[str, Any], spared: Unsafe) -> Iterator[CasePerson]:
    for child in shown.get("children") or []:
        yield _person(child, "child", spared)


def _person(said: Mapping[str, Any], about: str, spared: Unsafe) -> CasePerson:
    return CasePerson(
        heading=ways.role_of(said, is_child=about == "child"),
        name=person_name(for_advocate(said, about=about)),
        lines=_lines(said, about=about, spared=spared),
    )
