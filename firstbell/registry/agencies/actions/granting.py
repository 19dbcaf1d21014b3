"""Ask people in, and what takes two people: the strongest roles, and enabling an account again.

Every invitation by a page or a command goes through here. What one person asks for opens nothing
until a second person, of another role or agency, agrees; nobody agrees with themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.core import memberships as rules_of
from firstbell.core.memberships import Held
from firstbell.foundation import acting
from firstbell.foundation.accounts.actions import end_sessions
from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit import actions as audit
from firstbell.foundation.events import actions as events
from firstbell.registry.agencies.actions import joining
from firstbell.registry.agencies.models import Agency, Desk, Establishment, Grant, Invitation, Role
from firstbell.registry.agencies.queries import rules, standing

ENOUGH = 2
"""So many who could agree must be there before an invitation by command waits for one of them."""


class MayNot(PermissionError):
    """Who asks or agrees may not do so; the message says why."""


class AlreadyAnswered(RuntimeError):
    """Somebody has agreed or refused meanwhile, or the invitation was replaced or is too old."""


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An invitation. Without a secret it waits for a second person; `grant` is then what waits."""

    invitation: Invitation
    secret: str | None
    grant: Grant | None = None
    is_alone: bool = False
    """A strong role was given by one person, because nobody is there yet who could agree."""


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
) -> Invited:
    """Ask a person in to one role at one place; by nobody: from the command line.

    :raises CannotInvite: if the role is not held at such a place.
    :raises MayNot: if this person may not ask in to that role there.
    """
    place = standing.place_for(establishment=establishment, desk=desk, agency=agency)
    asks = None if by is None else _who_may_ask(by, role, place, at)
    invitation, secret = joining.invite(
        email=email,
        name=name,
        role=role,
        establishment=establishment,
        desk=desk,
        agency=agency,
        by=by,
        at=at,
    )
    if role not in rules_of.NEED_TWO[rules.policy().two_people_for]:
        return Invited(invitation=invitation, secret=secret)
    if by is None and standing.who_could_agree(at) < ENOUGH:
        _trail("grant.alone", invitation.id, by=by, at=at, role=role.value)
        return Invited(invitation=invitation, secret=secret, is_alone=True)
    grant = _ask(asks, by=by, at=at, invitation=invitation)
    return Invited(invitation=invitation, secret=None, grant=grant)


def _who_may_ask(by: User, role: Role, place: rules_of.Place, at: datetime) -> Held:
    for held in standing.held_by(by, at):
        if role in rules_of.roles_to_invite(held, place):
            return held
    raise MayNot(f"you may not ask a person in as {role.label} there")


@acting.as_system
def ask_to_enable(person: User, *, by: User, at: datetime) -> Grant:
    """Ask that a disabled account opens again; what was asked before and is open stays.

    :raises MayNot: if this person manages nobody, or the account is theirs.
    """
    managing = [each for each in standing.held_by(by, at) if each.role in rules_of.MANAGE]
    if not managing or by.id == person.id:
        raise MayNot("a hub manager or an administrator asks for it, and never for themselves")
    user = User.objects.select_for_update().get(id=person.id)
    if user.is_active:
        raise AlreadyAnswered("this account is enabled")
    asked = Grant.objects.filter(account=user, answer="").first()
    return asked or _ask(managing[0], by=by, at=at, account=user)


@acting.as_system
def agree(grant_id: UUID, *, by: User, at: datetime) -> Invited | None:
    """Agree to what another person asked for: from now on it holds.

    Returns the invitation with a fresh secret, or None where an account was enabled.

    :raises MayNot: if this is the same person, or one of the same role and agency.
    :raises AlreadyAnswered: if somebody was quicker.
    """
    grant = _answer(grant_id, Grant.Answer.AGREED, by=by, at=at)
    if grant.account is not None:
        _enable(grant.account, by=by, at=at)
        return None
    assert grant.invitation is not None  # noqa: S101 - held by a constraint
    invitation, secret = joining.renew(grant.invitation, at=at)
    return Invited(invitation=invitation, secret=secret, grant=grant)


@acting.as_system
def refuse(grant_id: UUID, *, by: User, at: datetime) -> Grant:
    """Refuse what another person asked for: the link never works.

    :raises MayNot: if this is the same person, or one of the same role and agency.
    :raises AlreadyAnswered: if somebody was quicker.
    """
    grant = _answer(grant_id, Grant.Answer.REFUSED, by=by, at=at)
    if grant.invitation is not None:
        joining.withdraw(grant.invitation, by=by, at=at)
    return grant


@acting.as_system
def note_attempt(grant_id: UUID, *, by: User, at: datetime) -> None:
    """Keep on the trail that somebody tried to agree who may not."""
    _trail("grant.attempted", grant_id, by=by, at=at)


def _ask(
    asks: Held | None,
    *,
    by: User | None,
    at: datetime,
    invitation: Invitation | None = None,
    account: User | None = None,
) -> Grant:
    is_of_agency = asks is not None and asks.place.kind == "agency"
    grant = Grant.objects.create(
        invitation=invitation,
        account=account,
        asked_by=by,
        asked_as=asks.role if asks else "",
        asked_from_id=UUID(asks.place.key) if asks and is_of_agency else None,
        asked_at=at,
    )
    _trail("grant.asked", grant.id, by=by, at=at, **_about(grant))
    events.record("grant.asked", subject=grant.id, at=at)
    return grant


def _answer(grant_id: UUID, answer: Grant.Answer, *, by: User, at: datetime) -> Grant:
    Grant.objects.select_for_update(of=("self",)).filter(id=grant_id).first()
    grant = standing.open_grants(at).filter(id=grant_id).first()
    if grant is None:
        raise AlreadyAnswered("this was answered meanwhile, replaced, or is too old")
    if not may_answer(grant, by=by, at=at):
        raise MayNot("a second person agrees: of another role or agency, never who asked")
    grant.answer, grant.answered_by, grant.answered_at = answer, by, at
    grant.save(update_fields=["answer", "answered_by", "answered_at"])
    _trail(f"grant.{answer}", grant.id, by=by, at=at, **_about(grant))
    return grant


def may_answer(grant: Grant, *, by: User, at: datetime) -> bool:
    """Say whether somebody may be the second person for what was asked."""
    return may_answer_as(grant, by, standing.held_by(by, at))


def may_answer_as(grant: Grant, by: User, held: list[Held]) -> bool:
    """Say so of somebody whose roles are known already."""
    email = grant.invitation.email if grant.invitation else ""
    whose = by.id if by.email.lower() == email or by.id == grant.account_id else None
    return rules_of.may_agree(standing.asked_of(grant), held, for_person=whose)


def _enable(user: User, *, by: User, at: datetime) -> None:
    user.is_active, user.disabled_at = True, None
    user.save(update_fields=["is_active", "disabled_at"])
    # A session that was opened while the account was being disabled must not wake with it.
    end_sessions(user)
    audit.record("account.enabled", subject_kind="user", subject_id=user.id, by=by, at=at)


def _about(grant: Grant) -> dict[str, str]:
    if grant.invitation is None:
        return {"account": str(grant.account_id)}
    return {
        "invitation": str(grant.invitation_id),
        "role": grant.invitation.role,
        "place": standing.place_code(grant.invitation),
    }


def _trail(action: str, subject: UUID, *, by: User | None, at: datetime, **detail: object) -> None:
    audit.record(action, subject_kind="grant", subject_id=subject, by=by, at=at, detail=detail)
