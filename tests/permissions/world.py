"""The small world in which every address is tried: places, one person of each kind, a clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.models import Agency, Desk, Establishment, Partnership, Role
from tests.people import SINCE, ready_person

NOBODY = "nobody"
"""A visitor who is not signed in."""

CAST: Mapping[str, tuple[str, str]] = {
    "key-adult": ("key-adult", "school"),
    "key-adult-elsewhere": ("key-adult", "other_school"),
    "desk-officer": ("desk-officer", "desk"),
    "hub-worker": ("hub-worker", "council"),
    "hub-manager": ("hub-manager", "council"),
    "police-sender": ("police-sender", "force"),
    "police-sender-elsewhere": ("police-sender", "other_force"),
    "business-unit": ("business-unit", ""),
    "scrutiny-member": ("scrutiny-member", ""),
    "information-governance": ("information-governance", ""),
    "advocate": ("advocate", "service"),
    "administrator": ("administrator", ""),
    "member-of-nothing": ("administrator", ""),
}
"""Each person's name here, their role and the place they hold it at."""


@dataclass(kw_only=True)
class World:
    """The places, and the cast by name."""

    school: Establishment
    other_school: Establishment
    desk: Desk
    council: Agency
    force: Agency
    other_force: Agency
    service: Agency
    invitation_secret: str
    cast: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """Return a browser in which this person of the cast is signed in."""
        if name not in self.clients:
            self.clients[name] = Client(raise_request_exception=False)
            if name != NOBODY:
                self.clients[name].force_login(self.cast[name])
        return self.clients[name]


def make_world(at: datetime) -> World:
    """Make the places and the people."""
    Partnership.objects.create(name="Invented Partnership", force_pfa="E23099999")
    secret = joining.invite(
        email="not-yet@people.example",
        name="Not Yet",
        role=Role.HUB_WORKER,
        by=None,
        at=at,
    )[1]
    world = World(
        school=school_of(900001, "Mill Lane Primary", at),
        other_school=school_of(900002, "Otter Bridge High", at),
        desk=Desk.objects.create(
            code="999:home-education", kind="home-education", council_code="999"
        ),
        council=Agency.objects.create(code="999", name="Invented Borough", kind="council"),
        force=Agency.objects.create(code="invented", name="Invented Police", kind="police"),
        other_force=Agency.objects.create(code="other", name="Other Police", kind="police"),
        service=Agency.objects.create(code="advocates", name="Invented Advocates", kind="other"),
        invitation_secret=secret,
    )
    for name, (role, place) in CAST.items():
        at_place: dict[str, Any] = {}
        if place:
            where = getattr(world, place)
            at_place[type(where).__name__.lower()] = where
        world.cast[name] = ready_person(role, email=f"{name}@people.example", **at_place)
    world.cast["member-of-nothing"].memberships.update(ends_at=SINCE)
    return world


def school_of(urn: int, name: str, at: datetime) -> Establishment:
    """Return an open school of the invented council."""
    return Establishment.objects.create(
        urn=urn,
        name=name,
        council_code="999",
        council_name="Invented Borough",
        status="Open",
        loaded_at=at,
    )


def every_address() -> list[str]:
    """Return the name of every address, with its namespace; one without a name by its route."""
    return sorted(set(_names(get_resolver().url_patterns, "", "")))


def _names(patterns: list[Any], namespace: str, route: str) -> Iterator[str]:
    for each in patterns:
        path = route + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _names(each.url_patterns, inner, path)
        elif isinstance(each, URLPattern):
            yield f"{namespace}{each.name}" if each.name else f"/{path}"


def path_of(row_name: str, arguments: Mapping[str, object]) -> str:
    """Return the path that a row of the table speaks of."""
    name = row_name.partition(",")[0]
    return name if name.startswith("/") else reverse(name, kwargs=dict(arguments))
