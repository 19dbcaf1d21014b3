"""`firstbell.core.policy`: what may be set, and how nonsense is refused."""

from dataclasses import fields
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.policy import RULES, Policy, Rule, UnusableSetting


def test_nothing_set_is_the_defaults() -> None:
    policy = Policy.from_settings({})

    assert policy == Policy()
    assert policy.chase_lead == timedelta(minutes=45)
    assert policy.session_ends == time(15, 30)
    assert policy.roll_hold_share == 0.2


def test_every_rule_says_what_it_means_and_whence_it_comes() -> None:
    assert sorted(rule.key for rule in RULES) == sorted(each.name for each in fields(Policy))
    assert all(rule.meaning.endswith(".") and rule.source.endswith(".") for rule in RULES)


def test_a_policy_can_be_written_down_and_read_back() -> None:
    policy = Policy(
        chase_lead=timedelta(minutes=20),
        holiday_council=timedelta(hours=48),
        desk_opens_at=time(8, 30),
        one_off_bank_holidays=(date(2027, 6, 1), date(2027, 6, 2)),
        roll_hold_share=0.35,
        content_profile="minimal",
        helpline="Ring the front door.",
    )

    assert Policy.from_settings(policy.as_settings()) == policy
    assert policy.as_settings()["one_off_bank_holidays"] == "2027-06-01, 2027-06-02"


def test_the_written_defaults_are_what_the_rules_say() -> None:
    assert Policy().as_settings() == {rule.key: rule.default for rule in RULES}


@pytest.mark.parametrize(
    ("key", "value", "would_be_right"),
    [
        ("chase_lead", "soon", "whole minutes from 1 to 10080"),
        ("chase_lead", "0", "whole minutes from 1 to 10080"),
        ("chase_lead", "-5", "whole minutes from 1 to 10080"),
        ("chase_lead", "4.5", "whole minutes from 1 to 10080"),
        ("chase_lead", "10081", "whole minutes from 1 to 10080"),
        ("chase_lead", "9" * 30, "whole minutes from 1 to 10080"),
        ("holiday_chase", "169", "whole hours from 1 to 168"),
        ("keep_content", "0", "whole days from 1 to 36525"),
        ("keep_content", "36526", "whole days from 1 to 36525"),
        ("session_ends", "1530", "HH:MM"),
        ("session_ends", "3:30", "HH:MM"),
        ("session_ends", "25:00", "HH:MM"),
        ("roll_hold_share", "20", "from 0 to 1"),
        ("roll_hold_share", "nan", "from 0 to 1"),
        ("roll_hold_share", "a fifth", "from 0 to 1"),
        ("unusual_records", "0", "a whole number from 1 to"),
        ("unusual_records", "²", "a whole number from 1 to"),
        ("one_off_bank_holidays", "1 June", "YYYY-MM-DD"),
        ("content_profile", "Full", "one of full, minimal"),
        ("helpline", "  ", "at least one word"),
    ],
)
def test_a_value_that_will_not_do_is_refused_with_what_would(
    key: str, value: str, would_be_right: str
) -> None:
    with pytest.raises(UnusableSetting, match=would_be_right) as refused:
        Policy.from_settings({key: value})

    assert str(refused.value).startswith(f"{key}: ")


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(UnusableSetting) as refused:
        Policy.from_settings({"chase_led": "45", "roll_hold_share": "2", "holiday_chase": "4"})

    assert "chase_led: there is no such rule; the rules are chase_lead" in str(refused.value)
    assert "roll_hold_share" in str(refused.value)
    assert "holiday_chase: " not in str(refused.value)


@given(st.sampled_from(RULES), st.text(max_size=12))
def test_any_text_is_either_read_or_refused_in_words(rule: Rule, text: str) -> None:
    try:
        policy = Policy.from_settings({rule.key: text})
    except UnusableSetting as refused:
        said = str(refused)
    else:
        said = f"{rule.key}: write"
        assert Policy.from_settings(policy.as_settings()) == policy

    assert said.startswith(f"{rule.key}: ")
    assert "write" in said
