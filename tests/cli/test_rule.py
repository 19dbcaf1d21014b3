"""`firstbell rule`: what the law leaves open is set by the partnership, not in code."""

from tests.commands import firstbell
from tests.conftest import Installation


def test_a_rule_that_was_set_is_listed_beside_its_default(installation: Installation) -> None:
    done = firstbell(installation.environment(), "rule", "set", "chase_lead", "60")
    listed = firstbell(installation.environment(), "rule", "list")

    assert (done.returncode, done.stdout) == (0, "chase_lead = 60\n")
    assert "chase_lead = 60  (default: 45)" in listed.stdout
    assert "content_profile = full\n" in listed.stdout


def test_a_value_that_will_not_do_is_refused_with_what_would(installation: Installation) -> None:
    done = firstbell(installation.environment(), "rule", "set", "content_profile", "everything")

    assert done.returncode == 2
    assert "write one of full, minimal" in done.stderr
