"""`registry.agencies.actions.granting`: one person alone gives nobody a strong role."""

import ast
from datetime import datetime, timedelta

import pytest

from firstbell.foundation.accounts.models import User
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions import granting, joining, leaving
from firstbell.registry.agencies.doors import Role
from firstbell.registry.agencies.models import Agency, Ending, Grant, Rule
from firstbell.registry.agencies.queries import people
from tests import world
from tests.architecture.sources import dotted, imported_names, modules
from tests.people import ready_person
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Agency:
    return world.a_partnership()


@pytest.fixture
def manager(council: Agency) -> User:
    return ready_person("hub-manager", agency=council)


@pytest.fixture
def administrator(council: Agency) -> User:
    return ready_person("administrator", agency=council)


def ask(by: User | None, at: datetime, role: Role = Role.HUB_MANAGER) -> granting.Invited:
    return granting.invite(email="new@people.example", name="New Comer", role=role, by=by, at=at)


def test_a_strong_role_waits_for_a_second_person_and_its_link_comes_with_the_agreement(
    manager: User, administrator: User, monday: datetime
) -> None:
    asked = ask(administrator, monday)
    assert asked.secret is None
    assert asked.grant is not None

    agreed = granting.agree(asked.grant.id, by=manager, at=monday + timedelta(hours=1))

    assert agreed is not None
    assert agreed.secret is not None
    joined = joining.accept(secret=agreed.secret, password="three unlikely words", at=monday)
    assert joined.role == Role.HUB_MANAGER
    trail = list(AuditEntry.objects.order_by("id").values_list("action", "by"))
    assert ("grant.asked", administrator.id) in trail
    assert ("grant.agreed", manager.id) in trail
    entry = AuditEntry.objects.get(action="grant.agreed")
    assert (entry.detail["role"], entry.detail["place"]) == ("hub-manager", "")


def test_whoever_may_agree_is_told_by_a_message_that_names_nobody(
    manager: User, administrator: User, monday: datetime, mailbox: Mailbox
) -> None:
    officer = ready_person("information-governance")
    ready_person("administrator", agency=manager.memberships.get().agency)  # as who asked
    ready_person("hub-manager", email="new@people.example")  # for whom it is
    ready_person("hub-worker")
    ask(administrator, monday)

    world.carry_on(at=monday)

    assert sorted(mailbox.addresses) == sorted([manager.email, officer.email])
    text = "".join(message.as_string() for _address, message in mailbox.taken)
    assert "Something is waiting for you in Firstbell" in text
    assert not any(word in text for word in ("New Comer", "new@people", administrator.name))
    told = AuditEntry.objects.get(action="grant.second_told").detail["people"]
    assert set(told) == {str(manager.id), str(officer.id)}


def test_nobody_is_told_of_what_was_answered_meanwhile(
    manager: User, administrator: User, monday: datetime, mailbox: Mailbox
) -> None:
    asked = ask(administrator, monday)
    assert asked.grant is not None
    granting.refuse(asked.grant.id, by=manager, at=monday)

    world.carry_on(at=monday)

    assert mailbox.addresses == []


def test_no_link_works_before_the_agreement_or_after_a_refusal(
    manager: User, administrator: User, monday: datetime
) -> None:
    asked = ask(administrator, monday)
    _, secret = joining.renew(asked.invitation, at=monday)
    assert people.open_invitation(joining.hash_of(secret), monday) is None
    with pytest.raises(joining.NoSuchInvitation):
        joining.accept(secret=secret, password="three unlikely words", at=monday)

    assert asked.grant is not None
    granting.refuse(asked.grant.id, by=manager, at=monday)

    with pytest.raises(joining.NoSuchInvitation):
        joining.accept(secret=secret, password="three unlikely words", at=monday)
    with pytest.raises(granting.AlreadyAnswered):
        granting.agree(asked.grant.id, by=manager, at=monday)


def test_nobody_agrees_with_themselves_or_for_themselves_or_from_the_same_chair(
    council: Agency, administrator: User, monday: datetime
) -> None:
    asked = ask(administrator, monday)
    assert asked.grant is not None
    same_chair = ready_person("administrator", agency=council)
    worker = ready_person("hub-worker", agency=council)
    invited = ready_person("information-governance", email="new@people.example")

    for by in (administrator, same_chair, worker, invited):
        with pytest.raises(granting.MayNot):
            granting.agree(asked.grant.id, by=by, at=monday)
    assert not Grant.objects.get().answer


def test_the_database_refuses_an_agreement_with_oneself(
    administrator: User, monday: datetime
) -> None:
    asked = ask(administrator, monday)
    assert asked.grant is not None

    with pytest.raises(Exception, match="agreed_by_somebody_else"):
        Grant.objects.filter(id=asked.grant.id).update(
            answer="agreed", answered_by=administrator, answered_at=monday
        )


def test_the_very_first_are_invited_by_command_while_fewer_than_two_could_agree(
    council: Agency, monday: datetime
) -> None:
    first = ask(None, monday, Role.ADMINISTRATOR)
    assert (first.is_alone, bool(first.secret)) == (True, True)
    ready_person("administrator")
    assert ask(None, monday, Role.ADMINISTRATOR).is_alone
    ready_person("hub-manager")

    third = ask(None, monday, Role.ADMINISTRATOR)

    assert (third.is_alone, third.secret) == (False, None)


def test_an_ordinary_role_takes_one_person_who_may_ask(manager: User, monday: datetime) -> None:
    school = world.a_school()
    asked = granting.invite(
        email="a@b.example",
        name="A",
        role=Role.KEY_ADULT,
        establishment=school,
        by=manager,
        at=monday,
    )
    assert asked.secret is not None
    assert asked.invitation.invited_by == manager
    with pytest.raises(granting.MayNot):
        ask(manager, monday, Role.ADMINISTRATOR)


def test_a_partnership_may_want_two_people_for_every_role(
    manager: User, council: Agency, monday: datetime
) -> None:
    Rule.objects.create(key="two_people_for", value="every", set_at=monday)

    asked = granting.invite(
        email="a@b.example", name="A", role=Role.HUB_WORKER, agency=council, by=manager, at=monday
    )

    assert asked.secret is None


def test_a_disabled_account_opens_again_when_two_people_agree(
    manager: User, administrator: User, monday: datetime
) -> None:
    ade = ready_person("key-adult", establishment=world.a_school())
    leaving.disable_account(ade, why=Ending.SECURITY, by=manager, at=monday)

    grant = granting.ask_to_enable(ade, by=manager, at=monday)
    assert granting.ask_to_enable(ade, by=administrator, at=monday) == grant
    with pytest.raises(granting.MayNot):
        granting.agree(grant.id, by=manager, at=monday)
    ade.refresh_from_db()
    assert not ade.is_active

    assert granting.agree(grant.id, by=administrator, at=monday) is None
    ade.refresh_from_db()
    assert people.memberships_of(ade, monday)
    assert AuditEntry.objects.filter(action="account.enabled", by=administrator).exists()


def test_who_manages_nobody_asks_for_no_account(manager: User, monday: datetime) -> None:
    lead = ready_person("key-adult", establishment=world.a_school())
    leaving.disable_account(manager, why=Ending.SECURITY, by=None, at=monday)

    with pytest.raises(granting.MayNot):
        granting.ask_to_enable(manager, by=lead, at=monday)


def test_every_invitation_goes_through_the_rule_of_two() -> None:
    callers = set()
    for module in modules("firstbell"):
        names = imported_names(module.tree)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and dotted(node.func, names).endswith("joining.invite"):
                callers.add(module.path)

    assert callers == {
        "firstbell/cli/ready.py",
        "firstbell/cli/rehearse/city.py",
        "firstbell/registry/agencies/actions/granting.py",
    }
