"""Whose installation it is, who sends to it, and its rules."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.test import RequestFactory
from oauth2_provider.models import get_application_model
from oauth2_provider.views import TokenView

from firstbell.core.policy import Policy, UnusableSetting
from firstbell.foundation.audit.models import AuditEntry
from firstbell.registry.agencies.actions.partnership import (
    NewSender,
    SenderExists,
    UnusableValue,
    add_source,
    set_partnership,
)
from firstbell.registry.agencies.actions.rules import set_rule
from firstbell.registry.agencies.models import Agency, Partnership, Rule
from firstbell.registry.agencies.queries import places, rules
from tests.registry.agencies.made import AT, load_schools, school

pytestmark = pytest.mark.django_db


def settle(force: str = "E23990001", name: str = "Eastmarsh", **councils: str) -> Partnership:
    by_code = {code.removeprefix("c"): laua for code, laua in councils.items()}
    return set_partnership(
        name=name, councils=by_code or {"990": "E08990001"}, force_pfa=force, by=None, at=AT
    )


def add(code: str = "eastmarsh", name: str = "Eastmarsh Police") -> NewSender:
    return add_source(code=code, name=name, force_pfa="E23990001", by=None, at=AT)


def test_a_partnership_has_its_councils_each_with_its_first_desks() -> None:
    settle(c990="E08990001", c991="E08990002")

    partnership = places.partnership()
    assert partnership is not None
    assert (partnership.name, partnership.force_pfa) == ("Eastmarsh", "E23990001")
    assert [council.code for council in places.our_councils()] == ["990", "991"]
    assert places.desk("991", "home-education") is not None
    assert AuditEntry.objects.get().action == "partnership.set"


def test_saying_it_again_replaces_what_was_said() -> None:
    settle(c990="E08990001", c991="E08990002")
    settle(name="Norwold", c991="E08990001", c992="E08990002")

    assert Partnership.objects.get().name == "Norwold"
    assert [(each.code, each.laua) for each in places.our_councils()] == [
        ("991", "E08990001"),
        ("992", "E08990002"),
    ]
    assert Agency.objects.get(code="990").laua == ""


def test_a_council_is_called_as_the_register_calls_it_whichever_comes_first() -> None:
    settle()
    before = Agency.objects.get(code="990").name
    load_schools(school(900001), school(900002, **{"LA (code)": "991", "LA (name)": "Norwold"}))
    settle(c990="E08990001", c991="E08990002")

    assert before == "Council 990"
    assert [each.name for each in places.our_councils()] == ["Eastmarsh", "Norwold"]


@pytest.mark.parametrize(
    ("councils", "force", "name", "words"),
    [
        ({}, "E23990001", "X", "name at least one council as CODE=LAUA"),
        ({"99": "E08990001"}, "E23990001", "X", "'99' is no council's code; write the three"),
        ({"990": "Eastmarsh"}, "E23990001", "X", "council 990: 'Eastmarsh' is no ONS code; write"),
        ({"990": "E08990001"}, "police", "X", "force: 'police' is no ONS code; write a letter"),
        ({"990": "E08990001"}, "E23990001", " ", "the name must have 1 to 200 characters"),
        (
            {"990": "E08990001", "991": "E08990001"},
            "E23990001",
            "X",
            "two councils have the same ONS code; each has its own",
        ),
    ],
)
def test_a_partnership_that_makes_no_sense_is_refused_with_the_cure(
    councils: dict[str, str], force: str, name: str, words: str
) -> None:
    with pytest.raises(UnusableValue, match=words):
        set_partnership(name=name, councils=councils, force_pfa=force, by=None, at=AT)

    assert not Partnership.objects.exists()


def test_a_source_gets_a_machine_client_that_opens_the_door_and_its_secret_is_nowhere() -> None:
    sender = add()

    client = get_application_model().objects.get()
    request = RequestFactory().post(
        "/oauth/token",
        {
            "grant_type": "client_credentials",
            "client_id": sender.client_id,
            "client_secret": sender.client_secret,
        },
    )
    assert TokenView.as_view()(request).status_code == 200
    assert client.client_secret != sender.client_secret
    assert check_password(sender.client_secret, client.client_secret)
    assert (client.client_type, client.authorization_grant_type) == (
        "confidential",
        "client-credentials",
    )
    assert places.sender_by_client(sender.client_id) == sender.agency
    assert places.sender_by_client("") is None
    assert places.sender_by_code("eastmarsh") == sender.agency
    assert sender.client_secret not in str(AuditEntry.objects.values_list())


def test_a_code_is_for_one_source_alone() -> None:
    first = add()
    with pytest.raises(SenderExists, match="eastmarsh already; choose another code"):
        add(name="Another Force")

    assert places.sender_by_code("eastmarsh") == first.agency
    assert get_application_model().objects.count() == 1


@pytest.mark.parametrize("code", ["", "two words", "-x", "x" * 41, "a/b"])
def test_a_code_that_would_not_do_is_refused(code: str) -> None:
    with pytest.raises(UnusableValue, match="write letters, digits and dashes"):
        add(code=code)


def test_a_council_cannot_take_the_code_of_a_sender() -> None:
    add(code="990")
    with pytest.raises(UnusableValue, match="990 is the code of Eastmarsh Police"):
        settle()


def test_rules_that_nobody_set_are_their_defaults() -> None:
    assert rules.policy() == Policy()


def test_a_rule_that_is_set_is_in_force_and_the_trail_says_what_it_was() -> None:
    set_rule(key="chase_lead", value="30", by=None, at=AT)
    set_rule(key="chase_lead", value=" 20 ", by=None, at=AT)

    assert rules.policy() == Policy(chase_lead=timedelta(minutes=20))
    assert [entry.detail for entry in AuditEntry.objects.order_by("id")] == [
        {"from": None, "to": "30"},
        {"from": "30", "to": "20"},
    ]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("chase_lead", "soon", "chase_lead: 'soon' will not do; write whole minutes"),
        ("chase_leed", "30", "chase_leed: there is no such rule; the rules are"),
    ],
)
def test_a_rule_that_will_not_do_is_refused_and_nothing_changes(
    key: str, value: str, words: str
) -> None:
    with pytest.raises(UnusableSetting, match=words):
        set_rule(key=key, value=value, by=None, at=AT)

    assert not Rule.objects.exists()
    assert not AuditEntry.objects.exists()
