"""The invented city of a rehearsal: its registers loaded, its people let in, three forces' feeds.

The weekend of `firstbell.sample` is dealt out to three senders: one sends in time and then the
same again, one sends a file that is cut off and mends it, one is late.
"""

import copy
import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstbell.cli.demo.journey import FORCE
from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.actions.partnership import add_source
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.queries import people, places
from firstbell.sample import Borough, truth_document

BROKEN, LATE = "HARBOUR-POLICE", "RAILWAY-POLICE"
SENDERS = ((BROKEN, "Harbour Police"), (LATE, "Railway Police"))
"""Beside the borough's own force, which sends in time."""

HUB = (("Morgan Tilney", "morgan"), ("Blair Hesketh", "blair"), ("Sunny Okell", "sunny"))

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Feeds:
    """What each force sends."""

    in_time: Document
    follow_up: Document
    broken: Document
    late: Document


def deal(borough: Borough) -> Feeds:
    """Deal the weekend's incidents out to three forces.

    What is told apart by a case, or is revised half an hour later, stays with the own force.
    """
    first, follow_up = borough.feeds["feed.json"], borough.feeds["feed-2.json"]
    cases = {row.incident for row in borough.truths if row.note.startswith("case:")}
    own = cases | {each.get("reference") for each in follow_up["incidents"]}
    turn = itertools.cycle(("", "", BROKEN, LATE))
    dealt: dict[str, list[Document]] = {"": [], BROKEN: [], LATE: []}
    for incident in first["incidents"]:
        dealt["" if incident["reference"] in own else next(turn)].append(incident)
    return Feeds(
        in_time={**first, "incidents": dealt[""]},
        follow_up=follow_up,
        broken=_of(first, BROKEN, dealt[BROKEN]),
        late=_of(first, LATE, dealt[LATE]),
    )


def _of(feed: Document, source: str, incidents: list[Document]) -> Document:
    document = copy.deepcopy({**feed, "incidents": incidents})
    document["feed"]["source"] = source
    return document


def add_senders(*, at: datetime) -> None:
    """Let the two further forces send."""
    for code, name in SENDERS:
        add_source(code=code, name=name, force_pfa=FORCE, by=None, at=at)


def let_in_key_adults(borough: Borough, *, at: datetime) -> list[User]:
    """Give everybody in the contacts file an account at their school or desk."""
    users: dict[str, User] = {}
    for row in borough.contacts:
        if row.urn:
            place: dict[str, Any] = {"establishment": places.establishment_by_urn(row.urn)}
        else:
            place = {"desk": places.desk(*row.desk.split(":"))}
        role = Role.KEY_ADULT if row.urn else Role.DESK_OFFICER
        user = let_in(row.email, row.name, role, at=at, **place)
        users[user.email] = user
    return list(users.values())


def let_in_the_hub(*, at: datetime) -> list[User]:
    """Give the people of the hub their accounts."""
    council = places.our_councils()[0]
    return [
        let_in(f"{who}@hub.example", name, Role.HUB_WORKER, at=at, agency=council)
        for name, who in HUB
    ]


def let_in(email: str, name: str, role: Role, *, at: datetime, **place: Any) -> User:
    """Invite a person and accept for them; they open nothing by themselves: no password is set."""
    _, secret = joining.invite(email=email, name=name, role=role, by=None, at=at, **place)
    known = people.person_by_email(email)
    if known is not None:
        return joining.accept_as(secret=secret, by=known, at=at).user
    return joining.accept(secret=secret, password=None, at=at).user


def truth_of(borough: Borough) -> dict[tuple[str, str], dict[str, Any]]:
    """Return who each recorded child truly is, by incident and child."""
    rows: list[dict[str, Any]] = truth_document(borough)["children"]  # type: ignore[assignment]
    return {(row["incident"], row["child"]): row for row in rows}
