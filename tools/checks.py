"""All checks in one go: every one runs, failures are counted, pytest speaks last.

Run inside the environment as `python -m tools.checks [--with-tests]`. Nothing is changed.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tools import CHECKOUT

HOME = CHECKOUT / ".firstbell-test"

CHECKS = {
    "mypy": ["mypy", "--no-error-summary"],
    "import contracts": ["lint-imports"],
    "ruff check": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--quiet", "--check", "."],
}
"""Name and command, the longest first: all are begun at once. What each says is shown only when
it fails."""

AT_ONCE = [
    *["--numprocesses", str(max(2, os.cpu_count() or 1) + 1)],
    *["--dist", "loadfile", "--no-loadscope-reorder"],
]
"""One worker more than processors: tests wait for browsers and processes a quarter of the time.

A module's tests stay with one worker, so that what it stands up is stood up once; the modules are
begun in the order of `tests/conftest.py`.
"""

RULES = {
    "tests of the rules": [
        *["pytest", "tests/core", *AT_ONCE, "--cov=firstbell.core", "--cov-branch"],
        *["--cov-report=term-missing:skip-covered", "--cov-fail-under=100"],
    ]
}
"""Their own tests must take every branch of the rules, and are watched alone at it: watching costs
every other test a fifth of its time and could only hide a branch without a test. They are run
beside the checks, of which one is busy long after the others and uses a single processor.
"""

TESTS = ["pytest", "--ignore=tests/core", *AT_ONCE]
"""All other tests."""


def clean_environment() -> dict[str, str]:
    """Return our environment without any installation's settings; tests have their own home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FIRSTBELL_", "DATABASE_", "PG"))
    }
    return {**kept, "FIRSTBELL_HOME": str(HOME)}


def program(name: str) -> str:
    """Return the path of a program of our own environment."""
    return f"{sys.prefix}/bin/{name}"


def holds(name: str, command: list[str]) -> bool:
    """Run one check and say how it went."""
    began = time.monotonic()
    done = subprocess.run(
        [program(command[0]), *command[1:]],
        cwd=CHECKOUT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = time.monotonic() - began
    if done.returncode == 0:
        print(f"{name}: good ({took:.0f} s)", flush=True)
        return True
    print(f"{done.stdout.rstrip()}\n{name}: FAILED ({took:.0f} s)", flush=True)
    return False


def tests_pass() -> bool:
    """Run every other test, with pytest's own words."""
    name, *rest = TESTS
    command = [program(name), *rest]
    return (
        subprocess.run(command, cwd=CHECKOUT, env=clean_environment(), check=False).returncode == 0
    )


def main(arguments: list[str]) -> int:
    """Run the checks, and the tests when asked to; return the exit code."""
    with_tests = "--with-tests" in arguments
    checks = CHECKS | RULES if with_tests else CHECKS
    with ThreadPoolExecutor() as at_once:
        good = list(at_once.map(holds, checks, checks.values()))
    failed = [name for name, is_good in zip(checks, good, strict=True) if not is_good]
    told = f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}"
    print(told if failed else f"All {len(checks)} checks are good", flush=True)
    passed = tests_pass() if with_tests else True
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
