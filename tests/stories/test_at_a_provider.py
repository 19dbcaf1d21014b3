"""Signing in at an organisation's own provider, in a browser, at a real one on this machine."""

from firstbell.foundation.accounts.models import Identity
from firstbell.foundation.audit.models import AuditEntry
from tests import world
from tests.people import PASSWORD
from tests.stories import telling
from tests.stories.conftest import Arrive
from tests.stories.served import Served
from tests.stories.visits import Visitor

WITH = "Eastmarsh Sign-in"


def test_a_person_says_once_who_they_are_there_and_then_comes_in_by_it(
    served_beside_a_provider: Served, arrive: Arrive
) -> None:
    world.a_partnership()
    _school, ade = telling.given_a_school_with_a_key_adult()
    here = arrive()
    telling.given_they_have_signed_in_before(here, ade, served_beside_a_provider.url)

    here.goes_to("/your-account/")
    here.presses(f"Also sign in with {WITH}")
    here.writes("Password", PASSWORD)
    when_they_go_there_by(here, "Continue", name="ade")
    here.reads("Your account", WITH, "Added on 23 November 2026")
    here.is_pictured("account-at-a-provider")

    at_eight = arrive(width=320)
    at_eight.goes_to("/account/login/")
    at_eight.is_pictured("sign-in-by-provider")
    when_they_go_there_by(at_eight, f"Sign in with {WITH}", name="ade")
    at_eight.writes("Code", telling.code_of(ade))
    at_eight.presses("Sign in")
    at_eight.reads("This morning")

    stranger = arrive(width=320)
    stranger.goes_to("/account/login/")
    when_they_go_there_by(stranger, f"Sign in with {WITH}", name="eve")
    stranger.reads("You are not signed in", "go to “Your account”")
    stranger.is_pictured("refused-at-a-provider")
    stranger.goes_to("/this-morning/")
    stranger.reads("Sign in", "E-mail address")

    assert Identity.objects.get().user == ade
    refused = AuditEntry.objects.get(action="sign_in.failed")
    assert refused.detail == {"provider": "real", "why": "unknown_identity"}


def when_they_go_there_by(visitor: Visitor, button: str, *, name: str) -> None:
    """Press a button that leads to the provider, sign in and agree there, and come back."""
    with visitor.elsewhere() as page:
        visitor.the("button", button).click()
        page.locator("[name=login]").fill(name)
        page.locator("[name=password]").fill("any")
        page.locator("button[type=submit]").click()
        page.locator("button[type=submit]:has-text('Continue')").click()
        page.wait_for_url(lambda url: "/auth/" not in url and "/provider/back/" not in url)
    visitor.looks()
