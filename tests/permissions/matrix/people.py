"""Everybody who might ask: each role, in each way in which they may stand to a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from oauth2_provider.models import get_access_token_model, get_application_model

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import leaving
from firstbell.registry.agencies.models import Agency, Desk, Ending, Establishment
from tests import world
from tests.people import ready_person
from tests.permissions.matrix.table import PEOPLE, way_of, work_of

VISITOR = "visitor"


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where people work, and where records come from and go to."""

    council: Agency
    school: Establishment
    other_school: Establishment
    desk: Desk
    other_desk: Desk
    force: Agency
    other_force: Agency
    service: Agency
    other_service: Agency


def make_places() -> Places:
    """Make one of each, and another of each."""
    return Places(
        council=world.a_partnership(),
        school=world.a_school(),
        other_school=world.a_school(990002, "Otter Bridge High School"),
        desk=world.a_desk(),
        other_desk=world.a_desk("early-years"),
        force=world.a_force(),
        other_force=world.a_force("OTHER-POLICE"),
        service=Agency.objects.create(code="haven", name="Invented Haven", kind="other"),
        other_service=Agency.objects.create(code="harbour", name="Invented Harbour", kind="other"),
    )


def _roles(places: Places) -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Return what the beginnings of people's names here say of their work."""
    return {
        "key adult of the school": ("key-adult", {"establishment": places.school}),
        "key adult of another school": ("key-adult", {"establishment": places.other_school}),
        "officer of the desk": ("desk-officer", {"desk": places.desk}),
        "officer of another desk": ("desk-officer", {"desk": places.other_desk}),
        "hub worker": ("hub-worker", {"agency": places.council}),
        "hub manager": ("hub-manager", {"agency": places.council}),
        "police sender of another force": ("police-sender", {"agency": places.other_force}),
        "police sender": ("police-sender", {"agency": places.force}),
        "advocate of another service": ("advocate", {"agency": places.other_service}),
        "advocate": ("advocate", {"agency": places.service}),
        "officer of governance": ("information-governance", {}),
        "business unit": ("business-unit", {}),
        "scrutiny member": ("scrutiny-member", {}),
        "administrator": ("administrator", {}),
        "member of nothing": ("administrator", {}),
    }


def make_people(places: Places) -> dict[str, User]:
    """Make everybody of the table who signs in; nobody has left yet."""
    roles = _roles(places)
    made = {}
    for number, name in enumerate(PEOPLE):
        if name == VISITOR or "machine" in name:
            continue
        role, place = next(it for begins, it in roles.items() if work_of(name).startswith(begins))
        made[name] = ready_person(role, name=f"Person {number}", **place)
    return made


def addresses_of_adults() -> tuple[str, ...]:
    """Return the e-mail addresses of the adults of every record who work somewhere."""
    return tuple(f"adult{number}@home.example" for number, _name in enumerate(_adults()))


def _adults() -> tuple[str, ...]:
    return tuple(name for name in PEOPLE if way_of(name) == "an adult of it")


def become_adults(people: Mapping[str, User]) -> None:
    """Let those be an adult of every record of whom the table says so: by their address."""
    for name, address in zip(_adults(), addresses_of_adults(), strict=True):
        people[name].email = address
        people[name].save()


def leave(people: Mapping[str, User], *, at: datetime) -> None:
    """End the memberships of those who have left; disable accounts of others, roles and all."""
    for name, person in people.items():
        if way_of(name) == "former" or name == "member of nothing":
            leaving.end_membership(person.memberships.get(), why=Ending.LEFT, by=None, at=at)
        if way_of(name) == "disabled":
            leaving.disable_account(person, why=Ending.SECURITY, by=None, at=at)


def make_machines(places: Places, *, at: datetime) -> dict[str, str]:
    """Make a client for each force and return the token of each."""
    tokens = {}
    for name, force in (
        ("machine of the force", places.force),
        ("machine of another force", places.other_force),
    ):
        client = get_application_model().objects.create(
            name=force.code,
            client_type="confidential",
            authorization_grant_type="client-credentials",
        )
        force.machine_client_id = client.client_id
        force.save()
        tokens[name] = f"token-{force.code}"
        get_access_token_model().objects.create(
            application=client,
            token=tokens[name],
            expires=at + timedelta(days=3650),
            scope="incidents",
        )
    return tokens
