"""One person for each role of the demo, ready to sign in, and how to."""

import base64
import os
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

import click
from django.conf import settings

from firstbell.cli.ready import ready_person
from firstbell.foundation import clock
from firstbell.journey.reconciliation import queries
from firstbell.journey.reconciliation.lines import lines
from firstbell.registry.agencies.actions.partnership import add_service
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Establishment
from firstbell.registry.agencies.queries import people, places
from firstbell.registry.circles.actions import referring

PASSWORD = "four quiet morning bells"  # noqa: S105 - printed by the demo, worth nothing elsewhere


KINDS_OF_DESKS = ("home-education", "social-care", "early-help", "allegations")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who can sign in to the demo."""

    role: str
    place: str
    email: str
    key: str


def make() -> list[Person]:
    """Make one person for each role, at the places with most to see."""
    busiest = _busiest_establishment()
    council = places.our_councils()[0]
    police = places.sender_by_code("EASTMARSH-POLICE")
    desks = {kind: {"desk": places.desk(council.code, kind)} for kind in KINDS_OF_DESKS}
    service = add_service(code="HARBOUR", name="Harbour Advocates", by=None, at=clock.now())
    cast: list[tuple[Role, str, str, dict[str, Any]]] = [
        (Role.KEY_ADULT, "key.adult", "Robin Ashdown", {"establishment": busiest}),
        (Role.DESK_OFFICER, "desk.officer", "Kit Farrow", desks["home-education"]),
        (Role.DESK_OFFICER, "social.care", "Blair Tewkes", desks["social-care"]),
        (Role.DESK_OFFICER, "early.help", "Jo Marram", desks["early-help"]),
        (Role.DESK_OFFICER, "allegations", "Lou Penhale", desks["allegations"]),
        (Role.HUB_WORKER, "hub.worker", "Morgan Tilney", {"agency": council}),
        (Role.HUB_MANAGER, "hub.manager", "Sacha Brand", {"agency": council}),
        (Role.POLICE_SENDER, "police.sender", "Jules Hathersage", {"agency": police}),
        (Role.BUSINESS_UNIT, "business.unit", "Ellis Carder", {"agency": council}),
        (Role.SCRUTINY_MEMBER, "scrutiny.member", "Pat Wold", {"agency": council}),
        (Role.INFORMATION_GOVERNANCE, "data.protection", "Ira Thwaite", {"agency": council}),
        (Role.ADVOCATE, "advocate", "Ada Quill", {"agency": service}),
        (Role.ADMINISTRATOR, "administrator", "Noor Wexley", {"agency": council}),
    ]
    made = [_make(role, who, name, place) for role, who, name, place in cast]
    _refer_one(service, by="hub.worker@demo.example")
    return made


def _refer_one(service: Agency, *, by: str) -> None:
    """Refer one case of the weekend to the advocate's service, as the hub worker would."""
    worker = people.person_by_email(by)
    incident = next(
        each.child.incident_id
        for each in queries.every_child()
        if any(adult.phone for adult in each.child.incident.adults.all())
    )
    if worker is not None:
        referring.refer(
            incident,
            agency=service,
            purpose="Contact her today about safety at home.",
            by=worker,
            at=clock.now(),
        )


def _busiest_establishment() -> Establishment:
    """Return the school with the most to read, so that its pages have something to show."""
    told = Counter(
        recipient["recipient"]
        for line in lines()
        for recipient in line["recipients"]
        if recipient["recipient"].isdecimal() and recipient["state"] == "sent"
    )
    [(urn, _)] = told.most_common(1)
    found = places.establishment_by_urn(urn)
    if found is None:
        raise LookupError(f"{urn} was told and is not in the register")
    return found


def _make(role: Role, who: str, name: str, place: dict[str, Any]) -> Person:
    key = base64.b32encode(secrets.token_bytes(20)).decode()
    user = ready_person(
        email=f"{who}@demo.example",
        name=name,
        role=role,
        password=PASSWORD,
        key=key,
        at=clock.now(),
        **place,
    )
    [membership] = people.memberships_of(user, clock.now())
    return Person(
        role=str(role.label), place=people.place_name(membership), email=user.email, key=key
    )


def say(cast: list[Person]) -> None:
    """Print how to sign in as each role."""
    click.echo(f'\nSign in as any of these. The password of each is "{PASSWORD}".')
    home = os.path.relpath(settings.HOME)
    click.echo(f"For a code: FIRSTBELL_HOME={home} .venv/bin/firstbell code EMAIL")
    click.echo("(or put the key into an authenticator app).\n")
    form = "{:<26} {:<38} {:<28} {}"
    click.echo(form.format("ROLE", "AT", "E-MAIL", "KEY"))
    for person in cast:
        click.echo(form.format(person.role, person.place[:38], person.email, person.key))
    click.echo()
