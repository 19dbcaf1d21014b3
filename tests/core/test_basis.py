"""`core.basis`: the table of what each share rests on, read as a safeguarding lead reads it."""

from dataclasses import replace

import pytest

from firstbell.core.basis import (
    DUTY,
    GROUNDS,
    NEVER_A_DUTY,
    PURPOSES,
    TABLE,
    UnknownKind,
    basis_of,
    kind_of,
)
from firstbell.core.policy import RULE_OF, Policy

USUAL = Policy()

EXPECTED = {
    "registered": ("section_49a", "support_at_school", True),
    "dual_registered": ("section_49a", "support_at_school", True),
    "post_16": ("section_49a", "support_at_school", True),
    "as_told": ("section_49a", "find_the_school", False),
    "home_educated": ("gateway", "education_elsewhere", False),
    "missing_education": ("gateway", "education_elsewhere", False),
    "early_years": ("agreement", "early_years", False),
    "childcare": ("agreement", "early_years", False),
    "not_in_education": ("gateway", "education_elsewhere", False),
    "virtual-school": ("gateway", "looked_after", False),
    "health-visiting": ("agreement", "health", False),
    "school-nursing": ("agreement", "health", False),
    "midwifery": ("agreement", "health", False),
    "gp": ("agreement", "health", False),
    "advocate": ("agreement", "voice_of_the_victim", False),
    "out_of_area": ("gateway", "hand_over", True),
    "allegations": ("gateway", "safe_at_work", True),
}


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_each_kind_of_share_rests_on_what_the_table_says(kind: str) -> None:
    found = basis_of(kind, policy=USUAL)

    assert (found.ground, found.purpose, found.is_settled) == EXPECTED[kind]
    assert found.ground in GROUNDS
    assert found.purpose in PURPOSES


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_only_what_rests_on_an_agreement_alone_stops_without_one(kind: str) -> None:
    found = basis_of(kind, policy=USUAL)

    assert found.stops_without_agreement == (found.ground == "agreement")


def test_what_the_duty_reaches_can_be_made_to_stop_by_no_rule() -> None:
    open_to_choice = {
        rule for rule in RULE_OF if rule.startswith("basis_") and rule != "basis_as_told"
    }
    strictest = Policy.from_settings(dict.fromkeys(open_to_choice, "agreement"))

    for kind in ("registered", "dual_registered", "post_16"):
        assert basis_of(kind, policy=strictest).law == DUTY
        assert not basis_of(kind, policy=strictest).stops_without_agreement


@pytest.mark.parametrize(
    ("kind", "rule"), [(kind, line.rule) for kind, line in TABLE.items() if line.rule]
)
def test_what_the_law_leaves_open_is_the_partnerships_rule_and_says_so(
    kind: str, rule: str
) -> None:
    for ground in RULE_OF[rule].choices:
        found = basis_of(kind, policy=Policy.from_settings({rule: ground}))

        assert found.ground == ground
        assert not found.is_settled
    assert "Check" in RULE_OF[rule].source


def test_a_share_by_agreement_never_claims_a_statute() -> None:
    assert basis_of("early_years", policy=USUAL).law == NEVER_A_DUTY
    as_gateway = replace(USUAL, basis_early_years="gateway")
    assert basis_of("early_years", policy=as_gateway).law == "Sections 10 and 11 Children Act 2004"


def test_a_practice_is_known_by_its_code() -> None:
    assert basis_of("gp:A12345", policy=USUAL).purpose == "health"
    assert kind_of("gp:A12345") == "gp"
    assert kind_of("990:health-visiting") == "health-visiting"


def test_a_kind_that_nobody_has_settled_is_shared_with_by_nobody() -> None:
    with pytest.raises(UnknownKind, match="neighbours"):
        basis_of("neighbours", policy=USUAL)
