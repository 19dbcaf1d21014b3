"""Whom and what people are close to, as they or the hub have declared: for the rule alone.

Read as the system: what somebody declared is shown to nobody but themselves, and what the hub
wrote down to its managers. Those pages read their own rows under the walls.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.core.closeness import Closeness, Home
from firstbell.core.conflicts import Reader
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.models import Role
from firstbell.registry.agencies.queries import people
from firstbell.registry.circles.models import Interest

Kind = Interest.Kind

Declared = tuple[str, Mapping[str, Any]]
"""The kind of one interest, and what it says."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One interest, as the page of whoever may see it shows it."""

    interest_id: UUID
    email: str
    kind: str
    words: str
    declared_at: datetime


def closeness_by_email(emails: Collection[str] | None = None) -> dict[str, Closeness]:
    """Return what is declared of people by their folded e-mail address, in one query.

    Who has declared nothing is left out; None asks for everybody.
    """
    rows = Interest.objects.filter(ended_at=None)
    if emails is not None:
        rows = rows.filter(email__in={each.casefold() for each in emails})
    found: dict[str, list[Declared]] = {}
    with acting.as_the_system(savepoint=False):
        for email, kind, said in rows.values_list("email", "kind", "said"):
            found.setdefault(email, []).append((kind, said))
    return {email: closeness_of(declared) for email, declared in found.items()}


def closeness_of(declared: Iterable[Declared]) -> Closeness:
    """Return what several interests of one person say together, as the rule takes it."""
    rows = list(declared)
    return Closeness(
        own_homes=tuple(_home(said) for kind, said in rows if kind == Kind.HOME),
        persons=tuple(_person(said) for kind, said in rows if kind == Kind.PERSON),
        children=tuple(_person(said) for kind, said in rows if kind == Kind.CHILD),
        homes=tuple(_home(said) for kind, said in rows if kind == Kind.ADDRESS),
    )


def _home(said: Mapping[str, Any]) -> Home:
    return Home(line=said.get("line", ""), postcode=said.get("postcode", ""))


def _person(said: Mapping[str, Any]) -> Reader:
    born_on = said.get("born_on")
    return Reader(
        name=f"{said.get('given_names', '')} {said.get('surname', '')}".strip(),
        email=said.get("email", ""),
        phones=(said.get("phone", ""),),
        born_on=date.fromisoformat(born_on) if born_on else None,
    )


def own(user: User) -> list[Shown]:
    """Return what somebody has declared themselves, the newest first."""
    return _shown(Interest.objects.filter(by_themselves=True, declared_by=user))


def written_down_by_the_hub(user: User) -> list[Shown]:
    """Return what the hub has written down of others than this manager, the newest first."""
    rows = Interest.objects.filter(by_themselves=False).exclude(email=user.email.casefold())
    return _shown(rows)


def one(user: User, interest_id: UUID, *, at: datetime) -> Interest | None:
    """Return one interest that somebody may see, or None: their own, or for a manager the hub's."""
    theirs = Q(by_themselves=True, declared_by=user)
    if people.has_role(user, Role.HUB_MANAGER, at=at):
        theirs |= Q(by_themselves=False) & ~Q(email=user.email.casefold())
    return Interest.objects.filter(theirs, id=interest_id, ended_at=None).first()


def _shown(rows: QuerySet[Interest]) -> list[Shown]:
    return [
        Shown(
            interest_id=row.id,
            email=row.email,
            kind=str(row.get_kind_display()),
            words=words_of(row),
            declared_at=row.declared_at,
        )
        for row in rows.filter(ended_at=None).order_by("-declared_at", "id")
    ]


def words_of(row: Interest) -> str:
    """Return what an interest says in one line."""
    keys = ("given_names", "surname", "line", "postcode", "born_on", "phone", "email")
    return ", ".join(
        part
        for part in (
            " ".join(filter(None, (row.said.get(key, "") for key in keys[:2]))),
            *(row.said.get(key, "") for key in keys[2:]),
        )
        if part
    )
