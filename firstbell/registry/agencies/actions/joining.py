"""How a person joins: asked in by name to one role at one place, never signing up alone.

An invitation's secret is known only to the person who has the link: here lies its hash. It
works once and not for long. Nobody gets into another person's account by an invitation: who
has an account already accepts by signing in to it.
"""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from firstbell.core.identity_tokens import Identity as Proven
from firstbell.foundation import acting
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.registry.agencies.actions import identities
from firstbell.registry.agencies.models import (
    Agency,
    Desk,
    Establishment,
    Invitation,
    Membership,
    Role,
)
from firstbell.registry.agencies.queries import people
from firstbell.registry.agencies.queries.standing import place_code

INVITATION_LASTS = timedelta(days=14)
"""How long a link works: long enough for a holiday week, short enough to be forgotten. Ours."""

PLACE_OF_ROLE = {Role.KEY_ADULT: "establishment", Role.DESK_OFFICER: "desk"}
"""Where each role is held. Every other role is held at an agency."""

NEEDS_A_PLACE = frozenset({Role.KEY_ADULT, Role.DESK_OFFICER, Role.POLICE_SENDER, Role.ADVOCATE})
"""Roles that mean nothing without a place; the others may be held for the whole partnership."""


class CannotInvite(ValueError):
    """The role and the place do not go together; the message says what would be right."""


class NoSuchInvitation(LookupError):
    """The secret opens nothing: it is unknown, used or too old, and which is not told."""


class AlreadyHere(RuntimeError):
    """The invited person has an account: they accept by signing in to it."""


class InvitedIsAnother(RuntimeError):
    """The invitation is for another person than the one signed in."""


def hash_of(secret: str) -> str:
    """Return what is kept of a secret: no salt is needed, for it is 256 bits of chance."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_place(
    role: Role, establishment: Establishment | None, desk: Desk | None, agency: Agency | None
) -> None:
    given = {"establishment": establishment, "desk": desk, "agency": agency}
    named = [kind for kind, place in given.items() if place is not None]
    wanted = PLACE_OF_ROLE.get(role, "agency")
    if named not in ([wanted], [] if role not in NEEDS_A_PLACE else [wanted]):
        need = "needs" if role in NEEDS_A_PLACE else "takes only"
        raise CannotInvite(f"{role.value} {need} one {wanted}, not {' and '.join(named) or 'none'}")
    if role == Role.POLICE_SENDER and agency and agency.kind != Agency.Kind.POLICE:
        raise CannotInvite(f"police-sender needs a police force; {agency.code} is none")


@acting.as_system
def invite(
    *,
    email: str,
    name: str,
    role: Role,
    establishment: Establishment | None = None,
    desk: Desk | None = None,
    agency: Agency | None = None,
    by: User | None,
    at: datetime,
) -> tuple[Invitation, str]:
    """Make the invitation, and return it with its secret, which is kept nowhere.

    Asks no second person: pages and commands go through `granting.invite`. An earlier
    invitation of the same address to the same role and place stops working.

    :raises CannotInvite: if the role is not held at such a place.
    """
    _check_place(role, establishment, desk, agency)
    email = email.strip().lower()
    same = Invitation.objects.filter(
        email=email, role=role, establishment=establishment, desk=desk, agency=agency
    )
    same.filter(accepted_at=None, expires_at__gt=at).update(expires_at=at)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        role=role,
        establishment=establishment,
        desk=desk,
        agency=agency,
        secret_hash=hash_of(secret),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    audit.record(
        "invitation.made",
        subject_kind="invitation",
        subject_id=invitation.id,
        by=by,
        at=at,
        detail={"role": role.value, "place": place_code(invitation)},
    )
    return invitation, secret


@acting.as_system
def renew(invitation: Invitation, *, at: datetime) -> tuple[Invitation, str]:
    """Give an invitation that was agreed to a secret, and its whole time from now on."""
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash, invitation.expires_at = hash_of(secret), at + INVITATION_LASTS
    invitation.save(update_fields=["secret_hash", "expires_at"])
    return invitation, secret


@acting.as_system
def withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Take an invitation back: its link stops working. One that was used or is too old stays so."""
    open_ = Invitation.objects.filter(id=invitation.id, accepted_at=None, expires_at__gt=at)
    if open_.update(expires_at=at):
        audit.record(
            "invitation.withdrawn",
            subject_kind="invitation",
            subject_id=invitation.id,
            by=by,
            at=at,
            detail={"role": invitation.role, "place": place_code(invitation)},
        )


@acting.as_system
def accept(
    *,
    secret: str,
    password: str | None,
    phone: str = "",
    born_on: date | None = None,
    at: datetime,
) -> Membership:
    """Make the invited person's account, with the password they chose, and their membership.

    Without a password the account opens only in other ways: see `accept_by_identity`.

    :raises NoSuchInvitation: if the secret opens nothing at `at`.
    :raises AlreadyHere: if an account has the invited address.
    """
    invitation = _taken(secret, at)
    if people.person_by_email(invitation.email) is not None:
        raise AlreadyHere("the invited address has an account")
    user = User(
        email=invitation.email, name=invitation.name, phone=phone, born_on=born_on, created_at=at
    )
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        raise AlreadyHere("the invited address got an account a moment ago") from taken
    return _join(invitation, user, at)


@acting.as_system
def accept_by_identity(
    *,
    secret: str,
    proven: Proven,
    provider: str,
    phone: str = "",
    born_on: date | None = None,
    at: datetime,
) -> Membership:
    """Make the account of an invited person who signs in at a provider, and bind them to it.

    :raises NoSuchInvitation: if the secret opens nothing at `at`.
    :raises AlreadyHere: if an account has the invited address.
    :raises identities.CannotLink: if the identity opens another account.
    """
    membership = accept(secret=secret, password=None, phone=phone, born_on=born_on, at=at)
    user = membership.user
    identities.link(user, proven=proven, provider=provider, by=user, at=at)
    return membership


@acting.as_system
def accept_as(*, secret: str, by: User, at: datetime) -> Membership:
    """Give the signed-in person the membership that they were invited to.

    :raises NoSuchInvitation: if the secret opens nothing at `at`.
    :raises InvitedIsAnother: if the invitation is for another address.
    """
    invitation = _taken(secret, at)
    if invitation.email != by.email.lower():
        raise InvitedIsAnother("the invitation is for another address")
    return _join(invitation, by, at)


def _taken(secret: str, at: datetime) -> Invitation:
    """Return the open invitation, locked: of two who use one link at once, one is too late."""
    invitation = (
        people.works(Invitation.objects.filter(secret_hash=hash_of(secret)), at)
        .select_for_update(of=("self",))
        .select_related("establishment", "desk", "agency")
        .first()
    )
    if invitation is None:
        raise NoSuchInvitation("this link does not work")
    return invitation


def _join(invitation: Invitation, user: User, at: datetime) -> Membership:
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    membership = _held_already(invitation, user, at) or Membership.objects.create(
        user=user,
        role=invitation.role,
        establishment_id=invitation.establishment_id,
        desk_id=invitation.desk_id,
        agency_id=invitation.agency_id,
        starts_at=at,
    )
    audit.record(
        "invitation.accepted",
        subject_kind="membership",
        subject_id=membership.id,
        by=user,
        at=at,
        detail={
            "invitation": str(invitation.id),
            "person": str(user.id),
            "role": membership.role,
            "place": place_code(membership),
        },
    )
    return membership


def _held_already(invitation: Invitation, user: User, at: datetime) -> Membership | None:
    wanted = (
        invitation.role,
        invitation.establishment_id,
        invitation.desk_id,
        invitation.agency_id,
    )
    for held in people.memberships_of(user, at):
        if (held.role, held.establishment_id, held.desk_id, held.agency_id) == wanted:
            return held
    return None
