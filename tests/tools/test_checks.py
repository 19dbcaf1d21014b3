"""`tools.checks`: every check runs, a failure is counted, and pytest has the last word."""

import pytest

from tools import checks

GOOD = ["python", "-c", "print('never mind')"]
BAD = ["python", "-c", "print('line 7 is wrong'); raise SystemExit(1)"]


def test_what_a_good_check_says_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "CHECKS", {"one": GOOD, "two": GOOD})

    assert checks.main([]) == 0
    told = capfd.readouterr().out
    assert "never mind" not in told
    assert "All 2 checks are good" in told


def test_a_failing_check_stops_none_of_the_others(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "CHECKS", {"one": BAD, "two": GOOD})
    monkeypatch.setattr(checks, "RULES", {"three": BAD})
    monkeypatch.setattr(checks, "TESTS", ["python", "-c", "print('5 passed')"])

    assert checks.main(["--with-tests"]) == 1
    told = capfd.readouterr().out
    assert "line 7 is wrong\none: FAILED" in told
    assert "two: good" in told
    assert "2 of 3 checks failed: one, three" in told
    assert told.endswith("5 passed\n")


def test_failing_tests_fail_the_whole(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "CHECKS", {"one": GOOD})
    monkeypatch.setattr(checks, "RULES", {})
    monkeypatch.setattr(checks, "TESTS", BAD)

    assert checks.main(["--with-tests"]) == 1
    assert "All 1 checks are good" in capfd.readouterr().out


def test_an_installation_s_settings_do_not_reach_the_tests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("DATABASE_URL", "FIRSTBELL_SMTP_URL", "FIRSTBELL_HOME", "PGHOST"):
        monkeypatch.setenv(name, "elsewhere")

    assert "elsewhere" not in checks.clean_environment().values()
    assert checks.clean_environment()["FIRSTBELL_HOME"].endswith("/.firstbell-test")
