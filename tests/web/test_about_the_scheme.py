"""The public page about the scheme: filled from the settings, for anybody, naming no child."""

from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from firstbell.registry.agencies.actions import rules
from tests import world
from tests.agreed import an_agreement, signed_by_all

pytestmark = pytest.mark.django_db


def page() -> str:
    answer = Client().get("/about-the-scheme/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_names_whose_scheme_it_is_and_where_to_get_help(
    monday: datetime, settings: Settings
) -> None:
    settings.CLOCK_AT = monday
    world.a_partnership()
    world.a_force()

    read = page()

    assert "When Eastmarsh Police learn" in read
    assert "Eastmarsh Safeguarding Partnership, with Eastmarsh and Eastmarsh Police." in read
    assert 'href="/help/"' in read
    assert "section 49A of the Domestic Abuse Act 2021" in read
    assert "Nurseries and childminders are not told: no agreement is in force." in read


def test_it_names_the_agreements_in_force_and_no_draft(
    monday: datetime, settings: Settings
) -> None:
    settings.CLOCK_AT = monday
    world.a_partnership()
    force = world.a_force()
    signed_by_all(an_agreement(force, "early-years", title="Small children"))
    an_agreement(force, "gp", title="Practices")

    read = page()

    assert "by the agreement “Small children”: Eastmarsh Police, Early years desks" in read
    assert "Practices" not in read


def test_it_tells_what_the_rules_say_is_told_and_how_long_it_is_kept() -> None:
    full = page()
    for key, value in {
        "content_profile": "minimal",
        "keep_content": "45",
        "basis_early_years": "gateway",
    }.items():
        rules.set_rule(key=key, value=value, by=None, at=world.LONG_AGO)

    minimal = page()

    assert "what the child said, and what the adult must know" in full
    assert "kept here for 90 days after the school has answered" in full
    assert "Not where it was, who was there or what was said." in minimal
    assert "kept here for 45 days after the school has answered" in minimal
    assert "one early years officer at the council" in minimal
    assert "one early years officer" not in full


def test_before_anything_is_set_up_it_still_tells_what_it_is() -> None:
    assert "When your police force learn" in page()
