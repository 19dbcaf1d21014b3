"""`firstbell weights`: what is in force is shown; training is off until it is assessed."""

import subprocess

from firstbell.core.linkage import SHIPPED
from tests.commands import firstbell
from tests.conftest import Installation


def weights(
    installation: Installation, *arguments: str, command: str = "weights"
) -> "subprocess.CompletedProcess[str]":
    return firstbell(installation.environment(), command, *arguments)


def test_what_is_in_force_is_shown_with_where_it_comes_from(installation: Installation) -> None:
    shown = weights(installation, "show")

    assert shown.returncode == 0
    assert f"{SHIPPED.version} (in force)" in shown.stdout
    assert f"linked from {SHIPPED.thresholds.link:g}" in shown.stdout
    assert all(line in shown.stdout for line in SHIPPED.report["tested_on"])
    assert "birth date: the same" in shown.stdout
    assert "Other versions: none" in shown.stdout


def test_a_version_that_is_not_there_is_refused(installation: Installation) -> None:
    shown = weights(installation, "show", "2001.1")

    assert shown.returncode == 1
    assert "there is no version 2001.1" in shown.stderr


def test_training_is_off_and_then_says_what_is_missing(installation: Installation) -> None:
    off = weights(installation, "train")
    assert off.returncode == 1
    assert "record the impact assessment first" in off.stderr

    weights(installation, "set", "own_weights", "assessed", command="rule")
    trained = weights(installation, "train")

    assert trained.returncode == 1
    assert "0 children are known" in trained.stderr
    used = weights(installation, "use", "2001.1")
    assert (used.returncode, "there is no version 2001.1" in used.stderr) == (1, True)


def test_the_shipped_version_may_always_be_put_in_force(installation: Installation) -> None:
    used = weights(installation, "use", SHIPPED.version)

    assert (used.returncode, used.stdout) == (0, f"{SHIPPED.version} is in force.\n")
