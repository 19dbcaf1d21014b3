"""A passkey, made and shown in a real browser by whoever's role needs one."""

from allauth.mfa.models import Authenticator

from firstbell.registry.agencies.actions.rules import set_rule
from tests import world
from tests.people import PASSWORD, ready_person
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served
from tests.stories.visits import Visitor

KEY_OF_THE_COMPUTER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""As a laptop that asks for a fingerprint, and gets it."""


def test_a_hub_manager_needs_a_passkey(served: Served, arrive: Arrive) -> None:
    manager = ready_person("hub-manager", name="Mana Gerr", agency=world.a_partnership())
    set_rule(key="passkey_required_for", value="strongest", by=None, at=world.LONG_AGO)
    visitor = arrive()
    given_a_computer_that_keeps_passkeys(visitor)

    visitor.goes_to("/account/login/")
    telling.when_they_sign_in(visitor, manager)
    visitor.reads("Your role needs a passkey", "A code can be given away on a forged page")
    visitor.follows("Add a passkey")
    visitor.writes("Password", PASSWORD)
    visitor.presses("Continue")
    visitor.presses("Add")
    visitor.goes_to("/")
    visitor.reads("Your role needs a passkey")
    visitor.follows("Show your passkey")
    visitor.does_not_read("Or in another way")
    visitor.presses("Use a passkey")
    visitor.reads("The morning board")
    visitor.presses("Sign out")

    visitor.goes_to("/account/login/")
    visitor.presses("Sign in with a passkey")
    visitor.reads("The morning board")
    held = Authenticator.objects.filter(user=manager, type=Authenticator.Type.WEBAUTHN)
    assert held.count() == 1


def given_a_computer_that_keeps_passkeys(visitor: Visitor) -> None:
    tools = visitor.window.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_OF_THE_COMPUTER})
