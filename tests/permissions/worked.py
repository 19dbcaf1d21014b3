"""A colleague at the school, one who is disabled, an invitation, a role that waits for two."""

from datetime import UTC, datetime, timedelta

from firstbell.foundation.accounts.models import User
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.models import Contact, Grant, Invitation, Role
from firstbell.registry.cover.models import Absence, ContactCheck, Turn
from tests.people import ready_person
from tests.permissions.world import World

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def school(world: World) -> dict[str, object]:
    """Return what the address of the school's people is made of."""
    return {"place_id": world.school.id}


def colleague(world: World) -> dict[str, object]:
    """Return what the addresses of a colleague's membership at the school are made of."""
    return {"membership_id": _person(world, "colleague@people.example").memberships.get().id}


def disabled(world: World) -> dict[str, object]:
    """Return what the address of a disabled account is made of."""
    person = _person(world, "disabled@people.example")
    # Not by the action: what it leaves in the ledger would be late by the clock of the world.
    User.objects.filter(id=person.id).update(is_active=False, disabled_at=AT)
    return {"user_id": person.id}


def invited(world: World) -> dict[str, object]:
    """Return what the address of an invitation to the school is made of."""
    found = Invitation.objects.filter(email="invited@people.example").first()
    if found is None:
        found = joining.invite(
            email="invited@people.example",
            name="In Vited",
            role=Role.KEY_ADULT,
            establishment=world.school,
            by=None,
            at=AT,
        )[0]
    return {"invitation_id": found.id}


def asked(world: World) -> dict[str, object]:
    """Return what the address of something that waits for a second person is made of."""
    found = Grant.objects.filter(answer="").first()
    if found is None:
        by = world.cast["administrator"]
        invitation, _secret = joining.invite(
            email="strong@people.example", name="Strong Role", role=Role.HUB_MANAGER, by=by, at=AT
        )
        # Not by the action: what it leaves in the ledger would be late by the clock of the world.
        found = Grant.objects.create(
            invitation=invitation, asked_by=by, asked_as="administrator", asked_at=AT
        )
    return {"grant_id": found.id}


def absence(world: World) -> dict[str, object]:
    """Return what the address of an absence of the key adult of the school is made of."""
    who = world.cast["key-adult"]
    # Not by the action: what it leaves in the ledger would be late by the clock of the world.
    found, _new = Absence.objects.get_or_create(
        email=who.email,
        defaults={
            "name": who.name,
            "first_on": AT.date(),
            "last_on": AT.date() + timedelta(days=30),
            "said_by": who,
            "said_at": AT,
        },
    )
    return {"absence_id": found.id}


def turn(world: World) -> dict[str, object]:
    """Return what the address of a turn of a key adult of the school is made of."""
    found = Turn.objects.first()
    if found is None:
        contact = Contact.objects.create(
            establishment=world.school,
            name="Co Ver",
            email="cover@people.example",
            order=1,
            role="deputy",
        )
        found = Turn.objects.create(
            establishment=world.school,
            contact=contact,
            first_on=AT.date(),
            last_on=AT.date() + timedelta(days=30),
            named_by=world.cast["key-adult"],
            named_at=AT,
        )
    return {"turn_id": found.id}


def checked(world: World) -> dict[str, object]:
    """Return what the address of the key adults of the school is made of."""
    ContactCheck.objects.get_or_create(establishment=world.school)
    return {"place_id": world.school.id}


def _person(world: World, email: str) -> User:
    found = User.objects.filter(email=email).first()
    return found or ready_person("key-adult", email=email, establishment=world.school)


def numbered(world: World) -> dict[str, object]:
    """Return what the address of a key adult's mobile number is made of."""
    found, _is_new = Contact.objects.get_or_create(
        establishment=world.school,
        email="numbered@people.example",
        defaults={"name": "Num Bered", "order": 9, "role": "deputy"},
    )
    return {"contact_id": found.id}
