"""All checks in one go: every one runs, failures are counted, pytest speaks last.

Run inside the environment as `python -m tools.checks [--with-tests]`. Nothing is changed.
"""

import os
import subprocess
import sys
import time

from tools import CHECKOUT

HOME = CHECKOUT / ".firstbell-test"

CHECKS = {
    "ruff check": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--quiet", "--check", "."],
    "mypy": ["mypy", "--no-error-summary"],
    "import contracts": ["lint-imports"],
}
"""Name and command, the quickest first. What each says is shown only when it fails."""

AT_ONCE = [
    *["--numprocesses", str(max(2, os.cpu_count() or 1) + 1)],
    *["--dist", "loadfile", "--no-loadscope-reorder"],
]
"""One worker more than processors: tests wait for browsers and processes a quarter of the time.

A module's tests stay with one worker, so that what it stands up is stood up once; the modules are
begun in the order of `tests/conftest.py`.
"""

TESTS = [
    [
        *["pytest", "tests/core", *AT_ONCE, "--cov=firstbell.core", "--cov-branch"],
        *["--cov-report=term-missing:skip-covered", "--cov-fail-under=100"],
    ],
    ["pytest", "--ignore=tests/core", *AT_ONCE],
]
"""Every test. Their own tests must take every branch of the rules, and are watched alone at it:
watching costs every other test a fifth of its time and could only hide a branch without a test.
"""


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
    """Run every test, with pytest's own words; those of the rules are said even if others fail."""
    ended = [
        subprocess.run(
            [program(name), *rest], cwd=CHECKOUT, env=clean_environment(), check=False
        ).returncode
        for name, *rest in TESTS
    ]
    return not any(ended)


def main(arguments: list[str]) -> int:
    """Run the checks, and the tests when asked to; return the exit code."""
    failed = [name for name, command in CHECKS.items() if not holds(name, command)]
    told = f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}"
    print(told if failed else f"All {len(CHECKS)} checks are good", flush=True)
    passed = tests_pass() if "--with-tests" in arguments else True
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
